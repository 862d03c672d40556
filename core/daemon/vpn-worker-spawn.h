// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Starting the process of a worker, with what it inherits: its end of the RPC, its empty root, and
 * a pipe for the last words of a program that fails. Main-loop thread. */
#pragma once

#include "vpn-worker.h"

typedef struct
{
  GPid pid;      /* a child of ours */
  int stderr_fd; /* owned; what it writes there is read here; non-blocking */
} VpnWorkerProcess;

/* arguments: of the program, or NULL. worker_end: borrowed. */
gboolean vpn_worker_spawn (const VpnWorkerConfig *config, const char *const *arguments,
                           int worker_end, VpnWorkerProcess *ret_process, GError **error);
