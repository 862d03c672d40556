// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-graph.h"
#include "vpn-gui-traffic.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

static double
sum_received (const VpnGuiRate *rates, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += rates[i].received;
  return sum;
}

static void
test_each_second (void)
{
  g_autoptr (VpnGuiTraffic) traffic = vpn_gui_traffic_new ();
  VpnGuiRate rates[4];

  for (guint64 s = 0; s <= 3; s++)
    vpn_gui_traffic_add (traffic, (gint64) (100 + s) * SECOND, s * 10, s * 1000);
  vpn_gui_traffic_read (traffic, 103 * SECOND, 1, rates, 4);
  g_assert_cmpfloat_with_epsilon (rates[0].received, 0, 1e-6);
  for (guint i = 1; i < 4; i++)
    {
      g_assert_cmpfloat_with_epsilon (rates[i].received, 1000, 1e-6);
      g_assert_cmpfloat_with_epsilon (rates[i].sent, 10, 1e-6);
    }
}

static void
test_unseen_time_gets_the_mean (void)
{
  g_autoptr (VpnGuiTraffic) traffic = vpn_gui_traffic_new ();
  VpnGuiRate rates[100];

  vpn_gui_traffic_add (traffic, 1000 * SECOND, 0, 0);
  vpn_gui_traffic_add (traffic, 1100 * SECOND, 500, 10000);
  vpn_gui_traffic_read (traffic, 1100 * SECOND, 1, rates, 100);
  g_assert_cmpfloat_with_epsilon (rates[0].received, 100, 1e-6);
  g_assert_cmpfloat_with_epsilon (rates[99].sent, 5, 1e-6);
  g_assert_cmpfloat_with_epsilon (sum_received (rates, 100), 10000, 1e-3);
}

static void
test_long_unseen_time (void)
{
  g_autoptr (VpnGuiTraffic) traffic = vpn_gui_traffic_new ();
  VpnGuiRate rates[60];

  vpn_gui_traffic_add (traffic, 1000 * SECOND, 0, 0);
  vpn_gui_traffic_add (traffic, 1000000 * SECOND, 0, 999000 * 7);
  vpn_gui_traffic_read (traffic, 1000000 * SECOND, 10, rates, 60);
  for (guint i = 1; i < 60; i++)
    g_assert_cmpfloat_with_epsilon (rates[i].received, 7, 1e-6);
}

static void
test_counters_that_fell (void)
{
  g_autoptr (VpnGuiTraffic) traffic = vpn_gui_traffic_new ();
  VpnGuiRate rates[3];

  vpn_gui_traffic_add (traffic, 10 * SECOND, 0, 5000);
  vpn_gui_traffic_add (traffic, 11 * SECOND, 0, 100);
  vpn_gui_traffic_add (traffic, 12 * SECOND, 0, 200);
  vpn_gui_traffic_read (traffic, 12 * SECOND, 1, rates, 3);
  g_assert_cmpfloat_with_epsilon (sum_received (rates, 3), 100, 1e-6);
}

static void
test_silence_after (void)
{
  g_autoptr (VpnGuiTraffic) traffic = vpn_gui_traffic_new ();
  VpnGuiRate rates[60];

  vpn_gui_traffic_add (traffic, 10 * SECOND, 0, 0);
  vpn_gui_traffic_add (traffic, 11 * SECOND, 900, 900);
  vpn_gui_traffic_read (traffic, 10000 * SECOND, 10, rates, 60);
  g_assert_cmpfloat_with_epsilon (sum_received (rates, 60), 0, 1e-6);
  vpn_gui_traffic_clear (traffic);
  vpn_gui_traffic_read (traffic, 12 * SECOND, 1, rates, 3);
  g_assert_cmpfloat_with_epsilon (sum_received (rates, 3), 0, 1e-6);
}

static void
test_scale (void)
{
  g_assert_cmpfloat_with_epsilon (vpn_gui_graph_round_scale (0), 1e4, 1e-3);
  g_assert_cmpfloat_with_epsilon (vpn_gui_graph_round_scale (1.1e4), 2e4, 1e-3);
  g_assert_cmpfloat_with_epsilon (vpn_gui_graph_round_scale (2.1e6), 5e6, 1e-3);
  g_assert_cmpfloat_with_epsilon (vpn_gui_graph_round_scale (5.1e6), 1e7, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gui/traffic/each-second", test_each_second);
  g_test_add_func ("/gui/traffic/unseen-time-gets-the-mean", test_unseen_time_gets_the_mean);
  g_test_add_func ("/gui/traffic/long-unseen-time", test_long_unseen_time);
  g_test_add_func ("/gui/traffic/counters-that-fell", test_counters_that_fell);
  g_test_add_func ("/gui/traffic/silence-after", test_silence_after);
  g_test_add_func ("/gui/traffic/scale", test_scale);
  return g_test_run ();
}
