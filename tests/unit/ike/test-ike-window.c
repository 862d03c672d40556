// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-window.h"

#include <string.h>

#define EXCHANGE_INIT          34
#define EXCHANGE_INFORMATIONAL 37

static void
fill_highest (gpointer ctx, guint8 *buf, gsize len)
{
  for (gsize i = 0; i < len; i++)
    buf[i] = 0xff;
}

static const Rng highest = { .fill = fill_highest };

static const IkeWindowPolicy policy
    = { .first = 500 * MONO_MSEC, .max = 8 * MONO_SEC, .give_up = 20 * MONO_SEC };

static GPtrArray *
datagrams (const char *text)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (list, g_bytes_new (text, strlen (text)));
  return list;
}

static void
test_schedule_grows (void)
{
  g_auto (IkeWindow) window = { 0 };
  static const MonoTime expected[] = { 500, 1400, 3020, 5936, 11184, 19184 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      MonoTime at = ike_window_deadline (&window);

      g_assert_cmpint (at / MONO_MSEC, ==, expected[i]);
      g_assert_cmpint (ike_window_tick (&window, at - 1), ==, IKE_WINDOW_IDLE);
      g_assert_cmpint (ike_window_tick (&window, at), ==, IKE_WINDOW_SEND_AGAIN);
    }
  g_assert_cmpint (ike_window_deadline (&window), ==, policy.give_up);
  g_assert_cmpint (ike_window_tick (&window, policy.give_up), ==, IKE_WINDOW_GIVE_UP);
}

/* FRG-09: the third repeat is cut smaller, and its interval is the first again. */
static void
test_smaller_pieces (void)
{
  g_auto (IkeWindow) window = { 0 };
  GPtrArray *smaller = datagrams ("smaller");

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  ike_window_set_smaller (&window, smaller);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (window.request != smaller);
      g_assert_cmpint (ike_window_tick (&window, ike_window_deadline (&window)), ==,
                       IKE_WINDOW_SEND_AGAIN);
    }
  g_assert_true (window.request == smaller);
  g_assert_cmpint (ike_window_deadline (&window), ==, 3520 * MONO_MSEC);
  ike_window_accept_response (&window);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("next"), 0);
  ike_window_set_smaller (&window, datagrams ("next, smaller"));
  ike_window_abandon (&window);
  g_assert_null (window.smaller);
}

static void
test_jitter_shortens (void)
{
  IkeWindowPolicy jittery = policy;
  g_auto (IkeWindow) window = { 0 };

  jittery.jitter = 20;
  ike_window_init (&window, &jittery, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  g_assert_cmpint (ike_window_deadline (&window), >=, 400 * MONO_MSEC);
  g_assert_cmpint (ike_window_deadline (&window), <, 500 * MONO_MSEC);
}

static void
test_one_outstanding (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  g_assert_true (ike_window_is_open (&window));
  g_assert_cmpint (ike_window_deadline (&window), ==, MONO_NEVER);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  g_assert_false (ike_window_is_open (&window));
  g_assert_cmpuint (ike_window_next_id (&window), ==, 0);
  ike_window_accept_response (&window);
  g_assert_true (ike_window_is_open (&window));
  g_assert_cmpuint (ike_window_next_id (&window), ==, 1);
  g_assert_cmpint (ike_window_deadline (&window), ==, MONO_NEVER);
}

static void
test_response_must_match (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  g_assert_cmpint (ike_window_check_response (&window, EXCHANGE_INIT, 0), ==, IKE_WINDOW_DROP);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  g_assert_cmpint (ike_window_check_response (&window, EXCHANGE_INIT, 1), ==, IKE_WINDOW_DROP);
  g_assert_cmpint (ike_window_check_response (&window, EXCHANGE_INFORMATIONAL, 0), ==,
                   IKE_WINDOW_DROP);
  g_assert_cmpint (ike_window_check_response (&window, EXCHANGE_INIT, 0), ==, IKE_WINDOW_MATCH);
  ike_window_accept_response (&window);
  g_assert_cmpint (ike_window_check_response (&window, EXCHANGE_INIT, 0), ==, IKE_WINDOW_DROP);
}

static void
test_replace_keeps_id_and_patience (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  ike_window_replace (&window, datagrams ("with cookie"), 100 * MONO_MSEC);
  g_assert_cmpuint (ike_window_next_id (&window), ==, 0);
  g_assert_cmpint (ike_window_deadline (&window), ==, 600 * MONO_MSEC);
  g_assert_cmpint (ike_window_tick (&window, 20 * MONO_SEC), ==, IKE_WINDOW_GIVE_UP);
}

/* INI-05: where the cookie took long to come, the answer to it will, too: the request is not
 * repeated before, since a gateway could take the repeat for another one. */
static void
test_replace_waits_for_far_peer (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  ike_window_replace (&window, datagrams ("with cookie"), 2 * MONO_SEC);
  g_assert_cmpint (ike_window_deadline (&window), ==, 4600 * MONO_MSEC);
  ike_window_replace (&window, datagrams ("with another"), 15 * MONO_SEC);
  g_assert_cmpint (ike_window_deadline (&window), ==, 20 * MONO_SEC);
}

static void
test_amend_keeps_schedule (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 3);
  ike_window_sent (&window, EXCHANGE_INIT, datagrams ("request"), 0);
  ike_window_amend (&window, datagrams ("with another cookie"));
  g_assert_cmpuint (ike_window_next_id (&window), ==, 3);
  g_assert_cmpint (ike_window_deadline (&window), ==, 500 * MONO_MSEC);
  g_assert_cmpint (ike_window_tick (&window, 500 * MONO_MSEC), ==, IKE_WINDOW_SEND_AGAIN);
  g_assert_cmpstr (g_bytes_get_data (g_ptr_array_index (window.request, 0), NULL), ==,
                   "with another cookie");
}

