// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The real driver, engine and plane against the scripted gateway of tests/sim, which here sits
 * behind a real UDP socket in a thread of its own; the test plays genkand. */
#include "fake-daemon.h"
#include "sim-gateway.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARKER_LEN 4
#define WAKE_MS    20 /* the gateway looks at its clock this often */

typedef struct
{
  FakeDaemon daemon; /* first: the fixture functions take it */
  SimGatewayConfig config;
  int orders;       /* owned; octets for the gateway's thread */
  int orders_end;   /* owned by the thread */
  GThread *gateway; /* NULL: not started */
} Scene;

static MonoTime
boot_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * MONO_SEC + now.tv_nsec / 1000;
}

/* The client always comes marked: both ports of the profile are the gateway's one. */
static void
gateway_receive (SimGateway *gateway, int fd, MonoTime now)
{
  struct sockaddr_in from;
  socklen_t from_len = sizeof from;
  guint8 packet[4096];
  gssize len = recvfrom (fd, packet, sizeof packet, 0, (struct sockaddr *) &from, &from_len);
  IkePath path
      = { .local = { { AF_INET, { 127, 0, 0, 1 } }, 4500 }, .transport = IKE_TRANSPORT_NATT };

  if (len <= MARKER_LEN || memcmp (packet, "\0\0\0\0", MARKER_LEN) != 0)
    return;
  path.remote = (IkeEndpoint){ { AF_INET, { 127, 0, 0, 1 } }, ntohs (from.sin_port) };
  sim_gateway_recv (gateway, &path, packet + MARKER_LEN, (gsize) len - MARKER_LEN, now);
}

static void
gateway_send (SimGateway *gateway, int fd)
{
  g_auto (IkeDatagram) datagram = { 0 };

  while (sim_gateway_pull (gateway, &datagram))
    {
      struct sockaddr_in to
          = { .sin_family = AF_INET, .sin_port = htons (datagram.path.remote.port) };
      gsize len;
      gconstpointer data = g_bytes_get_data (datagram.data, &len);
      struct iovec iov[] = { { (void *) "\0\0\0\0", MARKER_LEN }, { (void *) data, len } };
      struct msghdr msg
          = { .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = iov, .msg_iovlen = 2 };

      to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
      g_assert_cmpint (sendmsg (fd, &msg, 0), >, 0);
      ike_datagram_clear (&datagram);
    }
}

static void
gateway_obey (SimGateway *gateway, char order, MonoTime now)
{
  if (order == 'd')
    g_assert_true (sim_gateway_delete_ike (gateway, now));
  else if (order == 'r')
    g_assert_true (sim_gateway_rekey_child (gateway, now));
}

static gpointer
run_gateway (gpointer user_data)
{
  Scene *self = user_data;
  SimRandom random;
  Rng rng;
  g_autoptr (SimGateway) gateway = NULL;
  char order = 0;

  sim_random_init (&random, 1);
  rng = sim_random_rng (&random);
  gateway = sim_gateway_new (&self->config, &rng);
  while (order != 'q')
    {
      struct pollfd fds[]
          = { { self->orders_end, POLLIN, 0 }, { self->daemon.gateway, POLLIN, 0 } };
      MonoTime now;

      poll (fds, G_N_ELEMENTS (fds), WAKE_MS);
      now = boot_time ();
      if (fds[0].revents != 0 && read (self->orders_end, &order, 1) == 1)
        gateway_obey (gateway, order, now);
      if (fds[1].revents != 0)
        gateway_receive (gateway, self->daemon.gateway, now);
      sim_gateway_tick (gateway, now);
      gateway_send (gateway, self->daemon.gateway);
    }
  return NULL;
}

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  g_autofree char *port = NULL;
  int fds[2];

  fake_daemon_set_up (&self->daemon, NULL);
  port = g_strdup_printf ("%u", self->daemon.port);
  fake_daemon_set (&self->daemon, VPN_KEY_NATT_PORT, port);
  fake_daemon_set (&self->daemon, VPN_KEY_GIVE_UP, "10");
  g_assert_cmpint (pipe (fds), ==, 0);
  self->orders_end = fds[0];
  self->orders = fds[1];
}

static void
order (Scene *self, char what)
{
  g_assert_cmpint (write (self->orders, &what, 1), ==, 1);
}

static void
scene_tear_down (Scene *self, gconstpointer unused)
{
  order (self, 'q');
  g_thread_join (self->gateway);
  close (self->orders);
  close (self->orders_end);
  fake_daemon_tear_down (&self->daemon, NULL);
}

/* Up to the question for the key, which is answered with psk. */
static void
start (Scene *self, const char *psk)
{
  g_auto (RpcMessage) question = { 0 };
  guint32 ticket, kind, round;
  gboolean retry;

  self->gateway = g_thread_new ("gateway", run_gateway, self);
  fake_daemon_configure (&self->daemon, "[[byte 127, 0, 0, 1]]");
  fake_daemon_await (&self->daemon, RPC_NEED_SECRET, &question);
  g_variant_get (question.body, "(uuub&s)", &ticket, &kind, &round, &retry, NULL);
  g_assert_cmpuint (kind, ==, VPN_SECRET_PSK);
  g_assert_cmpuint (round, ==, 1);
  g_assert_false (retry);
  fake_daemon_tell_secret (&self->daemon, ticket, psk);
}

static void
go_up (Scene *self)
{
  g_auto (RpcMessage) plan = { 0 };
  g_auto (RpcMessage) up = { 0 };

  start (self, "secret");
  fake_daemon_await (&self->daemon, RPC_PLAN, &plan);
  fake_daemon_tell (&self->daemon, RPC_PLAN_DONE, g_variant_new ("(b)", TRUE));
  fake_daemon_await (&self->daemon, RPC_UP, &up);
}

