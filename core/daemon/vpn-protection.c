// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The policy of protection: whom to believe, and for how long not to. */
#include "vpn-protection.h"

/* Found on this computer: true without anybody's proof, and nothing that time mends. */
static const VpnReason ours[] = {
  VPN_REASON_USER,         VPN_REASON_NO_SECRETS,   VPN_REASON_BAD_PROFILE,
  VPN_REASON_FILE_MISSING, VPN_REASON_KEY_UNUSABLE,
};

static gboolean
is_ours (VpnReason reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
    if (ours[i] == reason)
      return TRUE;
  return FALSE;
}

static gboolean
ends_retries (const VpnLossFacts *facts)
{
  /* The next attempt finds the host, or us, in a better state. */
  if (facts->reason == VPN_REASON_NETWORK_SETUP || facts->reason == VPN_REASON_INTERNAL
      || vpn_reason_is_transient (facts->reason))
    return FALSE;
  return facts->proven || is_ours (facts->reason);
}

VpnLoss
vpn_protection_judge (VpnProtection protection, const VpnLossFacts *facts)
{
  if (protection == VPN_PROTECTION_OPEN)
    return VPN_LOSS_OVER;
  return facts->reconnect && !ends_retries (facts) ? VPN_LOSS_RETRY : VPN_LOSS_HOLD;
}

gboolean
vpn_protection_tells (const VpnLossFacts *facts, gint64 lost_for, gint64 give_up)
{
  return facts->proven || is_ours (facts->reason) || lost_for >= give_up;
}
