// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan.h"

#include <string.h>

static guint
parse_list (const char *text, IpPrefix *ret_list)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL && words[i][0] != '\0'; i++)
    g_assert_true (ip_prefix_parse (words[i], &ret_list[n++]));
  return n;
}

static NetPlan *
make_plan (const char *addresses, const char *routes, const char *exclude)
{
  NetPlan *plan = net_plan_new ();

  plan->n_addresses = parse_list (addresses, plan->addresses);
  plan->n_routes = parse_list (routes, plan->routes);
  plan->n_exclude = parse_list (exclude, plan->exclude);
  net_plan_finish_routes (plan);
  return plan;
}

static void
test_routes (void)
{
  static const struct
  {
    const char *before, *exclude, *after;
  } rows[] = {
    { "", "", "" },
    { "10.1.2.3/8", "", "10.0.0.0/8" },
    { "10.0.0.0/8 10.0.0.0/8 10.1.0.0/16 10.0.0.1", "", "10.0.0.0/8" },
    { "10.1.0.0/16 10.0.0.0/8", "", "10.0.0.0/8" },
    { "0.0.0.0/1 128.0.0.0/1", "", "0.0.0.0/0" },
    { "128.0.0.0/1 0.0.0.0/2 64.0.0.0/2", "", "0.0.0.0/0" },
    { "::/1 8000::/1 0.0.0.0/1", "", "0.0.0.0/1 ::/0" },
    { "10.1.0.0/16 10.2.0.0/16", "", "10.1.0.0/16 10.2.0.0/16" },
    { "10.2.0.0/16 10.3.0.0/16", "", "10.2.0.0/15" },
    { "192.0.2.0/32 192.0.2.1/32 192.0.2.2/32 192.0.2.3/32", "", "192.0.2.0/30" },
    { "127.0.0.0/8 169.254.0.0/16 fe80::/64 10.0.0.0/8", "", "10.0.0.0/8" },
    { "10.0.0.0/8 10.0.0.0/16 172.16.0.0/12", "10.0.0.0/8", "172.16.0.0/12" },
    { "10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NetPlan) plan = make_plan ("", rows[i].before, rows[i].exclude);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < plan->n_routes; j++)
        {
          g_autofree char *one = ip_prefix_to_text (&plan->routes[j]);

          g_string_append_printf (text, "%s%s", j > 0 ? " " : "", one);
        }
      g_assert_cmpstr (text->str, ==, rows[i].after);
    }
}

/* By coverage, however it is written: a family beside it would stay open, and the LAN's resolver
 * listed. */
static void
test_full (void)
{
  static const struct
  {
    const char *routes;
    gboolean full_ipv4, full_ipv6;
  } rows[] = {
    { "0.0.0.0/0", TRUE, FALSE },
    { "0.0.0.0/1 128.0.0.0/1", TRUE, FALSE },
    { "0.0.0.0/1 128.0.0.0/2 192.0.0.0/3", TRUE, FALSE },
    { "1.0.0.0/8 2.0.0.0/7 4.0.0.0/6 8.0.0.0/5 16.0.0.0/4 32.0.0.0/3 64.0.0.0/2 128.0.0.0/1", TRUE,
      FALSE },
    { "0.0.0.0/1 128.0.0.0/2", TRUE, FALSE },
    { "0.0.0.0/1", FALSE, FALSE },
    { "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16", FALSE, FALSE },
    { "::/0", FALSE, TRUE },
    { "2000::/3", FALSE, TRUE },
    { "2000::/4 3000::/5", FALSE, TRUE },
    { "2001:db8::/32 fc00::/7", FALSE, FALSE },
    { "4000::/2 8000::/1", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NetPlan) plan = make_plan ("", rows[i].routes, "");

      if (plan->full_ipv4 != rows[i].full_ipv4 || plan->full_ipv6 != rows[i].full_ipv6)
        g_error ("%s", rows[i].routes);
    }
}

static void
test_closes (void)
{
  g_autoptr (NetPlan) ipv4 = make_plan ("10.0.0.5", "0.0.0.0/1 128.0.0.0/2 192.0.0.0/3", "");
  g_autoptr (NetPlan) both = make_plan ("10.0.0.5 2001:db8::5", "0.0.0.0/0 ::/0", "");
  g_autoptr (NetPlan) split = make_plan ("10.0.0.5", "10.0.0.0/8", "");

  g_assert_true (net_plan_closes (ipv4, AF_INET6));
  g_assert_false (net_plan_closes (ipv4, AF_INET));
  g_assert_false (net_plan_closes (both, AF_INET6));
  g_assert_false (net_plan_closes (split, AF_INET6));
  g_assert_true (net_plan_takes_all_names (split));
  split->domains = g_strsplit ("corp.test", " ", -1);
  g_assert_false (net_plan_takes_all_names (split));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/plan/routes", test_routes);
  g_test_add_func ("/net/plan/full", test_full);
  g_test_add_func ("/net/plan/DNS-06+SPD-18/closes", test_closes);
  return g_test_run ();
}
