// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-keeper.h"

/* The wanted state of one connection, made, watched and mended. */

#include "net-dns.h"
#include "net-grip.h"
#include "net-link.h"
#include "net-news.h"
#include "net-resolv-conf.h"
#include "vpn-error.h"

#define HOST_DELAY_US (200 * 1000) /* what is not urgent comes in bursts */

struct NetKeeper
{
  guint slot;
  gboolean delegated;
  char *runtime_dir, *dir, *name; /* owned; dir: where the journals are */
  GDBusConnection *bus;           /* counted or NULL */
  const NetApplierEvents *events; /* borrowed or NULL */
  gpointer owner;                 /* borrowed; of the events */
  NetGrip *grip;                  /* owned */
  NetDrift *drift;                /* owned */
  NetNews *news;                  /* owned; NULL: nothing is kept */
  NetJournal *wanted;             /* owned; NULL: nothing is wanted */
  char *dns_problem;              /* owned; a sentence, NULL: the name servers are set */
  gboolean changing;              /* a call is under way: news wait */
  guint pending;                  /* NetNewsKind's not yet looked after */
  char *culprit;                  /* owned; of the last of them */
  GSource *timer;                 /* owned; the next look, NULL: none */
  GSource *healing;               /* owned; when a warning ends, NULL: there is none */
  GStrv warnings;                 /* owned; as last told */
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
call_later (gint64 delay_us, GSourceFunc func, NetKeeper *keeper)
{
  GSource *source = g_timeout_source_new ((guint) ((delay_us + 999) / 1000));

  g_source_set_callback (source, func, keeper, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

static void
keeper_clear (gpointer data)
{
  NetKeeper *keeper = data;

  clear_source (&keeper->timer);
  clear_source (&keeper->healing);
  net_news_free (keeper->news);
  net_grip_free (keeper->grip);
  net_drift_free (keeper->drift);
  net_journal_free (keeper->wanted);
  g_clear_object (&keeper->bus);
  g_free (keeper->runtime_dir);
  g_free (keeper->dir);
  g_free (keeper->name);
  g_free (keeper->dns_problem);
  g_free (keeper->culprit);
  g_strfreev (keeper->warnings);
}

static void
keeper_unref (NetKeeper *keeper)
{
  g_rc_box_release_full (keeper, keeper_clear);
}

static NetDnsPlace
get_place (const NetKeeper *keeper)
{
  return (NetDnsPlace){ keeper->bus, keeper->runtime_dir, keeper->name };
}

/* ---- Warnings ------------------------------------------------------------------------------- */

static GStrv
collect_warnings (const NetKeeper *keeper)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();

  if (keeper->wanted != NULL)
    {
      if (keeper->wanted->plan->warnings != NULL)
        g_strv_builder_addv (sentences, (const char **) keeper->wanted->plan->warnings);
      net_grip_warn (keeper->grip, keeper->wanted->plan, sentences);
      if (keeper->dns_problem != NULL)
        g_strv_builder_add (sentences, keeper->dns_problem);
      net_drift_warn (keeper->drift, g_get_monotonic_time (), sentences);
    }
  return g_strv_builder_end (sentences);
}

static gboolean on_healed (gpointer user_data);

/* Tells the owner when the sentences are others than before. */
static void
update_warnings (NetKeeper *keeper)
{
  GStrv now = collect_warnings (keeper);
  gint64 time = g_get_monotonic_time ();
  gint64 heals_at = net_drift_heals_at (keeper->drift, time);
  gboolean same = g_strv_equal ((const char *const *) now, (const char *const *) keeper->warnings);

  clear_source (&keeper->healing);
  if (heals_at > 0)
    keeper->healing = call_later (heals_at - time, on_healed, keeper);
  g_strfreev (keeper->warnings);
  keeper->warnings = now;
  if (!same && keeper->events != NULL && keeper->events->warnings_changed != NULL)
    keeper->events->warnings_changed (keeper->owner);
}

static gboolean
on_healed (gpointer user_data)
{
  update_warnings (user_data);
  return G_SOURCE_REMOVE;
}

/* ---- Repairs -------------------------------------------------------------------------------- */

static void
note_losses (NetKeeper *keeper, guint lost, const char *culprit)
{
  gint64 now = g_get_monotonic_time ();

  for (guint thing = 0; thing < NET_N_THINGS; thing++)
    {
      if ((lost & (1u << thing)) == 0)
        continue;
      net_drift_note (keeper->drift, thing, culprit, now);
      if (keeper->events != NULL && keeper->events->repaired != NULL)
        keeper->events->repaired (keeper->owner, net_thing_to_string (thing), culprit);
    }
}

static void
on_dns_repaired (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NetKeeper *keeper = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = net_dns_finish (result, &error);

  if (!keeper->changing && keeper->wanted != NULL)
    {
      g_free (keeper->dns_problem);
      keeper->dns_problem
          = ok ? NULL
               : g_strdup_printf ("The office's name servers could not be set: %s", error->message);
      update_warnings (keeper);
    }
  keeper_unref (keeper);
}

static void
on_dns_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NetKeeper *keeper = user_data;
  gboolean holds = net_dns_finish (result, NULL);

  if (!holds && !keeper->changing && keeper->wanted != NULL && keeper->wanted->dns != NULL)
    {
      NetDnsPlace place = get_place (keeper);
      g_autofree char *author
          = keeper->wanted->dns->kind == NET_DNS_FILE ? net_resolv_conf_get_author () : NULL;

      /* What could not be written before is not lost now. */
      if (keeper->dns_problem == NULL)
        note_losses (keeper, 1u << NET_THING_DNS, author);
      net_dns_apply_async (keeper->wanted->dns, &place, keeper->wanted->plan, NULL, on_dns_repaired,
                           g_rc_box_acquire (keeper));
    }
  keeper_unref (keeper);
}

/* Nobody but the owner can make another one. */
static void
check_device (const NetKeeper *keeper, const char *culprit)
{
  if (!keeper->delegated && keeper->wanted->protection == VPN_PROTECTION_FLOWING
      && keeper->events != NULL && keeper->events->device_gone != NULL
      && net_link_get (keeper->wanted->plan->ifname).ifindex == 0)
    keeper->events->device_gone (keeper->owner, culprit);
}

static void
look_after (NetKeeper *keeper, guint news)
{
  const NetJournal *wanted = keeper->wanted;
  g_autofree char *culprit = g_steal_pointer (&keeper->culprit);
  guint lost = 0;

  if ((news & (NET_NEWS_KERNEL | NET_NEWS_HOST)) != 0)
    lost |= net_grip_repair_kernel (keeper->grip, wanted);
  if ((news & NET_NEWS_GUARD) != 0)
    lost |= net_grip_repair_guard (keeper->grip, wanted);
  note_losses (keeper, lost, culprit);
  if ((news & NET_NEWS_DNS) != 0 && wanted->dns != NULL)
    {
      NetDnsPlace place = get_place (keeper);

      net_dns_check_async (wanted->dns, &place, wanted->plan, on_dns_checked,
                           g_rc_box_acquire (keeper));
    }
  update_warnings (keeper);
  if ((news & NET_NEWS_LEASH) != 0 && keeper->events != NULL
      && keeper->events->leash_touched != NULL)
    keeper->events->leash_touched (keeper->owner, culprit);
  if ((news & NET_NEWS_KERNEL) != 0)
    check_device (keeper, culprit);
}

/* How long the ledger wants the look at this news to wait. */
static gint64
get_delay (const NetKeeper *keeper, guint news)
{
  static const struct
  {
    NetNewsKind news;
    NetThing thing;
  } rows[] = {
    { NET_NEWS_KERNEL, NET_THING_LINK },  { NET_NEWS_KERNEL, NET_THING_ADDRESS },
    { NET_NEWS_KERNEL, NET_THING_ROUTE }, { NET_NEWS_KERNEL, NET_THING_RULE },
    { NET_NEWS_GUARD, NET_THING_GUARD },  { NET_NEWS_DNS, NET_THING_DNS },
  };
  gint64 delay = news == NET_NEWS_HOST ? HOST_DELAY_US : 0, now = g_get_monotonic_time ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((news & rows[i].news) != 0)
      delay = MAX (delay, net_drift_delay (keeper->drift, rows[i].thing, now));
  return delay;
}

static gboolean
on_look (gpointer user_data)
{
  NetKeeper *keeper = g_rc_box_acquire (user_data);
  guint news = keeper->pending;

  clear_source (&keeper->timer);
  keeper->pending = 0;
  if (keeper->wanted != NULL && !keeper->changing)
    look_after (keeper, news);
  keeper_unref (keeper);
  return G_SOURCE_REMOVE;
}

static void
schedule (NetKeeper *keeper)
{
  if (keeper->changing || keeper->pending == 0)
    return;
  clear_source (&keeper->timer);
  keeper->timer = call_later (get_delay (keeper, keeper->pending), on_look, keeper);
}

static void
on_news (NetNewsKind news, const char *culprit, gpointer user_data)
{
  NetKeeper *keeper = user_data;
  gboolean urgent = (news & ~(guint) NET_NEWS_HOST & ~keeper->pending) != 0;

  if (culprit != NULL)
    {
      g_free (keeper->culprit);
      keeper->culprit = g_strdup (culprit);
    }
  keeper->pending |= news;
  /* A steady stream of news must not put the look off again and again. */
  if (keeper->timer == NULL || urgent)
    schedule (keeper);
}

/* ---- Changing what is wanted ---------------------------------------------------------------- */

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
  keeper_unref (change->keeper);
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
  update_warnings (keeper);
  schedule (keeper);
  if (change->failure != NULL)
    g_task_return_new_error (task, VPN_ERROR, VPN_ERROR_FAILED, "%s", change->failure->message);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
start_listening (NetKeeper *keeper)
{
  g_autoptr (GError) error = NULL;

  if (keeper->news != NULL)
    return;
  keeper->news = net_news_new (keeper->slot, keeper->wanted->plan->ifname, keeper->bus, on_news,
                               keeper, &error);
  if (keeper->news == NULL)
    g_warning ("What happens to the network is not watched: %s", error->message);
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
  start_listening (keeper);
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
  NetDnsPlace place = get_place (change->keeper);

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
  NetDnsPlace place = get_place (keeper);

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
  NetDnsPlace place = get_place (keeper);

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
  NetDnsPlace place = get_place (keeper);

  begin (keeper, NULL, task);
  g_clear_pointer (&keeper->news, net_news_free);
  clear_source (&keeper->timer);
  keeper->pending = 0;
  if (keeper->wanted == NULL)
    finish (task);
  else if (keeper->wanted->dns != NULL)
    net_dns_undo_async (keeper->wanted->dns, &place, on_dns_undone, task);
  else
    release (task);
}

/* ---- Life ----------------------------------------------------------------------------------- */

/* What an earlier run wanted is wanted still, until somebody says otherwise. */
static void
adopt (NetKeeper *keeper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NetJournal) journal = net_journal_read (keeper->dir, keeper->name, &error);

