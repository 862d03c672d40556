// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* First octet: which end reads (bit 0) and its phases (bits 1 to 3). The rest is one packet. What
 * was accepted must be printable and must survive being sent again. */
#include "worker-rpc.h"

#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
walk (const RpcMessage *message)
{
  g_autofree char *text = NULL;

  if (message->body != NULL)
    text = g_variant_print (message->body, TRUE);
  g_assert ((message->body != NULL) == (message->type != RPC_SECRET));
}

static void
send_again (int *fds, const RpcMessage *message)
{
  int result = message->type == RPC_SECRET
                   ? rpc_send_secret (fds[0], message->ticket, message->secret)
                   : rpc_send (fds[0], message->type, message->body, NULL, 0);

  g_assert (result == RPC_OK);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_auto (RpcMessage) message = { 0 };
  g_auto (RpcMessage) copy = { 0 };
  RpcDirection direction;
  guint phases;
  int fds[2];

  if (len < 2 || socketpair (AF_UNIX, SOCK_SEQPACKET, 0, fds) != 0)
    return 0;
  direction = (data[0] & 1) != 0 ? RPC_TO_WORKER : RPC_TO_DAEMON;
  phases = (data[0] >> 1) & 7;
  if (send (fds[0], data + 1, len - 1, MSG_DONTWAIT) >= 0
      && rpc_recv (fds[1], direction, phases, &message) == RPC_OK)
    {
      walk (&message);
      send_again (fds, &message);
      g_assert (rpc_recv (fds[1], direction, phases, &copy) == RPC_OK);
      g_assert (copy.type == message.type);
    }
  close (fds[0]);
  close (fds[1]);
  return 0;
}
