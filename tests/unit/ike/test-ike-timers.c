// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-timers.h"

static void
fill_counting (gpointer ctx, guint8 *buf, gsize len)
{
  guint32 *state = ctx;

  for (gsize i = 0; i < len; i++)
    {
      *state = *state * 1664525 + 1013904223;
      buf[i] = (guint8) (*state >> 24);
    }
}

static const IkeTimerPolicy policy = {
  .dpd_interval = 30 * MONO_SEC,
  .keepalive = 20 * MONO_SEC,
  .ike_lifetime = 4 * MONO_HOUR,
  .child_lifetime = MONO_HOUR,
  .lifetime_jitter = 10,
};

typedef struct
{
  guint32 state;
  Rng rng;
  IkeTimers timers;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->rng = (Rng){ .fill = fill_counting, .ctx = &f->state };
  ike_timers_init (&f->timers, &policy, &f->rng);
}

static void
test_idle_never_wakes (Fixture *f, gconstpointer data)
{
  g_assert_cmpint (ike_timers_deadline (&f->timers), ==, MONO_NEVER);
  g_assert_cmpint (ike_timers_due (&f->timers, 1000 * MONO_HOUR), ==, IKE_TIMER_NONE);
  ike_timers_on_inbound (&f->timers, 0);
  ike_timers_on_outbound (&f->timers, 0);
  g_assert_cmpint (ike_timers_deadline (&f->timers), ==, MONO_NEVER);
}

/* How often a new Child SA may be refused. */
static void
test_refusals (Fixture *f, gconstpointer data)
{
  for (guint i = 1; i <= IKE_TIMERS_RECREATE_MAX; i++)
    {
      g_assert_cmpint (ike_timers_on_child_refused (&f->timers, i, 0), ==,
                       i < IKE_TIMERS_RECREATE_MAX);
      g_assert_true (ike_timers_wait_to_recreate (&f->timers));
    }
}

static void
test_liveness_follows_silence (Fixture *f, gconstpointer data)
{
  ike_timers_on_established (&f->timers, 0);
  g_assert_cmpint (ike_timers_deadline (&f->timers), ==, 30 * MONO_SEC);
  ike_timers_on_inbound (&f->timers, 10 * MONO_SEC);
  g_assert_cmpint (ike_timers_due (&f->timers, 39 * MONO_SEC), ==, IKE_TIMER_NONE);
  g_assert_cmpint (ike_timers_due (&f->timers, 40 * MONO_SEC), ==, IKE_TIMER_LIVENESS);
  g_assert_cmpint (ike_timers_due (&f->timers, 40 * MONO_SEC), ==, IKE_TIMER_NONE);
  g_assert_cmpint (ike_timers_due (&f->timers, 70 * MONO_SEC), ==, IKE_TIMER_LIVENESS);
}

static void
test_keepalive_follows_own_silence (Fixture *f, gconstpointer data)
{
  ike_timers_on_path (&f->timers, TRUE, 0);
  ike_timers_on_outbound (&f->timers, 5 * MONO_SEC);
  g_assert_cmpint (ike_timers_due (&f->timers, 24 * MONO_SEC), ==, IKE_TIMER_NONE);
  g_assert_cmpint (ike_timers_due (&f->timers, 25 * MONO_SEC), ==, IKE_TIMER_KEEPALIVE);
  g_assert_cmpint (ike_timers_deadline (&f->timers), ==, 45 * MONO_SEC);
}

static void
test_lifetimes_spread (Fixture *f, gconstpointer data)
{
  MonoTime lowest = MONO_NEVER, highest = 0;

  for (guint i = 0; i < 1000; i++)
    {
      MonoTime soft = 0, hard = 0;

      ike_timers_child_lifetimes (&f->timers, MONO_HOUR, &soft, &hard);
      g_assert_cmpint (soft, >=, MONO_HOUR + 54 * MONO_MINUTE);
      g_assert_cmpint (soft, <=, 2 * MONO_HOUR);
      g_assert_cmpint (hard, ==, MONO_HOUR + 66 * MONO_MINUTE);
      lowest = mono_min (lowest, soft);
      highest = highest > soft ? highest : soft;
    }
  g_assert_cmpint (highest - lowest, >, 5 * MONO_MINUTE);
}

