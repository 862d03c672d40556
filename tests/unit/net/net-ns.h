// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A laptop of its own for a test process: fresh network and mount namespaces, a LAN on a veth pair
 * (IPv4 and IPv6, with default routes), a small /etc on a tmpfs. Ends with the process. */
#pragma once

#include <glib.h>

/* FALSE, and the whole test skipped in TAP, unless we may make namespaces. Before any thread. */
gboolean net_ns_enter (void);
/* Runs a command line (split at spaces, no shell); its standard output; must succeed. Owned. */
char *net_ns_run (const char *command);
/* Same, for its exit status only. */
gboolean net_ns_try (const char *command);
/* Addresses, links, routes, rules, packet filter and /etc/resolv.conf as text; owned. */
char *net_ns_snapshot (void);
/* The monotonic clock without the time in which this thread could have run and had no processor; in
 * microseconds. */
gint64 net_ns_own_time (void);
void net_ns_write (const char *path, const char *content);
/* Fails, telling the lines that differ, unless the host is as in a snapshot. */
void net_ns_assert_as (const char *before);
