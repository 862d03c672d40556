// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The real driver with the real engine and plane; the test plays genkand on its socket and a
 * gateway that says nothing on a UDP socket of 127.0.0.1. */
#include "worker-driver.h"

#include "fake-daemon.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The gateway's view: an IKE_SA_INIT request without marker (RFC 7296 section 3.1). */
static void
expect_init_request (FakeDaemon *self)
{
  guint8 packet[2048];
  gssize len;

  fake_daemon_wait_readable (self->gateway);
  len = recv (self->gateway, packet, sizeof packet, 0);
  g_assert_cmpint (len, >, 28);
  g_assert_cmpuint (packet[17], ==, 0x20); /* version 2.0 */
  g_assert_cmpuint (packet[18], ==, 34);   /* IKE_SA_INIT */
  g_assert_cmpuint (packet[19], ==, 0x08); /* initiator's request */
}

static void
test_silent_gateway (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  fake_daemon_expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  expect_init_request (self);
  expect_init_request (self); /* the first retransmission */
  fake_daemon_expect_closed (self, VPN_REASON_GATEWAY_SILENT, "");
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_OK);
}

static void
test_next_address (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_set (self, VPN_KEY_GIVE_UP, "2");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 9], [byte 127, 0, 0, 1]]");
  fake_daemon_expect_stage (self, VPN_STEP_CONTACT, "127.0.0.9");
  fake_daemon_expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  expect_init_request (self);
  fake_daemon_tell (self, RPC_CLOSE, NULL);
  fake_daemon_expect_closed (self, VPN_REASON_USER, "");
}

/* An address of a family there is no socket for is not tried. */
static void
test_family_without_socket (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_configure (self, "[[byte 32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1]]");
  fake_daemon_expect_closed (self, VPN_REASON_GATEWAY_NOT_FOUND, NULL);
}

static void
test_close_while_contacting (FakeDaemon *self, gconstpointer unused)
{
  gint64 begun;

  fake_daemon_set (self, VPN_KEY_GIVE_UP, "60");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  expect_init_request (self);
  fake_daemon_expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  begun = g_get_monotonic_time ();
  fake_daemon_tell (self, RPC_CLOSE, NULL);
  fake_daemon_expect_closed (self, VPN_REASON_USER, "");
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_OK);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 1500000);
}

static void
test_close_before_start (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_expect_ready (self);
  fake_daemon_tell (self, RPC_CLOSE, NULL);
  fake_daemon_expect_closed (self, VPN_REASON_USER, "");
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_OK);
}

static void
test_counters_and_late_answers (FakeDaemon *self, gconstpointer unused)
{
  g_auto (RpcMessage) counters = { 0 };
  guint32 serial;

  fake_daemon_set (self, VPN_KEY_GIVE_UP, "60");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  fake_daemon_expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  /* Nobody asked: ignored, not an error. */
  fake_daemon_tell_secret (self, 4711, "wonderland");
  fake_daemon_tell (self, RPC_SIGNATURE, g_variant_new_parsed ("(uint32 4711, [byte 1])"));
  fake_daemon_tell (self, RPC_ROAM, g_variant_new_parsed ("(@a(ayayqu) [], true)"));
  fake_daemon_tell (self, RPC_REKEY, g_variant_new ("(b)", TRUE));
  fake_daemon_tell (self, RPC_COUNTERS_WANTED, g_variant_new ("(u)", 12u));
  fake_daemon_expect (self, RPC_COUNTERS, &counters);
  g_variant_get (counters.body, "(ua{sv})", &serial, NULL);
  g_assert_cmpuint (serial, ==, 12);
  fake_daemon_tell (self, RPC_CLOSE, NULL);
  fake_daemon_expect_closed (self, VPN_REASON_USER, "");
}

static void
test_bad_proposal_is_named (FakeDaemon *self, gconstpointer unused)
{
  g_auto (RpcMessage) message = { 0 };
  const char *detail;
  guint32 reason, step;

  fake_daemon_set (self, VPN_KEY_IKE_PROPOSALS, "aes256-sha1-ecp256");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  fake_daemon_expect (self, RPC_CLOSED, &message);
  g_variant_get (message.body, "(u&su)", &reason, &detail, &step);
  g_assert_cmpuint (reason, ==, VPN_REASON_BAD_PROFILE);
  g_assert_nonnull (strstr (detail, VPN_KEY_IKE_PROPOSALS));
  g_assert_nonnull (strstr (detail, "sha1"));
}

static void
test_missing_ca (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_set (self, VPN_KEY_AUTH, "eap");
  fake_daemon_set (self, VPN_KEY_USER, "alice");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  fake_daemon_expect_closed (self, VPN_REASON_FILE_MISSING, VPN_KEY_CA);
}

static void
test_configured_twice (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_set (self, VPN_KEY_GIVE_UP, "60");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  expect_init_request (self);
  fake_daemon_tell (self, RPC_CONFIG, g_variant_new ("(a{sv}a{sv})", NULL, NULL));
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_VIOLATION);
}

static void
test_answer_before_start (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_expect_ready (self);
  fake_daemon_tell (self, RPC_PLAN_DONE, g_variant_new ("(b)", TRUE));
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_VIOLATION);
}

/* A genkand that was started anew has nothing to go on with before the session is up. */
static void
test_greeted_before_it_is_up (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_set (self, VPN_KEY_GIVE_UP, "60");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  expect_init_request (self);
  fake_daemon_expect_stage (self, VPN_STEP_CONTACT, "127.0.0.1");
  fake_daemon_tell (self, RPC_HELLO, g_variant_new ("(u)", RPC_VERSION));
  fake_daemon_expect_closed (self, VPN_REASON_WORKER_DIED, NULL);
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_OK);
}

static void
test_genkand_dies (FakeDaemon *self, gconstpointer unused)
{
  fake_daemon_set (self, VPN_KEY_GIVE_UP, "60");
  fake_daemon_configure (self, "[[byte 127, 0, 0, 1]]");
  expect_init_request (self);
  close (g_steal_fd (&self->rpc));
  g_assert_cmpint (fake_daemon_wait_for_exit (self), ==, WORKER_EXIT_ORPHANED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func)                                                           \
  g_test_add ("/worker/driver/" path, FakeDaemon, NULL, fake_daemon_set_up, func, \
              fake_daemon_tear_down)
  ADD ("silent-gateway", test_silent_gateway);
  ADD ("next-address", test_next_address);
  ADD ("family-without-socket", test_family_without_socket);
  ADD ("close-while-contacting", test_close_while_contacting);
  ADD ("close-before-start", test_close_before_start);
  ADD ("counters-and-late-answers", test_counters_and_late_answers);
  ADD ("bad-proposal-is-named", test_bad_proposal_is_named);
  ADD ("missing-ca", test_missing_ca);
  ADD ("configured-twice", test_configured_twice);
  ADD ("answer-before-start", test_answer_before_start);
  ADD ("greeted-before-it-is-up", test_greeted_before_it_is_up);
  ADD ("genkand-dies", test_genkand_dies);
#undef ADD
  return g_test_run ();
}
