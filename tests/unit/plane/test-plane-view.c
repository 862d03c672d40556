// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "plane-view.h"

#include <pthread.h>

static PlaneSa *
make_sa (guint32 spi)
{
  g_auto (EspFixture) fixture = { 0 };
  PlaneSa *sa = g_new0 (PlaneSa, 1);

  esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
  sa->spi_in = spi;
  sa->in = esp_inbound_new (&fixture.params);
  sa->out = esp_outbound_new (&fixture.params);
  return sa;
}

static void
install (PlaneViews *views, PlaneSa *sa)
{
  PlaneView *view = plane_views_edit (views);

  view->in[view->n_in++] = sa;
  plane_views_publish (views, view, NULL);
}

static void
remove_last (PlaneViews *views)
{
  PlaneView *view = plane_views_edit (views);

  view->n_in--;
  plane_views_publish (views, view, view->in[view->n_in]);
}

/* While a reader uses an old record, it and the SAs it knows stay. */
static void
test_reader_keeps_what_it_uses (void)
{
  PlaneViews views;
  const PlaneView *seen;

  plane_views_init (&views);
  install (&views, make_sa (1));
  seen = plane_views_enter (&views, PLANE_READER_RX);
  remove_last (&views);
  g_assert_cmpuint (g_queue_get_length (&views.retired), ==, 1);
  g_assert_cmpuint (seen->in[0]->spi_in, ==, 1);
  /* Later records go on waiting behind it: the SA of one may be in the other. */
  install (&views, make_sa (2));
  remove_last (&views);
  g_assert_cmpuint (g_queue_get_length (&views.retired), ==, 3);
  plane_views_leave (&views, PLANE_READER_RX);
  install (&views, make_sa (3));
  g_assert_cmpuint (g_queue_get_length (&views.retired), ==, 0);
  plane_views_clear (&views);
}

static void
test_nothing_waits_without_readers (void)
{
  PlaneViews views;

  plane_views_init (&views);
  for (guint32 i = 0; i < PLANE_SA_MAX; i++)
    install (&views, make_sa (i));
  for (guint i = 0; i < PLANE_SA_MAX; i++)
    remove_last (&views);
  g_assert_cmpuint (g_queue_get_length (&views.retired), ==, 0);
  g_assert_cmpuint (plane_views_peek (&views)->n_in, ==, 0);
  plane_views_clear (&views);
}

typedef struct
{
  PlaneViews views;
  _Atomic gboolean stop;
} Shared;

static void *
read_all_the_time (void *data)
{
  Shared *shared = data;

  while (!atomic_load (&shared->stop))
    {
      const PlaneView *view = plane_views_enter (&shared->views, PLANE_READER_TX);

      for (guint i = 0; i < view->n_in; i++)
        g_assert_cmpuint (view->in[i]->spi_in, ==, 7);
      plane_views_leave (&shared->views, PLANE_READER_TX);
    }
  return NULL;
}

/* For the sanitizers: a reader and a writer at full speed. */
static void
test_reader_and_writer_race (void)
{
  Shared shared = { .stop = FALSE };
  pthread_t thread;

  plane_views_init (&shared.views);
  g_assert_cmpint (pthread_create (&thread, NULL, read_all_the_time, &shared), ==, 0);
  for (guint i = 0; i < 500; i++)
    {
      install (&shared.views, make_sa (7));
      remove_last (&shared.views);
    }
  atomic_store (&shared.stop, TRUE);
  pthread_join (thread, NULL);
  plane_views_clear (&shared.views);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/view/reader-keeps-what-it-uses", test_reader_keeps_what_it_uses);
  g_test_add_func ("/plane/view/nothing-waits", test_nothing_waits_without_readers);
  g_test_add_func ("/plane/view/race", test_reader_and_writer_race);
  return g_test_run ();
}
