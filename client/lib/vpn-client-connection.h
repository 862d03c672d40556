// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientConnection: one connection of genkand, followed to its end. Reference-counted GObject of
 * the main-loop thread.
 *
 * Signals:
 *   "step"    (VpnStep step as int, const char *detail)  a step of connecting started
 *   "state"   (VpnState old, VpnState now as ints)        all properties are current by then
 *   "message" (const char *text)                          words of the gateway, safe to print
 *   "changed" ()                                          some property changed
 *
 * What the daemon tells about a connection (addresses, suite ...) is read from the proxy.
 */
#pragma once

#include "vpn-enums.h"

#include "vpn-dbus.h"

#define VPN_TYPE_CLIENT_CONNECTION (vpn_client_connection_get_type ())
G_DECLARE_FINAL_TYPE (VpnClientConnection, vpn_client_connection, VPN, CLIENT_CONNECTION, GObject)

VpnClientConnection *vpn_client_connection_new (VpnDbusConnection *proxy);

/* For reading properties; borrowed. */
VpnDbusConnection *vpn_client_connection_get_proxy (VpnClientConnection *self);
const char *vpn_client_connection_get_path (VpnClientConnection *self);
const char *vpn_client_connection_get_name (VpnClientConnection *self);
/* Path of its profile; "/": it is of settings that are not stored. */
const char *vpn_client_connection_get_profile (VpnClientConnection *self);
/* The user's own, or the user is root; of others' no more is told than that they are there. */
gboolean vpn_client_connection_is_own (VpnClientConnection *self);

VpnState vpn_client_connection_get_state (VpnClientConnection *self);
VpnStep vpn_client_connection_get_step (VpnClientConnection *self);
const char *vpn_client_connection_get_step_detail (VpnClientConnection *self);
VpnReason vpn_client_connection_get_reason (VpnClientConnection *self);
/* Whether what the tunnel is for is protected, whatever the state. */
VpnProtection vpn_client_connection_get_protection (VpnClientConnection *self);
/* It will not come back: disconnected, failed and not held, or the daemon is gone. */
gboolean vpn_client_connection_is_over (VpnClientConnection *self);
/* The daemon stopped or lost sight of the connection before its end was known. */
gboolean vpn_client_connection_is_lost (VpnClientConnection *self);
/* Why it is not up and what to do, one sentence in the user's language; owned. */
char *vpn_client_connection_explain (VpnClientConnection *self, VpnVoice voice);

void vpn_client_connection_disconnect_async (VpnClientConnection *self, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean vpn_client_connection_disconnect_finish (VpnClientConnection *self, GAsyncResult *result,
                                                  GError **error);
/* Makes a new session now; what is protected stays so. */
void vpn_client_connection_reconnect_async (VpnClientConnection *self, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean vpn_client_connection_reconnect_finish (VpnClientConnection *self, GAsyncResult *result,
                                                 GError **error);

void vpn_client_connection_get_counters_async (VpnClientConnection *self, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
/* a{sv}, owned. */
GVariant *vpn_client_connection_get_counters_finish (VpnClientConnection *self,
                                                     GAsyncResult *result, GError **error);
void vpn_client_connection_get_policy_async (VpnClientConnection *self, const char *address,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* BYPASS, PROTECT or DISCARD, and why; both owned. */
gboolean
vpn_client_connection_get_policy_finish (VpnClientConnection *self, GAsyncResult *result,
                                         char **ret_verdict, char **ret_why, GError **error);
/* options: VPN_CAPTURE_..., consumed if floating. */
void vpn_client_connection_capture_async (VpnClientConnection *self, GVariant *options,
                                          GCancellable *cancellable, GAsyncReadyCallback callback,
                                          gpointer user_data);
/* A SOCK_SEQPACKET socket to read from, owned, or -1. */
int vpn_client_connection_capture_finish (VpnClientConnection *self, GAsyncResult *result,
                                          GError **error);
void vpn_client_connection_get_log_async (VpnClientConnection *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
/* a(xss), owned. */
GVariant *vpn_client_connection_get_log_finish (VpnClientConnection *self, GAsyncResult *result,
                                                GError **error);
