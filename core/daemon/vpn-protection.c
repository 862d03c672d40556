// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The policy of protection, on top of what each reason is worth (vpn-reason.h). */
#include "vpn-protection.h"

static gboolean
ends_retries (const VpnLossFacts *facts)
{
  /* A first connection is not tried again for these; once something is protected the next attempt
   * may well find the host, or us, in a better state. */
  if (facts->reason == VPN_REASON_NETWORK_SETUP || facts->reason == VPN_REASON_INTERNAL)
    return FALSE;
  return vpn_reason_ends_retries (facts->reason, facts->proven);
}

VpnLoss
vpn_protection_judge (VpnProtection protection, const VpnLossFacts *facts)
{
  if (protection == VPN_PROTECTION_OPEN)
    return facts->unasked && !ends_retries (facts) ? VPN_LOSS_RETRY : VPN_LOSS_OVER;
  return facts->reconnect && !ends_retries (facts) ? VPN_LOSS_RETRY : VPN_LOSS_HOLD;
}

gboolean
vpn_protection_tells (const VpnLossFacts *facts, gint64 lost_for, gint64 give_up)
{
  return facts->proven || vpn_reason_get_source (facts->reason) == VPN_SOURCE_HERE
         || lost_for >= give_up;
}
