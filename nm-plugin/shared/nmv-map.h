// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * A VPN connection of NetworkManager as a VpnProfile, and back. There is no second table: a data
 * item is called like its profile key ("connection.gateway") and its text is what vpnctl set takes,
 * with two exceptions. Name, UUID and autoconnect live in the connection setting, where
 * NetworkManager has its own; and lists are separated by spaces, because nmcli separates data items
 * by commas (commas are read as well). Pure functions; thread of the connection.
 */
#pragma once

#include "vpn-profile.h"

#include <NetworkManager.h>

/* Makes connection say what profile says: data items are replaced, secrets and their flags and all
 * other settings stay; settings that are missing are added. A profile without UUID keeps the
 * connection's or gets a new one. */
void nmv_map_to_connection (const VpnProfile *profile, NMConnection *connection);

/* What connection says, every value checked; VPN_ERROR_INVALID_SETTING names the first data item
 * that is unknown or wrong. Rules across keys are not checked (vpn_profile_validate()). */
VpnProfile *nmv_map_to_profile (NMConnection *connection, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for an editor, which must show what can be shown: items that are wrong are left out. */
VpnProfile *nmv_map_to_draft (NMConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
