// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-recover.h"

/* Finding, undoing and, by force, sweeping away what earlier runs left on the host. */

#include "net-grip.h"
#include "net-guard.h"
#include "net-kernel.h"
#include "net-leash.h"
#include "net-resolv-conf.h"
#include "net-route.h"
#include "net-rule.h"
#include "net-slot.h"
#include "net-source-mark.h"
#include "vpn-error.h"

static void
leftover_free (NetLeftover *leftover)
{
  g_free (leftover->name);
  net_plan_free (leftover->plan);
  g_free (leftover);
}

GPtrArray *
net_recover_list (const char *runtime_dir)
{
  GPtrArray *leftovers = g_ptr_array_new_with_free_func ((GDestroyNotify) leftover_free);
  g_autofree char *dir = net_journal_dir (runtime_dir, NULL);
  g_auto (GStrv) names = dir != NULL ? net_journal_list (dir) : NULL;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NetJournal) journal = net_journal_read (dir, names[i], &error);
      NetLeftover *leftover;

      if (journal == NULL)
        {
          if (error != NULL)
            g_warning ("%s: what it closed stays closed; \"vpnctl disconnect --force\" opens it",
                       error->message);
          continue;
        }
      leftover = g_new0 (NetLeftover, 1);
      leftover->name = g_strdup (names[i]);
      leftover->slot = journal->slot;
      leftover->protection = journal->protection;
      leftover->plan = g_steal_pointer (&journal->plan);
      g_ptr_array_add (leftovers, leftover);
    }
  return leftovers;
}

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
  outcome->ok = net_applier_finish (NULL, result, &error);
  if (!outcome->ok)
    g_warning ("Undoing what an earlier run left behind: %s", error->message);
}

/* Runs the asynchronous undo to its end; every step of it has a time limit. */
static gboolean
undo_now (const NetApplierConfig *config)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (NetApplier) applier = NULL;
  g_autoptr (GError) error = NULL;
  Outcome outcome = { 0 };

  g_main_context_push_thread_default (context);
  applier = net_applier_new (config, &error);
  if (applier == NULL)
    g_warning ("%s", error->message);
  else
    net_applier_undo_async (applier, on_undone, &outcome);
  while (applier != NULL && !outcome.done)
    g_main_context_iteration (context, TRUE);
  g_clear_pointer (&applier, net_applier_free);
  g_main_context_pop_thread_default (context);
  return outcome.ok;
}

guint
net_recover_except (const char *runtime_dir, GDBusConnection *bus, const char *const *kept)
{
  g_autoptr (GPtrArray) leftovers = net_recover_list (runtime_dir);
  guint n = 0;

  for (guint i = 0; i < leftovers->len; i++)
    {
      const NetLeftover *leftover = g_ptr_array_index (leftovers, i);
      NetApplierConfig config = {
        .runtime_dir = runtime_dir, .name = leftover->name, .slot = leftover->slot, .bus = bus
      };

      if (!g_strv_contains (kept, leftover->name))
        n += undo_now (&config);
    }
  return n;
}

guint
net_recover (const char *runtime_dir, GDBusConnection *bus)
{
  const char *const none[] = { NULL };

  return net_recover_except (runtime_dir, bus, none);
}

/* ---- By force ------------------------------------------------------------------------------- */

static void
on_element (struct nlmsghdr *message, gpointer user_data)
{
  /* Both kinds have their table in the attribute of the same name. */
  guint32 table = message->nlmsg_type == RTM_NEWRULE ? net_rule_get_table (message)
                                                     : net_route_get_table (message);

  if (NET_TABLE_IS_OURS (table))
    ((gboolean *) user_data)[table - NET_TABLE (0)] = TRUE;
}

static gboolean
find_slots (NetNl *nl, gboolean *ret_used)
{
  static const int families[] = { AF_INET, AF_INET6 };
  gboolean ok = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    {
      struct rtmsg every = { .rtm_family = (guint8) families[i] };

      ok &= net_nl_dump (nl, net_rule_list (families[i]), on_element, ret_used)
            && net_nl_dump (nl, net_nl_message (RTM_GETROUTE, 0, &every, sizeof every), on_element,
                            ret_used);
    }
  return ok;
}

static gboolean
sweep_slot (NetNl *nl, guint slot, GError **error)
{
  g_autoptr (GArray) nothing = g_array_new (FALSE, TRUE, sizeof (NetStep));
  g_autoptr (NetActual) actual = net_kernel_read (nl, slot, "");

  net_leash_remove (slot);
  return actual != NULL && net_kernel_prune (nl, slot, "", actual, nothing, error)
         && net_guard_remove (slot, error);
}

gboolean
net_recover_one (const char *runtime_dir, const char *name, guint slot, GError **error)
{
  g_autofree char *dir = net_journal_dir (runtime_dir, error);
  g_autoptr (NetNl) nl = dir != NULL ? net_nl_open (error) : NULL;

  return nl != NULL && sweep_slot (nl, slot, error) && net_journal_remove (dir, name, error)
         && net_resolv_conf_drop (runtime_dir, name, error);
}

gboolean
net_recover_force (const char *runtime_dir, GDBusConnection *bus, GError **error)
{
  gboolean used[NET_SLOT_MAX + 1] = { FALSE };
  g_autofree char *dir = net_journal_dir (runtime_dir, error);
  g_auto (GStrv) names = NULL;
  g_autoptr (NetNl) nl = dir != NULL ? net_nl_open (error) : NULL;
  gboolean ok;

  if (nl == NULL)
    return FALSE;
  net_recover (runtime_dir, bus);
  ok = find_slots (nl, used) && net_guard_find (used);
  if (!ok)
    g_set_error_literal (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot read the routes");
  for (guint slot = 0; ok && slot <= NET_SLOT_MAX; slot++)
    ok = !used[slot] || sweep_slot (nl, slot, error);
  names = net_journal_list (dir);
  for (guint i = 0; ok && names[i] != NULL; i++)
    ok = net_journal_remove (dir, names[i], error);
  return ok && net_resolv_conf_drop_all (runtime_dir, error);
}
