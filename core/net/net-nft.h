// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The packet filter, in its own words. Synchronous; any one thread. */
#pragma once

#include <glib.h>

struct nft_ctx;

gboolean net_nft_is_there (void);
/* Says nothing on our standard streams; owned. NULL: there is no packet filter. */
struct nft_ctx *net_nft_open (void) G_GNUC_WARN_UNUSED_RESULT;
/* In one transaction. *ret_text: the output, or on failure the complaint; owned. */
gboolean net_nft_run (const char *commands, char **ret_text);
