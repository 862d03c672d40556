// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A TCP stream to the gateway, for networks that let no UDP through (RFC 9329). */
#pragma once

#include "ip.h"

#include <gio/gio.h>

/* Longest wait for one address and port. */
#define NET_TCP_DIAL_MS 5000

typedef struct /* whom it reached */
{
  IpAddress address;
  guint16 port; /* host order */
} NetTcpPeer;

/* Tries each port of each address, one after the other, until somebody takes the connection.
 * addresses and ports are copied. The callback runs on the main loop of the caller. */
void net_tcp_dial_async (const IpAddress *addresses, guint n_addresses, const guint16 *ports,
                         guint n_ports, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
/* A connected descriptor, owned: marked with VPN_FWMARK, non-blocking, without Nagle's wait; -1:
 * the error of the last try, G_IO_ERROR_CANCELLED when cancelled. */
int net_tcp_dial_finish (GAsyncResult *result, NetTcpPeer *ret_peer, GError **error);
