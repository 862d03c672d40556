// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What a loss leads to. From the moment a connection has been up it is protected, and only its
 * owner, an administrator or the removal of its profile takes that back: a loss ends retries at
 * most, never the protection. What nobody has proven does not even end retries, since anybody on
 * the way can say it. Pure.
 */
#pragma once

#include "vpn-enums.h"
#include "vpn-reason.h"

typedef enum
{
  VPN_LOSS_OVER = 0, /* nothing was protected yet: the connection has failed */
  VPN_LOSS_RETRY,    /* tried again by itself, held if it was protected */
  VPN_LOSS_HOLD,     /* held, and somebody has to do something */
} VpnLoss;

typedef struct
{
  VpnReason reason;
  gboolean proven;    /* the gateway of this session had proven itself before */
  gboolean reconnect; /* the profile wants connections made again by themselves */
  gboolean unasked;   /* nobody waits for it: a first connection is tried again as well */
} VpnLossFacts;

VpnLoss vpn_protection_judge (VpnProtection protection, const VpnLossFacts *facts);
/* Whether the reason is the one to show, lost_for microseconds after the connection was lost:
 * before the time the profile gives a gateway to come back (give_up, likewise) only what is proven
 * is. */
gboolean vpn_protection_tells (const VpnLossFacts *facts, gint64 lost_for, gint64 give_up);
