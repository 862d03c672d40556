// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One value of a profile: text to GVariant to text, and the check against the key's row. */
#pragma once

#include "vpn-profile.h"

/* Sets an error about one key ("key: what is wrong"); the name is made safe to print. FALSE. */
G_GNUC_PRINTF (3, 4)
gboolean vpn_value_refuse (GError **error, const char *key, const char *format, ...);

/* Checks type, range and format. ret_value gets an owned reference, or NULL for an empty value. */
gboolean
vpn_value_check (const VpnProfileKey *key, GVariant *value, GVariant **ret_value, GError **error);

/* The unchecked value of a text, floating; NULL with an error when the text has no such type. */
GVariant *vpn_value_parse (const VpnProfileKey *key, const char *text, GError **error);
char *vpn_value_format (GVariant *value); /* owned */

char **vpn_value_split_list (const char *text); /* owned; empty for "" */
