// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Every reason, proven or not, protected or not: nothing but what is ours and proof ends
 * retries, and nothing at all opens what is protected. */
#include "vpn-protection.h"

static VpnLoss
judge (VpnProtection protection, VpnReason reason, gboolean proven, gboolean reconnect)
{
  const VpnLossFacts facts = { reason, proven, reconnect };

  return vpn_protection_judge (protection, &facts);
}

static void
test_nothing_opens (void)
{
  for (int reason = 0; vpn_reason_to_string ((VpnReason) reason) != NULL; reason++)
    for (guint i = 0; i < 4; i++)
      {
        gboolean proven = (i & 1) != 0, reconnect = (i & 2) != 0;

        g_assert_cmpint (judge (VPN_PROTECTION_OPEN, reason, proven, reconnect), ==, VPN_LOSS_OVER);
        g_assert_cmpint (judge (VPN_PROTECTION_HELD, reason, proven, reconnect), !=, VPN_LOSS_OVER);
        g_assert_cmpint (judge (VPN_PROTECTION_FLOWING, reason, proven, reconnect), !=,
                         VPN_LOSS_OVER);
      }
}

/* Nobody waits for what the computer itself connects when it starts: no network yet is no end. */
static void
test_unasked (void)
{
  VpnLossFacts facts = { .reason = VPN_REASON_OFFLINE, .unasked = TRUE };

  g_assert_cmpint (vpn_protection_judge (VPN_PROTECTION_OPEN, &facts), ==, VPN_LOSS_RETRY);
  facts.reason = VPN_REASON_NO_SECRETS;
  g_assert_cmpint (vpn_protection_judge (VPN_PROTECTION_OPEN, &facts), ==, VPN_LOSS_OVER);
}

static void
test_what_is_not_proven_is_tried_again (void)
{
  const VpnReason said[] = {
    VPN_REASON_NO_COMMON_PROPOSAL,   VPN_REASON_GATEWAY_UNTRUSTED,  VPN_REASON_GATEWAY_AUTH_FAILED,
    VPN_REASON_GATEWAY_CERT_INVALID, VPN_REASON_LOGIN_FAILED,       VPN_REASON_GATEWAY_REFUSED,
    VPN_REASON_GATEWAY_IKEV1_ONLY,   VPN_REASON_PROTOCOL_ERROR,     VPN_REASON_PSK_MISMATCH,
    VPN_REASON_NO_ADDRESS,           VPN_REASON_NO_TRAFFIC_ALLOWED,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    {
      g_assert_cmpint (judge (VPN_PROTECTION_HELD, said[i], FALSE, TRUE), ==, VPN_LOSS_RETRY);
      g_assert_cmpint (judge (VPN_PROTECTION_HELD, said[i], FALSE, FALSE), ==, VPN_LOSS_HOLD);
    }
}

static void
test_what_is_proven_ends_retries (void)
{
  g_assert_cmpint (judge (VPN_PROTECTION_HELD, VPN_REASON_LOGIN_FAILED, TRUE, TRUE), ==,
                   VPN_LOSS_HOLD);
  g_assert_cmpint (judge (VPN_PROTECTION_HELD, VPN_REASON_ACCOUNT_DISABLED, TRUE, TRUE), ==,
                   VPN_LOSS_HOLD);
  /* Time mends these, whoever says so. */
  g_assert_cmpint (judge (VPN_PROTECTION_HELD, VPN_REASON_GATEWAY_CLOSED, TRUE, TRUE), ==,
                   VPN_LOSS_RETRY);
  g_assert_cmpint (judge (VPN_PROTECTION_HELD, VPN_REASON_NETWORK_SETUP, TRUE, TRUE), ==,
                   VPN_LOSS_RETRY);
  g_assert_cmpint (judge (VPN_PROTECTION_HELD, VPN_REASON_INTERNAL, TRUE, TRUE), ==,
                   VPN_LOSS_RETRY);
}

static void
test_what_is_ours_needs_no_proof (void)
{
  const VpnReason ours[] = { VPN_REASON_NO_SECRETS, VPN_REASON_KEY_UNUSABLE,
                             VPN_REASON_FILE_MISSING, VPN_REASON_BAD_PROFILE };

  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    g_assert_cmpint (judge (VPN_PROTECTION_FLOWING, ours[i], FALSE, TRUE), ==, VPN_LOSS_HOLD);
}

static void
test_a_hint_waits_until_the_time_has_shown (void)
{
  const VpnLossFacts hint = { VPN_REASON_GATEWAY_UNTRUSTED, FALSE, TRUE };
  const VpnLossFacts proof = { VPN_REASON_GATEWAY_CLOSED, TRUE, TRUE };
  const VpnLossFacts own = { VPN_REASON_NO_SECRETS, FALSE, TRUE };

  g_assert_false (vpn_protection_tells (&hint, 0, 100));
  g_assert_false (vpn_protection_tells (&hint, 99, 100));
  g_assert_true (vpn_protection_tells (&hint, 100, 100));
  g_assert_true (vpn_protection_tells (&proof, 0, 100));
  g_assert_true (vpn_protection_tells (&own, 0, 100));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/protection/unasked", test_unasked);
  g_test_add_func ("/daemon/protection/DEL-11/nothing-opens", test_nothing_opens);
  g_test_add_func ("/daemon/protection/what-is-not-proven-is-tried-again",
                   test_what_is_not_proven_is_tried_again);
  g_test_add_func ("/daemon/protection/what-is-proven-ends-retries",
                   test_what_is_proven_ends_retries);
  g_test_add_func ("/daemon/protection/what-is-ours-needs-no-proof",
                   test_what_is_ours_needs_no_proof);
  g_test_add_func ("/daemon/protection/a-hint-waits-until-the-time-has-shown",
                   test_a_hint_waits_until_the_time_has_shown);
  return g_test_run ();
}
