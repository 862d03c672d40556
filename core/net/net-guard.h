// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The leak guard: nftables tables "inet genkan-SLOT" and "arp genkan-SLOT" of ours alone, replaced
 * in one transaction.
 *
 * It drops packets for the tunnel's addresses that did not come out of the tunnel (CVE-2019-14899)
 * and does not answer the neighbourhood's questions for them; clear packets that claim to come
 * from behind the tunnel (RFC 4301 section 5.2); and packets for what belongs into the tunnel that
 * are about to leave elsewhere without our mark, whatever other routing rule or bound socket sent
 * them there; all of a family that the tunnel closes. It also gives the answers to our own
 * datagrams their mark back, so that reverse path filters find them on the right interface.
 *
 * The routes alone keep the tunnel tight against everything but such local exceptions, so a kernel
 * without nftables costs a warning, not the connection. Any one thread.
 */
#pragma once

#include "net-host.h"

/* Replaces the tables. host: what net_host_read() says, its own addresses are never dropped.
 * NULL: there is no guard now, and error says why; else what net_guard_is() compares with; owned.
 */
char *net_guard_set (guint slot, const NetPlan *plan, const GArray *host, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Whether the tables are still as they were set. */
gboolean net_guard_is (guint slot, const char *listing);
/* The tables may be gone already. */
gboolean net_guard_remove (guint slot, GError **error);
/* Whether the packet filter takes tables of ours: one is made and taken back in one transaction. */
gboolean net_guard_try (GError **error);
/* Sets ret_used[slot] for each slot that has a table. FALSE: the packet filter does not answer. */
gboolean net_guard_find (gboolean *ret_used);
/* The tables as the packet filter reads them; pure; owned. match_socket: use the socket's own mark,
 * without which a clear packet's source proves nothing; with_arp: kernels have it as a module. */
char *net_guard_rules (guint slot, const NetPlan *plan, const GArray *host, gboolean match_socket,
                       gboolean with_arp);
