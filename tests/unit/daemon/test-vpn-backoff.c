// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Waits between attempts: how they grow, when they begin anew, and that the timer has one owner. */
#include "vpn-backoff.h"

static void
on_due (gpointer owner)
{
  guint *n_due = owner;

  (*n_due)++;
}

static void
test_waits_grow_and_stay (void)
{
  g_assert_cmpuint (vpn_backoff_delay_ms (0, 0), ==, 200);
  for (guint count = 1; count < 5; count++)
    g_assert_cmpuint (vpn_backoff_delay_ms (count, 0), >, vpn_backoff_delay_ms (count - 1, 0));
  g_assert_cmpuint (vpn_backoff_delay_ms (4, 0), ==, 8000);
  g_assert_cmpuint (vpn_backoff_delay_ms (G_MAXUINT, 0), ==, 8000);
}

static void
test_clients_do_not_come_together (void)
{
  g_assert_cmpuint (vpn_backoff_delay_ms (6, 2000), ==, 6000);
  for (guint32 random = 0; random < 100000; random += 37)
    {
      g_assert_cmpuint (vpn_backoff_delay_ms (6, random), >=, 6000);
      g_assert_cmpuint (vpn_backoff_delay_ms (6, random), <=, 8000);
    }
}

/* Ten seconds up after any number of attempts: the waits begin anew. Less is worth less, so that a
 * gateway that lets everybody in and fails at once is not asked without a pause. */
static void
test_shrinks_with_the_time_up (void)
{
  guint n_due = 0;
  g_autoptr (VpnBackoff) backoff = vpn_backoff_new (on_due, &n_due);

  for (guint i = 0; i < 100; i++)
    (void) vpn_backoff_schedule (backoff);
  g_assert_cmpuint (vpn_backoff_count (backoff), ==, 100);
  /* Lost again without having been up counts as nothing. */
  vpn_backoff_note_lost (backoff, 1000 + 100 * VPN_BACKOFF_STEP_US);
  g_assert_cmpuint (vpn_backoff_count (backoff), ==, 100);
  vpn_backoff_note_up (backoff, 1000);
  vpn_backoff_note_lost (backoff, 999 + VPN_BACKOFF_STEP_US);
  g_assert_cmpuint (vpn_backoff_count (backoff), ==, 5);
  vpn_backoff_note_up (backoff, 1000);
  vpn_backoff_note_lost (backoff, 1000 + 2 * VPN_BACKOFF_STEP_US);
  g_assert_cmpuint (vpn_backoff_count (backoff), ==, 3);
  vpn_backoff_note_up (backoff, 1000);
  vpn_backoff_note_lost (backoff, 1000 + 100 * VPN_BACKOFF_STEP_US);
  g_assert_cmpuint (vpn_backoff_count (backoff), ==, 0);
  (void) vpn_backoff_schedule (backoff);
  vpn_backoff_reset (backoff);
  g_assert_cmpuint (vpn_backoff_count (backoff), ==, 0);
}

static void
test_how_long_it_is_lost (void)
{
  g_autoptr (VpnBackoff) backoff = vpn_backoff_new (on_due, NULL);

  g_assert_cmpint (vpn_backoff_lost_for (backoff, 500), ==, 0);
  vpn_backoff_note_up (backoff, 500);
  vpn_backoff_note_lost (backoff, 700);
  g_assert_cmpint (vpn_backoff_lost_for (backoff, 750), ==, 50);
  /* Lost once more before it was up again: the first time counts. */
  vpn_backoff_note_lost (backoff, 800);
  g_assert_cmpint (vpn_backoff_lost_for (backoff, 900), ==, 200);
  vpn_backoff_note_up (backoff, 1000);
  g_assert_cmpint (vpn_backoff_lost_for (backoff, 1100), ==, 0);
}

static void
test_due_once (void)
{
  guint n_due = 0;
  g_autoptr (VpnBackoff) backoff = vpn_backoff_new (on_due, &n_due);

  (void) vpn_backoff_schedule (backoff);
  vpn_backoff_reset (backoff);
  /* The second takes the place of the first. */
  (void) vpn_backoff_schedule (backoff);
  while (n_due == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_due, ==, 1);
  (void) vpn_backoff_schedule (backoff);
  vpn_backoff_cancel (backoff);
  g_assert_false (g_main_context_pending (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/backoff/waits-grow-and-stay", test_waits_grow_and_stay);
  g_test_add_func ("/daemon/backoff/clients-do-not-come-together",
                   test_clients_do_not_come_together);
  g_test_add_func ("/daemon/backoff/shrinks-with-the-time-up", test_shrinks_with_the_time_up);
  g_test_add_func ("/daemon/backoff/how-long-it-is-lost", test_how_long_it_is_lost);
  g_test_add_func ("/daemon/backoff/due-once", test_due_once);
  return g_test_run ();
}