static void
test_refusals_grow_and_end (Fixture *f, gconstpointer data)
{
  MonoTime now = 0;
  guint accepted = 0;

  ike_timers_on_established (&f->timers, 0);
  while (ike_timers_on_ike_refused (&f->timers, now))
    {
      MonoTime next = f->timers.at[IKE_TIMER_IKE_SOFT];

      g_assert_cmpint (next, >=, now + 2 * MONO_SEC);
      g_assert_cmpint (next, <=, now + 64 * MONO_SEC);
      now = next;
      accepted++;
    }
  g_assert_cmpuint (accepted, ==, IKE_TIMERS_REFUSALS_MAX - 1);
  g_assert_cmpint (now, >, 2 * MONO_MINUTE);
}

static void
test_backoff_is_random (Fixture *f, gconstpointer data)
{
  MonoTime first = ike_timers_backoff (&f->timers, 3);

  g_assert_cmpint (first, >=, 8 * MONO_SEC);
  g_assert_cmpint (first, <=, 16 * MONO_SEC);
  g_assert_cmpint (ike_timers_backoff (&f->timers, 3), !=, first);
}

/* The first failure starts the wait, a second one does not prolong it, and proof ends it. */
static void
test_candidates_gone (Fixture *f, gconstpointer data)
{
  ike_timers_on_candidates_gone (&f->timers, 0);
  ike_timers_on_candidates_gone (&f->timers, MONO_SEC);
  g_assert_cmpint (ike_timers_due (&f->timers, 2 * MONO_SEC), ==, IKE_TIMER_CANDIDATES_GONE);
  ike_timers_on_candidates_gone (&f->timers, 4 * MONO_SEC);
  ike_timers_on_proven (&f->timers, FALSE, 5 * MONO_SEC);
  g_assert_cmpint (ike_timers_deadline (&f->timers), ==, MONO_NEVER);
}

static void
test_closing_silences_the_rest (Fixture *f, gconstpointer data)
{
  ike_timers_on_established (&f->timers, 0);
  ike_timers_on_path (&f->timers, TRUE, 0);
  ike_timers_on_closing (&f->timers, MONO_SEC);
  g_assert_cmpint (ike_timers_due (&f->timers, 2 * MONO_SEC), ==, IKE_TIMER_CLOSE);
  g_assert_cmpint (ike_timers_deadline (&f->timers), ==, MONO_NEVER);
}

static void
test_ike_rekey_renews (Fixture *f, gconstpointer data)
{
  ike_timers_on_established (&f->timers, 0);
  ike_timers_on_ike_rekeyed (&f->timers, 4 * MONO_HOUR);
  g_assert_cmpint (ike_timers_due (&f->timers, 4 * MONO_HOUR), ==, IKE_TIMER_LIVENESS);
  g_assert_cmpint (f->timers.at[IKE_TIMER_REPLACED], ==, 4 * MONO_HOUR + 30 * MONO_SEC);
  g_assert_cmpint (f->timers.at[IKE_TIMER_IKE_HARD], ==,
                   4 * MONO_HOUR + 4 * MONO_HOUR + 24 * MONO_MINUTE);
}

/* A laptop that slept through everything: each timer is reported, the hard lifetime among them. */
static void
test_suspend_reports_all (Fixture *f, gconstpointer data)
{
  guint seen = 0;
  IkeTimer timer = IKE_TIMER_NONE;

  ike_timers_on_established (&f->timers, 0);
  ike_timers_on_path (&f->timers, TRUE, 0);
  while ((timer = ike_timers_due (&f->timers, 20 * MONO_HOUR)) != IKE_TIMER_NONE)
    seen |= 1u << timer;
  g_assert_cmpuint (seen, ==,
                    1u << IKE_TIMER_LIVENESS | 1u << IKE_TIMER_KEEPALIVE | 1u << IKE_TIMER_IKE_SOFT
                        | 1u << IKE_TIMER_IKE_HARD);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/ike/timers/idle-never-wakes", test_idle_never_wakes);
  add ("/ike/timers/DPD-02/follows-silence", test_liveness_follows_silence);
  add ("/ike/timers/refusals", test_refusals);
  add ("/ike/timers/NAT-14/keepalive", test_keepalive_follows_own_silence);
  add ("/ike/timers/LIF-04+RKC-11/spread", test_lifetimes_spread);
  add ("/ike/timers/COL-16/refusals-grow-and-end", test_refusals_grow_and_end);
  add ("/ike/timers/COL-16/backoff-is-random", test_backoff_is_random);
  add ("/ike/timers/RTX-18/candidates-gone", test_candidates_gone);
  add ("/ike/timers/closing-silences-the-rest", test_closing_silences_the_rest);
  add ("/ike/timers/ike-rekey-renews", test_ike_rekey_renews);
  add ("/ike/timers/LIF-10/suspend", test_suspend_reports_all);
  return g_test_run ();
}
