// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Applying a plan by netlink, nftables and the host's resolver.
 *
 * Steps run inside out: guard, device, addresses, fences, routes, rules, name servers; traffic
 * turns to the tunnel only with the rules, when everything behind them stands. Moving to another
 * plan adds what is new, points the name servers over, and only then takes the old away.
 */
#include "net-applier-private.h"

#include "net-guard.h"
#include "net-prefix.h"
#include "net-source-mark.h"
#include "net-undo.h"
#include "vpn-error.h"

typedef struct
{
  NetNl *nl;            /* owned */
  GDBusConnection *bus; /* counted or NULL */
  char *dir, *name;     /* owned; where the journal is */
  guint slot;
  NetPlan *plan;       /* owned; applied now, NULL: none */
  NetJournal *applied; /* owned; what the journal on disk says of it */
} Native;

/* One apply on its way; the data of its task. */
typedef struct
{
  Native *native;            /* borrowed: NetApplier keeps it while a call runs */
  const NetPlan *plan;       /* borrowed, see NetApplierBackend */
  GCancellable *cancellable; /* counted */
  NetJournal *target;        /* owned; what shall be true in the end */
  GError *failure;           /* owned; why the way back is taken */
} Apply;

static void
apply_free (Apply *apply)
{
  g_clear_object (&apply->cancellable);
  net_journal_free (apply->target);
  g_clear_error (&apply->failure);
  g_free (apply);
}

static void
add_step (NetJournal *journal, NetStepKind kind, const NetPrefix *prefix)
{
  NetStep step = { .kind = kind, .prefix = *prefix };

  g_array_append_val (journal->steps, step);
}

static gboolean
has_address (const NetPlan *plan, sa_family_t family)
{
  for (guint i = 0; i < plan->n_addresses; i++)
    if (plan->addresses[i].family == family)
      return TRUE;
  return FALSE;
}

/*
 * A tunnel that takes everything of one family, while the gateway gave nothing of the other, would
 * leave that other one open beside it: it is closed, and programs fall back at once.
 */
static gboolean
family_is_closed (const NetPlan *plan, sa_family_t family)
{
  gboolean other_is_full = family == AF_INET6 ? plan->full_ipv4 : plan->full_ipv6;

  return other_is_full && !has_address (plan, family);
}

static void
add_family (NetJournal *journal, const NetPlan *plan, sa_family_t family)
{
  NetPrefix link_local = net_prefix_link_local (family);
  NetPrefix everything = { .family = family };
  gboolean closed = family_is_closed (plan, family);
  gboolean any = closed, covers_link = closed, whole = closed;

  if (closed)
    add_step (journal, NET_STEP_UNREACHABLE, &everything);
  for (guint i = 0; i < plan->n_routes && !closed; i++)
    if (plan->routes[i].family == family)
      {
        any = TRUE;
        whole |= plan->routes[i].prefix == 0;
        covers_link |= net_prefix_contains (&plan->routes[i], &link_local);
        add_step (journal, NET_STEP_UNREACHABLE, &plan->routes[i]);
      }
  /* What is only valid on its link cannot go through a tunnel (RFC 3927, RFC 4291). */
  if (covers_link)
    add_step (journal, NET_STEP_THROW, &link_local);
  for (guint i = 0; i < plan->n_routes && !closed; i++)
    if (plan->routes[i].family == family)
      add_step (journal, NET_STEP_ROUTE, &plan->routes[i]);
  if (any)
    add_step (journal, whole ? NET_STEP_RULE_WHOLE : NET_STEP_RULE, &everything);
}

NetJournal *
net_native_steps (const NetPlan *plan, guint slot)
{
  NetJournal *journal = net_journal_new (plan->ifname, slot);

  for (guint i = 0; i < plan->n_addresses; i++)
    {
      NetPrefix host = net_prefix_host (&plan->addresses[i]);

      add_step (journal, NET_STEP_ADDRESS, &host);
    }
  add_family (journal, plan, AF_INET);
  add_family (journal, plan, AF_INET6);
  return journal;
}

static gboolean
save (const Native *native, const NetJournal *journal, GError **error)
{
  g_autofree char *file = NULL;

  if (journal != NULL)
    return net_journal_write (journal, native->dir, native->name, error);
  file = net_journal_file (native->name);
  return net_journal_remove (native->dir, file, error);
}

