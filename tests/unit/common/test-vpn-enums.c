// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-enums.h"

#include <string.h>

#define ROW_VALUE(value, name, nick) value,
static const int all_states[] = { VPN_STATE_TABLE (ROW_VALUE) };
static const int all_steps[] = { VPN_STEP_TABLE (ROW_VALUE) };
static const int all_reasons[] = { VPN_REASON_TABLE (ROW_VALUE) };
static const int all_secrets[] = { VPN_SECRET_TABLE (ROW_VALUE) };
#undef ROW_VALUE

static void
test_names_go_round (void)
{
  VpnState state;
  VpnStep step;
  VpnReason reason;
  VpnSecretKind kind;

  for (gsize i = 0; i < G_N_ELEMENTS (all_states); i++)
    {
      g_assert_true (vpn_state_from_string (vpn_state_to_string (all_states[i]), &state));
      g_assert_cmpint (state, ==, all_states[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (all_steps); i++)
    {
      g_assert_true (vpn_step_from_string (vpn_step_to_string (all_steps[i]), &step));
      g_assert_cmpint (step, ==, all_steps[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      g_assert_true (vpn_reason_from_string (vpn_reason_to_string (all_reasons[i]), &reason));
      g_assert_cmpint (reason, ==, all_reasons[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (all_secrets); i++)
    {
      g_assert_true (
          vpn_secret_kind_from_string (vpn_secret_kind_to_string (all_secrets[i]), &kind));
      g_assert_cmpint (kind, ==, all_secrets[i]);
    }
}

/* Numbers and names are API; this is the reminder that changing one breaks front ends. */
static void
test_names_are_stable (void)
{
  g_assert_cmpstr (vpn_state_to_string (VPN_STATE_RECONNECTING), ==, "reconnecting");
  g_assert_cmpint (VPN_STATE_FAILED, ==, 5);
  g_assert_cmpstr (vpn_step_to_string (VPN_STEP_VERIFY_GATEWAY), ==, "verify-gateway");
  g_assert_cmpstr (vpn_reason_to_string (VPN_REASON_PSK_MISMATCH), ==, "psk-mismatch");
  g_assert_cmpint (VPN_REASON_LOGIN_FAILED, ==, 13);
  g_assert_cmpstr (vpn_secret_kind_to_string (VPN_SECRET_NEW_PASSWORD), ==, "new-password");
}

static void
test_unknown_names_are_refused (void)
{
  VpnReason reason = VPN_REASON_USER;
  VpnState state = VPN_STATE_CONNECTED;

  g_assert_false (vpn_reason_from_string ("no-such-reason", &reason));
  g_assert_false (vpn_reason_from_string (NULL, &reason));
  g_assert_false (vpn_reason_from_string ("", &reason));
  g_assert_cmpint (reason, ==, VPN_REASON_USER);
  g_assert_false (vpn_state_from_string ("Connected", &state));
  g_assert_cmpint (state, ==, VPN_STATE_CONNECTED);
  g_assert_null (vpn_reason_to_string (9999));
  g_assert_null (vpn_secret_kind_to_string (0));
}

static void
assert_is_one_sentence (const char *text)
{
  g_assert_cmpuint (strlen (text), >, 15);
  g_assert_null (strchr (text, '%'));
  g_assert_null (strchr (text, '{'));
  g_assert_null (strchr (text, '\n'));
  g_assert_null (strstr (text, "  "));
  g_assert_null (strstr (text, " ;"));
  g_assert_false (g_str_has_suffix (text, "."));
  g_assert_false (g_str_has_suffix (text, " "));
}

static void
test_every_reason_is_explained (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      g_autofree char *bare = vpn_reason_explain (all_reasons[i], NULL, NULL);
      g_autofree char *full = vpn_reason_explain (all_reasons[i], "vpn.example.org", "the detail");

      assert_is_one_sentence (bare);
      assert_is_one_sentence (full);
      g_assert_nonnull (strstr (full, " (the detail)"));
      /* What to do next follows a semicolon; two reasons need nothing done. */
      if (all_reasons[i] != VPN_REASON_NONE && all_reasons[i] != VPN_REASON_USER)
        g_assert_nonnull (strchr (bare, ';'));
      g_assert_true (g_hash_table_add (seen, g_steal_pointer (&bare)));
    }
}

static void
test_gateway_and_detail_are_woven_in (void)
{
  g_autofree char *text
      = vpn_reason_explain (VPN_REASON_GATEWAY_SILENT, "vpn.example.org", "10 tries");

  g_assert_cmpstr (text, ==,
                   "The gateway vpn.example.org did not answer (10 tries); check the address and "
                   "that UDP ports 500 and 4500 are not blocked on this network");
}

static void
test_wrong_identity_names_both (void)
{
  g_autofree char *text
      = vpn_reason_explain (VPN_REASON_GATEWAY_WRONG_IDENTITY, "192.0.2.1",
                            "a" VPN_DETAIL_NOT_EQUAL "b" VPN_DETAIL_NOT_EQUAL "vpn.example.org");
  g_autofree char *odd = vpn_reason_explain (VPN_REASON_GATEWAY_WRONG_IDENTITY, NULL, "no parts");

  g_assert_nonnull (strstr (text, "it says \"a != b\", expected was \"vpn.example.org\""));
  g_assert_nonnull (strstr (odd, " (no parts)"));
}

/* A gateway chooses parts of a detail. */
static void
test_hostile_detail_is_harmless (void)
{
  g_autofree char *text
      = vpn_reason_explain (VPN_REASON_GATEWAY_REFUSED, "{detail}", "\033[31m{gateway}%s%n\n");

  g_assert_null (strchr (text, '\033'));
  g_assert_null (strchr (text, '\n'));
  g_assert_nonnull (strstr (text, "gateway {detail} refused"));
  g_assert_nonnull (strstr (text, "{gateway}%s%n"));
}

static void
test_unknown_reason_is_internal (void)
{
  g_autofree char *text = vpn_reason_explain (4711, NULL, NULL);
  g_autofree char *internal = vpn_reason_explain (VPN_REASON_INTERNAL, NULL, NULL);

  g_assert_cmpstr (text, ==, internal);
}

/* While the connection comes back by itself nobody is told to connect. */
static void
test_reconnecting_asks_for_nothing (void)
{
  g_autofree char *other = NULL, *plain = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      g_autofree char *text = NULL;

      if (!vpn_reason_is_transient (all_reasons[i]))
        continue;
      text = vpn_reason_explain_reconnecting (all_reasons[i], "vpn.example.org", "the detail");
      g_assert_true (g_str_has_suffix (text, "; the VPN is being re-established by itself"));
      g_assert_nonnull (strstr (text, " vpn.example.org"));
      g_assert_nonnull (strstr (text, " (the detail);"));
    }
  other = vpn_reason_explain_reconnecting (VPN_REASON_LOGIN_FAILED, NULL, NULL);
  plain = vpn_reason_explain (VPN_REASON_LOGIN_FAILED, NULL, NULL);
  g_assert_cmpstr (other, ==, plain);
}

static void
test_labels (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all_states); i++)
    g_assert_cmpstr (vpn_state_label (all_states[i]), !=, "Unknown");
  for (gsize i = 0; i < G_N_ELEMENTS (all_steps); i++)
    g_assert_cmpstr (vpn_step_label (all_steps[i]), !=, "Unknown");
  g_assert_cmpstr (vpn_state_label (99), ==, "Unknown");
}

static void
test_transient (void)
{
  g_assert_true (vpn_reason_is_transient (VPN_REASON_GATEWAY_LOST));
  g_assert_true (vpn_reason_is_transient (VPN_REASON_GATEWAY_SILENT));
  g_assert_true (vpn_reason_is_transient (VPN_REASON_GATEWAY_BUSY));
  g_assert_true (vpn_reason_is_transient (VPN_REASON_WORKER_DIED));
  g_assert_false (vpn_reason_is_transient (VPN_REASON_USER));
  /* Trying a refused password again locks accounts. */
  g_assert_false (vpn_reason_is_transient (VPN_REASON_LOGIN_FAILED));
  g_assert_false (vpn_reason_is_transient (VPN_REASON_GATEWAY_UNTRUSTED));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/enums/names-go-round", test_names_go_round);
  g_test_add_func ("/common/enums/names-are-stable", test_names_are_stable);
  g_test_add_func ("/common/enums/unknown-names-are-refused", test_unknown_names_are_refused);
  g_test_add_func ("/common/enums/every-reason-is-explained", test_every_reason_is_explained);
  g_test_add_func ("/common/enums/reconnecting-asks-for-nothing",
                   test_reconnecting_asks_for_nothing);
  g_test_add_func ("/common/enums/woven-in", test_gateway_and_detail_are_woven_in);
  g_test_add_func ("/common/enums/wrong-identity", test_wrong_identity_names_both);
  g_test_add_func ("/common/enums/hostile-detail", test_hostile_detail_is_harmless);
  g_test_add_func ("/common/enums/unknown-reason", test_unknown_reason_is_internal);
  g_test_add_func ("/common/enums/labels", test_labels);
  g_test_add_func ("/common/enums/transient", test_transient);
  return g_test_run ();
}
