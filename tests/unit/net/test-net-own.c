// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Addresses of the host in a gateway's plan. */
#include "net-own.h"

#include "net-host.h"

#include <string.h>

/* What the host has is not the gateway's to give, but for what another tunnel brought. */
static void
test_own_addresses (void)
{
  NetHostAddress known[] = {
    { .ifname = "lan0" },
    { .ifname = "tun7", .is_tunnel = TRUE },
  };
  g_autoptr (GArray) host = g_array_new (FALSE, FALSE, sizeof (NetHostAddress));
  g_autoptr (NetPlan) plan = net_plan_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ip_prefix_parse ("192.168.1.10/24", &known[0].prefix));
  g_assert_true (ip_prefix_parse ("10.9.8.7/32", &known[1].prefix));
  g_array_append_vals (host, known, G_N_ELEMENTS (known));
  plan->ifname = g_strdup ("genkan0");
  g_assert_true (net_own_keep_of (host, plan, &error));
  g_assert_true (ip_prefix_parse ("192.168.1.10/32", &plan->addresses[plan->n_addresses++]));
  g_assert_true (ip_prefix_parse ("10.9.8.7/32", &plan->addresses[plan->n_addresses++]));
  g_assert_true (net_own_keep_of (host, plan, &error));
  g_assert_cmpuint (plan->n_addresses, ==, 1);
  g_assert_true (ip_address_equal (&plan->addresses[0].address, &known[1].prefix.address));
  g_assert_nonnull (strstr (plan->warnings[0], "192.168.1.10, which it has on lan0"));
  plan->addresses[0] = known[0].prefix;
  g_assert_false (net_own_keep_of (host, plan, &error));
  g_assert_nonnull (strstr (error->message, "which it has on lan0 already"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/own/addresses", test_own_addresses);
  return g_test_run ();
}