static void
await_closed (Scene *self, VpnReason wanted)
{
  g_auto (RpcMessage) closed = { 0 };
  guint32 reason;

  fake_daemon_await (&self->daemon, RPC_CLOSED, &closed);
  g_variant_get (closed.body, "(usu)", &reason, NULL, NULL);
  g_assert_cmpstr (vpn_reason_to_string (reason), ==, vpn_reason_to_string (wanted));
}

static void
close_and_leave (Scene *self)
{
  fake_daemon_tell (&self->daemon, RPC_CLOSE, NULL);
  await_closed (self, VPN_REASON_USER);
  g_assert_cmpint (fake_daemon_wait_for_exit (&self->daemon), ==, WORKER_EXIT_OK);
}

static guint32
spi_of_newest (Scene *self)
{
  g_auto (RpcMessage) children = { 0 };
  g_autoptr (GVariant) child = NULL;
  guint32 spi;

  fake_daemon_await (&self->daemon, RPC_CHILD_SAS, &children);
  child = g_variant_get_child_value (children.body, g_variant_n_children (children.body) - 1);
  g_assert_true (g_variant_lookup (child, "spi-in", "u", &spi));
  return spi;
}

/* What genkand hears, in order. */
static void
test_story (Scene *self, gconstpointer unused)
{
  FakeDaemon *daemon = &self->daemon;
  g_auto (RpcMessage) peer = { 0 };
  g_auto (RpcMessage) plan = { 0 };
  g_auto (RpcMessage) up = { 0 };
  g_autofree char *text = NULL;
  const char *identity;

  start (self, "secret");
  fake_daemon_await (daemon, RPC_PEER, &peer);
  g_assert_true (g_variant_lookup (peer.body, "identity", "&s", &identity));
  g_assert_cmpstr (identity, ==, "vpn.example.org");
  fake_daemon_await (daemon, RPC_PLAN, &plan);
  text = g_variant_print (plan.body, FALSE);
  g_assert_nonnull (strstr (text, "'addresses': <[([byte 0x0a, 0x09, 0x00, 0x02], byte 0x20)]>"));
  g_assert_nonnull (strstr (text, "'dns': <[[byte 0x0a, 0x09, 0x00, 0x01]]>"));
  g_assert_nonnull (strstr (text, "'gateway': <[byte 0x7f, 0x00, 0x00, 0x01]>"));
  g_assert_cmpuint (spi_of_newest (self), !=, 0);
  fake_daemon_expect_stage (daemon, VPN_STEP_NETWORK, "");
  /* UP waits for the host's side. */
  fake_daemon_tell (daemon, RPC_PLAN_DONE, g_variant_new ("(b)", TRUE));
  fake_daemon_expect (daemon, RPC_UP, &up);
  close_and_leave (self);
}

static void
test_wrong_psk (Scene *self, gconstpointer unused)
{
  start (self, "another secret");
  await_closed (self, VPN_REASON_PSK_MISMATCH);
}

static void
test_declined (Scene *self, gconstpointer unused)
{
  g_auto (RpcMessage) question = { 0 };
  guint32 ticket;

  self->gateway = g_thread_new ("gateway", run_gateway, self);
  fake_daemon_configure (&self->daemon, "[[byte 127, 0, 0, 1]]");
  fake_daemon_await (&self->daemon, RPC_NEED_SECRET, &question);
  g_variant_get_child (question.body, 0, "u", &ticket);
  g_assert_cmpint (rpc_send_secret (self->daemon.rpc, ticket, NULL), ==, RPC_OK);
  await_closed (self, VPN_REASON_NO_SECRETS);
}

static void
test_network_refused_by_host (Scene *self, gconstpointer unused)
{
  g_auto (RpcMessage) plan = { 0 };

  start (self, "secret");
  fake_daemon_await (&self->daemon, RPC_PLAN, &plan);
  fake_daemon_tell (&self->daemon, RPC_PLAN_DONE, g_variant_new ("(b)", FALSE));
  await_closed (self, VPN_REASON_NETWORK_SETUP);
}

static void
test_rekey_by_user (Scene *self, gconstpointer unused)
{
  go_up (self);
  fake_daemon_tell (&self->daemon, RPC_REKEY, g_variant_new ("(b)", FALSE));
  g_assert_cmpuint (spi_of_newest (self), !=, 0);
  g_assert_cmpuint (spi_of_newest (self), !=, 0); /* and without the old one */
  close_and_leave (self);
}

static void
test_rekey_by_gateway (Scene *self, gconstpointer unused)
{
  go_up (self);
  order (self, 'r');
  g_assert_cmpuint (spi_of_newest (self), !=, 0);
  g_assert_cmpuint (spi_of_newest (self), !=, 0);
  close_and_leave (self);
}

static void
test_gateway_says_goodbye (Scene *self, gconstpointer unused)
{
  go_up (self);
  order (self, 'd');
  await_closed (self, VPN_REASON_GATEWAY_CLOSED);
  g_assert_cmpint (fake_daemon_wait_for_exit (&self->daemon), ==, WORKER_EXIT_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/worker/events/" path, Scene, NULL, scene_set_up, func, scene_tear_down)
  ADD ("story", test_story);
  ADD ("wrong-psk", test_wrong_psk);
  ADD ("declined", test_declined);
  ADD ("network-refused-by-host", test_network_refused_by_host);
  ADD ("rekey-by-user", test_rekey_by_user);
  ADD ("rekey-by-gateway", test_rekey_by_gateway);
  ADD ("gateway-says-goodbye", test_gateway_says_goodbye);
#undef ADD
  return g_test_run ();
}
