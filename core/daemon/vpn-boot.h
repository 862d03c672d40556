// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What the computer itself connects: profiles of the system with connection.autoconnect=boot, once
 * the service is there, and those with untrusted when VpnOnDemand says so. One of the former that
 * somebody disconnected stays so until the computer starts again, over a restart of the service as
 * well: a file in runtime_dir/left says so. Main-loop thread.
 */
#pragma once

#include "vpn-connections.h"
#include "vpn-profile-object.h"

/* Only what a boot can start may be set to: VPN_ERROR_INVALID_SETTING. */
gboolean vpn_boot_check (VpnStoreScope scope, const VpnProfile *profile, GError **error);
/* Root may have the computer's own secrets when it connects such a profile by hand. */
void vpn_boot_adopt (const VpnConnectionOrigin *origin, const VpnProfile *profile,
                     VpnConnectOptions *options);
/* Starts those of profiles (VpnProfileObject) that have no connection and were not left. */
void vpn_boot_connect (const VpnServices *services, VpnConnections *connections,
                       const GPtrArray *profiles);
/* Connects one with what the computer itself holds, or has a connection of it that is held and does
 * not try any more try again. */
void
vpn_boot_start (const VpnServices *services, VpnConnections *connections, VpnProfileObject *object);
/* Its connection is up: where its gateway is found will be known after the next start, when names
 * may not be looked up yet. */
void
vpn_boot_note_up (const VpnServices *services, VpnProfileObject *object, VpnConnection *connection);
/* Its connection was ended by somebody (left), or is wanted again. */
void vpn_boot_note (const VpnServices *services, VpnProfileObject *object, gboolean left);
