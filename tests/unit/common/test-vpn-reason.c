// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of the table of reasons and of the sentences made from it. */
#include "vpn-reason.h"

#include <string.h>

#define ROW_VALUE(value, ...) value,
static const VpnReason all_reasons[] = { VPN_REASON_TABLE (ROW_VALUE) };
#undef ROW_VALUE

static void
test_names (void)
{
  VpnReason reason = VPN_REASON_USER;

  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      g_assert_true (vpn_reason_from_string (vpn_reason_to_string (all_reasons[i]), &reason));
      g_assert_cmpint (reason, ==, all_reasons[i]);
      g_assert_cmpint (all_reasons[i], ==, i); /* the rows stand in order, without a gap */
    }
  /* Numbers and names are API; this is the reminder that changing one breaks front ends. */
  g_assert_cmpstr (vpn_reason_to_string (VPN_REASON_PSK_MISMATCH), ==, "psk-mismatch");
  g_assert_cmpint (VPN_REASON_LOGIN_FAILED, ==, 13);
  g_assert_null (vpn_reason_to_string (9999));
  reason = VPN_REASON_USER;
  g_assert_false (vpn_reason_from_string ("no-such-reason", &reason));
  g_assert_false (vpn_reason_from_string (NULL, &reason));
  g_assert_false (vpn_reason_from_string ("", &reason));
  g_assert_cmpint (reason, ==, VPN_REASON_USER);
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
  static const VpnVoice voices[] = { VPN_VOICE_COMMANDS, VPN_VOICE_WINDOW };
  const VpnReasonFacts facts = { "vpn.example.org", "the detail" };

  for (gsize v = 0; v < G_N_ELEMENTS (voices); v++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
        {
          g_autofree char *bare = vpn_reason_explain (all_reasons[i], voices[v], NULL);
          g_autofree char *full = vpn_reason_explain (all_reasons[i], voices[v], &facts);

          assert_is_one_sentence (bare);
          assert_is_one_sentence (full);
          g_assert_nonnull (strstr (full, " (the detail)"));
          /* What to do next follows a semicolon; two reasons need nothing done. */
          if (all_reasons[i] != VPN_REASON_NONE && all_reasons[i] != VPN_REASON_USER)
            g_assert_nonnull (strchr (bare, ';'));
          g_assert_true (g_hash_table_add (seen, g_steal_pointer (&bare)));
        }
    }
}

/* A person at a window is sent to no command and to no name of a key. */
static void
test_window_speaks_of_no_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      g_autofree char *text = vpn_reason_explain (all_reasons[i], VPN_VOICE_WINDOW, NULL);

      g_assert_null (strstr (text, "vpnctl"));
      for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
        g_assert_null (strstr (text, key->name));
    }
}

static void
test_keys_exist (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all_reasons); i++)
    {
      const char *key = vpn_reason_get_key (all_reasons[i]);

      g_assert_true (key == NULL || vpn_profile_key_find (key) != NULL);
    }
}

static void
assert_explained (VpnReason reason, VpnReasonFacts facts, const char *part)
{
  g_autofree char *text = vpn_reason_explain (reason, VPN_VOICE_COMMANDS, &facts);

  g_assert_nonnull (strstr (text, part));
}

static void
test_gateway_and_detail_are_woven_in (void)
{
  assert_explained (VPN_REASON_GATEWAY_SILENT, (VpnReasonFacts){ "vpn.example.org", "10 tries" },
                    "The gateway vpn.example.org did not answer (10 tries); check the address");
  assert_explained (VPN_REASON_GATEWAY_SILENT, (VpnReasonFacts){ .detail = "" },
                    "The gateway did not answer; check");
}

static void
test_found_and_expected_are_named (void)
{
  assert_explained (VPN_REASON_GATEWAY_WRONG_IDENTITY,
                    (VpnReasonFacts){ NULL, "a != b", "vpn.example.org" },
                    "it says \"a != b\", expected was \"vpn.example.org\"");
  assert_explained (VPN_REASON_GATEWAY_CERT_INVALID, (VpnReasonFacts){ NULL, "", "a" },
                    " (expected was \"a\");");
  assert_explained (VPN_REASON_GATEWAY_WRONG_IDENTITY, (VpnReasonFacts){ NULL, "no parts" },
                    " (no parts);");
}

/* A gateway chooses parts of a detail. */
static void
test_hostile_detail_is_harmless (void)
{
  const VpnReasonFacts facts = { "{detail}", "\033[31m{gateway}%s%n\n" };
  g_autofree char *text
      = vpn_reason_explain (VPN_REASON_GATEWAY_REFUSED, VPN_VOICE_COMMANDS, &facts);

  g_assert_null (strchr (text, '\033'));
  g_assert_null (strchr (text, '\n'));
  g_assert_nonnull (strstr (text, "gateway {detail} refused"));
  g_assert_nonnull (strstr (text, "{gateway}%s%n"));
}

