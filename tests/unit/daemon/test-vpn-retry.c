// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Waits between attempts: how they grow, when they begin anew, and that the timer has one owner. */
#include "vpn-retry.h"

static void
on_due (gpointer owner)
{
  guint *n_due = owner;

  (*n_due)++;
}

static void
test_waits_grow_and_stay (void)
{
  g_assert_cmpuint (vpn_retry_delay_ms (0, 0), ==, 200);
  for (guint count = 1; count < 7; count++)
    g_assert_cmpuint (vpn_retry_delay_ms (count, 0), >, vpn_retry_delay_ms (count - 1, 0));
  g_assert_cmpuint (vpn_retry_delay_ms (6, 0), ==, 30000);
  g_assert_cmpuint (vpn_retry_delay_ms (G_MAXUINT, 0), ==, 30000);
}

static void
test_clients_do_not_come_together (void)
{
  g_assert_cmpuint (vpn_retry_delay_ms (6, 7500), ==, 22500);
  for (guint32 random = 0; random < 100000; random += 37)
    {
      g_assert_cmpuint (vpn_retry_delay_ms (6, random), >=, 22500);
      g_assert_cmpuint (vpn_retry_delay_ms (6, random), <=, 30000);
    }
}

static void
test_begins_anew_after_a_stable_time (void)
{
  guint n_due = 0;
  g_autoptr (VpnRetry) retry = vpn_retry_new (on_due, &n_due);

  (void) vpn_retry_schedule (retry);
  (void) vpn_retry_schedule (retry);
  g_assert_cmpuint (vpn_retry_count (retry), ==, 2);
  vpn_retry_note_up (retry, 1000);
  vpn_retry_note_lost (retry, 1000 + VPN_RETRY_STABLE_US);
  g_assert_cmpuint (vpn_retry_count (retry), ==, 2);
  /* Lost again without having been up counts as nothing. */
  vpn_retry_note_lost (retry, 1000 + 100 * VPN_RETRY_STABLE_US);
  g_assert_cmpuint (vpn_retry_count (retry), ==, 2);
  vpn_retry_note_up (retry, 1000);
  vpn_retry_note_lost (retry, 1001 + VPN_RETRY_STABLE_US);
  g_assert_cmpuint (vpn_retry_count (retry), ==, 0);
  (void) vpn_retry_schedule (retry);
  vpn_retry_reset (retry);
  g_assert_cmpuint (vpn_retry_count (retry), ==, 0);
}

static void
test_due_once (void)
{
  guint n_due = 0;
  g_autoptr (VpnRetry) retry = vpn_retry_new (on_due, &n_due);

  (void) vpn_retry_schedule (retry);
  vpn_retry_reset (retry);
  /* The second takes the place of the first. */
  (void) vpn_retry_schedule (retry);
  while (n_due == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_due, ==, 1);
  (void) vpn_retry_schedule (retry);
  vpn_retry_cancel (retry);
  g_assert_false (g_main_context_pending (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/retry/waits-grow-and-stay", test_waits_grow_and_stay);
  g_test_add_func ("/daemon/retry/clients-do-not-come-together", test_clients_do_not_come_together);
  g_test_add_func ("/daemon/retry/begins-anew-after-a-stable-time",
                   test_begins_anew_after_a_stable_time);
  g_test_add_func ("/daemon/retry/due-once", test_due_once);
  return g_test_run ();
}