static void
test_peer_requests (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INFORMATIONAL, datagrams ("ours"), 0);
  g_assert_cmpint (ike_window_check_request (&window, 0), ==, IKE_WINDOW_MATCH);
  g_assert_cmpint (ike_window_check_request (&window, 1), ==, IKE_WINDOW_DROP);
  g_assert_cmpint (ike_window_check_request (&window, G_MAXUINT32), ==, IKE_WINDOW_DROP);
  ike_window_answered (&window, datagrams ("answer"));
  g_assert_cmpint (ike_window_check_request (&window, 0), ==, IKE_WINDOW_REPEAT);
  g_assert_cmpint (ike_window_check_request (&window, 1), ==, IKE_WINDOW_MATCH);
  g_assert_cmpint (ike_window_check_request (&window, 5), ==, IKE_WINDOW_DROP);
  ike_window_answered (&window, datagrams ("second"));
  g_assert_cmpint (ike_window_check_request (&window, 0), ==, IKE_WINDOW_DROP);
  g_assert_cmpint (ike_window_check_request (&window, 1), ==, IKE_WINDOW_REPEAT);
  g_assert_cmpuint (window.response->len, ==, 1);
}

static void
test_ids_run_out (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  window.next_own_id = IKE_WINDOW_ID_LAST - 1;
  g_assert_true (ike_window_is_open (&window));
  ike_window_sent (&window, EXCHANGE_INFORMATIONAL, datagrams ("last"), 0);
  ike_window_accept_response (&window);
  g_assert_false (ike_window_is_open (&window));
  window.next_peer_id = IKE_WINDOW_ID_LAST;
  g_assert_cmpint (ike_window_check_request (&window, IKE_WINDOW_ID_LAST), ==, IKE_WINDOW_DROP);
}

static void
test_new_path_repeats_at_once (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_path_changed (&window, 5);
  g_assert_cmpint (ike_window_deadline (&window), ==, MONO_NEVER);
  ike_window_sent (&window, EXCHANGE_INFORMATIONAL, datagrams ("probe"), 0);
  g_assert_cmpint (ike_window_tick (&window, 10 * MONO_SEC), ==, IKE_WINDOW_SEND_AGAIN);
  ike_window_path_changed (&window, 19 * MONO_SEC);
  g_assert_cmpint (ike_window_tick (&window, 19 * MONO_SEC), ==, IKE_WINDOW_SEND_AGAIN);
  g_assert_cmpint (ike_window_tick (&window, 26 * MONO_SEC), ==, IKE_WINDOW_SEND_AGAIN);
  g_assert_cmpint (ike_window_tick (&window, 27 * MONO_SEC), ==, IKE_WINDOW_GIVE_UP);
}

/* Unanswered traffic shortens a patience and never lengthens one, however often it is told. */
static void
test_unanswered_traffic_bounds_the_patience (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_sent (&window, EXCHANGE_INFORMATIONAL, datagrams ("probe"), 0);
  for (guint i = 2; i < 10; i += 2)
    ike_window_bound (&window, i * MONO_SEC);
  g_assert_cmpint (window.give_up_at, ==, 10 * MONO_SEC);
  /* A profile with more patience keeps its share of it. */
  window.policy.give_up = 60 * MONO_SEC;
  ike_window_hurry (&window, 0);
  g_assert_cmpint (window.give_up_at, ==, 24 * MONO_SEC);
}

static void
test_abandon (void)
{
  g_auto (IkeWindow) window = { 0 };

  ike_window_init (&window, &policy, &highest, 0);
  ike_window_abandon (&window);
  g_assert_cmpuint (ike_window_next_id (&window), ==, 0);
  ike_window_sent (&window, EXCHANGE_INFORMATIONAL, datagrams ("probe"), 0);
  ike_window_abandon (&window);
  g_assert_cmpint (ike_window_check_response (&window, EXCHANGE_INFORMATIONAL, 0), ==,
                   IKE_WINDOW_DROP);
  g_assert_cmpint (ike_window_tick (&window, MONO_HOUR), ==, IKE_WINDOW_IDLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/window/FRG-09/smaller-pieces", test_smaller_pieces);
  g_test_add_func ("/ike/window/RTX-03/schedule-grows", test_schedule_grows);
  g_test_add_func ("/ike/window/jitter-shortens", test_jitter_shortens);
  g_test_add_func ("/ike/window/RTX-10/one-outstanding", test_one_outstanding);
  g_test_add_func ("/ike/window/RTX-15/response-must-match", test_response_must_match);
  g_test_add_func ("/ike/window/RTX-09/replace-keeps-id", test_replace_keeps_id_and_patience);
  g_test_add_func ("/ike/window/INI-05/replace-waits-for-far-peer",
                   test_replace_waits_for_far_peer);
  g_test_add_func ("/ike/window/INI-05/amend-keeps-schedule", test_amend_keeps_schedule);
  g_test_add_func ("/ike/window/RTX-06+RTX-07/peer-requests", test_peer_requests);
  g_test_add_func ("/ike/window/RTX-16/ids-run-out", test_ids_run_out);
  g_test_add_func ("/ike/window/new-path-repeats-at-once", test_new_path_repeats_at_once);
  g_test_add_func ("/ike/window/DPD-02/unanswered-traffic-bounds-the-patience",
                   test_unanswered_traffic_bounds_the_patience);
  g_test_add_func ("/ike/window/abandon", test_abandon);
  return g_test_run ();
}
