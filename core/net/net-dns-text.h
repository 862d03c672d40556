// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The text of a resolv.conf(5) for a plan; pure. */
#pragma once

#include "net-plan.h"

/* original (may be NULL): the file as it is without the VPN. Its options stay; its servers and
 * search list follow ours unless everything is to be asked through the tunnel. */
GBytes *net_dns_text_compose (const NetPlan *plan, GBytes *original) G_GNUC_WARN_UNUSED_RESULT;
