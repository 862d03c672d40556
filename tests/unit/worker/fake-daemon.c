// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "fake-daemon.h"

#include "loopback.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 60000 /* nothing here takes that long unless it is broken */

void
fake_daemon_set (FakeDaemon *self, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vpn_profile_set_text (self->profile, key, text, &error));
  g_assert_no_error (error);
}

static gpointer
run_driver (gpointer user_data)
{
  FakeDaemon *self = user_data;

  self->exit = worker_driver_run (self->worker_end);
  close (self->worker_end);
  return NULL;
}

void
fake_daemon_set_up (FakeDaemon *self, gconstpointer unused)
{
  g_autofree char *port = NULL;
  guint16 own_port;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), ==, 0);
  self->rpc = fds[0];
  self->worker_end = fds[1];
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, self->tun), ==, 0);
  self->gateway = loopback_udp (&self->port);
  self->udp = loopback_udp (&own_port);
  self->profile = vpn_profile_new ();
  port = g_strdup_printf ("%u", self->port);
  fake_daemon_set (self, VPN_KEY_NAME, "office");
  fake_daemon_set (self, VPN_KEY_GATEWAY, "vpn.example.org");
  fake_daemon_set (self, VPN_KEY_AUTH, "psk");
  fake_daemon_set (self, VPN_KEY_PORT, port);
  fake_daemon_set (self, VPN_KEY_GIVE_UP, "1");
  self->thread = g_thread_new ("driver", run_driver, self);
}

void
fake_daemon_tear_down (FakeDaemon *self, gconstpointer unused)
{
  if (self->rpc >= 0)
    close (self->rpc);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  close (self->gateway);
  close (self->udp);
  close (self->tun[0]);
  close (self->tun[1]);
  vpn_profile_free (self->profile);
}

WorkerExit
fake_daemon_wait_for_exit (FakeDaemon *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
  return self->exit;
}

void
fake_daemon_wait_readable (int fd)
{
  struct pollfd fds = { fd, POLLIN, 0 };

  g_assert_cmpint (poll (&fds, 1, PATIENCE_MS), ==, 1);
}

/* The next message that is no log line. */
static void
receive (FakeDaemon *self, RpcMessage *ret_message)
{
  guint phases = RPC_PHASE_START | RPC_PHASE_RUN | RPC_PHASE_END;

  for (;;)
    {
      g_auto (RpcMessage) message = { 0 };

      fake_daemon_wait_readable (self->rpc);
      g_assert_cmpint (rpc_recv (self->rpc, RPC_TO_DAEMON, phases, &message), ==, RPC_OK);
      if (message.type == RPC_LOG)
        continue;
      *ret_message = message;
      message = (RpcMessage){ 0 };
      return;
    }
}

void
fake_daemon_expect (FakeDaemon *self, RpcType type, RpcMessage *ret_message)
{
  receive (self, ret_message);
  g_assert_cmpstr (rpc_type_name (ret_message->type), ==, rpc_type_name (type));
}

void
fake_daemon_await (FakeDaemon *self, RpcType type, RpcMessage *ret_message)
{
  receive (self, ret_message);
  while (ret_message->type != type)
    {
      g_assert_cmpint (ret_message->type, !=, RPC_CLOSED);
      rpc_message_clear (ret_message);
      receive (self, ret_message);
    }
}

void
fake_daemon_expect_stage (FakeDaemon *self, VpnStep wanted, const char *wanted_detail)
{
  g_auto (RpcMessage) message = { 0 };
  const char *detail;
  guint32 step;

  fake_daemon_expect (self, RPC_STAGE, &message);
  g_variant_get (message.body, "(u&s)", &step, &detail);
  g_assert_cmpuint (step, ==, wanted);
  g_assert_cmpstr (detail, ==, wanted_detail);
}

void
fake_daemon_expect_closed (FakeDaemon *self, VpnReason wanted, const char *wanted_detail)
{
  g_auto (RpcMessage) message = { 0 };
  const char *detail;
  guint32 reason, step;

  fake_daemon_expect (self, RPC_CLOSED, &message);
  g_variant_get (message.body, "(u&su)", &reason, &detail, &step);
  g_assert_cmpstr (vpn_reason_to_string (reason), ==, vpn_reason_to_string (wanted));
  if (wanted_detail != NULL)
    g_assert_cmpstr (detail, ==, wanted_detail);
}

void
fake_daemon_expect_ready (FakeDaemon *self)
{
  g_auto (RpcMessage) message = { 0 };

  fake_daemon_expect (self, RPC_READY, &message);
}

void
fake_daemon_tell (FakeDaemon *self, RpcType type, GVariant *body)
{
  g_assert_cmpint (rpc_send (self->rpc, type, body, NULL, 0), ==, RPC_OK);
}

void
fake_daemon_tell_secret (FakeDaemon *self, guint32 ticket, const char *text)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy (text, strlen (text));

  g_assert_cmpint (rpc_send_secret (self->rpc, ticket, secret), ==, RPC_OK);
}

void
fake_daemon_configure (FakeDaemon *self, const char *addresses)
{
  const int fds[] = { self->udp, self->tun[0] };
  const char *names[] = { "udp4", "tun", NULL };
  GVariantDict runtime;

  fake_daemon_expect_ready (self);
  g_variant_dict_init (&runtime, NULL);
  g_variant_dict_insert_value (&runtime, "gateway-addresses", g_variant_new_parsed (addresses));
  g_variant_dict_insert (&runtime, "wall-offset", "x", (gint64) 0);
  g_variant_dict_insert (&runtime, "tun-mtu", "q", (guint16) 1400);
  g_variant_dict_insert (&runtime, "tun-offloads", "u", (guint32) 0);
  g_variant_dict_insert (&runtime, "local-port", "q", (guint16) 4711);
  g_variant_dict_insert (&runtime, "fds", "^as", names);
  g_assert_cmpint (
      rpc_send (self->rpc, RPC_CONFIG,
                g_variant_new ("(@a{sv}@a{sv})", vpn_profile_to_variant (self->profile),
                               g_variant_dict_end (&runtime)),
                fds, G_N_ELEMENTS (fds)),
      ==, RPC_OK);
}
