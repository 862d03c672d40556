// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What add and set share: KEY=VALUE arguments into a profile. */
#pragma once

#include "vpn-profile.h"

/* Sets one value as a user types it: a file may be named relative to the working directory or with
 * "~/". VPN_ERROR_INVALID_SETTING. */
gboolean ctl_profile_set (VpnProfile *profile, const char *key, const char *text, GError **error);
/* Each of assignments is KEY=VALUE. */
gboolean ctl_profile_assign (VpnProfile *profile, char **assignments, GError **error);
/* Whether it is whole; is_shared: a profile of the computer, for everybody. */
gboolean ctl_profile_check (const VpnProfile *profile, gboolean is_shared, GError **error);
