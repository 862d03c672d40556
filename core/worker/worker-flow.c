// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What two counters and a clock say about the data path. */
#include "worker-flow.h"

void
worker_flow_init (WorkerFlow *flow, MonoTime keepalive)
{
  *flow = (WorkerFlow){ .keepalive = keepalive, .next_look = MONO_NEVER, .asked = MONO_NEVER };
}

static guint
set_stalled (WorkerFlow *flow, gboolean stalled)
{
  gboolean changed = flow->stalled != stalled;

  flow->stalled = stalled;
  return changed ? WORKER_FLOW_CHANGED : 0;
}

guint
worker_flow_reset (WorkerFlow *flow)
{
  flow->asked = MONO_NEVER;
  flow->repeats = 0;
  return set_stalled (flow, FALSE);
}

static guint
note_sent (WorkerFlow *flow, MonoTime now)
{
  if (flow->asked == MONO_NEVER)
    flow->asked = now;
  flow->repeats++;
  /* Somewhere since the last look: for the keepalive a long interval proves nothing about its
   * end. */
  return now - flow->last_look <= flow->keepalive / 2 ? WORKER_FLOW_OUTBOUND : 0;
}

/* Once a silence, and once more each time it has lasted that long again. A single packet may have
 * been one that nobody answers. */
static guint
judge_silence (WorkerFlow *flow, MonoTime now)
{
  if (flow->asked == MONO_NEVER || flow->repeats < 2 || now - flow->asked < WORKER_FLOW_SILENCE)
    return 0;
  flow->asked = now;
  flow->repeats = 0;
  return WORKER_FLOW_UNANSWERED | set_stalled (flow, TRUE);
}

guint
worker_flow_look (WorkerFlow *flow, guint64 tx, guint64 rx, MonoTime now)
{
  gboolean sent = tx != flow->tx_seen, received = rx != flow->rx_seen;
  guint news = 0;

  if (sent)
    news |= note_sent (flow, now);
  if (received)
    news |= WORKER_FLOW_INBOUND | worker_flow_reset (flow);
  else
    news |= judge_silence (flow, now);
  flow->next_look = sent || received ? mono_add (now, WORKER_FLOW_LOOK) : MONO_NEVER;
  flow->tx_seen = tx;
  flow->rx_seen = rx;
  flow->last_look = now;
  return news;
}
