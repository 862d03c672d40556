// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-timers.h"

/* When what is due. */

/* The hard lifetime lies this much behind the nominal soft one, in per cent of it. */
#define HARD_MARGIN 10

/* At most so long before the gateway would end the session, a new one is made. */
#define REAUTH_MARGIN MONO_MINUTE

#define BACKOFF_FIRST (4 * MONO_SEC)
#define BACKOFF_MAX   (64 * MONO_SEC)

static void
disarm_all (IkeTimers *timers)
{
  for (guint i = 0; i < IKE_N_TIMERS; i++)
    timers->at[i] = MONO_NEVER;
}

void
ike_timers_init (IkeTimers *timers, const IkeTimerPolicy *policy, const Rng *rng)
{
  *timers = (IkeTimers){ .policy = *policy, .rng = rng, .end = MONO_NEVER };
  disarm_all (timers);
}

/* A random span from zero to most, both included. */
static MonoTime
random_span (const Rng *rng, MonoTime most)
{
  guint8 bytes[8];
  guint64 value = 0;

  if (most <= 0)
    return 0;
  rng_fill (rng, bytes, sizeof bytes);
  for (guint i = 0; i < sizeof bytes; i++)
    value = (value << 8) | bytes[i];
  return (MonoTime) (value % ((guint64) most + 1));
}

static void
arm_lifetimes (const IkeTimers *timers, MonoTime life, MonoTime now, MonoTime *ret_soft,
               MonoTime *ret_hard)
{
  MonoTime most = life / 100 * timers->policy.lifetime_jitter;

  *ret_soft = mono_add (now, life - random_span (timers->rng, most));
  *ret_hard = mono_add (now, life + life / 100 * HARD_MARGIN);
}

static void
arm_ike (IkeTimers *timers, MonoTime now)
{
  MonoTime *hard = &timers->at[IKE_TIMER_IKE_HARD];

  arm_lifetimes (timers, timers->policy.ike_lifetime, now, &timers->at[IKE_TIMER_IKE_SOFT], hard);
  *hard = mono_min (*hard, timers->end);
}

void
ike_timers_end_by (IkeTimers *timers, MonoTime end)
{
  timers->end = mono_min (timers->end, end);
}

void
ike_timers_on_inbound (IkeTimers *timers, MonoTime now)
{
  if (timers->at[IKE_TIMER_LIVENESS] != MONO_NEVER)
    timers->at[IKE_TIMER_LIVENESS] = mono_add (now, timers->policy.dpd_interval);
}

void
ike_timers_on_hint (IkeTimers *timers, MonoTime now)
{
  if (timers->at[IKE_TIMER_LIVENESS] == MONO_NEVER || now < timers->hints_from)
    return;
  timers->at[IKE_TIMER_LIVENESS] = now;
  timers->hints_from = mono_add (now, IKE_TIMERS_HINTS);
}

gboolean
ike_timers_on_stray (IkeTimers *timers, MonoTime now)
{
  if (now < timers->strays_from)
    return FALSE;
  timers->strays_from = mono_add (now, IKE_TIMERS_STRAYS);
  return TRUE;
}

void
ike_timers_on_outbound (IkeTimers *timers, MonoTime now)
{
  if (timers->at[IKE_TIMER_KEEPALIVE] != MONO_NEVER)
    timers->at[IKE_TIMER_KEEPALIVE] = mono_add (now, timers->policy.keepalive);
}

void
ike_timers_on_path (IkeTimers *timers, gboolean needs_keepalives, MonoTime now)
{
  timers->at[IKE_TIMER_KEEPALIVE]
      = needs_keepalives ? mono_add (now, timers->policy.keepalive) : MONO_NEVER;
}

void
ike_timers_on_candidates_gone (IkeTimers *timers, MonoTime now)
{
  if (timers->at[IKE_TIMER_CANDIDATES_GONE] == MONO_NEVER)
    timers->at[IKE_TIMER_CANDIDATES_GONE] = mono_add (now, IKE_TIMERS_CANDIDATES_GONE);
}

