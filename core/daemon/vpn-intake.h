// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnIntake: what of the bus's messages gets as far as genkand's main loop. It looks at each on the
 * thread of GDBus, where they arrive, so that a flood is refused as fast as it comes and piles up
 * nowhere: descriptors that nobody asked for are closed, calls of an absurd size are refused, and
 * calls beyond what their user may have under way (VpnQuota) as well. What passes is charged until
 * the message is freed, wherever that is.
 */
#pragma once

#include "vpn-quota.h"

#include <gio/gio.h>

typedef struct VpnIntake VpnIntake;

/* Begins to look. */
VpnIntake *vpn_intake_new (GDBusConnection *connection, VpnQuota *quota) G_GNUC_WARN_UNUSED_RESULT;
void vpn_intake_free (VpnIntake *intake);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnIntake, vpn_intake_free)
