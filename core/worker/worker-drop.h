// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Giving up privileges for good, for genkan-worker and genkan-resolve. Called once, before any
 * other thread exists. */
#pragma once

#include <glib.h>

/* Uids that one process alone has: the first, and how many. Its pid says which one. systemd gives
 * none of these to anybody (its UIDS-GIDS page: 1879048192 to 2147352575), and sssd's default for
 * accounts of a directory ends before. A pid has 22 bits. */
#define WORKER_OWN_UIDS   2100000000u
#define WORKER_N_OWN_UIDS (11u << 22)

/* As root: chroots into root_fd (-1: stays), takes the group of user, or of nobody when there is no
 * such user, and a uid that no other process has; where the system has no such uids (a container
 * with a part of them) the user's own. No supplementary groups, an empty bounding set. As anybody:
 * no capability of any kind, no new privileges, no core dumps, not traceable. FALSE when a step
 * failed, or when the old identity could be taken back: ret_why says which (owned). */
gboolean
worker_drop_privileges (const char *user, int root_fd, char **ret_why) G_GNUC_WARN_UNUSED_RESULT;
/* Whether no other process has this one's uid. */
gboolean worker_has_own_uid (void);
