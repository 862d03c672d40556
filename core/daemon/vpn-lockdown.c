// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnLockdown: the plan of what is closed, made of profiles. */
#include "vpn-lockdown.h"

#include "net-lockdown.h"
#include "net-slot.h"
#include "vpn-error.h"
#include "vpn-log.h"
#include "vpn-source.h"

#include <glib/gstdio.h>

/* Its name in the store, where connections are named by their number. */
#define LABEL "lockdown"

struct VpnLockdown
{
  VpnFdStore *fds;   /* borrowed */
  NetLock *lock;     /* owned */
  char *suspended;   /* owned; path of the file that says so */
  NetLockdown *net;  /* owned; NULL: it does not stand */
  const char *state; /* static */
  gboolean is_clear; /* an earlier run's is gone too */
  GSource *sign_in;  /* owned or NULL: somebody signs in until then */
  guint32 signer;
  void (*over) (gpointer owner);
  gpointer owner; /* borrowed */
};

gboolean
vpn_lockdown_is_wanted (const VpnProfile *profile)
{
  return g_str_equal (vpn_profile_get_string (profile, VPN_KEY_GUARD_MODE), "always");
}

gboolean
vpn_lockdown_check (VpnStoreScope scope, const VpnProfile *profile, GError **error)
{
  if (scope.is_system || !vpn_lockdown_is_wanted (profile))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
               "%s: always is for profiles of the system, because it concerns all users",
               VPN_KEY_GUARD_MODE);
  return FALSE;
}

/* ---- What is closed ------------------------------------------------------------------------ */

static guint
add_prefixes (IpPrefix *list, guint n, const char *const *texts)
{
  for (guint i = 0; texts[i] != NULL; i++)
    if (n < NET_LIST_MAX && ip_prefix_parse (texts[i], &list[n]))
      n++;
  return n;
}

static void
add_profile (NetPlan *plan, const VpnProfile *profile)
{
  static const char *const everything[] = { "0.0.0.0/0", "::/0", NULL };
  const char *const *routes = vpn_profile_get_list (profile, VPN_KEY_ROUTES);
  const char *local = vpn_profile_get_string (profile, VPN_KEY_LOCAL);

  plan->n_routes
      = add_prefixes (plan->routes, plan->n_routes, routes[0] != NULL ? routes : everything);
  plan->n_exclude = add_prefixes (plan->exclude, plan->n_exclude,
                                  vpn_profile_get_list (profile, VPN_KEY_EXCLUDE));
  /* The strictest of all. */
  if (g_str_equal (local, "block"))
    plan->local = NET_LOCAL_BLOCK;
  else if (g_str_equal (local, "machine") && plan->local == NET_LOCAL_ALLOW)
    plan->local = NET_LOCAL_MACHINE;
}

static NetPlan *
make_plan (const GPtrArray *profiles)
{
  NetPlan *plan = net_plan_new ();

  plan->local = NET_LOCAL_ALLOW;
  for (guint i = 0; i < profiles->len; i++)
    add_profile (plan, profiles->pdata[i]);
  /* What one profile leaves out another may want. */
  if (profiles->len > 1)
    plan->n_exclude = 0;
  net_plan_finish_routes (plan);
  return plan;
}

/* ---- Once ---------------------------------------------------------------------------------- */

static void
on_loaded (gpointer user_data, VpnStoreScope scope, const char *file, VpnProfile *profile)
{
  GPtrArray *profiles = user_data;

  if (scope.is_system && vpn_lockdown_is_wanted (profile))
    g_ptr_array_add (profiles, profile);
  else
    vpn_profile_free (profile);
}

gboolean
vpn_lockdown_set_once (VpnStore *store, GError **error)
{
  g_autoptr (GPtrArray) profiles
      = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_profile_free);
  g_autoptr (NetPlan) plan = NULL;

  vpn_store_load (store, on_loaded, profiles);
  if (profiles->len == 0)
    return net_lockdown_remove (error);
  plan = make_plan (profiles);
  return net_lockdown_set_once (plan, error);
}

/* ---- For good ------------------------------------------------------------------------------ */

