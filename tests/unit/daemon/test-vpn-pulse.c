// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* When a worker's silence means something, and what. */
#include "vpn-pulse.h"

typedef struct
{
  VpnPulse *pulse;
  guint n_silent, n_heard, n_dead;
} Scene;

static void
on_silent (gpointer owner, gboolean silent)
{
  Scene *self = owner;

  if (silent)
    self->n_silent++;
  else
    self->n_heard++;
}

static void
on_dead (gpointer owner)
{
  Scene *self = owner;

  self->n_dead++;
  /* As its owner does. */
  g_clear_pointer (&self->pulse, vpn_pulse_free);
}

static const VpnPulseEvents events = { on_silent, on_dead };

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  self->pulse = vpn_pulse_new (&events, self, 20, 40);
}

static void
scene_tear_down (Scene *self, gconstpointer unused)
{
  vpn_pulse_free (self->pulse);
}

static gboolean
on_timeout (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static void
let_pass (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_timeout, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_rest_is_no_silence (Scene *self, gconstpointer unused)
{
  let_pass (50);
  vpn_pulse_beat (self->pulse, TRUE);
  vpn_pulse_beat (self->pulse, FALSE);
  let_pass (100);
  g_assert_cmpuint (self->n_silent + self->n_heard + self->n_dead, ==, 0);
}

static void
test_silence_is_told_and_then_ends_it (Scene *self, gconstpointer unused)
{
  gint64 began = g_get_monotonic_time ();

  vpn_pulse_beat (self->pulse, TRUE);
  while (self->n_silent == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_dead, ==, 0);
  while (self->n_dead == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 60 * 1000);
  let_pass (50);
  g_assert_cmpuint (self->n_silent, ==, 1);
  g_assert_cmpuint (self->n_dead, ==, 1);
}

static void
test_a_beat_ends_the_silence (Scene *self, gconstpointer unused)
{
  vpn_pulse_beat (self->pulse, TRUE);
  while (self->n_silent == 0)
    g_main_context_iteration (NULL, TRUE);
  vpn_pulse_beat (self->pulse, FALSE);
  g_assert_cmpuint (self->n_heard, ==, 1);
  let_pass (100);
  g_assert_cmpuint (self->n_dead, ==, 0);
}

/* All stood still, longer than both waits: who is heard then is alive. */
static void
test_a_stop_of_everything_accuses_nobody (Scene *self, gconstpointer unused)
{
  vpn_pulse_beat (self->pulse, TRUE);
  g_usleep (100 * 1000);
  while (self->n_silent == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_dead, ==, 0);
  vpn_pulse_beat (self->pulse, FALSE);
  let_pass (100);
  g_assert_cmpuint (self->n_dead, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/daemon/pulse/" path, Scene, NULL, scene_set_up, func, scene_tear_down)
  ADD ("rest-is-no-silence", test_rest_is_no_silence);
  ADD ("silence-is-told-and-then-ends-it", test_silence_is_told_and_then_ends_it);
  ADD ("a-beat-ends-the-silence", test_a_beat_ends_the_silence);
  ADD ("a-stop-of-everything-accuses-nobody", test_a_stop_of_everything_accuses_nobody);
#undef ADD
  return g_test_run ();
}
