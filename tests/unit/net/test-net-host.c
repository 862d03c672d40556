// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Networks of a host in a namespace of our own. */
#include "net-host.h"

#include "net-ns.h"

#include <string.h>

static const NetHostAddress *
find (const GArray *host, const char *ifname)
{
  for (guint i = 0; i < host->len; i++)
    if (g_str_equal (g_array_index (host, NetHostAddress, i).ifname, ifname))
      return &g_array_index (host, NetHostAddress, i);
  return NULL;
}

/* A bridge of guests is this machine's own; one with a wire in it is the neighbourhood. */
static void
test_bridges (void)
{
  static const char *const commands[] = {
    "ip link add guests type bridge",
    "ip addr add 172.17.0.1/16 dev guests",
    "ip link add guest0 type veth",
    "ip link set guest0 master guests",
    "ip tuntap add dev machine0 mode tap",
    "ip link set machine0 master guests",
    "ip link add outside type bridge",
    "ip addr add 192.168.9.1/24 dev outside",
    "ip link add port link lan0 type macvlan",
    "ip link set port master outside",
  };
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  g_autoptr (GArray) host = NULL, bypass = NULL;
  g_autoptr (NetPlan) plan = net_plan_new ();
  IpAddress address;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_assert_true (net_ns_try (commands[i]));
  host = net_host_read (nl);
  g_assert_true (find (host, "guests")->is_machines);
  g_assert_false (find (host, "outside")->is_machines);
  g_assert_false (find (host, "lan0")->is_machines);
  g_assert_null (find (host, "lo"));
  plan->ifname = g_strdup ("genkan0");
  g_assert_true (ip_prefix_parse ("0.0.0.0/0", &plan->routes[plan->n_routes++]));
  net_plan_finish_routes (plan);
  bypass = net_host_bypass (host, plan);
  g_assert_cmpuint (bypass->len, ==, 1);
  g_assert_cmpstr (g_array_index (bypass, NetBypass, 0).ifname, ==, "guests");
  g_assert_true (ip_address_parse ("192.168.1.10", &address));
  g_assert_cmpstr (net_host_find (host, plan, &address)->ifname, ==, "lan0");
  g_assert_true (net_ns_try ("ip link del guests"));
  g_assert_true (net_ns_try ("ip link del outside"));
}

/* A neighbourhood of public addresses is what an attacker would announce (CVE-2023-36672). */
static void
test_allow_is_private (void)
{
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  g_autoptr (GArray) host = NULL, bypass = NULL;
  g_autoptr (NetPlan) plan = net_plan_new ();

  g_assert_true (net_ns_try ("ip addr add 198.51.100.7/8 dev lan0"));
  host = net_host_read (nl);
  plan->ifname = g_strdup ("genkan0");
  plan->local = NET_LOCAL_ALLOW;
  g_assert_true (ip_prefix_parse ("0.0.0.0/0", &plan->routes[plan->n_routes++]));
  net_plan_finish_routes (plan);
  bypass = net_host_bypass (host, plan);
  for (guint i = 0; i < bypass->len; i++)
    {
      g_autofree char *text = ip_prefix_to_text (&g_array_index (bypass, NetBypass, i).network);

      g_assert_cmpstr (text, ==, "192.168.1.0/24");
    }
  g_assert_cmpuint (bypass->len, ==, 1);
  g_assert_true (net_ns_try ("ip addr del 198.51.100.7/8 dev lan0"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!net_ns_enter ())
    return 0;
  g_test_add_func ("/net/host/bridges", test_bridges);
  g_test_add_func ("/net/host/allow-is-private", test_allow_is_private);
  return g_test_run ();
}
