// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The worker's jail: no identity, no capability, no file system, no network but the descriptors it
 * was handed, and a system-call filter that kills on anything else. Entered once at start, before
 * the first octet of anybody else is read and before other threads exist (they inherit it).
 */
#pragma once

#include <glib.h>

/* root_fd: the empty directory, or -1; closed here. keep_fd: the one descriptor above standard
 * error that stays open. FALSE: ret_why says which wall could not be built (owned). As root all
 * walls are required; otherwise user, root and namespaces stay as they are. */
gboolean worker_sandbox_enter (int keep_fd, int root_fd, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;
