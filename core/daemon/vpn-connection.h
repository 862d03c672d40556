// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnConnection: one connection, from the call that starts it to its end, as the D-Bus object
 * org.genkan.VPN1.Connection. It owns what outlives a worker (TUN device, applied network plan,
 * secrets, key) and runs one worker after the other on it.
 *
 * Signal "state-entered" (guint VpnState) after every change of state. Main-loop thread.
 */
#pragma once

#include "vpn-connect-options.h"
#include "vpn-enums.h"
#include "vpn-exported.h"
#include "vpn-profile.h"
#include "vpn-services.h"

/* Before the number, in the names of its files. */
#define VPN_CONNECTION_NAME_PREFIX "connection-"

#define VPN_TYPE_CONNECTION (vpn_connection_get_type ())
G_DECLARE_FINAL_TYPE (VpnConnection, vpn_connection, VPN, CONNECTION, VpnExported)

typedef struct
{
  const VpnServices *services;
  guint number;             /* of the object path and the journal */
  guint slot;               /* 0..255, unique among living connections */
  guint32 uid;              /* who started it */
  gboolean is_system;       /* of a system profile: everybody may see it */
  const char *profile_path; /* "/" for settings that are not stored; borrowed for the call */
  GArray *gateways;         /* counted; IpAddress, where its gateway was, or NULL */
} VpnConnectionSetup;

/* Takes profile and options, also on failure (VPN_ERROR_FILE_NEEDED: the key is unreadable). */
VpnConnection *
vpn_connection_new (const VpnConnectionSetup *setup, VpnProfile *profile,
                    VpnConnectOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

void vpn_connection_start (VpnConnection *self);
/* Somebody wants one that is held and does not try any more to try again, with what they handed in
 * now. Takes profile and options, also on failure: VPN_ERROR_ALREADY_ACTIVE when it still tries,
 * VPN_ERROR_FILE_NEEDED. */
gboolean vpn_connection_again (VpnConnection *self, VpnProfile *profile, VpnConnectOptions *options,
                               GError **error);
/* Its owner can be asked now: one that waits for an answer is tried again. */
void vpn_connection_agent_came (VpnConnection *self);
/* Instead of starting it: it was protected when genkand was killed, is held, and is made again. */
void vpn_connection_restore (VpnConnection *self);
/* Ends it within two seconds, whatever state it is in. */
void vpn_connection_disconnect (VpnConnection *self);
/* name left the bus. Without the one who set up its network a delegated connection ends: nobody
 * would undo that, or follow what changes. */
void vpn_connection_client_vanished (VpnConnection *self, const char *name);
/* While it is held: signer, a uid that may see it, may open web pages in clear. FALSE: it is not,
 * or not for him. */
gboolean vpn_connection_allow_sign_in (VpnConnection *self, guint32 signer);
void vpn_connection_end_sign_in (VpnConnection *self);
/* The host's own network changed. */
void vpn_connection_network_changed (VpnConnection *self);

VpnState vpn_connection_get_state (VpnConnection *self);
/* disconnected after having been started, or failed and not held: nothing is left on the host. */
gboolean vpn_connection_is_over (VpnConnection *self);
VpnReason vpn_connection_get_reason (VpnConnection *self);
const char *vpn_connection_get_error_text (VpnConnection *self);
guint vpn_connection_get_slot (VpnConnection *self);
const char *vpn_connection_get_profile_path (VpnConnection *self);
/* IpAddress, where its gateway is, the one that answered first; borrowed, or NULL. */
GArray *vpn_connection_get_gateways (VpnConnection *self);
