// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* NetLockdown: sets the guard of no connection, and looks after it. */
#include "net-lockdown.h"

#include "net-guard.h"
#include "net-news.h"
#include "net-slot.h"

/* No device has this name, so nothing is let through for its sake. */
#define NO_DEVICE "genkan-none"

struct NetLockdown
{
  NetPlan *plan; /* owned */
  NetNews *news; /* owned */
  NetLock *lock; /* borrowed */
  char *listing; /* owned; as it was set, NULL: it could not be */
};

/* The tables as they were set, owned, or NULL. lock: set as well where the kernel has such a thing;
 * NULL: nobody is there to hold it. */
static char *
set (const NetPlan *plan, NetLock *lock, GError **error)
{
  g_autoptr (NetNl) nl = net_nl_open (error);
  g_autoptr (GArray) host = NULL;

  if (nl == NULL)
    return NULL;
  host = net_host_read (nl);
  if (host == NULL)
    host = g_array_new (FALSE, TRUE, sizeof (NetHostAddress));
  if (lock != NULL)
    (void) net_lock_set (lock, plan, host);
  return net_guard_set (NET_SLOT_LOCKDOWN, plan, host, error);
}

static NetPlan *
without_device (NetPlan *plan)
{
  g_free (plan->ifname);
  plan->ifname = g_strdup (NO_DEVICE);
  return plan;
}

gboolean
net_lockdown_set_once (const NetPlan *plan, GError **error)
{
  g_autoptr (NetPlan) copy = without_device (net_plan_copy (plan));
  g_autofree char *listing = set (copy, NULL, error);

  return listing != NULL;
}

gboolean
net_lockdown_remove (GError **error)
{
  return net_guard_remove (NET_SLOT_LOCKDOWN, error);
}

static void
on_news (NetNewsKind news, const char *culprit, gpointer user_data)
{
  NetLockdown *lockdown = user_data;
  gboolean stands
      = lockdown->listing != NULL && net_guard_is (NET_SLOT_LOCKDOWN, lockdown->listing);

  /* Another address or device of the host may be one that stays reachable. */
  if ((news & NET_NEWS_HOST) == 0 && ((news & NET_NEWS_GUARD) == 0 || stands))
    return;
  if (!stands && lockdown->listing != NULL)
    g_message ("%s took away the lockdown; it is back",
               culprit != NULL ? culprit : "another program");
  g_free (lockdown->listing);
  lockdown->listing = set (lockdown->plan, lockdown->lock, NULL);
}

NetLockdown *
net_lockdown_new (NetPlan *plan, NetLock *lock, GError **error)
{
  g_autoptr (NetLockdown) lockdown = g_new0 (NetLockdown, 1);
  g_autoptr (GError) unwatched = NULL;

  lockdown->plan = without_device (plan);
  lockdown->lock = lock;
  lockdown->listing = set (plan, lockdown->lock, error);
  if (lockdown->listing == NULL)
    return NULL;
  lockdown->news = net_news_new (NET_SLOT_LOCKDOWN, NO_DEVICE, NULL, on_news, lockdown, &unwatched);
  if (lockdown->news == NULL)
    g_warning ("The lockdown is not watched: %s", unwatched->message);
  return g_steal_pointer (&lockdown);
}

void
net_lockdown_free (NetLockdown *lockdown)
{
  if (lockdown == NULL)
    return;
  net_news_free (lockdown->news);
  net_plan_free (lockdown->plan);
  g_free (lockdown->listing);
  g_free (lockdown);
}
