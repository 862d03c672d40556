// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-drift.h"

#define SECOND G_USEC_PER_SEC

static char *
get_warning (const NetDrift *drift, gint64 now)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) sentences = NULL;

  net_drift_warn (drift, now, builder);
  sentences = g_strv_builder_end (builder);
  return g_strjoinv ("; ", sentences);
}

/* Named from the third loss in a row on, and healed by a minute of quiet. */
static void
test_named (void)
{
  g_autoptr (NetDrift) drift = net_drift_new ();
  g_autofree char *early = NULL, *named = NULL, *later = NULL, *healed = NULL;
  gint64 now = 1000 * SECOND;

  g_assert_false (net_drift_note (drift, NET_THING_RULE, "systemd-networkd", now));
  g_assert_false (net_drift_note (drift, NET_THING_RULE, "systemd-networkd", now + SECOND));
  g_assert_false (net_drift_note (drift, NET_THING_DNS, NULL, now + SECOND));
  early = get_warning (drift, now + SECOND);
  g_assert_cmpstr (early, ==, "");
  g_assert_true (net_drift_note (drift, NET_THING_RULE, "systemd-networkd", now + 2 * SECOND));
  named = get_warning (drift, now + 2 * SECOND);
  g_assert_cmpstr (named, ==,
                   "systemd-networkd keeps removing the VPN's rule; it is put back each time");
  g_assert_cmpint (net_drift_heals_at (drift, now + 2 * SECOND), ==, now + 62 * SECOND);
  later = get_warning (drift, now + 61 * SECOND);
  g_assert_cmpstr (later, ==, named);
  healed = get_warning (drift, now + 62 * SECOND);
  g_assert_cmpstr (healed, ==, "");
  g_assert_cmpint (net_drift_heals_at (drift, now + 62 * SECOND), ==, 0);
  g_assert_false (net_drift_note (drift, NET_THING_RULE, NULL, now + 63 * SECOND));
}

/* The first ones at once, a quarrel twice a second, and at once again after a rest. */
static void
test_rate (void)
{
  g_autoptr (NetDrift) drift = net_drift_new ();
  gint64 now = 0;

  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpint (net_drift_delay (drift, NET_THING_GUARD, now), ==, 0);
      net_drift_note (drift, NET_THING_GUARD, NULL, now);
    }
  g_assert_cmpint (net_drift_delay (drift, NET_THING_GUARD, now), >, SECOND * 4 / 10);
  g_assert_cmpint (net_drift_delay (drift, NET_THING_GUARD, now), <=, SECOND / 2 + 1);
  g_assert_cmpint (net_drift_delay (drift, NET_THING_RULE, now), ==, 0);
  now += SECOND / 2 + 1;
  g_assert_cmpint (net_drift_delay (drift, NET_THING_GUARD, now), ==, 0);
  net_drift_note (drift, NET_THING_GUARD, NULL, now);
  g_assert_cmpint (net_drift_delay (drift, NET_THING_GUARD, now), >, 0);
  g_assert_cmpint (net_drift_delay (drift, NET_THING_GUARD, now + 10 * SECOND), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/drift/named", test_named);
  g_test_add_func ("/net/drift/rate", test_rate);
  return g_test_run ();
}
