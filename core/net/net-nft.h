// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The packet filter, in its own words. Synchronous; any one thread. */
#pragma once

#include <glib.h>

gboolean net_nft_is_there (void);
/* In one transaction. *ret_text: the output, or on failure the complaint; owned. */
gboolean net_nft_run (const char *commands, char **ret_text);
