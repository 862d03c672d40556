// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetGrip: the keeper's hold on everything of the host that answers at once: packet filter, device,
 * addresses, routes, rules. It makes a journal's plan true, finds what has been lost of it since
 * and puts that back. Steps run inside out: guard, device, addresses, fences, routes, rules; and
 * what is too much goes last, so that moving from one plan to another leaves no gap. Synchronous;
 * main thread.
 */
#pragma once

#include "net-drift.h"
#include "net-journal.h"
#include "net-lock.h"

typedef struct NetGrip NetGrip;

/* dir: where the journals are. delegated: somebody else sets addresses and routes. */
NetGrip *net_grip_new (guint slot, const char *dir, gboolean delegated, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void net_grip_free (NetGrip *grip);

/* Leaves out of plan the addresses that this host already has elsewhere, with a sentence each.
 * FALSE if none remains. */
gboolean net_grip_fit (NetGrip *grip, NetPlan *plan, GError **error);
/* Whether the plan needs the host's setting for marks; writes journal->source_mark. */
void net_grip_plan_source_mark (NetJournal *journal, const NetJournal *before, const char *dir);

/* Adds what is missing. A guard that cannot be set is a warning, not an error. */
gboolean net_grip_make (NetGrip *grip, const NetJournal *journal, GError **error);
/* Takes away what is too much; what holds now is what can be lost from here on. */
gboolean net_grip_settle (NetGrip *grip, const NetJournal *journal, GError **error);
/* Looks and repairs, and says what was lost as bits (1 << NetThing). */
guint net_grip_repair_kernel (NetGrip *grip, const NetJournal *journal);
guint net_grip_repair_guard (NetGrip *grip, const NetJournal *journal);
/* Takes everything away, whatever is there. */
gboolean net_grip_release (NetGrip *grip, const NetJournal *journal, GError **error);

/* Of its guard; borrowed. */
NetLock *net_grip_get_lock (NetGrip *grip);
/* NetHostAddress's as last seen; borrowed. */
const GArray *net_grip_get_host (const NetGrip *grip);
/* Adds a sentence for each thing that is not as it should be. */
void net_grip_warn (const NetGrip *grip, const NetPlan *plan, GStrvBuilder *ret_sentences);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetGrip, net_grip_free)