static void
finish (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);

  /* A withdrawn plan ends in GIO's own error. */
  if (apply->failure != NULL)
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED, "%s", apply->failure->message);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Undoes the steps of one journal that the other (may be NULL) has not. FALSE if one failed; it is
 * then kept in the other, so that the next undo tries again. */
static gboolean
remove_difference (Native *native, const NetJournal *from, NetJournal *other)
{
  gboolean ok = TRUE;

  for (guint i = from->steps->len; i > 0; i--)
    {
      const NetStep *step = &g_array_index (from->steps, NetStep, i - 1);

      if ((other != NULL && net_journal_has_step (other, step))
          || net_step_undo (native->nl, from, step, NULL))
        continue;
      ok = FALSE;
      if (other != NULL)
        g_array_append_vals (other->steps, step, 1);
    }
  return ok;
}

/* Back to the plan before: everything of this call but the name servers. */
static void
roll_back (Apply *apply)
{
  Native *native = apply->native;
  NetJournal *before = native->applied;
  const NetJournal *target = apply->target;
  gboolean ok = remove_difference (native, target, before);

  if (before == NULL)
    {
      ok = net_link_set (native->nl, target->ifname, target->old_mtu, target->was_up, NULL) && ok;
      net_undo_source_mark (target, native->dir);
      ok = net_guard_remove (native->slot, NULL) && ok;
    }
  else
    {
      net_link_set (native->nl, before->ifname, native->plan->mtu, TRUE, NULL);
      before->guarded = net_guard_set (native->slot, native->plan);
      before->source_mark |= target->source_mark;
    }
  /* A journal that says too much is safe; one that says too little is not. */
  if (ok)
    save (native, before, NULL);
}

static void
on_dns_rolled_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;

  /* The reason to go back is the one to report. */
  net_dns_apply_finish (result, NULL);
  roll_back (g_task_get_task_data (task));
  finish (task);
}

static NetDnsState *
dns_of (const NetJournal *journal)
{
  if (journal == NULL || journal->dns->len == 0)
    return NULL;
  return g_ptr_array_index (journal->dns, journal->dns->len - 1);
}

static void
roll_back_dns (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);
  Native *native = apply->native;
  const NetDnsState *state = dns_of (apply->target);
  const NetDnsState *before = dns_of (native->applied);

  if (before != NULL && before->kind == state->kind)
    net_dns_apply_async (before, native->plan, native->bus, NULL, on_dns_rolled_back, task);
  else
    net_dns_undo_async (state, native->bus, on_dns_rolled_back, task);
}

static void
commit (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);
  Native *native = apply->native;

  if (native->applied != NULL)
    remove_difference (native, native->applied, apply->target);
  /* Should shortening fail, the longer journal stays on disk, which is safe. */
  save (native, apply->target, NULL);
  net_journal_free (native->applied);
  native->applied = g_steal_pointer (&apply->target);
  net_plan_free (native->plan);
  native->plan = net_plan_copy (apply->plan);
  finish (task);
}

static void
on_old_dns_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Apply *apply = g_task_get_task_data (task);

  if (!net_dns_undo_finish (result, NULL))
    g_ptr_array_insert (apply->target->dns, 0,
                        net_dns_state_copy (dns_of (apply->native->applied)));
  commit (task);
}

static void
retire_old_dns (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);
  const NetDnsState *before = dns_of (apply->native->applied);
  const NetDnsState *now = dns_of (apply->target);

  /* The same back end's new state has replaced the old one. */
  if (before == NULL || (now != NULL && now->kind == before->kind))
    commit (task);
  else
    net_dns_undo_async (before, apply->native->bus, on_old_dns_undone, task);
}

static void
on_dns_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Apply *apply = g_task_get_task_data (task);

  if (net_dns_apply_finish (result, &apply->failure))
    retire_old_dns (task);
  else
    roll_back_dns (task);
}

