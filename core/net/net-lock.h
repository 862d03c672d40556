// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetLock: the guard's second bolt. A table "inet genkan-lock-SLOT" that belongs to a socket of
 * this process (NFT_TABLE_F_OWNER, Linux 5.12): "nft flush ruleset" and whoever else sets up the
 * packet filter anew leave it alone, so that nothing is on a wire in the moment until guard and
 * routes are repaired. It drops what is about to leave in clear and belongs into the tunnel, by the
 * same rules as the guard's output chain, and nothing else.
 *
 * It goes when nobody has its socket open any more. Who hands a copy to somebody that lives longer
 * keeps it over the death of this process, and the next one adopts it; else it is made anew, and
 * the ordinary guard holds meanwhile. Synchronous; main thread.
 */
#pragma once

#include "net-plan.h"

typedef struct NetLock NetLock;

NetLock *net_lock_new (guint slot);
/* The table is gone, unless somebody has a copy of the socket. NULL is legal. */
void net_lock_free (NetLock *lock);

/* The socket that a table belongs to, borrowed; -1: there is no table. */
int net_lock_get_fd (const NetLock *lock);
/* Goes on with the table of such a socket; takes fd. */
void net_lock_adopt (NetLock *lock, int fd);
/* Takes the table away, whoever else has the socket. */
void net_lock_remove (NetLock *lock);

/* Makes or replaces what it drops, in one transaction. FALSE: the kernel has no such tables, and
 * what stood before stands. */
gboolean net_lock_set (NetLock *lock, const NetPlan *plan, const GArray *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetLock, net_lock_free)
