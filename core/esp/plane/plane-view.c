// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Publishes and retires records between threads without a lock. */
#include "plane-view.h"

#include <sched.h>

#define RECLAIM_TRIES 200 /* a batch takes well below a millisecond */

typedef struct
{
  PlaneView *view; /* owned */
  PlaneSa *sa;     /* owned; the SA that went with it, or NULL */
  PlaneTap *tap;   /* owned; likewise */
} PlaneRetired;

void
plane_sa_free (PlaneSa *sa)
{
  if (sa == NULL)
    return;
  esp_inbound_free (sa->in);
  esp_outbound_free (sa->out);
  g_free (sa);
}

static void
retired_free (PlaneRetired *retired)
{
  g_free (retired->view);
  plane_sa_free (retired->sa);
  plane_tap_free (retired->tap);
  g_free (retired);
}

void
plane_views_init (PlaneViews *views)
{
  atomic_init (&views->current, g_new0 (PlaneView, 1));
  for (guint i = 0; i < PLANE_N_READERS; i++)
    atomic_init (&views->in_use[i], NULL);
  g_queue_init (&views->retired);
}

void
plane_views_clear (PlaneViews *views)
{
  PlaneView *view = atomic_exchange (&views->current, NULL);
  PlaneRetired *retired;

  while ((retired = g_queue_pop_head (&views->retired)) != NULL)
    retired_free (retired);
  for (guint i = 0; view != NULL && i < view->n_in; i++)
    plane_sa_free (view->in[i]);
  if (view != NULL)
    plane_tap_free (view->tap);
  g_free (view);
}

const PlaneView *
plane_views_enter (PlaneViews *views, PlaneReader reader)
{
  PlaneView *view;

  /* The second look makes sure that the announcement came before any retirement of the record. */
  do
    {
      view = atomic_load (&views->current);
      atomic_store (&views->in_use[reader], view);
    }
  while (view != atomic_load (&views->current));
  return view;
}

void
plane_views_leave (PlaneViews *views, PlaneReader reader)
{
  atomic_store_explicit (&views->in_use[reader], NULL, memory_order_release);
}

PlaneView *
plane_views_edit (PlaneViews *views)
{
  return g_memdup2 (atomic_load (&views->current), sizeof (PlaneView));
}

const PlaneView *
plane_views_peek (const PlaneViews *views)
{
  return atomic_load ((_Atomic (PlaneView *) *) &views->current);
}

static gboolean
is_in_use (PlaneViews *views, const PlaneView *view)
{
  for (guint i = 0; i < PLANE_N_READERS; i++)
    if (atomic_load (&views->in_use[i]) == view)
      return TRUE;
  return FALSE;
}

/* Frees from the oldest on and stops at the first in use: an SA that went with a later record may
 * still be reached through an older one. */
static gboolean
reclaim (PlaneViews *views)
{
  PlaneRetired *retired;

  while ((retired = g_queue_peek_head (&views->retired)) != NULL)
    {
      if (is_in_use (views, retired->view))
        return FALSE;
      retired_free (g_queue_pop_head (&views->retired));
    }
  return TRUE;
}

void
plane_views_publish (PlaneViews *views, PlaneView *view, PlaneSa *removed)
{
  PlaneRetired *retired = g_new0 (PlaneRetired, 1);

  retired->view = atomic_exchange (&views->current, view);
  retired->sa = removed;
  retired->tap = retired->view->tap != view->tap ? retired->view->tap : NULL;
  g_queue_push_tail (&views->retired, retired);
  /* Keys should be gone soon. What a busy reader still holds goes with the next change. */
  for (guint i = 0; i < RECLAIM_TRIES && !reclaim (views); i++)
    sched_yield ();
}

PlaneSa *
plane_view_find (const PlaneView *view, guint32 spi_in)
{
  for (guint i = 0; i < view->n_in; i++)
    if (view->in[i]->spi_in == spi_in)
      return view->in[i];
  return NULL;
}

gboolean
plane_sa_note_usage (PlaneSa *sa, const EspUsage *usage)
{
  int none = PLANE_SOFT_NONE;

  return usage->soft_reached && atomic_load_explicit (&sa->soft, memory_order_relaxed) == none
         && atomic_compare_exchange_strong (&sa->soft, &none, PLANE_SOFT_PENDING);
}
