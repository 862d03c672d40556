// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What may be printed of identities and addresses, and how: the only formatter for logs and
 * reports. Owned results. */
#pragma once

#include <glib.h>

/* "a…e@example.org" for "alice@example.org"; short names become "…". */
char *vpn_redact_identity (const char *identity);
/* Text from a peer made safe for a terminal or a log: invalid UTF-8 and control characters
 * (including ANSI escapes and bidi overrides) replaced, cut to max bytes. */
char *vpn_redact_peer_text (const char *text, gssize len, gsize max);
