// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * WorkerFlow: evidence that packets flow both ways. The plane only counts and has no clock; this
 * looks at its counters, a few times a second while they move and not at all while they stand, and
 * says what that proves: an answer to anything is a sign of life of the data path, packets that
 * leave for two seconds without any answer are none (RFC 7296 section 2.4). It accuses nobody: who
 * sends and never gets an answer may just as well ask a host that is not there. A conversation that
 * breaks off is another matter: that is told within half a second, but not often, because asking
 * the gateway is cheap and a NAT that forgot us is found out that way (RFC 4555 section 3.8). A
 * path that is dead one way only still brings packets, the office's repeats above all: while IKE
 * itself gets no answer they prove nothing, and neither while TCP connections repeat themselves and
 * nothing that comes in answers anything.
 *
 * Time is a parameter; value; one thread.
 */
#pragma once

#include "mono.h"

#define WORKER_FLOW_LOOK    (150 * MONO_MSEC) /* between looks while anything moves */
#define WORKER_FLOW_DOUBT   (300 * MONO_MSEC) /* without an answer where there were some before */
#define WORKER_FLOW_SILENCE (2 * MONO_SEC)    /* without an answer: stalled */
#define WORKER_FLOW_DOUBTS  (1 * MONO_SEC)    /* from one doubt to the next at least */

typedef struct
{
  guint64 tx, rx;    /* packets that left and came in */
  guint64 questions; /* of those that left, such as are bound to be answered */
  guint64 answers;   /* of those that came in, such as answer one that left */
} WorkerFlowCount;

typedef struct
{
  MonoTime keepalive;   /* the NAT keepalive's interval */
  WorkerFlowCount seen; /* at the last look */
  MonoTime last_look;
  MonoTime next_look; /* MONO_NEVER: when the next packet leaves */
  MonoTime answered;  /* when something came in last; MONO_NEVER: not since the path is another */
  MonoTime asked;     /* the first packet since then; MONO_NEVER: none */
  MonoTime repeated;  /* the last look that counted as a repeat */
  guint repeats;      /* looks, a while apart, that saw packets leave since then */
  MonoTime no_doubt;  /* before that time */
  MonoTime window_at; /* what moved since then is compared */
  guint64 window_tx, window_rx;
  gboolean conversing;    /* in the window before, as much came in as one would expect */
  MonoTime thin_at;       /* since when that is so no more; MONO_NEVER: it is */
  MonoTime unheard;       /* the first question since an answer; MONO_NEVER: none */
  MonoTime unheard_again; /* the last look that counted as a repeat of it */
  guint unheard_repeats;  /* as repeats */
  MonoTime owed; /* since when IKE waits for an answer; MONO_NEVER: for none. Set by the owner */
  gboolean stalled;
} WorkerFlow;

typedef enum
{
  WORKER_FLOW_INBOUND = 1 << 0,    /* something authentic came in */
  WORKER_FLOW_OUTBOUND = 1 << 1,   /* something left, lately enough to spare a keepalive */
  WORKER_FLOW_UNANSWERED = 1 << 2, /* for WORKER_FLOW_SILENCE, again and again; or in doubt */
  WORKER_FLOW_CHANGED = 1 << 3,    /* stalled is another than before */
} WorkerFlowNews;

void worker_flow_init (WorkerFlow *flow, MonoTime keepalive);
/* count: so far. Returns WorkerFlowNews bits; next_look is set. */
guint worker_flow_look (WorkerFlow *flow, const WorkerFlowCount *count, MonoTime now);
/* Another path carries: what was known of the old one does not count. Returns WorkerFlowNews
 * bits. */
guint worker_flow_reset (WorkerFlow *flow);