static gboolean
do_steps (Apply *apply, GError **error)
{
  Native *native = apply->native;
  NetJournal *target = apply->target;

  target->guarded = net_guard_set (native->slot, apply->plan);
  if (target->source_mark)
    net_source_mark_set (TRUE);
  if (!net_link_set (native->nl, target->ifname, apply->plan->mtu, TRUE, error))
    return FALSE;
  for (guint i = 0; i < target->steps->len; i++)
    {
      const NetStep *step = &g_array_index (target->steps, NetStep, i);

      if ((native->applied == NULL || !net_journal_has_step (native->applied, step))
          && !net_step_do (native->nl, target, step, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether this connection relies on the host's setting, and is the one or one of those to say so;
 * where an administrator made it, it is nobody's to take back. */
static gboolean
needs_source_mark (const Native *native)
{
  if (native->applied != NULL && native->applied->source_mark)
    return TRUE;
  return net_source_mark_is_needed ()
         && (!net_source_mark_get () || net_journal_count_source_marks (native->dir) > 0);
}

/* The journal that is true during the move: both plans. */
static gboolean
announce (Apply *apply, GError **error)
{
  const Native *native = apply->native;
  g_autoptr (NetJournal) both = net_journal_new (apply->target->ifname, native->slot);

  if (native->applied != NULL)
    net_journal_merge (both, native->applied);
  net_journal_merge (both, apply->target);
  return save (native, both, error);
}

static void
apply_target (GTask *task)
{
  Apply *apply = g_task_get_task_data (task);
  const Native *native = apply->native;
  NetJournal *target = apply->target;
  const NetDnsState *dns = dns_of (target);

  target->guarded = TRUE;
  target->linked = TRUE;
  target->source_mark = needs_source_mark (native);
  if (native->applied != NULL)
    {
      target->old_mtu = native->applied->old_mtu;
      target->was_up = native->applied->was_up;
    }
  else if (!net_link_get (target->ifname, &target->old_mtu, &target->was_up, &apply->failure))
    {
      finish (task);
      return;
    }
  if (!announce (apply, &apply->failure))
    finish (task);
  else if (!do_steps (apply, &apply->failure))
    {
      roll_back (apply);
      finish (task);
    }
  else if (dns != NULL)
    net_dns_apply_async (dns, apply->plan, native->bus, apply->cancellable, on_dns_applied, task);
  else
    retire_old_dns (task);
}

static void
on_dns_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Apply *apply = g_task_get_task_data (task);
  NetDnsState *dns = net_dns_prepare_finish (result, &apply->failure);

  if (dns == NULL)
    {
      finish (task);
      return;
    }
  g_ptr_array_add (apply->target->dns, dns);
  apply_target (task);
}

static void
apply (gpointer self, const NetPlan *plan, GCancellable *cancellable, GTask *task)
{
  Native *native = self;
  Apply *apply = g_new0 (Apply, 1);

  apply->native = native;
  apply->plan = plan;
  apply->cancellable = g_object_ref (cancellable);
  apply->target = net_native_steps (plan, native->slot);
  g_task_set_task_data (task, apply, (GDestroyNotify) apply_free);
  if (g_cancellable_is_cancelled (cancellable)
      || (native->plan != NULL && g_strcmp0 (native->plan->ifname, plan->ifname) != 0))
    {
      g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED,
                               "The network plan was withdrawn or is for another device");
      g_object_unref (task);
    }
  else if (plan->n_dns > 0)
    net_dns_prepare_async (native->bus, plan, dns_of (native->applied), cancellable,
                           on_dns_prepared, task);
  else
    apply_target (task);
}

static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Native *native = g_task_get_task_data (task);
  GError *error = NULL;

  /* After a failure the journal stays for the next undo or the next start. */
  if (!net_undo_finish (result, &error) || !save (native, NULL, &error))
    g_task_return_error (task, error);
  else
    {
      g_clear_pointer (&native->applied, net_journal_free);
      g_clear_pointer (&native->plan, net_plan_free);
      g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
}

static void
undo (gpointer self, GTask *task)
{
  Native *native = self;

  if (native->applied == NULL)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, native, NULL);
  net_undo_async (native->nl, native->bus, native->dir, native->applied, on_undone, task);
}

static void
destroy (gpointer self)
{
  Native *native = self;

  nl_socket_free (native->nl);
  g_clear_object (&native->bus);
  g_free (native->dir);
  g_free (native->name);
  net_plan_free (native->plan);
  net_journal_free (native->applied);
  g_free (native);
}

static gpointer
create (const NetApplierConfig *config, GError **error)
{
  g_autofree char *dir = net_journal_dir (config->runtime_dir, error);
  g_autoptr (NetNl) nl = dir != NULL ? net_nl_open (error) : NULL;
  Native *native;

  if (nl == NULL)
    return NULL;
  native = g_new0 (Native, 1);
  native->nl = g_steal_pointer (&nl);
  native->bus = config->bus != NULL ? g_object_ref (config->bus) : NULL;
  native->dir = g_steal_pointer (&dir);
  native->name = g_strdup (config->name);
  native->slot = config->slot;
  return native;
}

const NetApplierBackend net_native_backend = { create, destroy, apply, undo };
