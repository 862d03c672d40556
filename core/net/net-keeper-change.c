// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetKeeper's changes: another wanted state is made, or none, and what failed is unmade. */
#include "net-keeper-private.h"

#include "vpn-error.h"

/* One change on its way; the data of its task. */
typedef struct
{
  NetKeeper *keeper;         /* counted */
  GCancellable *cancellable; /* counted */
  NetJournal *target;        /* owned; what shall be wanted */
  GError *failure;           /* owned */
} Change;

static void
change_free (Change *change)
{
  net_keeper_unref (change->keeper);
  g_clear_object (&change->cancellable);
  net_journal_free (change->target);
  g_clear_error (&change->failure);
  g_free (change);
}

static GTask *
begin (NetKeeper *keeper, GCancellable *cancellable, GTask *task)
{
  Change *change = g_new0 (Change, 1);

  keeper->changing = TRUE;
  change->keeper = g_rc_box_acquire (keeper);
  change->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);
  return task;
}

static void
finish (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  NetKeeper *keeper = change->keeper;

  keeper->changing = FALSE;
  net_keeper_update_warnings (keeper);
  net_keeper_schedule (keeper);
  if (change->failure != NULL)
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED, "%s", change->failure->message);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* What could not be made is unmade; what was wanted before, is again. */
static void
go_back (Change *change)
{
  NetKeeper *keeper = change->keeper;
  const NetJournal *before = keeper->wanted;

  if (before == NULL)
    {
      if (net_grip_release (keeper->grip, change->target, NULL))
        net_journal_remove (keeper->dir, keeper->name, NULL);
      return;
    }
  net_grip_make (keeper->grip, before, NULL);
  net_grip_settle (keeper->grip, before, NULL);
  net_journal_write (before, keeper->dir, keeper->name, NULL);
}

static void
commit (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  NetKeeper *keeper = change->keeper;

  net_journal_free (keeper->wanted);
  keeper->wanted = g_steal_pointer (&change->target);
  /* What is too much and cannot go now is tried again with the next news. */
  net_grip_settle (keeper->grip, keeper->wanted, NULL);
  net_keeper_listen (keeper);
  finish (task);
}

static void
on_dns_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Change *change = g_task_get_task_data (task);
  NetKeeper *keeper = change->keeper;
  g_autoptr (GError) error = NULL;

  /* Without its names the office still has addresses. */
  if (!net_dns_finish (result, &error))
    keeper->dns_problem
        = g_strdup_printf ("The office's name servers could not be set: %s", error->message);
  commit (task);
}

static void
apply_dns (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  NetDnsPlace place = net_keeper_get_place (change->keeper);

  g_clear_pointer (&change->keeper->dns_problem, g_free);
  if (change->target->dns == NULL)
    commit (task);
  else
    net_dns_apply_async (change->target->dns, &place, change->target->plan, change->cancellable,
                         on_dns_applied, task);
}

static void
on_old_dns_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  net_dns_finish (result, NULL);
  apply_dns (user_data);
}

static void
make (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  NetKeeper *keeper = change->keeper;
  NetJournal *target = change->target;
  const NetDnsState *before = keeper->wanted != NULL ? keeper->wanted->dns : NULL;
  NetDnsPlace place = net_keeper_get_place (keeper);

  net_grip_plan_source_mark (target, keeper->wanted, keeper->dir);
  if (g_cancellable_is_cancelled (change->cancellable))
    {
      change->failure
          = g_error_new_literal (VPN_ERROR, VPN_ERROR_FAILED, "The network plan was withdrawn");
      finish (task);
    }
  else if (!net_grip_fit (keeper->grip, target->plan, &change->failure)
           || !net_journal_write (target, keeper->dir, keeper->name, &change->failure))
    finish (task);
  else if (!net_grip_make (keeper->grip, target, &change->failure))
    {
      go_back (change);
      finish (task);
    }
  else if (before != NULL && (target->dns == NULL || target->dns->kind != before->kind))
    net_dns_undo_async (before, &place, on_old_dns_undone, task);
  else
    apply_dns (task);
}

static void
on_dns_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = g_task_get_task_data (user_data);

  change->target->dns = net_dns_choose_finish (result);
  make (user_data);
}

void
net_keeper_set (NetKeeper *keeper, const NetPlan *plan, VpnProtection protection,
                GCancellable *cancellable, GTask *task)
{
  Change *change = g_task_get_task_data (begin (keeper, cancellable, task));
  NetDnsPlace place = net_keeper_get_place (keeper);

  change->target = net_journal_new (keeper->slot, protection, plan);
  if (keeper->wanted != NULL && g_strcmp0 (keeper->wanted->plan->ifname, plan->ifname) != 0)
    {
      change->failure = g_error_new_literal (VPN_ERROR, VPN_ERROR_FAILED,
                                             "The network plan is for another device");
      finish (task);
    }
  else if (plan->n_dns > 0 && !keeper->delegated && !plan->sign_in)
    net_dns_choose_async (&place, plan->ifname, on_dns_chosen, task);
  else
    make (task);
}

/* ---- The end -------------------------------------------------------------------------------- */

static void
release (GTask *task)
{
  Change *change = g_task_get_task_data (task);
  NetKeeper *keeper = change->keeper;
  GError *error = NULL;

  if (!net_grip_release (keeper->grip, keeper->wanted, &error) && change->failure == NULL)
    change->failure = g_steal_pointer (&error);
  g_clear_error (&error);
  /* After a failure the journal stays for the next undo or the next start. */
  if (change->failure == NULL)
    net_journal_remove (keeper->dir, keeper->name, &change->failure);
  if (change->failure == NULL)
    {
      g_clear_pointer (&keeper->wanted, net_journal_free);
      g_clear_pointer (&keeper->dns_problem, g_free);
    }
  finish (task);
}

static void
on_dns_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = g_task_get_task_data (user_data);

  net_dns_finish (result, &change->failure);
  release (user_data);
}

void
net_keeper_undo (NetKeeper *keeper, GTask *task)
{
  NetDnsPlace place = net_keeper_get_place (keeper);

  begin (keeper, NULL, task);
  g_clear_pointer (&keeper->news, net_news_free);
  net_keeper_clear_source (&keeper->timer);
  keeper->pending = 0;
  if (keeper->wanted == NULL)
    finish (task);
  else if (keeper->wanted->dns != NULL)
    net_dns_undo_async (keeper->wanted->dns, &place, on_dns_undone, task);
  else
    release (task);
}
