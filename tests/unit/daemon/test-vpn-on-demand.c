// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Which network a profile trusts. */
#include "vpn-on-demand.h"

static const struct
{
  const char *networks, *domains; /* of the profile */
  VpnTrust here;                  /* "home", "My Wi-Fi"; corp.example and berlin.office.example */
} rows[] = {
  /* nothing is trusted unless it is said so */
  { "", "", VPN_TRUST_NO },
  { "home", "", VPN_TRUST_YES },
  { "elsewhere,My Wi-Fi", "", VPN_TRUST_YES },
  { "elsewhere", "", VPN_TRUST_NO },
  /* names are names, not patterns */
  { "hom", "", VPN_TRUST_NO },
  { "Home", "", VPN_TRUST_NO },
  { "", "corp.example", VPN_TRUST_YES },
  { "", "~Office.Example", VPN_TRUST_YES },
  { "", "office.example", VPN_TRUST_YES },
  { "", "fice.example", VPN_TRUST_NO },
  { "", "paris.office.example", VPN_TRUST_NO },
  /* all kinds that are said */
  { "home", "corp.example", VPN_TRUST_YES },
  { "home", "elsewhere.example", VPN_TRUST_NO },
  { "elsewhere", "corp.example", VPN_TRUST_NO },
};

static VpnTrust
judge (const char *networks, const char *domains, const NetNetworkFacts *facts)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_TRUST_NETWORKS, networks, NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_TRUST_DOMAINS, domains, NULL));
  return vpn_trust_judge (profile, facts);
}

static void
test_rows (void)
{
  g_auto (GStrv) names = g_strsplit ("home,My Wi-Fi", ",", -1);
  g_auto (GStrv) domains = g_strsplit ("corp.example,berlin.office.example", ",", -1);
  g_autofree char *identity = g_strdup ("somewhere");
  const NetNetworkFacts facts = { identity, names, domains };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("networks \"%s\", domains \"%s\"", rows[i].networks, rows[i].domains);
      g_assert_cmpint (judge (rows[i].networks, rows[i].domains, &facts), ==, rows[i].here);
    }
}

static void
test_nowhere (void)
{
  g_auto (GStrv) names = g_strsplit ("home", ",", -1);
  g_autofree char *nowhere = g_strdup ("");
  const NetNetworkFacts facts = { nowhere, names, names };

  g_assert_cmpint (judge ("home", "", NULL), ==, VPN_TRUST_UNKNOWN);
  g_assert_cmpint (judge ("home", "", &facts), ==, VPN_TRUST_UNKNOWN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/on-demand/rows", test_rows);
  g_test_add_func ("/daemon/on-demand/nowhere", test_nowhere);
  return g_test_run ();
}
