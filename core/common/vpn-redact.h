// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What may be printed of identities, and how: the only formatter of them for logs and reports.
 * Owned results; any thread. See text.h for what a peer says. */
#pragma once

#include <glib.h>

/* "a…e@example.org" for "alice@example.org"; short names become "…". */
char *vpn_redact_identity (const char *identity);
