// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a connection does with packets to an address, for people who ask; pure. The words are those
 * of RFC 4301 section 4.4.1. */
#pragma once

#include "net-host.h"
#include "vpn-enums.h"

typedef enum
{
  NET_POLICY_BYPASS = 0, /* left alone */
  NET_POLICY_PROTECT,    /* through the tunnel */
  NET_POLICY_DISCARD,    /* nowhere */
} NetPolicy;

/* "BYPASS" and so on. */
const char *net_policy_to_string (NetPolicy policy);

/* plan: NULL with VPN_PROTECTION_OPEN. host: net_host_read()'s. ret_why: a sentence; owned. */
NetPolicy net_policy_decide (const NetPlan *plan, VpnProtection protection, const GArray *host,
                             const IpAddress *address, char **ret_why);
