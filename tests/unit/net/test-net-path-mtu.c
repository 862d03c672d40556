// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-path-mtu.h"

#include "net-ns.h"

/* The path of marked packets counts, not the tunnel's. */
static void
test_path_mtu (void)
{
  const IpAddress far = { AF_INET, { 192, 0, 2, 1 } };
  const IpAddress far6 = { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8, 2 } };

  g_assert_cmpuint (net_path_mtu (&far), ==, 1500);
  g_assert_true (net_ns_try ("ip link set lan0 mtu 1420"));
  g_assert_cmpuint (net_path_mtu (&far), ==, 1420);
  g_assert_cmpuint (net_path_mtu (&far6), ==, 1420);
  g_assert_true (net_ns_try ("ip route add 192.0.2.0/24 via 192.168.1.1 mtu 1300"));
  g_assert_cmpuint (net_path_mtu (&far), ==, 1300);
  g_assert_true (net_ns_try ("ip route add unreachable 192.0.2.1"));
  g_assert_cmpuint (net_path_mtu (&far), ==, 1500);
  g_assert_true (net_ns_try ("ip route del unreachable 192.0.2.1"));
  g_assert_true (net_ns_try ("ip route del 192.0.2.0/24"));
  g_assert_true (net_ns_try ("ip link set lan0 mtu 1500"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/path-mtu/marked", test_path_mtu);
  return g_test_run ();
}
