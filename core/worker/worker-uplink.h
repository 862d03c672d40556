// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * WorkerUplink: the worker's end of the RPC and the facts that end its life. It sends, receives and
 * remembers; whoever finds that genkand is gone, that the engine failed or that the session must
 * end writes it down here, and the driver acts on it at the end of its turn. One thread.
 */
#pragma once

#include "logsink.h"
#include "mono.h"
#include "vpn-enums.h"
#include "worker-rpc.h"

typedef enum
{
  WORKER_EXIT_OK = 0,        /* CLOSED was sent */
  WORKER_EXIT_START = 1,     /* could not start: self-test or sandbox */
  WORKER_EXIT_ORPHANED = 2,  /* genkand went away; the gateway was told goodbye */
  WORKER_EXIT_VIOLATION = 3, /* genkand broke the rules */
} WorkerExit;

typedef struct
{
  int fd;            /* borrowed; -1: nobody is left at the other end */
  guint phase;       /* RpcPhase of this end */
  gboolean finished; /* the loop ends */
  GVariant *closed;  /* owned or NULL; the body of CLOSED, until it is sent */
  WorkerExit exit;
  LogSink log; /* ctx: this struct */

  int fatal;          /* first negative status of the engine, 0 none */
  VpnReason reason;   /* why we want to end; NONE: we do not */
  const char *detail; /* constant */
} WorkerUplink;

/* The struct must not move afterwards. */
void worker_uplink_init (WorkerUplink *uplink, int fd);

/* RPC_OK: ret_message is set. Anything wrong with the other end is remembered and RPC_EOF. */
int worker_uplink_receive (WorkerUplink *uplink, RpcMessage *ret_message) G_GNUC_WARN_UNUSED_RESULT;
/* Waits a moment for room; body is consumed if floating. */
void worker_uplink_send (WorkerUplink *uplink, RpcType type, GVariant *body);
/* Nobody listens any more, or nobody we may listen to. */
void worker_uplink_lose (WorkerUplink *uplink, WorkerExit exit);

/* Remembers a fatal status. */
void worker_uplink_check (WorkerUplink *uplink, int status);
/* Wishes for an orderly end; the first reason counts. detail is a constant. */
void worker_uplink_end (WorkerUplink *uplink, VpnReason reason, const char *detail);
/* The end, why, and after which step; the first counts. */
void
worker_uplink_finish (WorkerUplink *uplink, VpnReason reason, const char *detail, VpnStep step);
/* Sends CLOSED: whoever gets it may take this process away, so that nothing may be left to do. */
void worker_uplink_close (WorkerUplink *uplink);
