// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-tcp.h"

#include "net-ns.h"
#include "vpn-names.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <unistd.h>

typedef struct
{
  GMainLoop *loop;
  NetTcpPeer peer;
  GError *error;
  int fd;
} Call;

static void
on_dialled (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->fd = net_tcp_dial_finish (result, &call->peer, &call->error);
  g_main_loop_quit (call->loop);
}

static void
dial (Call *call, const char *address, const guint16 *ports, guint n_ports,
      GCancellable *cancellable)
{
  IpAddress addresses[2];

  /* Nobody listens at the first one. */
  g_assert_true (ip_address_parse ("127.0.0.9", &addresses[0]));
  g_assert_true (ip_address_parse (address, &addresses[1]));
  *call = (Call){ .loop = g_main_loop_new (NULL, FALSE), .fd = -1 };
  net_tcp_dial_async (addresses, 2, ports, n_ports, cancellable, on_dialled, call);
  g_main_loop_run (call->loop);
  g_main_loop_unref (call->loop);
}

static int
open_listener (const char *text, guint16 *ret_port)
{
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string (text, 0);
  struct sockaddr_storage storage;
  socklen_t len = (socklen_t) g_socket_address_get_native_size (any);
  int fd = socket (g_socket_address_get_family (any) == G_SOCKET_FAMILY_IPV4 ? AF_INET : AF_INET6,
                   SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_true (g_socket_address_to_native (any, &storage, sizeof storage, NULL));
  g_assert_no_errno (bind (fd, (struct sockaddr *) &storage, len));
  g_assert_no_errno (listen (fd, 1));
  g_assert_no_errno (getsockname (fd, (struct sockaddr *) &storage, &len));
  *ret_port = g_ntohs (((struct sockaddr_in *) (void *) &storage)->sin_port);
  return fd;
}

/* The one of several that answers, by whichever port; marked, so that it goes past the tunnel. */
static void
test_reaches (gconstpointer text)
{
  guint16 ports[] = { 1, 0 };
  int listener = open_listener (text, &ports[1]);
  guint32 mark = 0;
  int nodelay = 0;
  socklen_t len = sizeof mark;
  IpAddress expected;
  Call call;

  dial (&call, text, ports, G_N_ELEMENTS (ports), NULL);
  g_assert_no_error (call.error);
  g_assert_true (ip_address_parse (text, &expected));
  g_assert_true (ip_address_equal (&call.peer.address, &expected));
  g_assert_cmpuint (call.peer.port, ==, ports[1]);
  g_assert_no_errno (getsockopt (call.fd, SOL_SOCKET, SO_MARK, &mark, &len));
  g_assert_cmphex (mark, ==, VPN_FWMARK);
  len = sizeof nodelay;
  g_assert_no_errno (getsockopt (call.fd, IPPROTO_TCP, TCP_NODELAY, &nodelay, &len));
  g_assert_cmpint (nodelay, ==, 1);
  g_assert_cmpint (fcntl (call.fd, F_GETFL) & O_NONBLOCK, !=, 0);
  close (call.fd);
  close (listener);
}

static void
test_nobody_there (void)
{
  const guint16 port = 1;
  Call call;

  dial (&call, "127.0.0.1", &port, 1, NULL);
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpstr (call.error->message, ==, "nobody listens at port 1 of 127.0.0.1");
  g_assert_cmpint (call.fd, ==, -1);
  g_clear_error (&call.error);
}

/* Cancelled, the next address is not tried. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const guint16 port = 1;
  Call call;

  g_cancellable_cancel (cancellable);
  dial (&call, "127.0.0.1", &port, 1, cancellable);
  g_assert_error (call.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&call.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_data_func ("/net/tcp/TCP-01/ipv4", "127.0.0.1", test_reaches);
  g_test_add_data_func ("/net/tcp/TCP-01/ipv6", "::1", test_reaches);
  g_test_add_func ("/net/tcp/nobody-there", test_nobody_there);
  g_test_add_func ("/net/tcp/cancelled", test_cancelled);
  return g_test_run ();
}
