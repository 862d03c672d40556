// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Doing and undoing what a journal names; shared by the native applier and by recovery. */
#pragma once

#include "net-journal.h"
#include "net-netlink.h"

gboolean net_step_do (NetNl *nl, const NetJournal *journal, const NetStep *step, GError **error);
gboolean net_step_undo (NetNl *nl, const NetJournal *journal, const NetStep *step, GError **error);

/* The host's setting for marks on arrival, shared by all journals in dir: see net-source-mark.h. */
void net_undo_source_mark (const NetJournal *journal, const char *dir);

/* Undoes everything journal names, last step first; goes on after a failure and reports the first.
 * nl, dir (where the journals are) and journal live until the callback. bus may be NULL. */
void net_undo_async (NetNl *nl, GDBusConnection *bus, const char *dir, const NetJournal *journal,
                     GAsyncReadyCallback callback, gpointer user_data);
gboolean net_undo_finish (GAsyncResult *result, GError **error);
