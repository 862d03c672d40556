// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The real driver with the real engine and plane; the test plays genkand on its socket and a
 * gateway that says nothing on a UDP socket of 127.0.0.1. */
#include "worker-driver.h"

#include "loopback.h"
#include "vpn-enums.h"
#include "vpn-profile.h"
#include "worker-rpc.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 10000 /* nothing here takes that long unless it is broken */

typedef struct
{
  int rpc;           /* owned; genkand's end */
  int worker_end;    /* owned by the thread */
  int gateway;       /* owned; UDP */
  int udp;           /* owned; the tunnel's */
  int tun[2];        /* owned; a stand-in for the device */
  guint16 port;      /* the gateway's */
  VpnProfile *profile; /* owned */
  GThread *thread;
  WorkerExit exit;
} Daemon;

static void
set (Daemon *self, const char *key, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vpn_profile_set_text (self->profile, key, text, &error));
  g_assert_no_error (error);
}

static gpointer
run_driver (gpointer user_data)
{
  Daemon *self = user_data;

  self->exit = worker_driver_run (self->worker_end);
  close (self->worker_end);
  return NULL;
}

static void
daemon_set_up (Daemon *self, gconstpointer unused)
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
  set (self, VPN_KEY_NAME, "office");
  set (self, VPN_KEY_GATEWAY, "vpn.example.org");
  set (self, VPN_KEY_AUTH, "psk");
  set (self, VPN_KEY_PORT, port);
  set (self, VPN_KEY_GIVE_UP, "1");
  self->thread = g_thread_new ("driver", run_driver, self);
}

static void
daemon_tear_down (Daemon *self, gconstpointer unused)
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

static WorkerExit
wait_for_exit (Daemon *self)
{
  g_thread_join (g_steal_pointer (&self->thread));
  return self->exit;
}

static void
wait_readable (int fd)
{
  struct pollfd fds = { fd, POLLIN, 0 };

  g_assert_cmpint (poll (&fds, 1, PATIENCE_MS), ==, 1);
}

/* The next message that is no log line. */
static void
expect (Daemon *self, RpcType type, RpcMessage *ret_message)
{
  guint phases = RPC_PHASE_START | RPC_PHASE_RUN | RPC_PHASE_END;

  for (;;)
    {
      g_auto (RpcMessage) message = { 0 };

      wait_readable (self->rpc);
      g_assert_cmpint (rpc_recv (self->rpc, RPC_TO_DAEMON, phases, &message), ==, RPC_OK);
      if (message.type == RPC_LOG)
        continue;
      g_assert_cmpstr (rpc_type_name (message.type), ==, rpc_type_name (type));
      *ret_message = message;
      message = (RpcMessage){ 0 };
      return;
    }
}

static void
expect_stage (Daemon *self, VpnStep wanted, const char *wanted_detail)
{
  g_auto (RpcMessage) message = { 0 };
  const char *detail;
  guint32 step;

  expect (self, RPC_STAGE, &message);
  g_variant_get (message.body, "(u&s)", &step, &detail);
  g_assert_cmpuint (step, ==, wanted);
  g_assert_cmpstr (detail, ==, wanted_detail);
}

static void
expect_closed (Daemon *self, VpnReason wanted, const char *wanted_detail)
{
  g_auto (RpcMessage) message = { 0 };
  const char *detail;
  guint32 reason, step;

  expect (self, RPC_CLOSED, &message);
  g_variant_get (message.body, "(u&su)", &reason, &detail, &step);
  g_assert_cmpstr (vpn_reason_to_string (reason), ==, vpn_reason_to_string (wanted));
  if (wanted_detail != NULL)
    g_assert_cmpstr (detail, ==, wanted_detail);
}

static void
expect_ready (Daemon *self)
{
  g_auto (RpcMessage) message = { 0 };

  expect (self, RPC_READY, &message);
}

static void
tell (Daemon *self, RpcType type, GVariant *body)
{
  g_assert_cmpint (rpc_send (self->rpc, type, body, NULL, 0), ==, RPC_OK);
}

