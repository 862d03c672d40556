// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-tcp.h"

/* Dialling the gateway. */

#include "vpn-names.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>

/* Octets that may wait in the socket: what stands there delays what comes after it. */
#define UNSENT_MAX (128 * 1024)

typedef struct
{
  GSocketClient *client; /* owned */
  GArray *peers;         /* owned; of NetTcpPeer, those left to try */
  NetTcpPeer peer;       /* under way */
} Dial;

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  g_object_unref (dial->client);
  g_array_unref (dial->peers);
  g_free (dial);
}

/* Before it connects: even its first packet must not meet the tunnel's own rule. */
static void
on_event (GSocketClient *client G_GNUC_UNUSED, GSocketClientEvent event,
          GSocketConnectable *connectable G_GNUC_UNUSED, GIOStream *stream,
          gpointer user_data G_GNUC_UNUSED)
{
  GSocket *socket;

  if (event != G_SOCKET_CLIENT_CONNECTING)
    return;
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (stream));
  (void) g_socket_set_option (socket, SOL_SOCKET, SO_MARK, VPN_FWMARK, NULL);
  (void) g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  (void) g_socket_set_option (socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, UNSENT_MAX, NULL);
}

static void dial_next (GTask *task);

/* Which place it was, and what it did. */
static void
return_failure (GTask *task, const NetTcpPeer *peer, const GError *error)
{
  g_autofree char *address = ip_address_to_text (&peer->address);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    g_task_return_new_error (task, error->domain, error->code, "nobody listens at port %u of %s",
                             peer->port, address);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_task_return_new_error (task, error->domain, error->code, "port %u of %s does not answer",
                             peer->port, address);
  else
    g_task_return_new_error (task, error->domain, error->code, "port %u: %s", peer->port,
                             error->message);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  int fd;

  if (connection == NULL && dial->peers->len > 0
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      dial_next (g_steal_pointer (&task));
      return;
    }
  if (connection == NULL)
    {
      return_failure (task, &dial->peer, error);
      return;
    }
  fd = fcntl (g_socket_get_fd (g_socket_connection_get_socket (connection)), F_DUPFD_CLOEXEC, 3);
  if (fd >= 0)
    g_task_return_int (task, fd);
  else
    g_task_return_new_error (task, G_IO_ERROR, g_io_error_from_errno (errno), "%s",
                             g_strerror (errno));
}

/* Takes the task. */
static void
dial_next (GTask *task)
{
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (GInetAddress) host = NULL;
  g_autoptr (GSocketAddress) address = NULL;

  dial->peer = g_array_index (dial->peers, NetTcpPeer, 0);
  g_array_remove_index (dial->peers, 0);
  host = g_inet_address_new_from_bytes (
      dial->peer.address.octets,
      dial->peer.address.family == AF_INET ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6);
  address = g_inet_socket_address_new (host, dial->peer.port);
  g_socket_client_connect_async (dial->client, G_SOCKET_CONNECTABLE (address),
                                 g_task_get_cancellable (task), on_connected, task);
}

void
net_tcp_dial_async (const IpAddress *addresses, guint n_addresses, const guint16 *ports,
                    guint n_ports, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Dial *dial = g_new0 (Dial, 1);

  g_return_if_fail (n_addresses > 0 && n_ports > 0);
  g_task_set_source_tag (task, net_tcp_dial_async);
  dial->client = g_socket_client_new ();
  dial->peers = g_array_new (FALSE, FALSE, sizeof (NetTcpPeer));
  g_task_set_task_data (task, dial, dial_free);
  g_socket_client_set_enable_proxy (dial->client, FALSE);
  g_socket_client_set_timeout (dial->client, NET_TCP_DIAL_MS / 1000);
  g_signal_connect (dial->client, "event", G_CALLBACK (on_event), NULL);
  for (guint i = 0; i < n_addresses; i++)
    for (guint j = 0; j < n_ports; j++)
      {
        NetTcpPeer peer = { addresses[i], ports[j] };

        g_array_append_val (dial->peers, peer);
      }
  dial_next (task);
}

int
net_tcp_dial_finish (GAsyncResult *result, NetTcpPeer *ret_peer, GError **error)
{
  GTask *task = G_TASK (result);
  const Dial *dial = g_task_get_task_data (task);
  gssize fd = g_task_propagate_int (task, error);

  if (fd >= 0)
    *ret_peer = dial->peer;
  return (int) fd;
}
