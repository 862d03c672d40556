// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * WorkerMtu: how large a packet gets to the gateway, found out by asking (RFC 8899), because
 * routers that lose what is too large do not always say so. It starts with what the system knows
 * of the path and asks whether that is true: at the beginning of a path, when a transfer breaks
 * off, and now and then while packets move. A size that is lost sends everybody down to one that
 * every path carries, at once, and then up again as far as it goes; after a while larger ones are
 * tried anew.
 *
 * It decides and remembers; who asks is the driver. Sizes are bytes of an outer IP packet. Time is
 * a parameter; value; one thread.
 */
#pragma once

#include "mono.h"

#define WORKER_MTU_STEP    8 /* bytes: the search ends when no more than this is unknown */
#define WORKER_MTU_RAISE   (10 * MONO_MINUTE) /* until a larger one is tried again */
#define WORKER_MTU_CONFIRM (30 * MONO_SEC)    /* between questions while anything moves */
#define WORKER_MTU_BUSY    (10 * MONO_SEC)    /* the same while large packets do */
#define WORKER_MTU_BREAK   (300 * MONO_MSEC)  /* without progress: a transfer broke off */

typedef struct
{
  guint mtu;           /* what is sent at most */
  guint top;           /* what the system knows of the path */
  guint least;         /* what every path carries */
  guint low;           /* arrived; 0: nothing is known to */
  guint high;          /* did not arrive; 0: nothing is known not to */
  guint wish;          /* to be asked next; 0: nothing */
  guint asked;         /* under way; 0: nothing */
  gboolean again;      /* the size that ended the search was asked about a second time */
  MonoTime not_before; /* is anything asked */
  MonoTime confirmed;  /* when mtu was asked, or set, last; MONO_NEVER: not on this path */
  MonoTime raise_at;
  MonoTime progress;        /* when a transfer was seen to get on; MONO_NEVER: none is */
  guint64 tx_seen, rx_seen; /* large packets until the last look */
  guint breaks;             /* that may still be asked about */
  MonoTime breaks_at;       /* when there is one more */
} WorkerMtu;

/* Nothing is known of any path, and nothing is asked. */
void worker_mtu_init (WorkerMtu *self, guint mtu, guint least);
/* Another path. */
void worker_mtu_begin (WorkerMtu *self, guint mtu, guint least);
/* A router said so. TRUE: mtu is another. */
gboolean worker_mtu_told (WorkerMtu *self, guint mtu);
/* moving: any packet left or came in since the last look; tx, rx: large ones so far. */
void worker_mtu_look (WorkerMtu *self, gboolean moving, guint64 tx, guint64 rx, MonoTime now);
/* The size to ask about now, or 0. It counts as asked. */
guint worker_mtu_next (WorkerMtu *self, MonoTime now);
/* It could not be asked: a little later. */
void worker_mtu_not_now (WorkerMtu *self, MonoTime now);
/* What became of it. TRUE: mtu is another. */
gboolean worker_mtu_probed (WorkerMtu *self, guint size, gboolean arrived, MonoTime now);
/* When worker_mtu_next() has something at latest if nothing else happens. */
MonoTime worker_mtu_deadline (const WorkerMtu *self, MonoTime now);
