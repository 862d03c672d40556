// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What must be true of a plan whoever wrote it, for the targets that make one. The host of these
 * checks has the addresses 10.9.8.7 and 2001:db8::7. */
#pragma once

#include "net-plan-read.h"

#define PLAN_WISHES 4 /* that a profile of these checks can have */

/* The profile with that one, below PLAN_WISHES; made once. */
const VpnProfile *plan_wish_profile (guint wish);
/* Fails unless the plan holds the promises of net-plan.h and stays within what profile wants. What
 * is the host's own is taken out of the plan, as before it is applied. */
void plan_check (NetPlan *plan, const VpnProfile *profile);
