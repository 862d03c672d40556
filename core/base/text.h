// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What may be done with text that somebody else wrote: the one cleaner of what a peer says, and the
 * one rule of what a DNS name is. Pure; any thread. */
#pragma once

#include <glib.h>

/* The bytes as text that is safe on a terminal, in a log, in a dialog and on D-Bus; owned, never
 * NULL, valid UTF-8 of at most max bytes, cut between characters:
 *
 * - each run of tab, line feed and carriage return, which honest gateways send, is one space;
 * - spaces around the whole and NUL bytes after it are dropped: "" when nothing remains;
 * - a byte that is not valid UTF-8, and a character that moves the cursor, is invisible or changes
 *   the order of reading (controls, format characters with the bidi ones among them, line and
 *   paragraph separators, private use, unassigned) becomes U+FFFD, so that a change is seen;
 * - all else stays, so one line stays as readable as it was.
 *
 * bytes may be NULL when len is 0. */
char *text_clean (const void *bytes, gsize len, gsize max);
/* The same for a string; NULL counts as empty. */
char *text_clean_string (const char *string, gsize max);

/* Letters, digits, "-" and "_" in labels of 1 to 63 bytes that neither begin nor end with "-", at
 * most 253 bytes in all, without the root's dot (RFC 1035 section 2.3.4, RFC 1123 section 2.1). A
 * last label of digits only is a mistyped address (RFC 3696 section 2). One label is enough: who
 * needs a dot asks for it. Names in other scripts come as A-labels. */
gboolean text_is_dns_name (const char *name, gsize len);
