// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The profile table in words of the dialogs. Any thread. */
#pragma once

#include "vpn-profile.h"

/* "User name and password" for "eap" of auth.method; borrowed. */
const char *vpn_gui_words_choice (const VpnProfileKey *key, const char *choice);
/* Heading of "ike" and the like; borrowed. */
const char *vpn_gui_words_group (const char *group);
/* "s" -> "seconds"; borrowed. */
const char *vpn_gui_words_unit (const char *unit);
/* text with the names of keys replaced by their labels, owned. */
char *vpn_gui_words_plain (const char *text);
/* The key that an error of vpn-profile.h names in front of its message, NULL if it does not. */
const VpnProfileKey *vpn_gui_words_find_key (const GError *error);
/* What it says about that key, owned. */
char *vpn_gui_words_error (const GError *error);
