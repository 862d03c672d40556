// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The connections that were protected when an earlier genkand went, however it went (vpn-wanted.h).
 * Main-loop thread. */
#pragma once

#include "vpn-connections.h"
#include "vpn-profiles.h"

/* Makes them again, but for those whose stored profile was deleted since. Names whose network
 * nobody may undo, also where that failed; owned. */
GStrv vpn_restore_connections (const VpnServices *services, VpnConnections *connections,
                               VpnProfiles *profiles) G_GNUC_WARN_UNUSED_RESULT;
