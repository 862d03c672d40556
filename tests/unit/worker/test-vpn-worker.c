// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* genkand's side of the worker, against scripted-worker. */
#include "vpn-worker.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  char *dir;         /* owned */
  char *fake;        /* owned */
  VpnWorker *worker; /* owned */
  GString *story;    /* owned; what the owner heard */
  gboolean exited;
  gboolean free_in_callback;
} Owner;

static void tell (Owner *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
tell (Owner *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_string_append_vprintf (self->story, format, args);
  va_end (args);
  g_string_append_c (self->story, '\n');
}

static void
on_stage (gpointer owner, VpnStep step, const char *detail)
{
  tell (owner, "stage %s %s", vpn_step_to_string (step), detail);
}

static void
on_need_secret (gpointer owner, const VpnWorkerSecretRequest *request)
{
  Owner *self = owner;
  g_autoptr (SecretBuf) secret = secret_buf_new_copy ("wonderland", 10);

  tell (self, "secret %s round %u retry %d %s", vpn_secret_kind_to_string (request->kind),
        request->round, request->retry, request->prompt);
  vpn_worker_answer_secret (self->worker, request->ticket, secret);
}

static void
on_need_signature (gpointer owner, guint32 ticket, CrySig sig, GBytes *octets)
{
  Owner *self = owner;

  tell (self, "signature %u of %zu", (guint) sig, g_bytes_get_size (octets));
  vpn_worker_answer_signature (self->worker, ticket, octets);
}

static void
on_peer (gpointer owner, GVariant *peer)
{
  tell (owner, "peer %s", g_variant_get_type_string (peer));
}

static void
on_plan (gpointer owner, GVariant *plan)
{
  Owner *self = owner;

  tell (self, "plan %s", g_variant_get_type_string (plan));
  vpn_worker_plan_done (self->worker, TRUE);
}

static void
on_child_sas (gpointer owner, GVariant *child_sas)
{
  tell (owner, "child-sas %s", g_variant_get_type_string (child_sas));
}

static void
on_up (gpointer owner)
{
  Owner *self = owner;

  tell (self, "up");
  vpn_worker_rekey (self->worker, TRUE);
  vpn_worker_roam (self->worker);
  vpn_worker_want_counters (self->worker, 99);
}

static void
on_message (gpointer owner, const char *text)
{
  Owner *self = owner;

  tell (self, "message %s", text);
  if (self->free_in_callback)
    g_clear_pointer (&self->worker, vpn_worker_free);
}

static void
on_counters (gpointer owner, guint32 serial, GVariant *counters)
{
  Owner *self = owner;

  tell (self, "counters %u", serial);
  vpn_worker_close (self->worker);
  vpn_worker_close (self->worker);
}

static void
on_log (gpointer owner, LogSinkLevel level, const char *text)
{
  tell (owner, "log %u %s", (guint) level, text);
}

static void
on_closed (gpointer owner, VpnReason reason, const char *detail, VpnStep step)
{
  tell (owner, "closed %s (%s) %s", vpn_reason_to_string (reason), detail,
        vpn_step_to_string (step));
}

static void
on_exited (gpointer owner, const char *why)
{
  Owner *self = owner;

  g_assert_false (self->exited);
  self->exited = TRUE;
  tell (self, "exited: %s", why);
}

static const VpnWorkerEvents events = {
  .stage = on_stage,
  .need_secret = on_need_secret,
  .need_signature = on_need_signature,
  .peer = on_peer,
  .plan = on_plan,
  .child_sas = on_child_sas,
  .up = on_up,
  .message = on_message,
  .counters = on_counters,
  .log = on_log,
  .closed = on_closed,
  .exited = on_exited,
};

static void
owner_set_up (Owner *self, gconstpointer unused)
{
  self->dir = g_dir_make_tmp ("genkan-worker-XXXXXX", NULL);
  self->fake = g_test_build_filename (G_TEST_BUILT, "unit/worker/scripted-worker", NULL);
  self->story = g_string_new (NULL);
}

static void
owner_tear_down (Owner *self, gconstpointer unused)
{
  g_autofree char *empty = g_build_filename (self->dir, "empty", NULL);

  g_clear_pointer (&self->worker, vpn_worker_free);
  g_rmdir (empty);
  g_rmdir (self->dir);
  g_free (self->dir);
  g_free (self->fake);
  g_string_free (self->story, TRUE);
}

static void
start (Owner *self, const char *part)
{
  const VpnWorkerConfig config = { .worker_path = self->fake, .runtime_dir = self->dir };
  const IpAddress gateway = { AF_INET, { 192, 0, 2, 1 } };
  const VpnWorkerStart what = { .name = part,
                                .gateways = &gateway,
                                .n_gateways = 1,
                                .local_port = 40000,
                                .tun_mtu = 1400,
                                .udp4 = 1,
                                .tcp = -1,
                                .udp6 = -1,
                                .tun = 2,
                                .ca = -1,
                                .aaa_ca = -1,
                                .certificate = -1 };
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GError) error = NULL;

  self->worker = vpn_worker_new (&config, &events, self, &error);
  g_assert_no_error (error);
  g_assert_cmpint (vpn_worker_get_pid (self->worker), >, 0);
  g_assert_true (vpn_worker_start (self->worker, profile, &what, &error));
  g_assert_no_error (error);
}

