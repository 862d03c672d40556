// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * /etc/resolv.conf where nothing else manages it, on behalf of all connections together: one past,
 * kept once, and a record of each connection, from which the content is composed. All in files of
 * runtime_dir/resolv-conf, so that whoever comes next can go on from there.
 *
 * The file is replaced by rename where that is possible and rewritten in place where it is a mount
 * point, as in containers. When the last record goes it is put back exactly (content, mode, owner,
 * or the symbolic link it was). What another program writes meanwhile is the past from then on.
 * Synchronous; main thread.
 */
#pragma once

#include "net-plan.h"

#define NET_RESOLV_CONF "/etc/resolv.conf"

/* Adds or replaces the record of name ([a-z0-9-]) and writes the file. */
gboolean net_resolv_conf_put (const char *runtime_dir, const char *name, const NetPlan *plan,
                              GError **error);
/* Takes the record away, and with the last one everything. */
gboolean net_resolv_conf_drop (const char *runtime_dir, const char *name, GError **error);
/* Takes every record away; for connections that nobody runs any more. */
gboolean net_resolv_conf_drop_all (const char *runtime_dir, GError **error);
/* Whether the file is as it was written last; TRUE as well where there are no records. */
gboolean net_resolv_conf_is_ours (const char *runtime_dir);
/* The program that says in the file that it wrote it; owned; NULL: it does not say. */
char *net_resolv_conf_get_author (void);

/* Whether it, or nsswitch.conf(5), has programs ask systemd-resolved, which may run or not. */
gboolean net_resolv_conf_asks_resolved (void);
