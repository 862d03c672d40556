// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-domains.h"

static VpnProfile *
profile_of (const char *gateway, const char *domains)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, gateway, NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_DNS_DOMAINS, domains, NULL));
  return profile;
}

/* Claims for the owner; what it gets, and whether it has servers, is warned and has what left. */
static void
assert_gets (NetDomains *domains, gconstpointer owner, const char *gateway, const char *named,
             const char *claimed, const char *expected)
{
  g_autoptr (VpnProfile) profile = profile_of (gateway, named);
  g_autoptr (NetPlan) plan = net_plan_new ();
  g_auto (GStrv) all = g_strsplit (claimed, " ", -1);
  g_autofree char *left = NULL;

  plan->domains = g_strdupv (all);
  plan->n_dns = 1;
  net_domains_claim (domains, owner, profile, plan);
  left = plan->domains != NULL ? g_strjoinv (" ", plan->domains) : g_strdup ("");
  g_assert_cmpstr (left, ==, expected);
  g_assert_cmpuint (plan->n_dns, ==, plan->domains != NULL ? 1 : 0);
  g_assert_cmpint (plan->warnings != NULL, ==, !g_str_equal (claimed, expected));
}

static void
test_first_has_it (void)
{
  g_autoptr (NetDomains) domains = net_domains_new ();
  int first, second;

  assert_gets (domains, &first, "vpn.a.test", "", "corp.test ~lab.test", "corp.test ~lab.test");
  assert_gets (domains, &second, "vpn.b.test", "", "corp.test b.test", "b.test");
  assert_gets (domains, &second, "vpn.b.test", "", "~corp.test x.lab.test", "");
  /* What lies above takes nothing away, and a name that only ends so is another one. */
  assert_gets (domains, &second, "vpn.b.test", "", "test xcorp.test", "test xcorp.test");
  /* The first goes on with it however often it is told. */
  assert_gets (domains, &first, "vpn.a.test", "", "corp.test", "corp.test");
}

static void
test_one_office (void)
{
  g_autoptr (NetDomains) domains = net_domains_new ();
  int first, second;

  assert_gets (domains, &first, "vpn.a.test", "", "corp.test", "corp.test");
  assert_gets (domains, &second, "VPN.A.test", "", "corp.test", "corp.test");
  net_domains_release (domains, &second);
  assert_gets (domains, &second, "osaka.corp.test", "", "corp.test", "corp.test");
  net_domains_release (domains, &second);
  assert_gets (domains, &second, "vpn.b.test", "Corp.test", "corp.test", "corp.test");
}

static void
test_free_again (void)
{
  g_autoptr (NetDomains) domains = net_domains_new ();
  int first, second;

  assert_gets (domains, &first, "vpn.a.test", "", "corp.test", "corp.test");
  assert_gets (domains, &second, "vpn.b.test", "", "corp.test", "");
  assert_gets (domains, &first, "vpn.a.test", "", "a.test", "a.test");
  assert_gets (domains, &second, "vpn.b.test", "", "corp.test", "corp.test");
  net_domains_release (domains, &second);
  net_domains_release (domains, &second);
  assert_gets (domains, &first, "vpn.a.test", "", "corp.test", "corp.test");
}

/* All traffic goes to that office, whatever the names: its servers stay. */
static void
test_full_tunnel_keeps_servers (void)
{
  g_autoptr (NetDomains) domains = net_domains_new ();
  g_autoptr (VpnProfile) profile = profile_of ("vpn.b.test", "");
  g_autoptr (NetPlan) plan = net_plan_new ();
  int first, second;

  assert_gets (domains, &first, "vpn.a.test", "", "corp.test", "corp.test");
  plan->domains = g_strsplit ("corp.test", " ", -1);
  plan->n_dns = 1;
  plan->full_ipv4 = TRUE;
  net_domains_claim (domains, &second, profile, plan);
  g_assert_null (plan->domains);
  g_assert_cmpuint (plan->n_dns, ==, 1);
  g_assert_cmpuint (g_strv_length (plan->warnings), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/domains/DNS-13/first-has-it", test_first_has_it);
  g_test_add_func ("/net/domains/DNS-13/one-office", test_one_office);
  g_test_add_func ("/net/domains/DNS-13/free-again", test_free_again);
  g_test_add_func ("/net/domains/DNS-13/full-tunnel-keeps-servers", test_full_tunnel_keeps_servers);
  return g_test_run ();
}
