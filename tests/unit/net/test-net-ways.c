// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-ways.h"

#include "net-ns.h"

static const IpAddress far = { AF_INET, { 192, 0, 2, 1 } };

static guint
path_mtu (const IpAddress *address)
{
  NetWay way;

  return net_ways_find (address, &way, 1) > 0 ? way.mtu : 0;
}

/* The path of marked packets counts, not the tunnel's. */
static void
test_path_mtu (void)
{
  const IpAddress far6 = { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8, 2 } };

  g_assert_cmpuint (path_mtu (&far), ==, 1500);
  g_assert_true (net_ns_try ("ip link set lan0 mtu 1420"));
  g_assert_cmpuint (path_mtu (&far), ==, 1420);
  g_assert_cmpuint (path_mtu (&far6), ==, 1420);
  g_assert_true (net_ns_try ("ip route add 192.0.2.0/24 via 192.168.1.1 mtu 1300"));
  g_assert_cmpuint (path_mtu (&far), ==, 1300);
  g_assert_true (net_ns_try ("ip route add unreachable 192.0.2.1"));
  g_assert_cmpuint (path_mtu (&far), ==, 0);
  g_assert_true (net_ns_try ("ip route del unreachable 192.0.2.1"));
  g_assert_true (net_ns_try ("ip route del 192.0.2.0/24"));
  g_assert_true (net_ns_try ("ip link set lan0 mtu 1500"));
}

static void
assert_way (const NetWay *way, const char *local, gboolean by_itself)
{
  g_autofree char *text = ip_address_to_text (&way->local);

  g_assert_cmpstr (text, ==, local);
  g_assert_cmpint (way->ifindex == 0, ==, by_itself);
}

/* MOB-16: the better network first, then each other one that leads out; a bridge of the machine's
 * own is no way. */
static void
test_other_links (void)
{
  NetWay ways[4];

  g_assert_true (net_ns_try ("ip link add wlan9 type veth peer name wlan9p"));
  g_assert_true (net_ns_try ("ip addr add 10.9.9.2/24 dev wlan9"));
  g_assert_true (net_ns_try ("ip link set wlan9 up"));
  g_assert_true (net_ns_try ("ip link set wlan9p up"));
  g_assert_cmpuint (net_ways_find (&far, ways, 4), ==, 1);
  g_assert_true (net_ns_try ("ip route add default via 10.9.9.1 metric 600"));
  g_assert_cmpuint (net_ways_find (&far, ways, 1), ==, 1);
  g_assert_cmpuint (net_ways_find (&far, ways, 4), ==, 2);
  assert_way (&ways[0], "192.168.1.10", TRUE);
  assert_way (&ways[1], "10.9.9.2", FALSE);
  g_assert_true (net_ns_try ("ip link del wlan9"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/ways/path-mtu", test_path_mtu);
  g_test_add_func ("/net/ways/MOB-16/other-links", test_other_links);
  return g_test_run ();
}
