// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnWorkerStderr: the standard error of one worker, which says there what it cannot say in a
 * message: the words of a failed assertion, of a sanitizer. As it could be anybody's by then, it
 * has a pipe and not genkand's own journal: lines are cleaned, and after so many nobody reads on.
 * Main-loop thread.
 */
#pragma once

#include <glib.h>

#define VPN_WORKER_STDERR_MAX 16384 /* octets of one worker */

typedef struct VpnWorkerStderr VpnWorkerStderr;

/* Takes fd, which is non-blocking. line: valid UTF-8 without control characters, borrowed. */
VpnWorkerStderr *vpn_worker_stderr_new (int fd, void (*on_line) (gpointer owner, const char *line),
                                        gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is legal. */
void vpn_worker_stderr_free (VpnWorkerStderr *words);
/* What is there now is read, also a line without its end. NULL is legal. */
void vpn_worker_stderr_drain (VpnWorkerStderr *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnWorkerStderr, vpn_worker_stderr_free)
