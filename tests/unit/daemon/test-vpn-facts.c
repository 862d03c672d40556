// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a fallen worker could tell: unknown names, wrong types, escapes, too much of everything. */
#include "vpn-facts.h"

#include <string.h>

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (NULL, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

static void
assert_text (GVariant *facts, const char *name, const char *expected)
{
  const char *text = NULL;

  g_assert_true (g_variant_lookup (facts, name, "&s", &text));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_peer (void)
{
  g_autoptr (GVariant) told
      = parse ("{'identity': <'gw\\x1b[31m'>, 'unknown': <'x'>, 'not-after': <'tomorrow'>,"
               " 'nat': <true>, 'ike-suite': <'SUITE\\n'>, 'address': <'192.0.2.1'>, "
               "'own-not-after': <int64 1900000000>}");
  g_autoptr (GVariant) later = parse ("{'method': <'psk'>}");
  VpnFacts facts = { NULL };

  vpn_facts_set_peer (&facts, told);
  g_assert_cmpuint (g_variant_n_children (facts.peer), ==, 2);
  g_assert_false (g_variant_lookup (facts.peer, "unknown", "s", NULL));
  g_assert_false (g_variant_lookup (facts.peer, "not-after", "s", NULL));
  g_assert_cmpint (facts.own_not_after, ==, 1900000000);
  g_assert_null (strchr (facts.ike_suite, '\n'));
  g_assert_cmpstr (facts.gateway_address, ==, "192.0.2.1");
  /* What it does not name again stays. */
  vpn_facts_set_peer (&facts, later);
  assert_text (facts.peer, "method", "psk");
  g_assert_cmpstr (facts.gateway_address, ==, "192.0.2.1");
  vpn_facts_set_gateway_address (&facts, "192.0.2.2");
  g_assert_cmpstr (facts.gateway_address, ==, "192.0.2.2");
  vpn_facts_clear (&facts);
  g_assert_null (facts.peer);
}

static void
test_texts_cannot_escape (void)
{
  g_autoptr (GVariant) told = parse ("{'identity': <'gw\\x1b[31m\\nfake line'>}");
  VpnFacts facts = { NULL };
  const char *identity;

  vpn_facts_set_peer (&facts, told);
  g_assert_true (g_variant_lookup (facts.peer, "identity", "&s", &identity));
  for (; *identity != '\0'; identity++)
    g_assert_cmpint ((guchar) *identity, >=, 0x20);
  vpn_facts_clear (&facts);
}

static void
test_child_sas_are_bounded (void)
{
  GVariantBuilder rows, selectors;
  g_autoptr (GVariant) told = NULL;
  g_autoptr (GVariant) first = NULL;
  g_autofree const char **local = NULL;
  VpnFacts facts = { NULL };

  g_variant_builder_init (&selectors, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < 1000; i++)
    g_variant_builder_add (&selectors, "s", "10.0.0.0/8");
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_builder_open (&rows, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&rows, "{sv}", "local-ts", g_variant_builder_end (&selectors));
  g_variant_builder_add (&rows, "{sv}", "spi-in", g_variant_new_string ("not a number"));
  g_variant_builder_close (&rows);
  for (guint i = 0; i < 100; i++)
    g_variant_builder_add_value (&rows, parse ("@a{sv} {}"));
  told = g_variant_ref_sink (g_variant_builder_end (&rows));

  vpn_facts_set_child_sas (&facts, told);
  g_assert_cmpuint (g_variant_n_children (facts.child_sas), ==, 16);
  first = g_variant_get_child_value (facts.child_sas, 0);
  g_assert_cmpuint (g_variant_n_children (first), ==, 1);
  g_assert_true (g_variant_lookup (first, "local-ts", "^a&s", &local));
  g_assert_cmpuint (g_strv_length ((char **) local), ==, 64);
  vpn_facts_clear (&facts);
}

static void
test_counters (void)
{
  g_autoptr (GVariant) told = parse ("{'tx-bytes': <uint64 42>, 'Bad Name': <uint64 1>,"
                                     " 'text': <'no'>, 'gso': <true>, '': <uint64 1>,"
                                     " 'drops': <@a{st} {'replay': 3}>}");
  g_autoptr (GVariant) clean = g_variant_ref_sink (vpn_facts_clean_counters (told, 7));
  g_autoptr (GVariant) drops = NULL;
  guint64 bytes = 0, n = 0;

  g_assert_cmpuint (g_variant_n_children (clean), ==, 3);
  g_assert_true (g_variant_lookup (clean, "tx-bytes", "t", &bytes));
  g_assert_cmpuint (bytes, ==, 42);
  g_assert_true (g_variant_lookup (clean, "gso", "b", NULL));
  g_assert_true (g_variant_lookup (clean, "drops", "@a{st}", &drops));
  g_assert_true (g_variant_lookup (drops, "replay", "t", &n));
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (g_variant_lookup (drops, "tun-queue", "t", &n));
  g_assert_cmpuint (n, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/facts/peer", test_peer);
  g_test_add_func ("/daemon/facts/texts-cannot-escape", test_texts_cannot_escape);
  g_test_add_func ("/daemon/facts/child-sas-are-bounded", test_child_sas_are_bounded);
  g_test_add_func ("/daemon/facts/counters", test_counters);
  return g_test_run ();
}
