// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-undo.h"

#include "net-guard.h"
#include "net-source-mark.h"

#include <net/if.h>

gboolean
net_step_do (NetNl *nl, const NetJournal *journal, const NetStep *step, GError **error)
{
  const char *ifname = journal->ifname;

  switch (step->kind)
    {
    case NET_STEP_ADDRESS:
      return net_address_add (nl, ifname, &step->prefix, error);
    case NET_STEP_UNREACHABLE:
      return net_route_add (nl, journal->slot, NULL, NET_ROUTE_UNREACHABLE, &step->prefix, error);
    case NET_STEP_THROW:
      return net_route_add (nl, journal->slot, NULL, NET_ROUTE_THROW, &step->prefix, error);
    case NET_STEP_ROUTE:
      return net_route_add (nl, journal->slot, ifname, NET_ROUTE_TUNNEL, &step->prefix, error);
    case NET_STEP_RULE:
      return net_rule_add (nl, journal->slot, step->prefix.family, FALSE, error);
    case NET_STEP_RULE_WHOLE:
      return net_rule_add (nl, journal->slot, step->prefix.family, TRUE, error);
    case NET_N_STEPS:
      break;
    }
  g_assert_not_reached ();
}

gboolean
net_step_undo (NetNl *nl, const NetJournal *journal, const NetStep *step, GError **error)
{
  guint slot = journal->slot;

  switch (step->kind)
    {
    case NET_STEP_ADDRESS:
      return net_address_remove (nl, journal->ifname, &step->prefix, error);
    case NET_STEP_UNREACHABLE:
      return net_route_remove (nl, slot, NET_ROUTE_UNREACHABLE, &step->prefix, error);
    case NET_STEP_THROW:
      return net_route_remove (nl, slot, NET_ROUTE_THROW, &step->prefix, error);
    case NET_STEP_ROUTE:
      return net_route_remove (nl, slot, NET_ROUTE_TUNNEL, &step->prefix, error);
    case NET_STEP_RULE:
      return net_rule_remove (nl, slot, step->prefix.family, FALSE, error);
    case NET_STEP_RULE_WHOLE:
      return net_rule_remove (nl, slot, step->prefix.family, TRUE, error);
    case NET_N_STEPS:
      break;
    }
  g_assert_not_reached ();
}

typedef struct
{
  NetNl *nl;                 /* borrowed, see net_undo_async() */
  GDBusConnection *bus;      /* counted or NULL */
  const char *dir;           /* borrowed, see net_undo_async() */
  const NetJournal *journal; /* borrowed, see net_undo_async() */
  guint dns_left;
  GError *failure; /* owned; the first */
} Undo;

static void
undo_free (Undo *undo)
{
  g_clear_object (&undo->bus);
  g_clear_error (&undo->failure);
  g_free (undo);
}

static void
note (Undo *undo, GError *failure)
{
  if (undo->failure == NULL)
    undo->failure = failure;
  else
    g_clear_error (&failure);
}

void
net_undo_source_mark (const NetJournal *journal, const char *dir)
{
  /* This journal is still on disk: any other one that relies on the setting is the second. */
  if (journal->source_mark && net_journal_count_source_marks (dir) <= 1)
    net_source_mark_set (FALSE);
}

static void
undo_host (Undo *undo)
{
  const NetJournal *journal = undo->journal;
  GError *error = NULL;

  for (guint i = journal->steps->len; i > 0; i--)
    if (!net_step_undo (undo->nl, journal, &g_array_index (journal->steps, NetStep, i - 1), &error))
      note (undo, g_steal_pointer (&error));
  if (journal->linked && if_nametoindex (journal->ifname) != 0
      && !net_link_set (undo->nl, journal->ifname, journal->old_mtu, journal->was_up, &error))
    note (undo, g_steal_pointer (&error));
  net_undo_source_mark (journal, undo->dir);
  if (journal->guarded && !net_guard_remove (journal->slot, &error))
    note (undo, g_steal_pointer (&error));
}

/* Name servers one after the other, then the rest at once. result: of the name servers just
 * undone; NULL at the start. */
static void
undo_next (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Undo *undo = g_task_get_task_data (task);
  GError *error = NULL;

  if (result != NULL && !net_dns_undo_finish (result, &error))
    note (undo, error);
  if (undo->dns_left > 0)
    {
      net_dns_undo_async (g_ptr_array_index (undo->journal->dns, --undo->dns_left), undo->bus,
                          undo_next, task);
      return;
    }
  undo_host (undo);
  if (undo->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&undo->failure));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

void
net_undo_async (NetNl *nl, GDBusConnection *bus, const char *dir, const NetJournal *journal,
                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Undo *undo = g_new0 (Undo, 1);

  undo->nl = nl;
  undo->bus = bus != NULL ? g_object_ref (bus) : NULL;
  undo->dir = dir;
  undo->journal = journal;
  undo->dns_left = journal->dns->len;
  g_task_set_task_data (task, undo, (GDestroyNotify) undo_free);
  undo_next (NULL, NULL, task);
}

gboolean
net_undo_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