/* addresses: text form of an aay */
static void
configure (Daemon *self, const char *addresses)
{
  const int fds[] = { self->udp, self->tun[0] };
  const char *names[] = { "udp4", "tun", NULL };
  GVariantDict runtime;

  g_variant_dict_init (&runtime, NULL);
  g_variant_dict_insert_value (&runtime, "gateway-addresses",
                               g_variant_new_parsed (addresses));
  g_variant_dict_insert (&runtime, "wall-offset", "x", (gint64) 0);
  g_variant_dict_insert (&runtime, "tun-mtu", "q", (guint16) 1400);
  g_variant_dict_insert (&runtime, "tun-offloads", "u", (guint32) 0);
  g_variant_dict_insert (&runtime, "local-port", "q", (guint16) 4711);
  g_variant_dict_insert (&runtime, "fds", "^as", names);
  g_assert_cmpint (rpc_send (self->rpc, RPC_CONFIG,
                             g_variant_new ("(@a{sv}@a{sv})",
                                            vpn_profile_to_variant (self->profile),
                                            g_variant_dict_end (&runtime)),
                             fds, G_N_ELEMENTS (fds)),
                   ==, RPC_OK);
}

/* The gateway's view: an IKE_SA_INIT request without marker (RFC 7296 section 3.1). */
static void
expect_init_request (Daemon *self)
{
  guint8 packet[2048];
  gssize len;

  wait_readable (self->gateway);
  len = recv (self->gateway, packet, sizeof packet, 0);
  g_assert_cmpint (len, >, 28);
  g_assert_cmpuint (packet[17], ==, 0x20); /* version 2.0 */
  g_assert_cmpuint (packet[18], ==, 34);   /* IKE_SA_INIT */
  g_assert_cmpuint (packet[19], ==, 0x08); /* initiator's request */
}

static void
test_silent_gateway (Daemon *self, gconstpointer unused)
{
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 1]]");
  tell (self, RPC_START, NULL);
  expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  expect_init_request (self);
  expect_init_request (self); /* the first retransmission */
  expect_closed (self, VPN_REASON_GATEWAY_SILENT, "");
  g_assert_cmpint (wait_for_exit (self), ==, WORKER_EXIT_OK);
}

static void
test_next_address (Daemon *self, gconstpointer unused)
{
  set (self, VPN_KEY_GIVE_UP, "2");
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 9], [byte 127, 0, 0, 1]]");
  tell (self, RPC_START, NULL);
  expect_stage (self, VPN_STEP_CONTACT, "127.0.0.9");
  expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  expect_init_request (self);
  tell (self, RPC_CLOSE, NULL);
  expect_closed (self, VPN_REASON_USER, "");
}

/* An address of a family there is no socket for is not tried. */
static void
test_family_without_socket (Daemon *self, gconstpointer unused)
{
  expect_ready (self);
  configure (self, "[[byte 32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1]]");
  expect_closed (self, VPN_REASON_GATEWAY_NOT_FOUND, NULL);
}

static void
test_close_while_contacting (Daemon *self, gconstpointer unused)
{
  gint64 begun;

  set (self, VPN_KEY_GIVE_UP, "60");
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 1]]");
  tell (self, RPC_START, NULL);
  expect_init_request (self);
  expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  begun = g_get_monotonic_time ();
  tell (self, RPC_CLOSE, NULL);
  expect_closed (self, VPN_REASON_USER, "");
  g_assert_cmpint (wait_for_exit (self), ==, WORKER_EXIT_OK);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1500000);
}

static void
test_close_before_start (Daemon *self, gconstpointer unused)
{
  expect_ready (self);
  tell (self, RPC_CLOSE, NULL);
  expect_closed (self, VPN_REASON_USER, "");
  g_assert_cmpint (wait_for_exit (self), ==, WORKER_EXIT_OK);
}