  if (error != NULL)
    g_warning ("%s", error->message);
  if (journal != NULL && journal->slot == keeper->slot)
    keeper->wanted = g_steal_pointer (&journal);
}

NetKeeper *
net_keeper_new (const NetApplierConfig *config, GError **error)
{
  NetKeeper *keeper = g_rc_box_new0 (NetKeeper);

  keeper->slot = config->slot;
  keeper->delegated = config->delegated;
  keeper->runtime_dir = g_strdup (config->runtime_dir);
  keeper->name = g_strdup (config->name);
  keeper->bus = config->bus != NULL ? g_object_ref (config->bus) : NULL;
  keeper->events = config->events;
  keeper->owner = config->owner;
  keeper->drift = net_drift_new ();
  keeper->warnings = g_new0 (char *, 1);
  keeper->dir = net_journal_dir (config->runtime_dir, error);
  keeper->grip = keeper->dir != NULL
                     ? net_grip_new (keeper->slot, keeper->dir, keeper->delegated, error)
                     : NULL;
  if (keeper->grip == NULL)
    {
      keeper_unref (keeper);
      return NULL;
    }
  adopt (keeper);
  return keeper;
}

void
net_keeper_free (NetKeeper *keeper)
{
  if (keeper == NULL)
    return;
  keeper->events = NULL;
  g_clear_pointer (&keeper->news, net_news_free);
  clear_source (&keeper->timer);
  clear_source (&keeper->healing);
  keeper_unref (keeper);
}

VpnProtection
net_keeper_get_protection (const NetKeeper *keeper)
{
  return keeper->wanted != NULL ? keeper->wanted->protection : VPN_PROTECTION_OPEN;
}

NetLock *
net_keeper_get_lock (NetKeeper *keeper)
{
  return net_grip_get_lock (keeper->grip);
}

const NetPlan *
net_keeper_get_plan (const NetKeeper *keeper)
{
  return keeper->wanted != NULL ? keeper->wanted->plan : NULL;
}

GStrv
net_keeper_get_warnings (const NetKeeper *keeper)
{
  return g_strdupv (keeper->warnings);
}

NetPolicy
net_keeper_decide (const NetKeeper *keeper, const IpAddress *address, char **ret_why)
{
  return net_policy_decide (net_keeper_get_plan (keeper), net_keeper_get_protection (keeper),
                            net_grip_get_host (keeper->grip), address, ret_why);
}
