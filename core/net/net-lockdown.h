// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetLockdown: a leak guard that stands whether there is a connection or not, from the start of the
 * computer. It is a guard's tables in a place of their own (NET_SLOT_LOCKDOWN), for a plan without
 * a tunnel, and put back when somebody takes it away. Main-loop thread.
 */
#pragma once

#include "net-lock.h"

typedef struct NetLockdown NetLockdown;

/* Once, for a process that does not stay. plan: what may not leave in clear, ifname unused. */
gboolean net_lockdown_set_once (const NetPlan *plan, GError **error);
gboolean net_lockdown_remove (GError **error);

/* Keeps it, until free, which leaves it standing. Takes plan; lock, of NET_SLOT_LOCKDOWN, is set as
 * well where the kernel has such a thing, and outlives it. */
NetLockdown *
net_lockdown_new (NetPlan *plan, NetLock *lock, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void net_lockdown_free (NetLockdown *lockdown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetLockdown, net_lockdown_free)
