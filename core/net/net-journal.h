// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetJournal: what may have been changed on the host for one connection, and what was there
 * before. The file always names at least everything that is changed: it is written and synced
 * before the steps it names are done and shortened only after they are undone, in one atomic
 * replacement each time. Undoing is idempotent, so naming too much does no harm, and a kill at any
 * point leaves a file from which everything can be undone.
 *
 * The directory is root's (0700), the files 0600; a file that is not, or that makes no sense, is
 * refused without being believed in part. Any one thread.
 */
#pragma once

#include "net-dns.h"
#include "net-plan.h"

typedef enum
{
  NET_STEP_ADDRESS = 0,
  NET_STEP_UNREACHABLE,
  NET_STEP_THROW,
  NET_STEP_ROUTE,
  NET_STEP_RULE,       /* only the family of the prefix counts */
  NET_STEP_RULE_WHOLE, /* the same, asked later: see net_rule_add() */
  NET_N_STEPS
} NetStepKind;

typedef struct
{
  NetStepKind kind;
  NetPrefix prefix;
} NetStep;

/* Addresses, a route with its fence each, throws and rules of two plans at once. */
#define NET_STEPS_MAX (8 * NET_LIST_MAX)

typedef struct
{
  char *ifname; /* owned */
  guint slot;
  gboolean guarded;     /* the packet filter table exists */
  gboolean source_mark; /* relies on the host's setting: net-source-mark.h */
  gboolean linked;      /* MTU and state of the device were changed from these */
  guint old_mtu;
  gboolean was_up;
  GArray *steps;  /* NetStep, in the order they are done */
  GPtrArray *dns; /* NetDnsState, in the order they were applied */
} NetJournal;

NetJournal *net_journal_new (const char *ifname, guint slot) G_GNUC_WARN_UNUSED_RESULT;
void net_journal_free (NetJournal *journal);
gboolean net_journal_has_step (const NetJournal *journal, const NetStep *step);
/* Adds what extra has and journal has not; what both say of the link's past stays journal's. */
void net_journal_merge (NetJournal *journal, const NetJournal *extra);

char *net_journal_to_json (const NetJournal *journal);
/* NULL if it is not a journal this program wrote. */
NetJournal *net_journal_from_json (const char *data, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* runtime_dir/journal, made if needed; owned, NULL if it cannot be had. */
char *net_journal_dir (const char *runtime_dir, GError **error);
gboolean net_journal_name_is_valid (const char *name);
gboolean
net_journal_write (const NetJournal *journal, const char *dir, const char *name, GError **error);
/* NULL if the file is not root's own or not a journal. */
NetJournal *
net_journal_read (const char *dir, const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* How many journals in dir rely on the host's setting for marks. */
guint net_journal_count_source_marks (const char *dir);
/* File name of a connection's journal; owned. */
char *net_journal_file (const char *name);
gboolean net_journal_remove (const char *dir, const char *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetJournal, net_journal_free)
