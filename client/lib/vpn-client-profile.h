// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientProfile: one profile stored by genkand. GObject of the main-loop thread. Signal
 * "changed" when something about it changed.
 */
#pragma once

#include "vpn-enums.h"
#include "vpn-profile.h"

#include "vpn-dbus.h"

#define VPN_TYPE_CLIENT_PROFILE (vpn_client_profile_get_type ())
G_DECLARE_FINAL_TYPE (VpnClientProfile, vpn_client_profile, VPN, CLIENT_PROFILE, GObject)

VpnClientProfile *vpn_client_profile_new (VpnDbusProfile *proxy);

/* For reading properties; borrowed. */
VpnDbusProfile *vpn_client_profile_get_proxy (VpnClientProfile *self);
const char *vpn_client_profile_get_path (VpnClientProfile *self);
const char *vpn_client_profile_get_name (VpnClientProfile *self);
const char *vpn_client_profile_get_uuid (VpnClientProfile *self);
gboolean vpn_client_profile_is_system (VpnClientProfile *self);
/* Why the last try failed; NONE when it did not. */
VpnReason vpn_client_profile_get_last_reason (VpnClientProfile *self);
/* The settings, owned; NULL with an error when genkand is newer than this program. Those of a
 * profile of the system are empty for who would have to prove first that he may connect it. */
VpnProfile *vpn_client_profile_get_settings (VpnClientProfile *self, GError **error);
/* Has them, from now on; polkit may ask for a password. */
void vpn_client_profile_reveal_async (VpnClientProfile *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean
vpn_client_profile_reveal_finish (VpnClientProfile *self, GAsyncResult *result, GError **error);

/* Stores settings in place of those it has, by sending what differs. */
void vpn_client_profile_update_async (VpnClientProfile *self, const VpnProfile *settings,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean
vpn_client_profile_update_finish (VpnClientProfile *self, GAsyncResult *result, GError **error);
void vpn_client_profile_delete_async (VpnClientProfile *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
gboolean
vpn_client_profile_delete_finish (VpnClientProfile *self, GAsyncResult *result, GError **error);
void vpn_client_profile_export_async (VpnClientProfile *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
/* Text of the profile file, owned. */
GBytes *
vpn_client_profile_export_finish (VpnClientProfile *self, GAsyncResult *result, GError **error);
