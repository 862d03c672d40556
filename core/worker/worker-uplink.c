// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What goes up to genkand, and what is known about the end of this worker. */
#include "worker-uplink.h"

#include "status.h"

#include <poll.h>

#define SEND_WAIT_MS 2000 /* genkand's main loop may be busy for a moment, not longer */

/* A log line that finds no room is lost: it must not hold up the engine. */
static void
write_log (gpointer ctx, LogSinkLevel level, const char *message)
{
  WorkerUplink *uplink = ctx;

  if (uplink->fd >= 0)
    (void) !rpc_send (uplink->fd, RPC_LOG, g_variant_new ("(us)", (guint32) level, message), NULL,
                      0);
}

void
worker_uplink_init (WorkerUplink *uplink, int fd)
{
  *uplink = (WorkerUplink){
    .fd = fd, .phase = RPC_PHASE_START, .detail = "", .log = { write_log, uplink }
  };
}

void
worker_uplink_lose (WorkerUplink *uplink, WorkerExit exit)
{
  if (uplink->exit == WORKER_EXIT_OK)
    uplink->exit = exit;
  uplink->fd = -1;
  uplink->phase = RPC_PHASE_END;
  worker_uplink_end (uplink, VPN_REASON_USER, "");
}

int
worker_uplink_receive (WorkerUplink *uplink, RpcMessage *ret_message)
{
  int result;

  if (uplink->fd < 0)
    return RPC_EOF;
  result = rpc_recv (uplink->fd, RPC_TO_WORKER, uplink->phase, ret_message);
  if (result == RPC_OK || result == RPC_AGAIN)
    return result;
  worker_uplink_lose (uplink, result == RPC_EOF ? WORKER_EXIT_ORPHANED : WORKER_EXIT_VIOLATION);
  return RPC_EOF;
}

void
worker_uplink_send (WorkerUplink *uplink, RpcType type, GVariant *body)
{
  g_autoptr (GVariant) owned = body != NULL ? g_variant_ref_sink (body) : NULL;
  struct pollfd fds = { uplink->fd, POLLOUT, 0 };
  int result;

  if (uplink->fd < 0)
    return;
  result = rpc_send (uplink->fd, type, owned, NULL, 0);
  if (result == RPC_AGAIN && poll (&fds, 1, SEND_WAIT_MS) > 0)
    result = rpc_send (uplink->fd, type, owned, NULL, 0);
  if (result != RPC_OK)
    worker_uplink_lose (uplink, WORKER_EXIT_ORPHANED);
}

void
worker_uplink_check (WorkerUplink *uplink, int status)
{
  if (status_is_fatal (status) && uplink->fatal == 0)
    uplink->fatal = status;
}

void
worker_uplink_end (WorkerUplink *uplink, VpnReason reason, const char *detail)
{
  if (uplink->reason != VPN_REASON_NONE)
    return;
  uplink->reason = reason;
  uplink->detail = detail;
}

void
worker_uplink_finish (WorkerUplink *uplink, VpnReason reason, const char *detail, VpnStep step)
{
  if (uplink->finished)
    return;
  uplink->finished = TRUE;
  uplink->closed
      = g_variant_ref_sink (g_variant_new ("(usu)", (guint32) reason, detail, (guint32) step));
}

void
worker_uplink_close (WorkerUplink *uplink)
{
  if (uplink->closed != NULL)
    worker_uplink_send (uplink, RPC_CLOSED, uplink->closed);
  g_clear_pointer (&uplink->closed, g_variant_unref);
}
