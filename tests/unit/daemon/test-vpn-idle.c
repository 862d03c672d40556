// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* When a connection counts as unused. */
#include "vpn-idle.h"

#define LIMIT_MS 40

typedef struct
{
  VpnIdle *idle;
  guint n_over;
} Scene;

static void
on_over (gpointer owner)
{
  Scene *self = owner;

  self->n_over++;
  /* As an owner may. */
  g_clear_pointer (&self->idle, vpn_idle_free);
}

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  self->idle = vpn_idle_new (on_over, self);
}

static void
scene_tear_down (Scene *self, gconstpointer unused)
{
  vpn_idle_free (self->idle);
}

static gboolean
quit (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
let_pass (guint milliseconds)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (milliseconds, quit, loop);
  g_main_loop_run (loop);
}

static void
test_rest_ends_it_after_the_limit (Scene *self, gconstpointer unused)
{
  gint64 began = g_get_monotonic_time ();

  vpn_idle_rest (self->idle, LIMIT_MS);
  while (self->n_over == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, LIMIT_MS * 1000);
  let_pass (2 * LIMIT_MS);
  g_assert_cmpuint (self->n_over, ==, 1);
}

static void
test_nothing_is_counted_while_packets_move (Scene *self, gconstpointer unused)
{
  let_pass (2 * LIMIT_MS);
  vpn_idle_rest (self->idle, LIMIT_MS);
  vpn_idle_stop (self->idle);
  let_pass (2 * LIMIT_MS);
  g_assert_cmpuint (self->n_over, ==, 0);
}

static void
test_each_rest_counts_from_its_beginning (Scene *self, gconstpointer unused)
{
  gint64 began;

  vpn_idle_rest (self->idle, LIMIT_MS);
  let_pass (LIMIT_MS / 2);
  began = g_get_monotonic_time ();
  if (self->n_over > 0)
    {
      g_test_skip ("this machine stood still");
      return;
    }
  vpn_idle_rest (self->idle, LIMIT_MS);
  while (self->n_over == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, LIMIT_MS * 1000);
}

static void
test_no_limit_never_ends_it (Scene *self, gconstpointer unused)
{
  vpn_idle_rest (self->idle, LIMIT_MS);
  vpn_idle_rest (self->idle, 0);
  let_pass (2 * LIMIT_MS);
  g_assert_cmpuint (self->n_over, ==, 0);
}

#define ADD(name, test) \
  g_test_add ("/daemon/idle/" name, Scene, NULL, scene_set_up, test, scene_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rest-ends-it-after-the-limit", test_rest_ends_it_after_the_limit);
  ADD ("nothing-is-counted-while-packets-move", test_nothing_is_counted_while_packets_move);
  ADD ("each-rest-counts-from-its-beginning", test_each_rest_counts_from_its_beginning);
  ADD ("no-limit-never-ends-it", test_no_limit_never_ends_it);
  return g_test_run ();
}
