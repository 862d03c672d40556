// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The profile table in words of the dialogs. Any thread. */
#pragma once

#include "vpn-profile.h"

/* Heading of "ike" and the like; borrowed. */
const char *vpn_gui_words_group (const char *group);
/* text with the names of keys replaced by their labels, owned. */
char *vpn_gui_words_plain (const char *text);
/* What an error says, without the key it is about; owned. */
char *vpn_gui_words_error (const GError *error);
