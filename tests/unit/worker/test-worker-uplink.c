// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-uplink.h"

#include "status.h"

#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  WorkerUplink uplink;
  int daemon; /* owned; genkand's end; -1: it is gone */
  int worker; /* owned */
} Scene;

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds));
  self->daemon = fds[0];
  self->worker = fds[1];
  worker_uplink_init (&self->uplink, self->worker);
}

static void
scene_tear_down (Scene *self, gconstpointer unused)
{
  if (self->daemon >= 0)
    close (self->daemon);
  close (self->worker);
}

static void
test_says_the_end_once (Scene *self, gconstpointer unused)
{
  g_auto (RpcMessage) message = { 0 };

  worker_uplink_finish (&self->uplink, VPN_REASON_GATEWAY_LOST, "gone", VPN_STEP_NETWORK);
  worker_uplink_finish (&self->uplink, VPN_REASON_USER, "", VPN_STEP_NONE);
  g_assert_true (self->uplink.finished);
  /* Not before the last datagrams are on their way. */
  g_assert_cmpint (rpc_recv (self->daemon, RPC_TO_DAEMON, RPC_PHASE_RUN, &message), ==, RPC_AGAIN);
  worker_uplink_close (&self->uplink);
  worker_uplink_close (&self->uplink);
  g_assert_cmpint (rpc_recv (self->daemon, RPC_TO_DAEMON, RPC_PHASE_RUN, &message), ==, RPC_OK);
  g_assert_cmpint (message.type, ==, RPC_CLOSED);
  rpc_message_clear (&message);
  g_assert_cmpint (rpc_recv (self->daemon, RPC_TO_DAEMON, RPC_PHASE_RUN, &message), ==, RPC_AGAIN);
}

static void
test_first_reason_and_first_failure_count (Scene *self, gconstpointer unused)
{
  worker_uplink_end (&self->uplink, VPN_REASON_NO_ADDRESS, "IPv6");
  worker_uplink_end (&self->uplink, VPN_REASON_USER, "");
  g_assert_cmpint (self->uplink.reason, ==, VPN_REASON_NO_ADDRESS);
  g_assert_cmpstr (self->uplink.detail, ==, "IPv6");
  worker_uplink_check (&self->uplink, STATUS_OK);
  worker_uplink_check (&self->uplink, STATUS_FATAL_CRYPTO);
  worker_uplink_check (&self->uplink, STATUS_FATAL_LIMIT);
  g_assert_cmpint (self->uplink.fatal, ==, STATUS_FATAL_CRYPTO);
}

static void
test_orphan (Scene *self, gconstpointer unused)
{
  RpcMessage message = { 0 };

  close (g_steal_fd (&self->daemon));
  g_assert_cmpint (worker_uplink_receive (&self->uplink, &message), ==, RPC_EOF);
  g_assert_cmpint (self->uplink.exit, ==, WORKER_EXIT_ORPHANED);
  g_assert_cmpint (self->uplink.reason, ==, VPN_REASON_USER);
  /* Nobody is there to hear it: no failure, no second verdict. */
  worker_uplink_send (&self->uplink, RPC_UP, NULL);
  worker_uplink_lose (&self->uplink, WORKER_EXIT_VIOLATION);
  g_assert_cmpint (self->uplink.exit, ==, WORKER_EXIT_ORPHANED);
}

static void
test_wrong_phase (Scene *self, gconstpointer unused)
{
  RpcMessage message = { 0 };

  g_assert_cmpint (rpc_send (self->daemon, RPC_REKEY, g_variant_new ("(b)", TRUE), NULL, 0), ==,
                   RPC_OK);
  g_assert_cmpint (worker_uplink_receive (&self->uplink, &message), ==, RPC_EOF);
  g_assert_cmpint (self->uplink.exit, ==, WORKER_EXIT_VIOLATION);
}

/* A log that nobody reads must not stop the worker. */
static void
test_log_never_blocks (Scene *self, gconstpointer unused)
{
  for (guint i = 0; i < 10000; i++)
    log_sink_debug (&self->uplink.log, "line %u", i);
  g_assert_cmpint (self->uplink.exit, ==, WORKER_EXIT_OK);
  g_assert_cmpint (self->uplink.fd, ==, self->worker);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/worker/uplink/" path, Scene, NULL, scene_set_up, func, scene_tear_down)
  ADD ("says-the-end-once", test_says_the_end_once);
  ADD ("first-reason-and-first-failure-count", test_first_reason_and_first_failure_count);
  ADD ("orphan", test_orphan);
  ADD ("wrong-phase", test_wrong_phase);
  ADD ("log-never-blocks", test_log_never_blocks);
#undef ADD
  return g_test_run ();
}
