// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A worker that plays the part the connection's name asks for; for test-vpn-worker. */
#include "worker-rpc.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
send_to_daemon (RpcType type, GVariant *body)
{
  if (rpc_send (RPC_WORKER_FD, type, body, NULL, 0) != RPC_OK)
    _exit (9);
}

static gboolean
wait_for (RpcType wanted, guint phase, RpcMessage *ret_message)
{
  for (;;)
    {
      struct pollfd fds = { RPC_WORKER_FD, POLLIN, 0 };
      g_auto (RpcMessage) message = { 0 };
      int result;

      poll (&fds, 1, -1);
      result = rpc_recv (RPC_WORKER_FD, RPC_TO_WORKER, phase, &message);
      if (result == RPC_AGAIN)
        continue;
      if (result != RPC_OK || message.type != wanted)
        return FALSE;
      *ret_message = message;
      message = (RpcMessage){ 0 };
      return TRUE;
    }
}

static void
say_closed (guint reason)
{
  send_to_daemon (RPC_CLOSED, g_variant_new ("(usu)", reason, "as told\x1b[31m", 2u));
}

static int
play_whole_life (void)
{
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  g_auto (RpcMessage) secret = { 0 }, signature = { 0 }, done = { 0 }, counters = { 0 };
  g_auto (RpcMessage) rekey = { 0 }, roam = { 0 }, bye = { 0 };
  guint32 serial;

  send_to_daemon (RPC_LOG, g_variant_new ("(us)", 2u, "a line"));
  send_to_daemon (RPC_STAGE, g_variant_new ("(us)", 2u, "192.0.2.1"));
  send_to_daemon (RPC_NEED_SECRET, g_variant_new ("(uuubs)", 7u, 2u, 1u, TRUE, "Password:"));
  if (!wait_for (RPC_SECRET, RPC_PHASE_RUN, &secret) || secret.ticket != 7 || secret.secret == NULL
      || secret_buf_len (secret.secret) != 10)
    return 10;
  send_to_daemon (RPC_NEED_SIGNATURE, g_variant_new_parsed ("(uint32 8, uint32 2, [byte 1, 2])"));
  if (!wait_for (RPC_SIGNATURE, RPC_PHASE_RUN, &signature))
    return 11;
  send_to_daemon (RPC_PEER, empty);
  send_to_daemon (RPC_MESSAGE, g_variant_new ("(s)", "Welcome"));
  send_to_daemon (RPC_PLAN, empty);
  if (!wait_for (RPC_PLAN_DONE, RPC_PHASE_RUN, &done))
    return 12;
  send_to_daemon (RPC_CHILD_SAS, g_variant_new ("aa{sv}", NULL));
  send_to_daemon (RPC_UP, NULL);
  if (!wait_for (RPC_REKEY, RPC_PHASE_RUN, &rekey) || !wait_for (RPC_ROAM, RPC_PHASE_RUN, &roam)
      || !wait_for (RPC_COUNTERS_WANTED, RPC_PHASE_RUN, &counters))
    return 13;
  g_variant_get (counters.body, "(u)", &serial);
  send_to_daemon (RPC_COUNTERS, g_variant_new ("(u@a{sv})", serial, empty));
  if (!wait_for (RPC_CLOSE, RPC_PHASE_RUN, &bye))
    return 14;
  say_closed (1);
  return 0;
}

static int
report_config (const RpcMessage *config)
{
  g_autoptr (GVariant) runtime = g_variant_get_child_value (config->body, 1);
  g_autofree char *text = g_variant_print (runtime, FALSE);

  send_to_daemon (RPC_MESSAGE, g_variant_new ("(s)", text));
  return (int) config->n_fds;
}

static int
play (const char *name, const RpcMessage *config)
{
  guint8 junk[12] = { 0 };

  if (strcmp (name, "life") == 0)
    return play_whole_life ();
  if (strcmp (name, "config") == 0)
    return report_config (config);
  if (strcmp (name, "junk") == 0)
    (void) !send (RPC_WORKER_FD, junk, sizeof junk, 0);
  if (strcmp (name, "bad-reason") == 0)
    say_closed (4711);
  if (strcmp (name, "late") == 0)
    {
      say_closed (1);
      send_to_daemon (RPC_UP, NULL);
    }
  if (strcmp (name, "twice") == 0)
    {
      say_closed (1);
      say_closed (1);
    }
  if (strcmp (name, "crash") == 0)
    abort ();
  if (strcmp (name, "exit") == 0)
    return 5;
  /* "deaf" and the rest: lives on and reads nothing. */
  for (;;)
    pause ();
}

int
main (void)
{
  g_auto (RpcMessage) config = { 0 };
  g_autoptr (GVariant) runtime = NULL;
  const char *name;

  send_to_daemon (RPC_READY, NULL);
  if (!wait_for (RPC_CONFIG, RPC_PHASE_START, &config))
    return 8;
  runtime = g_variant_get_child_value (config.body, 1);
  if (!g_variant_lookup (runtime, "name", "&s", &name))
    return 7;
  return play (name, &config);
}
