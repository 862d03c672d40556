// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The wanted state of one connection: what is wanted, watched and mended. */
#include "net-keeper-private.h"

#include "net-link.h"
#include "net-resolv-conf.h"

#define HOST_DELAY_US (200 * 1000) /* what is not urgent comes in bursts */

void
net_keeper_clear_source (GSource **source)
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

  net_keeper_clear_source (&keeper->timer);
  net_keeper_clear_source (&keeper->healing);
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

void
net_keeper_unref (NetKeeper *keeper)
{
  g_rc_box_release_full (keeper, keeper_clear);
}

NetDnsPlace
net_keeper_get_place (const NetKeeper *keeper)
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

void
net_keeper_update_warnings (NetKeeper *keeper)
{
  GStrv now = collect_warnings (keeper);
  gint64 time = g_get_monotonic_time ();
  gint64 heals_at = net_drift_heals_at (keeper->drift, time);
  gboolean same = g_strv_equal ((const char *const *) now, (const char *const *) keeper->warnings);

  net_keeper_clear_source (&keeper->healing);
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
  net_keeper_update_warnings (user_data);
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
      net_keeper_update_warnings (keeper);
    }
  net_keeper_unref (keeper);
}

static void
on_dns_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  NetKeeper *keeper = user_data;
  gboolean holds = net_dns_finish (result, NULL);

  if (!holds && !keeper->changing && keeper->wanted != NULL && keeper->wanted->dns != NULL)
    {
      NetDnsPlace place = net_keeper_get_place (keeper);
      g_autofree char *author
          = keeper->wanted->dns->kind == NET_DNS_FILE ? net_resolv_conf_get_author () : NULL;

      /* What could not be written before is not lost now. */
      if (keeper->dns_problem == NULL)
        note_losses (keeper, 1u << NET_THING_DNS, author);
      net_dns_apply_async (keeper->wanted->dns, &place, keeper->wanted->plan, NULL, on_dns_repaired,
                           g_rc_box_acquire (keeper));
    }
  net_keeper_unref (keeper);
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
      NetDnsPlace place = net_keeper_get_place (keeper);

      net_dns_check_async (wanted->dns, &place, wanted->plan, on_dns_checked,
                           g_rc_box_acquire (keeper));
    }
  net_keeper_update_warnings (keeper);
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

  net_keeper_clear_source (&keeper->timer);
  keeper->pending = 0;
  if (keeper->wanted != NULL && !keeper->changing)
    look_after (keeper, news);
  net_keeper_unref (keeper);
  return G_SOURCE_REMOVE;
}

void
net_keeper_schedule (NetKeeper *keeper)
{
  if (keeper->changing || keeper->pending == 0)
    return;
  net_keeper_clear_source (&keeper->timer);
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
    net_keeper_schedule (keeper);
}

void
net_keeper_listen (NetKeeper *keeper)
{
  g_autoptr (GError) error = NULL;

  if (keeper->news != NULL)
    return;
  keeper->news = net_news_new (keeper->slot, keeper->wanted->plan->ifname, keeper->bus, on_news,
                               keeper, &error);
  if (keeper->news == NULL)
    g_warning ("What happens to the network is not watched: %s", error->message);
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
      net_keeper_unref (keeper);
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
  net_keeper_clear_source (&keeper->timer);
  net_keeper_clear_source (&keeper->healing);
  net_keeper_unref (keeper);
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
