// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnWanted: what a protected connection is, kept in the runtime directory so that a genkand that
 * was killed comes back with it held and makes it again. There is a file exactly as long as the
 * connection is protected. No secret and no key is in it; what it changed on the host is in the
 * journal of the same name. Only root can write there; a file that makes no sense opens nothing.
 * Any one thread.
 */
#pragma once

#include "vpn-files.h"
#include "vpn-profile.h"
#include "vpn-resolver.h"

typedef struct
{
  guint slot;
  guint32 uid;
  gboolean is_system;
  gboolean is_stored;  /* profile is one of the store's */
  gboolean by_machine; /* the computer itself connected */
  char *ifname;        /* owned; of the TUN device */
  VpnProfile *profile; /* owned; as it was used */
  VpnFiles *files;     /* owned; those it names, without the private key */
  GArray *gateways;    /* counted; IpAddress, where the gateway was, or NULL */
  char *leash;         /* owned; what its worker is kept to (net-leash.h), or NULL */
} VpnWanted;

void vpn_wanted_free (VpnWanted *wanted);

/* name: of the connection. Whole or not at all. */
gboolean vpn_wanted_write (const VpnWanted *wanted, const char *runtime_dir, const char *name,
                           GError **error);
/* VPN_ERROR_IO, VPN_ERROR_INVALID_ARGUMENT. */
VpnWanted *vpn_wanted_read (const char *runtime_dir, const char *name, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* One that is not there is fine. */
void vpn_wanted_remove (const char *runtime_dir, const char *name);
/* Addresses of gateways (IpAddress) in a key file of this kind, both ways; the array, owned, or
 * NULL when there are none. gateways may be NULL. */
void vpn_wanted_set_gateways (GKeyFile *keys, const GArray *gateways);
GArray *vpn_wanted_get_gateways (GKeyFile *keys) G_GNUC_WARN_UNUSED_RESULT;
/* Names of all that are there, readable or not; owned. */
GStrv vpn_wanted_list (const char *runtime_dir) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnWanted, vpn_wanted_free)
