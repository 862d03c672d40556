// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reading a plan that somebody else wrote. Pure; any thread. */
#pragma once

#include "net-plan.h"
#include "vpn-profile.h"

/*
 * From the worker's PLAN message (worker-rpc.h), and from profile what the user wants of it
 * (network.*); NULL: a profile of defaults. The plan never goes beyond the profile's wishes.
 *
 * A single value that no gateway may give away, that the host cannot use or that could only be
 * reached in clear is left out and said in warnings: it never ends a connection. Addresses without
 * which there is nothing to do, a list that is too long and a message of the wrong shape do.
 */
NetPlan *net_plan_from_variant (GVariant *plan, const char *ifname, const VpnProfile *profile,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