VpnLockdown *
vpn_lockdown_new (const VpnServices *services)
{
  VpnLockdown *lockdown = g_new0 (VpnLockdown, 1);
  int lock;

  lockdown->suspended = g_build_filename (services->runtime_dir, "unlocked", NULL);
  lockdown->state = "off";
  lockdown->fds = services->fds;
  lockdown->lock = net_lock_new (NET_SLOT_LOCKDOWN);
  lock = vpn_fd_store_take (lockdown->fds, LABEL, VPN_FD_LOCK);
  if (lock >= 0)
    net_lock_adopt (lockdown->lock, lock);
  return lockdown;
}

void
vpn_lockdown_free (VpnLockdown *lockdown)
{
  if (lockdown == NULL)
    return;
  vpn_source_clear (&lockdown->sign_in);
  net_lockdown_free (lockdown->net);
  net_lock_free (lockdown->lock);
  g_free (lockdown->suspended);
  g_free (lockdown);
}

static const char *
remove_it (VpnLockdown *lockdown, const char *state)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&lockdown->net, net_lockdown_free);
  net_lock_remove (lockdown->lock);
  vpn_fd_store_forget (lockdown->fds, LABEL, VPN_FD_LOCK);
  if (!net_lockdown_remove (&error))
    vpn_log (G_LOG_LEVEL_WARNING, "The lockdown cannot be taken away: %s", error->message);
  return state;
}

static const char *
set_it (VpnLockdown *lockdown, const GPtrArray *profiles)
{
  g_autoptr (GError) error = NULL;
  NetPlan *plan = make_plan (profiles);

  plan->sign_in = lockdown->sign_in != NULL;
  plan->sign_in_uid = lockdown->signer;
  /* The tables stay until they are replaced. */
  net_lockdown_free (lockdown->net);
  lockdown->net = net_lockdown_new (plan, lockdown->lock, &error);
  if (net_lock_get_fd (lockdown->lock) >= 0)
    vpn_fd_store_keep (lockdown->fds, LABEL, VPN_FD_LOCK, net_lock_get_fd (lockdown->lock));
  if (lockdown->net != NULL)
    return lockdown->sign_in != NULL ? "sign-in" : "on";
  vpn_log (G_LOG_LEVEL_WARNING, "The lockdown cannot be set: %s", error->message);
  return "failed";
}

void
vpn_lockdown_update (VpnLockdown *lockdown, const GPtrArray *profiles)
{
  if (profiles->len == 0 && lockdown->is_clear)
    return;
  lockdown->is_clear = profiles->len == 0;
  if (profiles->len == 0)
    lockdown->state = remove_it (lockdown, "off");
  else if (g_file_test (lockdown->suspended, G_FILE_TEST_EXISTS))
    lockdown->state = remove_it (lockdown, "suspended");
  else
    lockdown->state = set_it (lockdown, profiles);
}

void
vpn_lockdown_suspend (VpnLockdown *lockdown, gboolean suspended)
{
  if (!suspended)
    (void) g_unlink (lockdown->suspended);
  else if (!g_file_set_contents (lockdown->suspended, "", 0, NULL))
    vpn_log (G_LOG_LEVEL_WARNING, "%s cannot be written: a restart of the service closes again",
             lockdown->suspended);
}

gboolean
vpn_lockdown_end_sign_in (VpnLockdown *lockdown)
{
  gboolean was = lockdown->sign_in != NULL;

  vpn_source_clear (&lockdown->sign_in);
  return was;
}

static gboolean
on_over (gpointer user_data)
{
  VpnLockdown *lockdown = user_data;

  (void) vpn_lockdown_end_sign_in (lockdown);
  lockdown->over (lockdown->owner);
  return G_SOURCE_REMOVE;
}

gboolean
vpn_lockdown_allow_sign_in (VpnLockdown *lockdown, guint32 uid, guint seconds, gboolean closed,
                            void (*over) (gpointer owner), gpointer owner)
{
  if (lockdown->net == NULL && !closed)
    return FALSE;
  vpn_source_clear (&lockdown->sign_in);
  lockdown->signer = uid;
  lockdown->over = over;
  lockdown->owner = owner;
  lockdown->sign_in
      = vpn_source_timeout (CLAMP (seconds, 1, VPN_LOCKDOWN_SIGN_IN_S) * 1000, on_over, lockdown);
  return TRUE;
}

const char *
vpn_lockdown_get_state (const VpnLockdown *lockdown)
{
  return lockdown->state;
}
