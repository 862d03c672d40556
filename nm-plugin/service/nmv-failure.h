// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Why a connection ended, in the three words that NetworkManager knows. Pure; any thread. */
#pragma once

#include "vpn-enums.h"

#include <NetworkManager.h>

NMVpnPluginFailure nmv_failure_from_reason (VpnReason reason);
