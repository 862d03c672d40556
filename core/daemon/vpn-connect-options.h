// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnConnectOptions: the options dictionary of Profile.Connect and Manager.ConnectSettings, checked
 * and with the descriptors taken out of the call. Single owner.
 */
#pragma once

#include "vpn-call.h"
#include "vpn-files.h"
#include "vpn-profile.h"

typedef struct
{
  gboolean is_delegated; /* NetworkManager applies addresses, routes and DNS */
  gboolean by_machine;   /* nobody asked for it but the computer itself (vpn-machine.h) */
  char *caller;          /* owned; bus name of who wants it */
  char *agent_name;      /* owned; the caller's bus name, NULL: no agent named */
  char *agent_path;      /* owned */
  char *ifname;          /* owned or NULL: first free */
  char *user;            /* owned or NULL; who signs in */
  VpnFiles *files;       /* owned */
} VpnConnectOptions;

/* Reads the dictionary at this index of the call's arguments. An unknown option, a wrong type, and
 * a file that profile names but the caller did not hand in are errors that name the key:
 * VPN_ERROR_INVALID_ARGUMENT, VPN_ERROR_FILE_NEEDED. is_shared: the profile is an administrator's,
 * whose certification authorities are not the caller's to choose: they are read from where it says,
 * and whatever the caller handed in for them is ignored. A profile of everybody's gets the name of
 * who signs in, where it has none: VPN_ERROR_NO_AGENT when the caller does not say it. */
VpnConnectOptions *
vpn_connect_options_new (const VpnCall *call, guint index, VpnProfile *profile, gboolean is_shared,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Those of a connection that is made again and whose caller is gone: no agent. Takes files. */
VpnConnectOptions *
vpn_connect_options_new_again (const char *ifname, VpnFiles *files) G_GNUC_WARN_UNUSED_RESULT;
/* Those of a connection of the computer itself. VPN_ERROR_FILE_NEEDED. */
VpnConnectOptions *vpn_connect_options_new_machine (const VpnProfile *profile, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The key of a file that profile names and nobody handed in, or NULL. */
const char *vpn_connect_options_lacks (const VpnConnectOptions *options, const VpnProfile *profile);
void vpn_connect_options_free (VpnConnectOptions *options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnConnectOptions, vpn_connect_options_free)