void
ike_timers_on_proven (IkeTimers *timers, gboolean needs_keepalives, MonoTime now)
{
  timers->at[IKE_TIMER_CANDIDATES_GONE] = MONO_NEVER;
  ike_timers_on_path (timers, needs_keepalives, now);
}

void
ike_timers_on_established (IkeTimers *timers, MonoTime now)
{
  timers->at[IKE_TIMER_LIVENESS] = mono_add (now, timers->policy.dpd_interval);
  arm_ike (timers, now);
}

void
ike_timers_on_auth_lifetime (IkeTimers *timers, MonoTime lifetime, MonoTime now)
{
  MonoTime margin = MIN (lifetime / 10, REAUTH_MARGIN);

  timers->at[IKE_TIMER_REAUTH] = mono_add (now, lifetime - margin);
}

void
ike_timers_on_ike_rekeyed (IkeTimers *timers, MonoTime now)
{
  timers->ike_refusals = 0;
  timers->at[IKE_TIMER_REPLACED] = mono_add (now, IKE_TIMERS_REPLACED);
  arm_ike (timers, now);
}

gboolean
ike_timers_on_ike_refused (IkeTimers *timers, MonoTime now)
{
  timers->ike_refusals++;
  timers->at[IKE_TIMER_IKE_SOFT]
      = mono_add (now, ike_timers_backoff (timers, timers->ike_refusals));
  return timers->ike_refusals < IKE_TIMERS_REFUSALS_MAX;
}

gboolean
ike_timers_on_child_refused (IkeTimers *timers, guint refusals, MonoTime now)
{
  timers->at[IKE_TIMER_RECREATE] = mono_add (now, ike_timers_backoff (timers, refusals));
  return refusals < IKE_TIMERS_RECREATE_MAX;
}

gboolean
ike_timers_wait_to_recreate (const IkeTimers *timers)
{
  return timers->at[IKE_TIMER_RECREATE] != MONO_NEVER;
}

void
ike_timers_on_closing (IkeTimers *timers, MonoTime now)
{
  disarm_all (timers);
  timers->at[IKE_TIMER_CLOSE] = mono_add (now, IKE_TIMERS_CLOSE);
}

void
ike_timers_on_closed (IkeTimers *timers)
{
  disarm_all (timers);
}

void
ike_timers_child_lifetimes (const IkeTimers *timers, MonoTime now, MonoTime *ret_soft,
                            MonoTime *ret_hard)
{
  arm_lifetimes (timers, timers->policy.child_lifetime, now, ret_soft, ret_hard);
}

MonoTime
ike_timers_backoff (const IkeTimers *timers, guint refusals)
{
  MonoTime span = BACKOFF_FIRST;

  for (guint i = 1; i < refusals && span < BACKOFF_MAX; i++)
    span *= 2;
  return span / 2 + random_span (timers->rng, span / 2);
}

IkeTimer
ike_timers_due (IkeTimers *timers, MonoTime now)
{
  for (guint i = 1; i < IKE_N_TIMERS; i++)
    {
      if (timers->at[i] > now)
        continue;
      timers->at[i] = MONO_NEVER;
      /* These two repeat by themselves; every other timer is armed again by what it causes. */
      if (i == IKE_TIMER_LIVENESS)
        timers->at[i] = mono_add (now, timers->policy.dpd_interval);
      if (i == IKE_TIMER_KEEPALIVE)
        timers->at[i] = mono_add (now, timers->policy.keepalive);
      return (IkeTimer) i;
    }
  return IKE_TIMER_NONE;
}

MonoTime
ike_timers_deadline (const IkeTimers *timers)
{
  MonoTime next = MONO_NEVER;

  for (guint i = 1; i < IKE_N_TIMERS; i++)
    next = mono_min (next, timers->at[i]);
  return next;
}
