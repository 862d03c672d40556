// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-reach.h"

#include "net-ns.h"

static const IpAddress far_off = { AF_INET, { 203, 0, 113, 7 } };
static const IpAddress far6 = { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8, 2 } };
static const IpAddress on_lan = { AF_INET, { 192, 168, 1, 1 } };
static const IpAddress here = { AF_INET, { 127, 0, 0, 1 } };

static void
test_reach (void)
{
  g_assert_cmpint (net_reach (NULL, 0, NULL), ==, NET_REACH_OK);
  g_assert_cmpint (net_reach (&far_off, 1, NULL), ==, NET_REACH_OK);
  g_assert_cmpint (net_reach (&far6, 1, NULL), ==, NET_REACH_OK);
}

/* A network that hands out addresses and no way out. */
static void
test_no_route (void)
{
  g_assert_true (net_ns_try ("ip route del default"));
  g_assert_true (net_ns_try ("ip -6 route del default"));
  g_assert_cmpint (net_reach (NULL, 0, NULL), ==, NET_REACH_NO_ROUTE);
  g_assert_cmpint (net_reach (&far_off, 1, NULL), ==, NET_REACH_NO_ROUTE);
  g_assert_cmpint (net_reach (&far6, 1, NULL), ==, NET_REACH_NO_ROUTE);
  g_assert_cmpint (net_reach (&on_lan, 1, NULL), ==, NET_REACH_OK);
  g_assert_cmpint (net_reach ((const IpAddress[]){ far_off, on_lan }, 2, NULL), ==, NET_REACH_OK);
}

/* The addresses are still there; the cable is not. Our own device is no network. */
static void
test_offline (void)
{
  g_assert_cmpint (net_reach (&on_lan, 1, "lan0"), ==, NET_REACH_OFFLINE);
  g_assert_true (net_ns_try ("ip link set lan0 down"));
  g_assert_cmpint (net_reach (NULL, 0, NULL), ==, NET_REACH_OFFLINE);
  g_assert_cmpint (net_reach (&on_lan, 1, NULL), ==, NET_REACH_OFFLINE);
  g_assert_cmpint (net_reach (&here, 1, NULL), ==, NET_REACH_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/reach/way", test_reach);
  g_test_add_func ("/net/reach/no-route", test_no_route);
  g_test_add_func ("/net/reach/offline", test_offline);
  return g_test_run ();
}
