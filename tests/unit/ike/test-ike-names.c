// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The tables of names, walked: complete, distinct, and NULL where that is the contract. */
#include "ike-types.h"

static void
test_reasons (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int reason = IKE_REASON_NONE; reason <= IKE_REASON_INTERNAL; reason++)
    {
      const char *name = ike_reason_name ((IkeReason) reason);

      g_assert_nonnull (name);
      g_assert_cmpstr (name, !=, "unknown");
      g_assert_true (g_hash_table_add (seen, (gpointer) name));
    }
  g_assert_cmpstr (ike_reason_name ((IkeReason) 999), ==, "unknown");
}

static void
test_stages (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (int stage = IKE_STAGE_IDLE; stage <= IKE_STAGE_CLOSED; stage++)
    {
      g_assert_cmpstr (ike_stage_name ((IkeStage) stage), !=, "unknown");
      g_assert_true (g_hash_table_add (seen, (gpointer) ike_stage_name ((IkeStage) stage)));
    }
}

static void
test_numbers (void)
{
  g_assert_cmpstr (ike_notify_name (14), ==, "NO_PROPOSAL_CHOSEN");
  g_assert_cmpstr (ike_notify_name (16390), ==, "COOKIE");
  g_assert_null (ike_notify_name (40000));
  g_assert_cmpstr (ike_payload_name (33), ==, "SA");
  g_assert_null (ike_payload_name (200));
  g_assert_cmpstr (ike_exchange_name (35), ==, "IKE_AUTH");
  g_assert_cmpstr (ike_exchange_name (1), ==, "unknown exchange");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/names/reasons", test_reasons);
  g_test_add_func ("/ike/names/stages", test_stages);
  g_test_add_func ("/ike/names/numbers", test_numbers);
  return g_test_run ();
}
