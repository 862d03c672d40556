// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetJournal: what is wanted of the host for one connection and what undoing that needs. The file
 * is written and synced before anything it names is done and removed only after all is undone, so
 * that a kill at any point leaves a file from which the wanted state can be made or taken away.
 *
 * The directory is root's (0700), the files 0600; a file that is not, or that makes no sense, is
 * refused without being believed in part. Any one thread.
 */
#pragma once

#include "net-dns-state.h"
#include "net-steps.h"

typedef struct
{
  guint slot;
  VpnProtection protection; /* never VPN_PROTECTION_OPEN: then there is no journal */
  NetPlan *plan;            /* owned */
  gboolean source_mark;     /* relies on the host's setting: net-source-mark.h */
  NetDnsState *dns;         /* owned; NULL: no name servers were set */
} NetJournal;

/* Copies plan. */
NetJournal *net_journal_new (guint slot, VpnProtection protection, const NetPlan *plan)
    G_GNUC_WARN_UNUSED_RESULT;
void net_journal_free (NetJournal *journal);

JsonObject *net_journal_to_json (const NetJournal *journal);
/* NULL if it is not a journal this program wrote. */
NetJournal *net_journal_from_json (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

/* runtime_dir/journal, made if needed; owned, NULL if it cannot be had. */
char *net_journal_dir (const char *runtime_dir, GError **error);
gboolean net_journal_name_is_valid (const char *name);
gboolean
net_journal_write (const NetJournal *journal, const char *dir, const char *name, GError **error);
/* NULL and no error if there is none; NULL and an error if it is damaged. */
NetJournal *
net_journal_read (const char *dir, const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Names of all connections with a journal, damaged ones too; owned. */
GStrv net_journal_list (const char *dir);
/* How many journals in dir rely on the host's setting for marks. */
guint net_journal_count_source_marks (const char *dir);
gboolean net_journal_remove (const char *dir, const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetJournal, net_journal_free)
