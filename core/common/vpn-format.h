// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the text of one profile value or list element must look like. Pure functions; any thread. */
#pragma once

#include "vpn-profile.h"

/* Whether text, which must not be empty, is well-formed. The error (VPN_ERROR_INVALID_SETTING)
 * tells what is wrong with the value; the caller names the key in front of it. */
gboolean vpn_format_check (VpnFormat format, const char *text, GError **error);

/* The same for a list of proposals (format says of what) in which nothing outdated may stand. */
gboolean vpn_format_check_modern (VpnFormat format, const char *text, GError **error);

/* Whether it is the PKCS#11 URI of something on a token (RFC 7512), not a path. */
gboolean vpn_format_is_token (const char *text);

/* 4, 6, or 0 when the text is neither an address nor a prefix. */
guint vpn_format_ip_version (const char *text);
