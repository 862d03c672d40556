// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Giving up privileges for good, for genkan-worker and genkan-resolve. Called once, before any
 * other thread exists. */
#pragma once

#include <glib.h>

/* As root: chroots into root_fd (-1: stays), becomes user, or nobody when there is no such user,
 * with no supplementary groups, and empties the bounding set. As anybody: no capability of any
 * kind, no new privileges, no core dumps, not traceable. FALSE when a step failed, or when the old
 * identity could be taken back: ret_why says which (owned). */
gboolean
worker_drop_privileges (const char *user, int root_fd, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;
