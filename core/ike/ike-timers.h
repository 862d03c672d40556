// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeTimers: every policy of time of a session except the retransmission of one request (that is
 * IkeWindow's). The session reports what happened; when something must be done about it is decided
 * here and nowhere else.
 *
 * All times are absolute microseconds; MONO_NEVER means disarmed. Part of IkeSession; same thread.
 */
#pragma once

#include "mono.h"
#include "rng.h"

/* How long another answer to IKE_SA_INIT may still come after all that came before were no good:
 * anybody on the path can be quicker than the gateway (RFC 7296 section 2.21.1). */
#define IKE_TIMERS_CANDIDATES_GONE (2 * MONO_SEC)
/* How often, at most, what nobody signed makes us look whether the gateway is there (DPD-04). */
#define IKE_TIMERS_HINTS (60 * MONO_SEC)
/* How often, at most, the gateway is told of ESP that nobody here knows: anybody can send that. */
#define IKE_TIMERS_STRAYS (60 * MONO_SEC)
/* How long close() waits for the answer to its Delete. */
#define IKE_TIMERS_CLOSE (1 * MONO_SEC)
/* How long a replaced SA is kept for the peer's Delete before it is forgotten (RKI-06). */
#define IKE_TIMERS_REPLACED (30 * MONO_SEC)
/* Refusals of the peer (TEMPORARY_FAILURE and its like) before its state is taken as lost. */
#define IKE_TIMERS_REFUSALS_MAX 8
/* The same while there is no Child SA at all: a new session is the quicker way back then. */
#define IKE_TIMERS_RECREATE_MAX 3

typedef struct
{
  MonoTime dpd_interval;
  MonoTime keepalive;
  MonoTime ike_lifetime;
  MonoTime child_lifetime;
  guint lifetime_jitter; /* per cent */
} IkeTimerPolicy;

typedef enum
{
  IKE_TIMER_NONE = 0,
  IKE_TIMER_LIVENESS,        /* nothing authentic came in for the configured time */
  IKE_TIMER_KEEPALIVE,       /* nothing went out for the configured time, behind a NAT */
  IKE_TIMER_IKE_SOFT,        /* rekey the IKE SA */
  IKE_TIMER_IKE_HARD,        /* the IKE SA has ended */
  IKE_TIMER_REAUTH,          /* the gateway wants a new login soon */
  IKE_TIMER_CANDIDATES_GONE, /* no better answer came: believe the last one */
  IKE_TIMER_CLOSE,           /* stop waiting for the answer to Delete */
  IKE_TIMER_REPLACED,        /* forget the IKE SAs that were replaced */
  IKE_TIMER_RECREATE,        /* try again to replace a lost Child SA */
  IKE_N_TIMERS,
} IkeTimer;

typedef struct
{
  IkeTimerPolicy policy;
  const Rng *rng; /* borrowed from the session */
  MonoTime at[IKE_N_TIMERS];
  MonoTime hints_from;  /* hints before this are ignored */
  MonoTime strays_from; /* and ESP that nobody knows */
  MonoTime end;         /* no IKE SA of the session outlives this */
  guint ike_refusals;
} IkeTimers;

void ike_timers_init (IkeTimers *timers, const IkeTimerPolicy *policy, const Rng *rng);

/* An authentic IKE message or ESP packet arrived. */
void ike_timers_on_inbound (IkeTimers *timers, MonoTime now);
/* Somebody says, and nobody signed it, that the peer has lost the SA: asks the peer soon. */
void ike_timers_on_hint (IkeTimers *timers, MonoTime now);
/* ESP came under an SPI that nobody knows. TRUE: the gateway may be told (RFC 7296 section 1.5). */
gboolean ike_timers_on_stray (IkeTimers *timers, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
/* A certificate that the session rests on ends then: the IKE SA does, too (PKI-18). */
void ike_timers_end_by (IkeTimers *timers, MonoTime end);
/* Anything was sent to the peer's port. */
void ike_timers_on_outbound (IkeTimers *timers, MonoTime now);
/* Whether the path needs keepalives from now on. */
void ike_timers_on_path (IkeTimers *timers, gboolean needs_keepalives, MonoTime now);
/* Whoever answered IKE_SA_INIT has failed to prove himself. The first one starts the wait. */
void ike_timers_on_candidates_gone (IkeTimers *timers, MonoTime now);
/* The gateway has proved itself; needs_keepalives: a NAT is in front of us. */
void ike_timers_on_proven (IkeTimers *timers, gboolean needs_keepalives, MonoTime now);
/* IKE_AUTH is complete. */
void ike_timers_on_established (IkeTimers *timers, MonoTime now);
/* What was proven counts for that long (RFC 4478): a new session is due a little before. */
void ike_timers_on_auth_lifetime (IkeTimers *timers, MonoTime lifetime, MonoTime now);
/* A new IKE SA has taken over; the old one waits for its Delete. */
void ike_timers_on_ike_rekeyed (IkeTimers *timers, MonoTime now);
/* The peer refused to rekey the IKE SA for now. FALSE: it has refused too often. */
gboolean ike_timers_on_ike_refused (IkeTimers *timers, MonoTime now) G_GNUC_WARN_UNUSED_RESULT;
/* The last Child SA is gone and the peer refused a new one; refusals counts from 1. FALSE: too
 * often. */
gboolean ike_timers_on_child_refused (IkeTimers *timers, guint refusals, MonoTime now)
    G_GNUC_WARN_UNUSED_RESULT;
/* Whether the wait for a better time to ask for a Child SA again is on. */
gboolean ike_timers_wait_to_recreate (const IkeTimers *timers);
/* Delete was sent, or is about to be: only the wait for its answer remains. */
void ike_timers_on_closing (IkeTimers *timers, MonoTime now);
void ike_timers_on_closed (IkeTimers *timers);

/* Lifetimes of a Child SA born now. */
void ike_timers_child_lifetimes (const IkeTimers *timers, MonoTime now, MonoTime *ret_soft,
                                 MonoTime *ret_hard);
/* How long to wait after the given number of refusals: grows and is random (COL-16). */
MonoTime ike_timers_backoff (const IkeTimers *timers, guint refusals);

/* One timer that is due, disarmed or armed anew, or IKE_TIMER_NONE. Ask until NONE. */
IkeTimer ike_timers_due (IkeTimers *timers, MonoTime now);
MonoTime ike_timers_deadline (const IkeTimers *timers);
