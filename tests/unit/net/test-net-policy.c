// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-policy.h"

#include <string.h>

static void
add (IpPrefix *list, guint *n, const char *text)
{
  g_assert_true (ip_prefix_parse (text, &list[(*n)++]));
}

static GArray *
make_host (void)
{
  GArray *host = g_array_new (FALSE, TRUE, sizeof (NetHostAddress));
  NetHostAddress bridge = { .ifname = "docker0", .is_machines = TRUE };
  NetHostAddress lan = { .ifname = "wlan0" };

  g_assert_true (ip_prefix_parse ("172.17.0.1/16", &bridge.prefix));
  g_assert_true (ip_prefix_parse ("192.168.1.10/24", &lan.prefix));
  g_array_append_val (host, bridge);
  g_array_append_val (host, lan);
  return host;
}

static void
assert_policy (const NetPlan *plan, VpnProtection protection, const char *address,
               const char *expected)
{
  g_autoptr (GArray) host = make_host ();
  g_autofree char *why = NULL, *answer = NULL;
  IpAddress parsed;
  NetPolicy policy;

  g_assert_true (ip_address_parse (address, &parsed));
  policy = net_policy_decide (plan, protection, host, &parsed, &why);
  answer = g_strdup_printf ("%s %s", net_policy_to_string (policy), why);
  g_assert_cmpstr (answer, ==, expected);
}

static void
test_full (void)
{
  g_autoptr (NetPlan) plan = net_plan_new ();

  add (plan->addresses, &plan->n_addresses, "10.0.0.5/24");
  add (plan->routes, &plan->n_routes, "0.0.0.0/0");
  add (plan->exclude, &plan->n_exclude, "198.51.100.0/24");
  net_plan_finish_routes (plan);
  assert_policy (plan, VPN_PROTECTION_FLOWING, "192.0.2.1",
                 "PROTECT 0.0.0.0/0 goes through the VPN");
  assert_policy (plan, VPN_PROTECTION_HELD, "192.0.2.1",
                 "DISCARD 0.0.0.0/0 is held back until the VPN is up again");
  assert_policy (plan, VPN_PROTECTION_FLOWING, "198.51.100.7",
                 "BYPASS network.exclude keeps 198.51.100.0/24 outside");
  assert_policy (plan, VPN_PROTECTION_FLOWING, "172.17.0.2",
                 "BYPASS network.local keeps 172.17.0.0/16 on docker0 outside");
  assert_policy (plan, VPN_PROTECTION_FLOWING, "192.168.1.77",
                 "PROTECT 0.0.0.0/0 goes through the VPN");
  assert_policy (plan, VPN_PROTECTION_FLOWING, "2001:db8::1",
                 "DISCARD The VPN takes everything and has no IPv6: that is closed");
  assert_policy (plan, VPN_PROTECTION_FLOWING, "fe80::1", "BYPASS It never leaves its link");
  plan->local = NET_LOCAL_ALLOW;
  assert_policy (plan, VPN_PROTECTION_FLOWING, "192.168.1.77",
                 "BYPASS network.local keeps 192.168.1.0/24 on wlan0 outside");
}

static void
test_split (void)
{
  g_autoptr (NetPlan) plan = net_plan_new ();

  add (plan->addresses, &plan->n_addresses, "10.0.0.5/24");
  add (plan->routes, &plan->n_routes, "10.0.0.0/8");
  add (plan->routes, &plan->n_routes, "172.17.5.0/24");
  net_plan_finish_routes (plan);
  assert_policy (plan, VPN_PROTECTION_FLOWING, "10.1.2.3",
                 "PROTECT 10.0.0.0/8 goes through the VPN");
  assert_policy (plan, VPN_PROTECTION_FLOWING, "192.0.2.1",
                 "BYPASS No network of the office covers it");
  /* The office names a part of the bridge's network. */
  assert_policy (plan, VPN_PROTECTION_FLOWING, "172.17.5.9",
                 "PROTECT 172.17.5.0/24 goes through the VPN");
  assert_policy (NULL, VPN_PROTECTION_OPEN, "10.1.2.3",
                 "BYPASS Nothing is protected: the VPN is not up");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/policy/SPD-01+SPD-02+SPD-18/full", test_full);
  g_test_add_func ("/net/policy/SPD-01/split", test_split);
  return g_test_run ();
}
