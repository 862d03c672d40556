// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Who signs in with profiles that are everybody's and name nobody: each person's own name, kept in
 * genkan/users of the configuration directory. Any thread.
 */
#pragma once

#include "vpn-profile.h"

/* The name that was kept for it, owned; NULL: none, or the profile names one itself. */
char *vpn_client_user_recall (const VpnProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
/* G_FILE_ERROR. */
gboolean vpn_client_user_remember (const VpnProfile *profile, const char *user, GError **error);
