// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-mtu.h"

#include <glib.h>

typedef struct
{
  WorkerMtu mtu;
  MonoTime now;
  guint carries; /* what the path does */
  guint64 tx, rx;
  guint n_probes, n_changes, n_lost;
} Scene;

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  self->now = MONO_HOUR;
  self->carries = 1500;
  worker_mtu_init (&self->mtu, 1500, 576);
}

/* Asks whatever is to be asked now. */
static void
ask (Scene *self)
{
  guint size;

  while ((size = worker_mtu_next (&self->mtu, self->now)) != 0)
    {
      g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 0);
      self->n_probes++;
      self->n_lost += size > self->carries ? 1 : 0;
      g_assert_cmpuint (self->n_probes, <, 20);
      if (worker_mtu_probed (&self->mtu, size, size <= self->carries, self->now))
        self->n_changes++;
    }
}

static void
begin (Scene *self, guint mtu)
{
  worker_mtu_begin (&self->mtu, mtu, 576);
  ask (self);
}

static void
look (Scene *self, guint sent, guint received)
{
  self->tx += sent;
  self->rx += received;
  worker_mtu_look (&self->mtu, TRUE, self->tx, self->rx, self->now);
}

static void
test_nothing_by_itself (Scene *self, gconstpointer unused)
{
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 0);
  g_assert_cmpint (worker_mtu_deadline (&self->mtu, self->now), ==, MONO_NEVER);
}

/* A path that is as the system says costs one question. */
static void
test_confirmed (Scene *self, gconstpointer unused)
{
  begin (self, 1500);
  g_assert_cmpuint (self->n_probes, ==, 1);
  g_assert_cmpuint (self->mtu.mtu, ==, 1500);
  g_assert_cmpint (worker_mtu_deadline (&self->mtu, self->now), ==, MONO_NEVER);
}

/* What is too large is lost: down to what surely arrives first, then as far up as it goes. */
static void
test_search (Scene *self, gconstpointer unused)
{
  static const guint paths[] = { 1492, 1454, 1400, 1397, 1281, 1280 };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      self->carries = paths[i];
      self->n_probes = self->n_changes = self->n_lost = 0;
      worker_mtu_begin (&self->mtu, 1500, 576);
      g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1500);
      g_assert_false (worker_mtu_probed (&self->mtu, 1500, FALSE, self->now));
      g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1280);
      g_assert_true (worker_mtu_probed (&self->mtu, 1280, TRUE, self->now));
      g_assert_cmpuint (self->mtu.mtu, ==, 1280);
      ask (self);
      g_assert_cmpuint (self->mtu.mtu, <=, paths[i]);
      g_assert_cmpuint (self->mtu.mtu + WORKER_MTU_STEP, >=, paths[i]);
      g_assert_cmpuint (self->n_changes, <=, 1);
      g_assert_cmpuint (self->n_lost, <=, 6);
    }
}

/* What was only late is not lost: the path is as wide as it was, and the search finds that. */
static void
test_late (Scene *self, gconstpointer unused)
{
  worker_mtu_begin (&self->mtu, 1500, 576);
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1500);
  g_assert_false (worker_mtu_probed (&self->mtu, 1500, FALSE, self->now));
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1280);
  g_assert_true (worker_mtu_probed (&self->mtu, 1280, TRUE, self->now));
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1390);
  g_assert_false (worker_mtu_probed (&self->mtu, 1390, FALSE, self->now));
  ask (self);
  g_assert_cmpuint (self->mtu.mtu, ==, 1500);
}

/* Nothing but the smallest arrives, or nothing at all that is asked. */
static void
test_narrow (Scene *self, gconstpointer unused)
{
  self->carries = 1000;
  begin (self, 1500);
  g_assert_cmpuint (self->mtu.mtu, ==, 576);
}

/* ICM-04: after a while a larger one is tried, and the search goes on from there. */
static void
test_raise (Scene *self, gconstpointer unused)
{
  self->carries = 1400;
  begin (self, 1500);
  g_assert_cmpint (worker_mtu_deadline (&self->mtu, self->now), ==, self->now + WORKER_MTU_RAISE);
  /* What is asked meanwhile does not put it off. */
  self->now += WORKER_MTU_RAISE / 2;
  look (self, 1, 1);
  ask (self);
  self->now += WORKER_MTU_RAISE / 2;
  ask (self);
  g_assert_cmpuint (self->mtu.mtu, >=, 1392);
  g_assert_cmpuint (self->mtu.mtu, <=, 1400);
  self->carries = 1450;
  self->now += WORKER_MTU_RAISE;
  self->n_probes = 0;
  ask (self);
  g_assert_cmpuint (self->mtu.mtu, >=, 1442);
  g_assert_cmpuint (self->mtu.mtu, <=, 1450);
  self->carries = 1500;
  self->now += WORKER_MTU_RAISE;
  self->n_probes = 0;
  ask (self);
  g_assert_cmpuint (self->n_probes, ==, 1);
  g_assert_cmpuint (self->mtu.mtu, ==, 1500);
  g_assert_cmpint (self->mtu.raise_at, ==, MONO_NEVER);
}

