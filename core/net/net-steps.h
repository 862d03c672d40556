// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What a plan and its protection mean for the kernel's addresses, routes and rules, as a list of
 * steps; pure. The order is that of doing them: traffic turns to the tunnel only with the rules,
 * when everything behind them stands. See docs/architecture.md, "Routes that cannot loop".
 */
#pragma once

#include "net-plan.h"
#include "vpn-enums.h"

typedef enum
{
  NET_STEP_ADDRESS = 0, /* as a host address: what the tunnel reaches is the routes' business */
  NET_STEP_UNREACHABLE, /* refused; worse metric, so it counts once there is no tunnel route */
  NET_STEP_THROW,       /* back to the host's own tables */
  NET_STEP_ROUTE,       /* out of the TUN device */
  NET_STEP_RULE,        /* only the family of the prefix counts */
  NET_STEP_RULE_WHOLE,  /* the same, asked later: its table takes everything */
} NetStepKind;

typedef struct
{
  NetStepKind kind;
  IpPrefix prefix;
} NetStep;

gboolean net_steps_contain (const GArray *steps, const NetStep *step);

/* NetStep's; owned. bypass: what else than plan->exclude goes outside (net-host.h). */
GArray *net_steps_wanted (const NetPlan *plan, VpnProtection protection, const IpPrefix *bypass,
                          guint n_bypass) G_GNUC_WARN_UNUSED_RESULT;
