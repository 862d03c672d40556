// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Calls of genkand by the functions that gdbus-codegen makes: what they have in common, and the way
 * of their results to who asked one of our objects.
 *
 *   vpn_dbus_x_call_y (proxy, ..., VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT, cancellable,
 *                      vpn_client_relay, vpn_client_relay_new (self, callback, user_data));
 *
 * calls callback with self as its source; of the result it gets, vpn_client_relay_take() makes the
 * one that vpn_dbus_x_call_y_finish() wants.
 */
#pragma once

#include "vpn-dbus.h"

/* polkit may ask the person, who is waited for as long as it takes. */
#define VPN_CLIENT_CALL_FLAGS   G_DBUS_CALL_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION
#define VPN_CLIENT_CALL_TIMEOUT G_MAXINT

gpointer vpn_client_relay_new (gpointer source, GAsyncReadyCallback callback, gpointer user_data);
void vpn_client_relay (GObject *proxy, GAsyncResult *result, gpointer relay);
/* Owned. */
GAsyncResult *vpn_client_relay_take (GAsyncResult *result);

/* Returns ok, and frees an error of the bus's decoration. */
gboolean vpn_client_call_ended (gboolean ok, GError **error);
