// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClients: who talks to genkand. A client is a unique bus name that made a call and its uid,
 * which the bus vouches for and which cannot change while the name lives (unique names are never
 * used twice), so looking it up once is free of races. Clients are forgotten when they leave the
 * bus. Main-loop thread.
 */
#pragma once

#include <gio/gio.h>

/* Names of one user (but root) at once: each is a rule that the bus keeps for genkand, of which it
 * keeps 512. */
#define VPN_CLIENTS_PER_USER_MAX 64

typedef struct VpnClients VpnClients;

typedef struct
{
  /* The name left the bus; it is no client any more. */
  void (*vanished) (gpointer owner, const char *name);
} VpnClientsEvents;

/* events is borrowed and constant. */
VpnClients *vpn_clients_new (GDBusConnection *bus, const VpnClientsEvents *events, gpointer owner)
    G_GNUC_WARN_UNUSED_RESULT;
void vpn_clients_free (VpnClients *clients);

/* Makes name a client. Fails when it has left the bus already, or its user has too many. */
void vpn_clients_identify_async (VpnClients *clients, const char *name,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean vpn_clients_identify_finish (GAsyncResult *result, guint32 *ret_uid, GError **error);

/* FALSE when name is not a client. */
gboolean vpn_clients_get_uid (VpnClients *clients, const char *name, guint32 *ret_uid);
void vpn_clients_foreach (VpnClients *clients,
                          void (*visit) (gpointer user_data, const char *name, guint32 uid),
                          gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnClients, vpn_clients_free)
