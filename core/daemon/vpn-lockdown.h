// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnLockdown: profiles of the system with guard.mode=always close what they would carry, from the
 * start of the computer and whether they are connected or not. Its ways out: another guard.mode,
 * and vpnctl disconnect --force, after which it is suspended until the next start of the computer
 * or the next connection of such a profile. For a network that wants its users to sign in there is
 * a hole of one person's, for web pages and a while. Main-loop thread.
 */
#pragma once

#include "vpn-services.h"

typedef struct VpnLockdown VpnLockdown;

/* Only an administrator closes the network for everybody: VPN_ERROR_INVALID_SETTING. */
gboolean vpn_lockdown_check (VpnStoreScope scope, const VpnProfile *profile, GError **error);
gboolean vpn_lockdown_is_wanted (const VpnProfile *profile);
/* Sets it as the store wants it, for a process that ends then (genkand --lockdown). */
gboolean vpn_lockdown_set_once (VpnStore *store, GError **error);

VpnLockdown *vpn_lockdown_new (const VpnServices *services) G_GNUC_WARN_UNUSED_RESULT;
/* Leaves it as it is. */
void vpn_lockdown_free (VpnLockdown *lockdown);

/* profiles: VpnProfile's of the system that want it; borrowed. */
void vpn_lockdown_update (VpnLockdown *lockdown, const GPtrArray *profiles);
/* Takes it away, or takes that back; the next update acts on it. */
void vpn_lockdown_suspend (VpnLockdown *lockdown, gboolean suspended);
/* uid may open web pages in clear for so long, at most VPN_LOCKDOWN_SIGN_IN_S; the next update acts
 * on it, as it does after over was called. closed: something else keeps the network closed. FALSE:
 * nothing does. */
#define VPN_LOCKDOWN_SIGN_IN_S 300u
gboolean
vpn_lockdown_allow_sign_in (VpnLockdown *lockdown, guint32 uid, guint seconds, gboolean closed,
                            void (*over) (gpointer owner), gpointer owner);
/* No more; FALSE: nobody did. */
gboolean vpn_lockdown_end_sign_in (VpnLockdown *lockdown);
/* off, on, sign-in, suspended, or failed: the packet filter refused. */
const char *vpn_lockdown_get_state (const VpnLockdown *lockdown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnLockdown, vpn_lockdown_free)
