// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of the names and labels of states, steps and secrets. */
#include "vpn-enums.h"

#define ROW_VALUE(value, name, nick) value,
static const int all_states[] = { VPN_STATE_TABLE (ROW_VALUE) };
static const int all_steps[] = { VPN_STEP_TABLE (ROW_VALUE) };
static const int all_secrets[] = { VPN_SECRET_TABLE (ROW_VALUE) };
#undef ROW_VALUE

static void
test_names_go_round (void)
{
  VpnState state;
  VpnStep step;
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
  g_assert_cmpstr (vpn_secret_kind_to_string (VPN_SECRET_NEW_PASSWORD), ==, "new-password");
}

static void
test_unknown_names_are_refused (void)
{
  VpnState state = VPN_STATE_CONNECTED;

  g_assert_false (vpn_state_from_string ("Connected", &state));
  g_assert_cmpint (state, ==, VPN_STATE_CONNECTED);
  g_assert_null (vpn_secret_kind_to_string (0));
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/enums/names-go-round", test_names_go_round);
  g_test_add_func ("/common/enums/names-are-stable", test_names_are_stable);
  g_test_add_func ("/common/enums/unknown-names-are-refused", test_unknown_names_are_refused);
  g_test_add_func ("/common/enums/labels", test_labels);
  return g_test_run ();
}
