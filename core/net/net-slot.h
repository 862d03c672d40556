// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What follows from a connection's slot: its routing table, the priorities of its rules, its
 * packet filter tables. */
#pragma once

#include "vpn-names.h"

#define NET_SLOT_MAX 255u
/* The packet filter tables of no connection: those of the lockdown. */
#define NET_SLOT_LOCKDOWN (NET_SLOT_MAX + 1)

/* In front of main (32766) and of other VPNs' usual range. */
#define NET_RULE_PRIORITY(slot) (17000u + (slot))
/* Of a connection that takes everything: asked after those that take a part. */
#define NET_RULE_PRIORITY_WHOLE(slot) (NET_RULE_PRIORITY (slot) + NET_SLOT_MAX + 1)

#define NET_TABLE(slot)      (VPN_ROUTE_TABLE + (slot))
#define NET_TABLE_IS_OURS(t) ((t) >= NET_TABLE (0) && (t) <= NET_TABLE (NET_SLOT_MAX))