static void
wait_for_exit (Owner *self)
{
  while (!self->exited)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_whole_life (Owner *self, gconstpointer unused)
{
  start (self, "life");
  wait_for_exit (self);
  g_assert_cmpstr (self->story->str, ==,
                   "log 2 a line\n"
                   "stage contact 192.0.2.1\n"
                   "secret password round 1 retry 1 Password:\n"
                   "signature 2 of 2\n"
                   "peer a{sv}\n"
                   "message Welcome\n"
                   "plan a{sv}\n"
                   "child-sas aa{sv}\n"
                   "up\n"
                   "counters 99\n"
                   "closed user (as told\xef\xbf\xbd[31m) contact\n"
                   "exited: exited with 0\n");
  g_assert_cmpint (vpn_worker_get_pid (self->worker), ==, 0);
}

static void
test_config (Owner *self, gconstpointer unused)
{
  start (self, "config");
  wait_for_exit (self);
  g_test_message ("%s", self->story->str);
  g_assert_nonnull (strstr (self->story->str, "'gateway-addresses': <[[byte 0xc0, 0x00, 0x02, "));
  g_assert_nonnull (strstr (self->story->str, "'local-addresses': <[["));
  g_assert_nonnull (strstr (self->story->str, "'fds': <['udp4', 'tun']>"));
  g_assert_nonnull (strstr (self->story->str, "'local-port': <uint16 40000>"));
  g_assert_nonnull (strstr (self->story->str, "exited: exited with 2"));
}

static void
expect_end (Owner *self, const char *part, const char *story)
{
  start (self, part);
  wait_for_exit (self);
  g_assert_cmpstr (self->story->str, ==, story);
}

static void
test_junk_is_killed (Owner *self, gconstpointer unused)
{
  expect_end (self, "junk", "exited: killed: its message broke the rules\n");
}

static void
test_illegal_value_is_killed (Owner *self, gconstpointer unused)
{
  expect_end (self, "bad-reason", "exited: killed: it sent an illegal value\n");
}

static void
test_nothing_after_closed (Owner *self, gconstpointer unused)
{
  expect_end (self, "late",
              "closed user (as told\xef\xbf\xbd[31m) contact\n"
              "exited: killed: its message broke the rules\n");
}

static void
test_closed_only_once (Owner *self, gconstpointer unused)
{
  expect_end (self, "twice",
              "closed user (as told\xef\xbf\xbd[31m) contact\n"
              "exited: killed: it sent an illegal value\n");
}

static void
test_crash (Owner *self, gconstpointer unused)
{
  expect_end (self, "crash", "exited: killed by signal 6\n");
}

static void
test_early_exit (Owner *self, gconstpointer unused)
{
  expect_end (self, "exit", "exited: exited with 5\n");
}

static void
test_deaf_is_killed_after_deadline (Owner *self, gconstpointer unused)
{
  gint64 begun = g_get_monotonic_time ();
  gint64 took;

  start (self, "deaf");
  vpn_worker_close (self->worker);
  wait_for_exit (self);
  took = (g_get_monotonic_time () - begun) / 1000;
  g_assert_cmpint (took, >=, VPN_WORKER_CLOSE_MS);
  g_assert_cmpint (took, <, 2 * VPN_WORKER_CLOSE_MS);
  g_assert_cmpstr (self->story->str, ==, "exited: killed: did not end in time\n");
}

/* Messages nobody reads fill the socket; genkand neither blocks nor waits for ever. */
static void
test_full_socket_is_killed (Owner *self, gconstpointer unused)
{
  start (self, "deaf");
  for (guint i = 0; i < 100000; i++)
    vpn_worker_roam (self->worker);
  wait_for_exit (self);
  g_assert_cmpstr (self->story->str, ==, "exited: killed: does not read its messages\n");
}

static void
test_free_kills (Owner *self, gconstpointer unused)
{
  GPid pid;

  start (self, "deaf");
  pid = vpn_worker_get_pid (self->worker);
  g_clear_pointer (&self->worker, vpn_worker_free);
  while (kill (pid, 0) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (errno, ==, ESRCH);
  g_assert_cmpstr (self->story->str, ==, "");
}

static void
test_free_in_callback (Owner *self, gconstpointer unused)
{
  self->free_in_callback = TRUE;
  start (self, "config");
  while (self->worker != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (self->exited);
}

static void
test_missing_binary (Owner *self, gconstpointer unused)
{
  const VpnWorkerConfig config
      = { .worker_path = "/nonexistent/genkan-worker", .runtime_dir = self->dir };
  g_autoptr (GError) error = NULL;

  self->worker = vpn_worker_new (&config, &events, self, &error);
  g_assert_null (self->worker);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "/nonexistent/genkan-worker"));
}

static void
test_root_must_be_ours_alone (Owner *self, gconstpointer unused)
{
  const VpnWorkerConfig config = { .worker_path = self->fake, .runtime_dir = self->dir };
  g_autofree char *empty = g_build_filename (self->dir, "empty", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (empty, 0755), ==, 0);
  g_assert_cmpint (g_chmod (empty, 0777), ==, 0);
  self->worker = vpn_worker_new (&config, &events, self, &error);
  g_assert_null (self->worker);
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/daemon/worker/" path, Owner, NULL, owner_set_up, func, owner_tear_down)
  ADD ("whole-life", test_whole_life);
  ADD ("config", test_config);
  ADD ("junk-is-killed", test_junk_is_killed);
  ADD ("illegal-value-is-killed", test_illegal_value_is_killed);
  ADD ("nothing-after-closed", test_nothing_after_closed);
  ADD ("closed-only-once", test_closed_only_once);
  ADD ("crash", test_crash);
  ADD ("early-exit", test_early_exit);
  ADD ("deaf-is-killed-after-deadline", test_deaf_is_killed_after_deadline);
  ADD ("full-socket-is-killed", test_full_socket_is_killed);
  ADD ("free-kills", test_free_kills);
  ADD ("free-in-callback", test_free_in_callback);
  ADD ("missing-binary", test_missing_binary);
  ADD ("root-must-be-ours-alone", test_root_must_be_ours_alone);
#undef ADD
  return g_test_run ();
}