static void
test_counters_and_late_answers (Daemon *self, gconstpointer unused)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy ("wonderland", 10);
  g_auto (RpcMessage) counters = { 0 };
  guint32 serial;

  set (self, VPN_KEY_GIVE_UP, "60");
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 1]]");
  tell (self, RPC_START, NULL);
  expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  /* Nobody asked: ignored, not an error. */
  g_assert_cmpint (rpc_send_secret (self->rpc, 4711, secret), ==, RPC_OK);
  tell (self, RPC_SIGNATURE, g_variant_new_parsed ("(uint32 4711, [byte 1])"));
  tell (self, RPC_ROAM, NULL);
  tell (self, RPC_REKEY, g_variant_new ("(b)", TRUE));
  tell (self, RPC_COUNTERS_WANTED, g_variant_new ("(u)", 12u));
  expect (self, RPC_COUNTERS, &counters);
  g_variant_get (counters.body, "(ua{sv})", &serial, NULL);
  g_assert_cmpuint (serial, ==, 12);
  tell (self, RPC_CLOSE, NULL);
  expect_closed (self, VPN_REASON_USER, "");
}

static void
test_bad_proposal_is_named (Daemon *self, gconstpointer unused)
{
  g_auto (RpcMessage) message = { 0 };
  const char *detail;
  guint32 reason, step;

  set (self, VPN_KEY_IKE_PROPOSALS, "aes256-nonsense");
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 1]]");
  expect (self, RPC_CLOSED, &message);
  g_variant_get (message.body, "(u&su)", &reason, &detail, &step);
  g_assert_cmpuint (reason, ==, VPN_REASON_BAD_PROFILE);
  g_assert_nonnull (strstr (detail, VPN_KEY_IKE_PROPOSALS));
  g_assert_nonnull (strstr (detail, "nonsense"));
}

static void
test_missing_ca (Daemon *self, gconstpointer unused)
{
  set (self, VPN_KEY_AUTH, "eap");
  set (self, VPN_KEY_USER, "alice");
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 1]]");
  expect_closed (self, VPN_REASON_FILE_MISSING, VPN_KEY_CA);
}

static void
test_start_without_config (Daemon *self, gconstpointer unused)
{
  expect_ready (self);
  tell (self, RPC_START, NULL);
  g_assert_cmpint (wait_for_exit (self), ==, WORKER_EXIT_VIOLATION);
}

static void
test_answer_before_start (Daemon *self, gconstpointer unused)
{
  expect_ready (self);
  tell (self, RPC_PLAN_DONE, g_variant_new ("(b)", TRUE));
  g_assert_cmpint (wait_for_exit (self), ==, WORKER_EXIT_VIOLATION);
}

static void
test_genkand_dies (Daemon *self, gconstpointer unused)
{
  set (self, VPN_KEY_GIVE_UP, "60");
  expect_ready (self);
  configure (self, "[[byte 127, 0, 0, 1]]");
  tell (self, RPC_START, NULL);
  expect_init_request (self);
  close (g_steal_fd (&self->rpc));
  g_assert_cmpint (wait_for_exit (self), ==, WORKER_EXIT_ORPHANED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                                            \
  g_test_add ("/worker/driver/" path, Daemon, NULL, daemon_set_up, func, daemon_tear_down)
  ADD ("silent-gateway", test_silent_gateway);
  ADD ("next-address", test_next_address);
  ADD ("family-without-socket", test_family_without_socket);
  ADD ("close-while-contacting", test_close_while_contacting);
  ADD ("close-before-start", test_close_before_start);
  ADD ("counters-and-late-answers", test_counters_and_late_answers);
  ADD ("bad-proposal-is-named", test_bad_proposal_is_named);
  ADD ("missing-ca", test_missing_ca);
  ADD ("start-without-config", test_start_without_config);
  ADD ("answer-before-start", test_answer_before_start);
  ADD ("genkand-dies", test_genkand_dies);
#undef ADD
  return g_test_run ();
}
