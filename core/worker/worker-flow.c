// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What two counters and a clock say about the data path. */
#include "worker-flow.h"

/* Packets that leave in one go ask one question. */
#define REPEAT_SPACING (750 * MONO_MSEC)

void
worker_flow_init (WorkerFlow *flow, MonoTime keepalive)
{
  *flow = (WorkerFlow){
    .keepalive = keepalive, .next_look = MONO_NEVER, .answered = MONO_NEVER, .asked = MONO_NEVER
  };
}

static guint
set_stalled (WorkerFlow *flow, gboolean stalled)
{
  gboolean changed = flow->stalled != stalled;

  flow->stalled = stalled;
  return changed ? WORKER_FLOW_CHANGED : 0;
}

/* Nothing has been asked that is not answered. */
static guint
settle (WorkerFlow *flow, MonoTime answered)
{
  flow->answered = answered;
  flow->asked = MONO_NEVER;
  flow->repeats = 0;
  return set_stalled (flow, FALSE);
}

guint
worker_flow_reset (WorkerFlow *flow)
{
  return settle (flow, MONO_NEVER);
}

static guint
note_sent (WorkerFlow *flow, MonoTime now)
{
  if (flow->asked == MONO_NEVER)
    flow->asked = now;
  if (flow->repeats == 0 || now - flow->repeated >= REPEAT_SPACING)
    {
      flow->repeated = now;
      flow->repeats++;
    }
  /* Somewhere since the last look: for the keepalive a long interval proves nothing about its
   * end. */
  return now - flow->last_look <= flow->keepalive / 2 ? WORKER_FLOW_OUTBOUND : 0;
}

/* A conversation breaks off. */
static guint
doubt (WorkerFlow *flow, MonoTime now)
{
  if (flow->answered == MONO_NEVER || flow->asked == MONO_NEVER
      || flow->asked - flow->answered > WORKER_FLOW_SILENCE || now - flow->asked < WORKER_FLOW_DOUBT
      || now < flow->no_doubt)
    return 0;
  flow->no_doubt = now + WORKER_FLOW_DOUBTS;
  return WORKER_FLOW_UNANSWERED;
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

static MonoTime
next_look (const WorkerFlow *flow, gboolean moving, MonoTime now)
{
  if (moving)
    return mono_add (now, WORKER_FLOW_LOOK);
  return flow->repeats >= 2 ? mono_add (flow->asked, WORKER_FLOW_SILENCE) : MONO_NEVER;
}

guint
worker_flow_look (WorkerFlow *flow, guint64 tx, guint64 rx, MonoTime now)
{
  gboolean sent = tx != flow->tx_seen, received = rx != flow->rx_seen;
  guint news = 0;

  if (sent)
    news |= note_sent (flow, now);
  if (received)
    news |= WORKER_FLOW_INBOUND | settle (flow, now);
  else
    news |= judge_silence (flow, now) | (sent ? doubt (flow, now) : 0);
  flow->next_look = next_look (flow, sent || received, now);
  flow->tx_seen = tx;
  flow->rx_seen = rx;
  flow->last_look = now;
  return news;
}
