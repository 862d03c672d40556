// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnViews: clients and what polkit said of them. */
#include "vpn-views.h"

#include "vpn-names.h"
#include "vpn-source.h"

struct VpnViews
{
  VpnBouncer *bouncer; /* counted */
  void (*gained) (gpointer owner, const char *name);
  gpointer owner;        /* borrowed */
  GHashTable *by_client; /* owned; name -> View, counted */
};

/* A question under way holds it as well. */
typedef struct
{
  VpnViews *views; /* borrowed; NULL once it is forgotten */
  char *name;      /* owned */
  gboolean may_connect, is_asked;
  gint64 asked_at;    /* monotonic microseconds; 0: never */
  GPtrArray *readers; /* owned; of GTask, which wait for the answer */
  GSource *timer;     /* owned; until they wait no more */
} View;

static void
release_readers (View *view)
{
  g_autoptr (GPtrArray) readers = g_steal_pointer (&view->readers);

  view->readers = g_ptr_array_new_with_free_func (g_object_unref);
  vpn_source_clear (&view->timer);
  for (guint i = 0; i < readers->len; i++)
    g_task_return_boolean (readers->pdata[i], TRUE);
}

static void
view_clear (gpointer data)
{
  View *view = data;

  g_ptr_array_unref (view->readers);
  g_free (view->name);
}

static void
view_unref (gpointer view)
{
  g_rc_box_release_full (view, view_clear);
}

static void
view_forget (gpointer data)
{
  View *view = data;

  view->views = NULL;
  release_readers (view);
  view_unref (view);
}

VpnViews *
vpn_views_new (VpnBouncer *bouncer, void (*gained) (gpointer owner, const char *name),
               gpointer owner)
{
  VpnViews *views = g_new0 (VpnViews, 1);

  views->bouncer = vpn_bouncer_ref (bouncer);
  views->gained = gained;
  views->owner = owner;
  views->by_client = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, view_forget);
  return views;
}

void
vpn_views_free (VpnViews *views)
{
  if (views == NULL)
    return;
  g_hash_table_unref (views->by_client);
  vpn_bouncer_unref (views->bouncer);
  g_free (views);
}

VpnViewer
vpn_views_get (VpnViews *views, const char *name, guint32 uid)
{
  const View *view = g_hash_table_lookup (views->by_client, name);

  return (VpnViewer){ uid, uid == 0 || (view != NULL && view->may_connect) };
}

void
vpn_views_forget (VpnViews *views, const char *name)
{
  g_hash_table_remove (views->by_client, name);
}

static gboolean
on_late (gpointer user_data)
{
  release_readers (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_verdict (GObject *source, GAsyncResult *result, gpointer user_data)
{
  View *view = user_data;
  gboolean was_late = view->timer == NULL, could = view->may_connect;

  view->may_connect = vpn_bouncer_check_finish (result, NULL);
  view->is_asked = FALSE;
  if (view->views != NULL && view->may_connect && !could && was_late)
    view->views->gained (view->views->owner, view->name);
  release_readers (view);
  view_unref (view);
}

static View *
get_view (VpnViews *views, const char *name)
{
  View *view = g_hash_table_lookup (views->by_client, name);

  if (view != NULL)
    return view;
  view = g_rc_box_new0 (View);
  view->views = views;
  view->name = g_strdup (name);
  view->readers = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (views->by_client, view->name, view);
  return view;
}

static void
ask (View *view, VpnCall *call, gint64 now)
{
  view->is_asked = TRUE;
  view->asked_at = now;
  view->timer = vpn_source_timeout (VPN_VIEWS_WAIT_MS, on_late, view);
  vpn_bouncer_ask_async (view->views->bouncer, call, VPN_ACTION_CONNECT_SYSTEM, on_verdict,
                         g_rc_box_acquire (view));
}

void
vpn_views_refresh_async (VpnViews *views, VpnCall *call, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  gint64 now = g_get_monotonic_time ();
  View *view = NULL;

  if (vpn_call_get_uid (call) != 0)
    {
      view = get_view (views, vpn_call_get_sender (call));
      if (!view->is_asked && (view->asked_at == 0 || now - view->asked_at > VPN_VIEWS_VALID_US))
        ask (view, call, now);
    }
  if (view != NULL && view->timer != NULL)
    g_ptr_array_add (view->readers, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}
