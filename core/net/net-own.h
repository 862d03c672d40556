// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Addresses that this computer has already: they are no gateway's to give. Synchronous; any one
 * thread. */
#pragma once

#include "net-plan.h"

/* Takes out of the plan what the host has on a device that is no tunnel: its packets would go into
 * the VPN, or be refused. What was taken out is said in the plan's warnings. FALSE: no address is
 * left. */
gboolean net_own_keep (NetPlan *plan, GError **error);
/* The same with what net_host_read() says; pure. */
gboolean net_own_keep_of (const GArray *host, NetPlan *plan, GError **error);
