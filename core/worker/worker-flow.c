// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What two counters and a clock say about the data path. */
#include "worker-flow.h"

/* Packets that leave in one go ask one question. */
#define REPEAT_SPACING (750 * MONO_MSEC)

/* Where a conversation has become one-sided, IKE that waits for so long says enough. */
#define OWED_WHEN_THIN (1 * MONO_SEC)

/* A question that was repeated no later than that is pressed; else it is one of a connection at
 * rest, which asks now and then whether the other side is there. */
#define PRESSED_WITHIN (2500 * MONO_MSEC)
/* So long without a question, nobody waits any more. */
#define UNHEARD_FORGET (10 * MONO_SEC)

/* So many packets without an eighth as many in return are no conversation. */
#define THIN_FROM  16
#define THIN_SHARE 8

void
worker_flow_init (WorkerFlow *flow, MonoTime keepalive)
{
  *flow = (WorkerFlow){
    .keepalive = keepalive,
    .next_look = MONO_NEVER,
    .answered = MONO_NEVER,
    .asked = MONO_NEVER,
    .unheard = MONO_NEVER,
    .owed = MONO_NEVER,
    .thin_at = MONO_NEVER,
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
static void
settle (WorkerFlow *flow, MonoTime answered)
{
  flow->answered = answered;
  flow->asked = MONO_NEVER;
  flow->repeats = 0;
}

guint
worker_flow_reset (WorkerFlow *flow)
{
  settle (flow, MONO_NEVER);
  flow->unheard = MONO_NEVER;
  return set_stalled (flow, FALSE);
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

static void
note_question (WorkerFlow *flow, MonoTime now)
{
  gboolean known = flow->unheard != MONO_NEVER;

  if (!known || (!flow->stalled && now - flow->unheard_again > PRESSED_WITHIN))
    {
      flow->unheard = now;
      flow->unheard_repeats = 0;
    }
  else if (now - flow->unheard_again < REPEAT_SPACING)
    return;
  flow->unheard_again = now;
  flow->unheard_repeats++;
}

/* Whoever asks repeats himself, and whatever comes in answers nobody. */
static gboolean
is_unheard (WorkerFlow *flow, const WorkerFlowCount *count, MonoTime now)
{
  if (count->answers != flow->seen.answers)
    flow->unheard = MONO_NEVER;
  else if (count->questions != flow->seen.questions)
    note_question (flow, now);
  if (flow->unheard != MONO_NEVER && now - flow->unheard_again >= UNHEARD_FORGET)
    flow->unheard = MONO_NEVER;
  return flow->unheard != MONO_NEVER && flow->unheard_repeats >= 2
         && (flow->stalled || now - flow->unheard >= WORKER_FLOW_SILENCE);
}

/* A conversation breaks off. */
static gboolean
breaks_off (const WorkerFlow *flow, MonoTime now)
{
  return flow->answered != MONO_NEVER && flow->asked != MONO_NEVER
         && flow->asked - flow->answered <= WORKER_FLOW_SILENCE
         && now - flow->asked >= WORKER_FLOW_DOUBT;
}

/* It becomes one-sided. */
static gboolean
thins_out (WorkerFlow *flow, guint64 tx, guint64 rx, MonoTime now)
{
  guint64 sent = tx - flow->window_tx, received = rx - flow->window_rx;
  gboolean thin = sent >= THIN_FROM && received * THIN_SHARE < sent, conversed = flow->conversing;

  if (now - flow->window_at < WORKER_FLOW_DOUBT)
    return FALSE;
  if (!thin)
    flow->thin_at = MONO_NEVER;
  else if (conversed && flow->thin_at == MONO_NEVER)
    flow->thin_at = flow->window_at;
  flow->window_at = now;
  flow->window_tx = tx;
  flow->window_rx = rx;
  /* What cannot be asked yet is asked when it can. */
  flow->conversing = sent >= THIN_FROM && (!thin || (conversed && now < flow->no_doubt));
  return thin && conversed;
}

static guint
doubt (WorkerFlow *flow, MonoTime now)
{
  if (now < flow->no_doubt)
    return 0;
  flow->no_doubt = now + WORKER_FLOW_DOUBTS;
  return WORKER_FLOW_UNANSWERED;
}

static guint
tell_unanswered (WorkerFlow *flow, MonoTime now)
{
  if (flow->unheard != MONO_NEVER)
    flow->unheard = now;
  flow->asked = now;
  flow->repeats = 0;
  return WORKER_FLOW_UNANSWERED | set_stalled (flow, TRUE);
}

/* Once a silence, and once more each time it has lasted that long again. A single packet may have
 * been one that nobody answers. */
static guint
judge_silence (WorkerFlow *flow, MonoTime now)
{
  if (flow->asked == MONO_NEVER || flow->repeats < 2 || now - flow->asked < WORKER_FLOW_SILENCE)
    return 0;
  return tell_unanswered (flow, now);
}

/* Packets leave, and IKE has waited for as long as a silence lasts; or not quite as long, but it
 * could be asked only when the conversation had been one-sided for a while. */
static gboolean
is_owed (const WorkerFlow *flow, gboolean sent, MonoTime now)
{
  MonoTime waited = flow->owed != MONO_NEVER ? now - flow->owed : 0;
  gboolean thin = flow->thin_at != MONO_NEVER && now - flow->thin_at >= WORKER_FLOW_SILENCE;

  return waited >= (thin ? OWED_WHEN_THIN : WORKER_FLOW_SILENCE) && (sent || flow->stalled);
}

/* As a silence is, once and again: what came in meanwhile is none of what was waited for. */
static guint
judge_unheard (WorkerFlow *flow, MonoTime now)
{
  return now - flow->unheard >= WORKER_FLOW_SILENCE ? tell_unanswered (flow, now) : 0;
}

static guint
note_received (WorkerFlow *flow, gboolean owed, MonoTime now)
{
  settle (flow, now);
  return WORKER_FLOW_INBOUND | (owed ? 0 : set_stalled (flow, FALSE));
}

static MonoTime
next_look (const WorkerFlow *flow, gboolean moving, MonoTime now)
{
  if (moving)
    return mono_add (now, WORKER_FLOW_LOOK);
  return flow->repeats >= 2 ? mono_add (flow->asked, WORKER_FLOW_SILENCE) : MONO_NEVER;
}

guint
worker_flow_look (WorkerFlow *flow, const WorkerFlowCount *count, MonoTime now)
{
  gboolean sent = count->tx != flow->seen.tx, received = count->rx != flow->seen.rx;
  gboolean owed = is_owed (flow, sent, now), unheard = is_unheard (flow, count, now);
  guint news = 0;

  if (sent)
    news |= note_sent (flow, now);
  if (received && unheard)
    news |= judge_unheard (flow, now);
  else if (received)
    news |= note_received (flow, owed, now);
  else
    news |= judge_silence (flow, now);
  if (thins_out (flow, count->tx, count->rx, now) || (sent && !received && breaks_off (flow, now)))
    news |= doubt (flow, now);
  if (owed && !flow->stalled)
    news |= WORKER_FLOW_UNANSWERED | set_stalled (flow, TRUE);
  flow->next_look = next_look (flow, sent || received, now);
  flow->seen = *count;
  flow->last_look = now;
  return news;
}