static void
test_unknown_reason_is_internal (void)
{
  g_autofree char *text = vpn_reason_explain (4711, VPN_VOICE_COMMANDS, NULL);
  g_autofree char *internal = vpn_reason_explain (VPN_REASON_INTERNAL, VPN_VOICE_COMMANDS, NULL);

  g_assert_cmpstr (text, ==, internal);
  g_assert_cmpint (vpn_reason_get_kind (4711), ==, VPN_KIND_FAULT);
}

/* While the connection comes back by itself nobody is told to connect. */
static void
test_reconnecting_asks_for_nothing (void)
{
  static const VpnReason passing[] = {
    VPN_REASON_GATEWAY_NOT_FOUND, VPN_REASON_GATEWAY_SILENT, VPN_REASON_GATEWAY_CLOSED,
    VPN_REASON_GATEWAY_LOST,      VPN_REASON_GATEWAY_BUSY,   VPN_REASON_GATEWAY_REJECTS,
    VPN_REASON_WORKER_DIED,       VPN_REASON_OFFLINE,        VPN_REASON_SESSION_EXPIRED,
  };
  const VpnReasonFacts facts = { "vpn.example.org", "the detail" };
  g_autofree char *other = vpn_reason_explain_reconnecting (VPN_REASON_LOGIN_FAILED, NULL);
  g_autofree char *plain = vpn_reason_explain (VPN_REASON_LOGIN_FAILED, VPN_VOICE_COMMANDS, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (passing); i++)
    {
      g_autofree char *text = vpn_reason_explain_reconnecting (passing[i], &facts);

      g_assert_false (vpn_reason_ends_retries (passing[i], TRUE));
      g_assert_nonnull (strstr (text, "by itself"));
      g_assert_null (strstr (text, "connect again"));
      g_assert_nonnull (strstr (text, " (the detail);"));
    }
  g_assert_cmpstr (other, ==, plain);
}

/* Trying a refused password again locks accounts. */
static void
test_what_is_proven_ends_retries (void)
{
  g_assert_true (vpn_reason_ends_retries (VPN_REASON_LOGIN_FAILED, TRUE));
  g_assert_true (vpn_reason_ends_retries (VPN_REASON_GATEWAY_REFUSED, TRUE));
  g_assert_true (vpn_reason_ends_retries (VPN_REASON_FILES_GONE, FALSE));
}

/* Whoever is on the way to the gateway can make these appear. */
static void
test_hints_end_nothing (void)
{
  static const VpnReason hints[]
      = { VPN_REASON_NO_COMMON_PROPOSAL,   VPN_REASON_GATEWAY_UNTRUSTED,
          VPN_REASON_GATEWAY_CERT_INVALID, VPN_REASON_GATEWAY_WRONG_IDENTITY,
          VPN_REASON_GATEWAY_IKEV1_ONLY,   VPN_REASON_PROTOCOL_ERROR,
          VPN_REASON_LOGIN_KIND_REFUSED,   VPN_REASON_PSK_MISMATCH };

  for (gsize i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      g_assert_false (vpn_reason_ends_retries (hints[i], FALSE));
      g_assert_false (vpn_reason_ends_retries (hints[i], TRUE));
    }
  g_assert_true (vpn_reason_ends_retries (VPN_REASON_LOGIN_FAILED, TRUE));
  g_assert_false (vpn_reason_ends_retries (VPN_REASON_LOGIN_FAILED, FALSE));
  g_assert_false (vpn_reason_ends_retries (VPN_REASON_GATEWAY_LOST, TRUE));
  g_assert_true (vpn_reason_ends_retries (VPN_REASON_BAD_PROFILE, FALSE));
  g_assert_true (vpn_reason_ends_retries (VPN_REASON_USER, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/reason/names", test_names);
  g_test_add_func ("/common/reason/every-reason-is-explained", test_every_reason_is_explained);
  g_test_add_func ("/common/reason/window", test_window_speaks_of_no_commands);
  g_test_add_func ("/common/reason/keys", test_keys_exist);
  g_test_add_func ("/common/reason/reconnecting-asks-for-nothing",
                   test_reconnecting_asks_for_nothing);
  g_test_add_func ("/common/reason/woven-in", test_gateway_and_detail_are_woven_in);
  g_test_add_func ("/common/reason/found-and-expected", test_found_and_expected_are_named);
  g_test_add_func ("/common/reason/hostile-detail", test_hostile_detail_is_harmless);
  g_test_add_func ("/common/reason/unknown-reason", test_unknown_reason_is_internal);
  g_test_add_func ("/common/reason/what-is-proven-ends-retries", test_what_is_proven_ends_retries);
  g_test_add_func ("/common/reason/hints-end-nothing", test_hints_end_nothing);
  return g_test_run ();
}
