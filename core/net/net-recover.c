// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-applier.h"

#include "net-journal.h"
#include "net-undo.h"

typedef struct
{
  gboolean done, ok;
} Outcome;

static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GError) error = NULL;

  outcome->done = TRUE;
  outcome->ok = net_undo_finish (result, &error);
  if (!outcome->ok)
    g_warning ("Undoing what an earlier run left behind: %s", error->message);
}

/* Runs the asynchronous undo to its end; every step of it has a time limit. */
static gboolean
undo_now (NetNl *nl, GDBusConnection *bus, const char *dir, const NetJournal *journal)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Outcome outcome = { 0 };

  g_main_context_push_thread_default (context);
  net_undo_async (nl, bus, dir, journal, on_undone, &outcome);
  while (!outcome.done)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return outcome.ok;
}

/* TRUE if the file was a journal and everything it names is undone. */
static gboolean
recover_file (NetNl *nl, GDBusConnection *bus, const char *dir, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NetJournal) journal = NULL;
  gboolean undone;

  /* The temporary file of a write that was cut short: the journal beside it counts. */
  if (!g_str_has_suffix (file, ".json"))
    {
      net_journal_remove (dir, file, NULL);
      return FALSE;
    }
  journal = net_journal_read (dir, file, &error);
  if (journal == NULL)
    {
      g_warning ("Discarding a journal: %s", error->message);
      net_journal_remove (dir, file, NULL);
      return FALSE;
    }
  undone = undo_now (nl, bus, dir, journal);
  if (undone && !net_journal_remove (dir, file, &error))
    g_warning ("%s", error->message);
  return undone;
}

guint
net_recover (const char *runtime_dir, GDBusConnection *bus)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = net_journal_dir (runtime_dir, &error);
  g_autoptr (GDir) entries = dir != NULL ? g_dir_open (dir, 0, &error) : NULL;
  g_autoptr (NetNl) nl = entries != NULL ? net_nl_open (&error) : NULL;
  const char *file;
  guint n = 0;

  if (nl == NULL)
    {
      g_warning ("Cannot look for what an earlier run left behind: %s", error->message);
      return 0;
    }
  while ((file = g_dir_read_name (entries)) != NULL)
    n += recover_file (nl, bus, dir, file);
  return n;
}
