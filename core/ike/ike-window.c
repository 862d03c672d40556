// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-window.h"

/* Message IDs, repeats and patience. */

/* Growth of the interval from one repeat to the next, in per cent (RTX-03). */
#define INTERVAL_GROWTH 180

/* How much longer than the last answer the next one may take, in per cent. */
#define PATIENCE_FACTOR 130

/* This repeat goes out in smaller pieces where there are some (FRG-09); 3 s after the request. */
#define REPEAT_SMALLER 3

void
ike_window_init (IkeWindow *window, const IkeWindowPolicy *policy, const Rng *rng, guint32 first_id)
{
  *window = (IkeWindow){ .policy = *policy, .rng = rng, .next_own_id = first_id };
}

void
ike_window_clear (IkeWindow *window)
{
  g_clear_pointer (&window->request, g_ptr_array_unref);
  g_clear_pointer (&window->smaller, g_ptr_array_unref);
  g_clear_pointer (&window->response, g_ptr_array_unref);
}

gboolean
ike_window_is_open (const IkeWindow *window)
{
  return window->request == NULL && window->next_own_id != IKE_WINDOW_ID_LAST;
}

guint32
ike_window_next_id (const IkeWindow *window)
{
  return window->next_own_id;
}

/* The interval with its share of jitter, so that a fleet of clients cut off together does not come
 * back in step. */
static MonoTime
jittered (const IkeWindow *window)
{
  guint8 random[4];
  MonoTime span = window->interval * window->policy.jitter / 100;

  if (span <= 0)
    return window->interval;
  rng_fill (window->rng, random, sizeof random);
  return window->interval
         - (MonoTime) ((((guint64) random[0] << 24) | ((guint64) random[1] << 16)
                        | ((guint64) random[2] << 8) | random[3])
                       % ((guint64) span + 1));
}

static void
start_schedule (IkeWindow *window, MonoTime first, MonoTime now)
{
  window->interval = first;
  window->repeats = 0;
  window->repeat_at = mono_add (now, jittered (window));
}

void
ike_window_sent (IkeWindow *window, guint8 exchange, GPtrArray *datagrams, MonoTime now)
{
  g_return_if_fail (window->request == NULL);
  window->request = datagrams;
  window->exchange = exchange;
  window->sent_at = now;
  window->probes = 0;
  window->give_up_at = mono_add (now, window->policy.give_up);
  start_schedule (window, window->policy.first, now);
}

void
ike_window_probe (IkeWindow *window, guint times)
{
  g_return_if_fail (window->request != NULL);
  window->probes = times;
}

gboolean
ike_window_is_probing (const IkeWindow *window)
{
  return window->repeats < window->probes;
}

void
ike_window_set_smaller (IkeWindow *window, GPtrArray *datagrams)
{
  g_return_if_fail (window->request != NULL && window->smaller == NULL);
  window->smaller = datagrams;
}

void
ike_window_amend (IkeWindow *window, GPtrArray *datagrams)
{
  g_return_if_fail (window->request != NULL);
  g_ptr_array_unref (window->request);
  g_clear_pointer (&window->smaller, g_ptr_array_unref);
  window->request = datagrams;
}

void
ike_window_replace (IkeWindow *window, GPtrArray *datagrams, MonoTime now)
{
  MonoTime answer_took = (now - window->sent_at) * PATIENCE_FACTOR / 100;

  ike_window_amend (window, datagrams);
  start_schedule (window, CLAMP (answer_took, window->policy.first, window->policy.max), now);
}

void
ike_window_repeat_by (IkeWindow *window, MonoTime at)
{
  window->repeat_at = mono_min (window->repeat_at, at);
}

void
ike_window_abandon (IkeWindow *window)
{
  if (window->request == NULL)
    return;
  g_clear_pointer (&window->request, g_ptr_array_unref);
  g_clear_pointer (&window->smaller, g_ptr_array_unref);
  window->next_own_id++;
}

IkeWindowVerdict
ike_window_check_response (const IkeWindow *window, guint8 exchange, guint32 id)
{
  if (window->request == NULL || id != window->next_own_id || exchange != window->exchange)
    return IKE_WINDOW_DROP;
  return IKE_WINDOW_MATCH;
}

void
ike_window_accept_response (IkeWindow *window)
{
  ike_window_abandon (window);
}

IkeWindowVerdict
ike_window_check_request (const IkeWindow *window, guint32 id)
{
  if (id == IKE_WINDOW_ID_LAST)
    return IKE_WINDOW_DROP;
  if (id == window->next_peer_id)
    return IKE_WINDOW_MATCH;
  if (window->response != NULL && id + 1 == window->next_peer_id)
    return IKE_WINDOW_REPEAT;
  return IKE_WINDOW_DROP;
}

void
ike_window_answered (IkeWindow *window, GPtrArray *datagrams)
{
  g_clear_pointer (&window->response, g_ptr_array_unref);
  window->response = datagrams;
  window->next_peer_id++;
}

/* Pieces of another cut are another set to the receiver, so their timers start anew. */
static void
take_smaller (IkeWindow *window)
{
  g_ptr_array_unref (window->request);
  window->request = g_steal_pointer (&window->smaller);
  window->interval = window->policy.first;
}

IkeWindowDue
ike_window_tick (IkeWindow *window, MonoTime now)
{
  if (window->request == NULL)
    return IKE_WINDOW_IDLE;
  if (now >= window->give_up_at)
    return IKE_WINDOW_GIVE_UP;
  if (now < window->repeat_at)
    return IKE_WINDOW_IDLE;
  window->repeats++;
  window->interval = mono_min (window->interval * INTERVAL_GROWTH / 100, window->policy.max);
  if (window->smaller != NULL
      && window->repeats >= (window->probes > 0 ? window->probes : REPEAT_SMALLER))
    take_smaller (window);
  window->repeat_at = mono_add (now, jittered (window));
  return IKE_WINDOW_SEND_AGAIN;
}

static MonoTime
hurried (const IkeWindow *window, MonoTime now)
{
  MonoTime whole = window->policy.give_up;
  MonoTime share = whole / 100 * IKE_WINDOW_HURRY_SHARE;

  return mono_add (now, MIN (whole, MAX (IKE_WINDOW_HURRY, share)));
}

void
ike_window_hurry (IkeWindow *window, MonoTime now)
{
  window->give_up_at = hurried (window, now);
}

void
ike_window_bound (IkeWindow *window, MonoTime now)
{
  window->give_up_at = mono_min (window->give_up_at, hurried (window, now));
}

void
ike_window_path_changed (IkeWindow *window, MonoTime now)
{
  if (window->request == NULL)
    return;
  window->interval = window->policy.first;
  window->repeat_at = now;
  ike_window_hurry (window, now);
}

MonoTime
ike_window_deadline (const IkeWindow *window)
{
  if (window->request == NULL)
    return MONO_NEVER;
  return mono_min (window->repeat_at, window->give_up_at);
}
