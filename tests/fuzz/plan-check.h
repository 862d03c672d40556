// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What must be true of a plan whoever wrote it, for the targets that make one. The host of these
 * checks has the addresses 10.9.8.7 and 2001:db8::7. */
#pragma once

#include "net-plan-read.h"

typedef struct
{
  const char *routes, *ipv6, *use_dns; /* as in a profile; routes "": what the gateway gives */
} PlanWish;

#define PLAN_WISHES 4

extern const PlanWish plan_wishes[PLAN_WISHES];

VpnProfile *plan_wish_profile (const PlanWish *wish) G_GNUC_WARN_UNUSED_RESULT;
/* Fails unless the plan holds the promises of net-plan.h and stays within what profile wants. What
 * is the host's own is taken out of the plan, as before it is applied. */
void plan_check (NetPlan *plan, const VpnProfile *profile);
