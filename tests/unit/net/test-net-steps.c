// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-steps.h"

static void
add (IpPrefix *list, guint *n, const char *text)
{
  g_assert_true (ip_prefix_parse (text, &list[(*n)++]));
}

static void
assert_steps (const NetPlan *plan, VpnProtection protection, const char *bypass,
              const char *expected)
{
  static const char *const names[]
      = { "address", "unreachable", "throw", "route", "rule", "whole" };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) steps = NULL;
  IpPrefix outside[1];
  guint n = 0;

  if (bypass != NULL)
    add (outside, &n, bypass);
  steps = net_steps_wanted (plan, protection, outside, n);
  for (guint i = 0; i < steps->len; i++)
    {
      const NetStep *step = &g_array_index (steps, NetStep, i);
      g_autofree char *prefix = ip_prefix_to_text (&step->prefix);

      g_string_append_printf (text, "%s %s\n", names[step->kind], prefix);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_split (void)
{
  g_autoptr (NetPlan) plan = net_plan_new ();

  add (plan->addresses, &plan->n_addresses, "10.0.0.5/24");
  add (plan->routes, &plan->n_routes, "10.0.0.0/8");
  add (plan->exclude, &plan->n_exclude, "10.1.0.0/16");
  net_plan_finish_routes (plan);
  assert_steps (plan, VPN_PROTECTION_OPEN, NULL, "");
  assert_steps (plan, VPN_PROTECTION_HELD, NULL,
                "address 10.0.0.5/32\nunreachable 10.0.0.0/8\nthrow 10.1.0.0/16\n"
                "rule 0.0.0.0/0\n");
  assert_steps (plan, VPN_PROTECTION_FLOWING, "10.2.0.0/24",
                "address 10.0.0.5/32\nthrow 10.2.0.0/24\nunreachable 10.0.0.0/8\n"
                "throw 10.1.0.0/16\nroute 10.0.0.0/8\nrule 0.0.0.0/0\n");
}

/* One family alone closes the other, whose links stay. */
static void
test_full (void)
{
  g_autoptr (NetPlan) plan = net_plan_new ();

  add (plan->addresses, &plan->n_addresses, "10.0.0.5/24");
  add (plan->routes, &plan->n_routes, "0.0.0.0/0");
  net_plan_finish_routes (plan);
  assert_steps (plan, VPN_PROTECTION_FLOWING, NULL,
                "address 10.0.0.5/32\nunreachable 0.0.0.0/0\nthrow 169.254.0.0/16\n"
                "route 0.0.0.0/0\nwhole 0.0.0.0/0\nunreachable ::/0\nthrow fe80::/10\n"
                "whole ::/0\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/steps/split", test_split);
  g_test_add_func ("/net/steps/full", test_full);
  return g_test_run ();
}
