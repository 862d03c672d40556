// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetKeeper: the only writer of host state for one connection. It makes a plan true, hears of
 * everything that changes on the host, and puts back at once what was lost: counted, not faster
 * than the ledger allows, and named when it happens again and again. Protection is kept meanwhile,
 * because guard and fences are lost and mended separately.
 *
 * One call at a time (NetApplier sees to that). Main-loop thread.
 */
#pragma once

#include "net-applier.h"
#include "net-policy.h"

typedef struct NetKeeper NetKeeper;

NetKeeper *
net_keeper_new (const NetApplierConfig *config, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Lets go: what was made stays, and nobody repairs it any more. */
void net_keeper_free (NetKeeper *keeper);

/* Both take over task and complete it with a boolean or an error; plan lives until then. */
void net_keeper_set (NetKeeper *keeper, const NetPlan *plan, VpnProtection protection,
                     GCancellable *cancellable, GTask *task);
void net_keeper_undo (NetKeeper *keeper, GTask *task);

VpnProtection net_keeper_get_protection (const NetKeeper *keeper);
NetLock *net_keeper_get_lock (NetKeeper *keeper);
const NetPlan *net_keeper_get_plan (const NetKeeper *keeper);
GStrv net_keeper_get_warnings (const NetKeeper *keeper);
NetPolicy net_keeper_decide (const NetKeeper *keeper, const IpAddress *address, char **ret_why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetKeeper, net_keeper_free)
