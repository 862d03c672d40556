// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Inside of VpnAttempt, shared by the vpn-attempt*.c files only. The first calls the second:
 *   vpn-attempt.c         object, look-up, sockets, start of the worker
 *   vpn-attempt-worker.c  what the worker says, judged, and what comes of it
 */
#pragma once

#include "vpn-attempt.h"

#include "net-leash.h"
#include "vpn-demands.h"
#include "vpn-pulse.h"
#include "vpn-transport.h"

struct VpnAttempt
{
  VpnAttemptConfig config;
  const VpnAttemptEvents *events; /* borrowed */
  gpointer owner;                 /* borrowed */
  GCancellable *life;             /* owned; triggered when it closes or goes */
  GArray *gateways;               /* counted or NULL; IpAddress */
  VpnDemands demands;             /* what the worker may ask for */
  VpnWorker *worker;              /* owned or NULL */
  VpnTransport *transport;        /* owned */
  NetLeash *leash;                /* owned; of its sockets */
  GSource *turn;                  /* owned or NULL; the begin, or the end of one without worker */
  GSource *stall_timer;           /* owned or NULL; runs while the worker is to bring it up */
  GSource *lookup_timer;          /* owned or NULL; runs while a known name is looked up again */
  VpnPulse *pulse;                /* owned; of the worker, while packets move */
  guint32 counters_wanted, counters_seen; /* both wrap around */
  guint plans_waiting;                    /* plans of this worker on their way to be in force */
  guint plan_in_force : 1;                /* one of this worker's */
  guint carries : 1;                      /* the worker said UP */
  guint told_up : 1;
  guint told_lost : 1;
  guint adopted : 1;
  guint closing : 1;
  guint traffic_stalled : 1; /* the worker says so */
  guint worker_silent : 1;   /* it says nothing, and should */
};

/* ---- vpn-attempt-worker.c ------------------------------------------------------------------ */

extern const VpnWorkerEvents vpn_attempt_worker_events;
extern const VpnPulseEvents vpn_attempt_pulse_events;

/* Of this host's making: nobody had to prove anything, and nobody did. */
void vpn_attempt_fail (VpnAttempt *self, VpnReason reason, const char *detail);
/* The worker has to say something in that time, unless all is said already. */
void vpn_attempt_watch (VpnAttempt *self, guint ms);