/* A transfer that gets on asks nothing; one that breaks off does, though nothing moves any more. */
static void
test_break (Scene *self, gconstpointer unused)
{
  begin (self, 1500);
  for (guint i = 0; i < 10; i++)
    {
      self->now += 150 * MONO_MSEC;
      look (self, 0, 100);
      ask (self);
    }
  g_assert_cmpuint (self->n_probes, ==, 1);
  g_assert_cmpint (worker_mtu_deadline (&self->mtu, self->now), ==, self->now + WORKER_MTU_BREAK);
  self->carries = 1400;
  self->now += WORKER_MTU_BREAK;
  ask (self);
  g_assert_cmpuint (self->mtu.mtu, <=, 1400);
  g_assert_cmpuint (self->mtu.mtu, >=, 1392);
}

/* An upload whose repeats are all that leaves has broken off as well. */
static void
test_repeats_are_no_progress (Scene *self, gconstpointer unused)
{
  begin (self, 1500);
  look (self, 50, 0);
  for (guint i = 0; i < 2; i++)
    {
      self->now += 150 * MONO_MSEC;
      look (self, 2, 0);
    }
  ask (self);
  g_assert_cmpuint (self->n_probes, ==, 2);
}

/* Transfers end all the time: that is asked about a few times, not each time. */
static void
test_ends_are_limited (Scene *self, gconstpointer unused)
{
  begin (self, 1500);
  self->n_probes = 0;
  for (guint i = 0; i < 20; i++)
    {
      look (self, 10, 10);
      self->now += WORKER_MTU_BREAK;
      ask (self);
    }
  g_assert_cmpuint (self->n_probes, ==, 4);
  self->now += MONO_MINUTE;
  look (self, 10, 10);
  self->now += WORKER_MTU_BREAK;
  self->n_probes = 0;
  ask (self);
  g_assert_cmpuint (self->n_probes, ==, 1);
}

/* While packets move the size is confirmed now and then, more often while large ones do. */
static void
test_confirmations (Scene *self, gconstpointer unused)
{
  begin (self, 1500);
  self->n_probes = 0;
  for (guint i = 0; i < 60; i++)
    {
      self->now += MONO_SEC;
      look (self, 0, 0);
      ask (self);
    }
  g_assert_cmpuint (self->n_probes, ==, 2);
  for (guint i = 0; i < 300; i++)
    {
      self->now += 100 * MONO_MSEC;
      look (self, 10, 0);
      ask (self);
    }
  g_assert_cmpuint (self->n_probes, ==, 5);
}

/* ICM-05: what a router says is believed at once, and asked about: a lie does not last. */
static void
test_told (Scene *self, gconstpointer unused)
{
  begin (self, 1500);
  g_assert_false (worker_mtu_told (&self->mtu, 0));
  g_assert_false (worker_mtu_told (&self->mtu, 1500));
  g_assert_true (worker_mtu_told (&self->mtu, 68));
  g_assert_cmpuint (self->mtu.mtu, ==, 576);
  ask (self);
  g_assert_cmpuint (self->mtu.mtu, ==, 1500);
  self->carries = 1400;
  g_assert_true (worker_mtu_told (&self->mtu, 1400));
  self->n_probes = 0;
  ask (self);
  g_assert_cmpuint (self->n_probes, ==, 1);
  g_assert_cmpuint (self->mtu.mtu, ==, 1400);
}

/* A driver that cannot ask asks later; the answer to something else is none. */
static void
test_not_now (Scene *self, gconstpointer unused)
{
  worker_mtu_begin (&self->mtu, 1500, 576);
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1500);
  worker_mtu_not_now (&self->mtu, self->now);
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 0);
  self->now = worker_mtu_deadline (&self->mtu, self->now);
  g_assert_cmpuint (worker_mtu_next (&self->mtu, self->now), ==, 1500);
  g_assert_false (worker_mtu_probed (&self->mtu, 1400, FALSE, self->now));
  worker_mtu_begin (&self->mtu, 1300, 576);
  g_assert_false (worker_mtu_probed (&self->mtu, 1500, FALSE, self->now));
  g_assert_cmpuint (self->mtu.mtu, ==, 1300);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/worker/mtu/" path, Scene, NULL, scene_set_up, func, NULL)
  ADD ("nothing-by-itself", test_nothing_by_itself);
  ADD ("confirmed", test_confirmed);
  ADD ("ICM-11/search", test_search);
  ADD ("ICM-11/late", test_late);
  ADD ("ICM-11/narrow", test_narrow);
  ADD ("ICM-04/raise", test_raise);
  ADD ("ICM-11/break", test_break);
  ADD ("ICM-11/repeats-are-no-progress", test_repeats_are_no_progress);
  ADD ("ICM-11/ends-are-limited", test_ends_are_limited);
  ADD ("ICM-11/confirmations", test_confirmations);
  ADD ("ICM-05/told", test_told);
  ADD ("not-now", test_not_now);
#undef ADD
  return g_test_run ();
}
