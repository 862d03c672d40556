// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-flow.h"

#include <glib.h>

#define KEEPALIVE (20 * MONO_SEC)

typedef struct
{
  WorkerFlow flow;
  WorkerFlowCount count;
} Scene;

static void
scene_set_up (Scene *self, gconstpointer unused)
{
  worker_flow_init (&self->flow, KEEPALIVE);
}

static guint
look (Scene *self, guint sent, guint received, MonoTime now)
{
  self->count.tx += sent;
  self->count.rx += received;
  return worker_flow_look (&self->flow, &self->count, now);
}

static void
test_idle_is_left_alone (Scene *self, gconstpointer unused)
{
  g_assert_cmpuint (look (self, 0, 0, MONO_HOUR), ==, 0);
  g_assert_cmpint (self->flow.next_look, ==, MONO_NEVER);
  (void) look (self, 1, 1, 2 * MONO_HOUR);
  g_assert_cmpint (self->flow.next_look, ==, 2 * MONO_HOUR + WORKER_FLOW_LOOK);
  g_assert_cmpuint (look (self, 0, 0, 2 * MONO_HOUR + WORKER_FLOW_LOOK), ==, 0);
  g_assert_cmpint (self->flow.next_look, ==, MONO_NEVER);
}

/* A ping a second into nothing: said by the third second at latest, then again every other. */
static void
test_silence (Scene *self, gconstpointer unused)
{
  g_assert_cmpuint (look (self, 1, 0, 0) & ~(guint) WORKER_FLOW_OUTBOUND, ==, 0);
  g_assert_cmpuint (look (self, 1, 0, 1 * MONO_SEC), ==, WORKER_FLOW_OUTBOUND);
  g_assert_false (self->flow.stalled);
  g_assert_cmpuint (look (self, 1, 0, 2 * MONO_SEC), ==,
                    WORKER_FLOW_OUTBOUND | WORKER_FLOW_UNANSWERED | WORKER_FLOW_CHANGED);
  g_assert_true (self->flow.stalled);
  g_assert_cmpuint (look (self, 1, 0, 3 * MONO_SEC), ==, WORKER_FLOW_OUTBOUND);
  g_assert_cmpuint (look (self, 1, 0, 4 * MONO_SEC), ==,
                    WORKER_FLOW_OUTBOUND | WORKER_FLOW_UNANSWERED);
  /* Nothing is asked any more: no news, but no all-clear either. */
  g_assert_cmpuint (look (self, 0, 0, 9 * MONO_SEC), ==, 0);
  g_assert_true (self->flow.stalled);
  g_assert_cmpuint (look (self, 0, 1, 10 * MONO_SEC), ==,
                    WORKER_FLOW_INBOUND | WORKER_FLOW_CHANGED);
  g_assert_false (self->flow.stalled);
}

/* The last look of a silence comes by itself, however long the sender waits to repeat. */
static void
test_silence_is_told_in_time (Scene *self, gconstpointer unused)
{
  (void) look (self, 1, 0, 0);
  (void) look (self, 0, 0, WORKER_FLOW_LOOK);
  g_assert_cmpint (self->flow.next_look, ==, MONO_NEVER);
  (void) look (self, 1, 0, 1 * MONO_SEC);
  (void) look (self, 0, 0, 1 * MONO_SEC + WORKER_FLOW_LOOK);
  g_assert_cmpint (self->flow.next_look, ==, WORKER_FLOW_SILENCE);
  g_assert_cmpuint (look (self, 0, 0, self->flow.next_look), ==,
                    WORKER_FLOW_UNANSWERED | WORKER_FLOW_CHANGED);
  g_assert_cmpint (self->flow.next_look, ==, MONO_NEVER);
}

/* MOB-13: a conversation that breaks off makes ask at once, and says nothing to anybody yet. */
static void
test_doubt (Scene *self, gconstpointer unused)
{
  MonoTime now = MONO_HOUR;
  guint news = 0;

  (void) look (self, 1, 1, now);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (news & WORKER_FLOW_UNANSWERED, ==, 0);
      now += WORKER_FLOW_LOOK;
      news = look (self, 1, 0, now);
    }
  g_assert_cmpuint (news, ==, WORKER_FLOW_OUTBOUND | WORKER_FLOW_UNANSWERED);
  g_assert_false (self->flow.stalled);
  /* What breaks off again and again is not asked about again and again. */
  (void) look (self, 0, 1, now);
  for (guint i = 0; i < 6; i++)
    {
      now += WORKER_FLOW_LOOK;
      g_assert_cmpuint (look (self, 1, 0, now), ==, WORKER_FLOW_OUTBOUND);
    }
}

/* One packet may be one that nobody answers, such as a line for a log server. */
static void
test_a_single_packet_proves_nothing (Scene *self, gconstpointer unused)
{
  (void) look (self, 1, 0, 0);
  g_assert_cmpuint (look (self, 0, 0, 5 * MONO_SEC), ==, 0);
  g_assert_false (self->flow.stalled);
}

static void
test_answers_keep_it_quiet (Scene *self, gconstpointer unused)
{
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (look (self, 3, i % 2, i * MONO_SEC) & WORKER_FLOW_UNANSWERED, ==, 0);
}

/* A conversation that becomes one-sided is doubted at once; what always was is not. */
static void
test_one_sided (Scene *self, gconstpointer unused)
{
  MonoTime now = 0;

  for (guint i = 0; i < 20; i++, now += 200 * MONO_MSEC)
    g_assert_cmpuint (look (self, 20, 20, now) & WORKER_FLOW_UNANSWERED, ==, 0);
  for (guint i = 0; i < 4; i++, now += 200 * MONO_MSEC)
    if ((look (self, 20, 1, now) & WORKER_FLOW_UNANSWERED) != 0)
      break;
  g_assert_cmpint (now, <=, 20 * 200 * MONO_MSEC + 600 * MONO_MSEC);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (look (self, 20, 1, now += 200 * MONO_MSEC) & WORKER_FLOW_UNANSWERED, ==, 0);
}

/* A path that is dead one way: the office repeats what it said, and IKE gets no answer. */
static void
test_what_comes_in_is_no_answer (Scene *self, gconstpointer unused)
{
  guint i = 0;

  self->flow.owed = 1 * MONO_SEC;
  for (; i < 14; i++)
    (void) look (self, 2, i % 3 == 0, i * 200 * MONO_MSEC);
  g_assert_false (self->flow.stalled);
  for (; i < 17; i++)
    (void) look (self, 2, i % 3 == 0, i * 200 * MONO_MSEC);
  g_assert_true (self->flow.stalled);
  for (; i < 40; i++)
    g_assert_cmpuint (look (self, 2, i % 3 == 0, i * 200 * MONO_MSEC) & WORKER_FLOW_CHANGED, ==, 0);
  self->flow.owed = MONO_NEVER;
  g_assert_cmpuint (look (self, 2, 1, i * 200 * MONO_MSEC), ==,
                    WORKER_FLOW_OUTBOUND | WORKER_FLOW_INBOUND | WORKER_FLOW_CHANGED);
}

/* The same right after another doubt, so that IKE is asked late: it is said within three seconds of
 * the moment the conversation became one-sided, however late that was. */
static void
test_one_sided_is_told_in_time (Scene *self, gconstpointer unused)
{
  MonoTime now = 10 * MONO_SEC, asked = MONO_NEVER, broke;

  /* A doubt, and an answer that ends it. */
  for (guint i = 0; i < 5; i++)
    (void) look (self, 15, 15, now += WORKER_FLOW_LOOK);
  while ((look (self, 15, 0, now += WORKER_FLOW_LOOK) & WORKER_FLOW_UNANSWERED) == 0)
    ;
  for (guint i = 0; i < 3; i++)
    (void) look (self, 15, 15, now += WORKER_FLOW_LOOK);
  broke = now;
  while (!self->flow.stalled)
    {
      now += WORKER_FLOW_LOOK;
      self->flow.owed = asked;
      if ((look (self, 15, 1, now) & WORKER_FLOW_UNANSWERED) != 0 && asked == MONO_NEVER)
        asked = now;
      g_assert_cmpint (now - broke, <, 2750 * MONO_MSEC);
    }
  g_assert_cmpint (asked - broke, >, WORKER_FLOW_DOUBT + WORKER_FLOW_LOOK);
  g_assert_cmpint (now - broke, >=, WORKER_FLOW_SILENCE);
}

/* The same while IKE is answered: the office repeats itself, so do we, and nothing answers. */
static void
test_repeats_are_no_answer (Scene *self, gconstpointer unused)
{
  guint told = 0, i = 0;

  for (; i < 10; i++)
    {
      self->count.questions++;
      self->count.answers++;
      g_assert_cmpuint (look (self, 2, 2, i * 200 * MONO_MSEC) & WORKER_FLOW_UNANSWERED, ==, 0);
    }
  for (; i < 10 + 14; i++)
    {
      self->count.questions += i % 4 == 0;
      told += (look (self, 2, 1, i * 200 * MONO_MSEC) & WORKER_FLOW_UNANSWERED) != 0;
    }
  g_assert_true (self->flow.stalled);
  /* What comes in is no sign of life either, and it is told again. */
  g_assert_cmpuint (told, ==, 1);
  for (; i < 10 + 30; i++)
    {
      guint news;

      self->count.questions += i % 4 == 0;
      news = look (self, 2, 1, i * 200 * MONO_MSEC);
      told += (news & WORKER_FLOW_UNANSWERED) != 0;
      g_assert_cmpuint (news & WORKER_FLOW_INBOUND, ==, 0);
    }
  g_assert_cmpuint (told, ==, 2);
  self->count.answers++;
  g_assert_cmpuint (look (self, 0, 1, i * 200 * MONO_MSEC), ==,
                    WORKER_FLOW_INBOUND | WORKER_FLOW_CHANGED);
}

/* A connection at rest: every few seconds one side looks whether the other is there, and the
 * answer to that is followed by nothing. */
static void
test_rest_is_no_repeat (Scene *self, gconstpointer unused)
{
  for (guint i = 0; i < 20; i++)
    {
      self->count.questions++;
      g_assert_cmpuint (look (self, 1, 1, i * 3 * MONO_SEC) & WORKER_FLOW_UNANSWERED, ==, 0);
    }
  g_assert_false (self->flow.stalled);
}

/* Another path: what was known of the old one does not count. */
static void
test_reset (Scene *self, gconstpointer unused)
{
  for (guint i = 0; i < 4; i++)
    (void) look (self, 1, 0, i * MONO_SEC);
  g_assert_cmpuint (worker_flow_reset (&self->flow), ==, WORKER_FLOW_CHANGED);
  g_assert_cmpuint (worker_flow_reset (&self->flow), ==, 0);
  g_assert_cmpuint (look (self, 1, 0, 4 * MONO_SEC), ==, WORKER_FLOW_OUTBOUND);
}

/* NAT-14: traffic stands in for keepalives, but never leaves a gap much longer than their
 * interval. */
static void
test_keepalive (Scene *self, gconstpointer unused)
{
  /* Somewhere in twenty seconds: the engine may have to send its keepalive now. */
  g_assert_cmpuint (look (self, 5, 5, 20 * MONO_SEC), ==, WORKER_FLOW_INBOUND);
  g_assert_cmpuint (look (self, 1, 0, 30 * MONO_SEC), ==, WORKER_FLOW_OUTBOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/worker/flow/" path, Scene, NULL, scene_set_up, func, NULL)
  ADD ("idle-is-left-alone", test_idle_is_left_alone);
  ADD ("DPD-02/silence", test_silence);
  ADD ("DPD-02/silence-is-told-in-time", test_silence_is_told_in_time);
  ADD ("MOB-13/doubt", test_doubt);
  ADD ("a-single-packet-proves-nothing", test_a_single_packet_proves_nothing);
  ADD ("answers-keep-it-quiet", test_answers_keep_it_quiet);
  ADD ("DPD-02/one-sided", test_one_sided);
  ADD ("DPD-02/what-comes-in-is-no-answer", test_what_comes_in_is_no_answer);
  ADD ("DPD-02/one-sided-is-told-in-time", test_one_sided_is_told_in_time);
  ADD ("DPD-02/repeats-are-no-answer", test_repeats_are_no_answer);
  ADD ("DPD-02/rest-is-no-repeat", test_rest_is_no_repeat);
  ADD ("reset", test_reset);
  ADD ("NAT-14/keepalive", test_keepalive);
#undef ADD
  return g_test_run ();
}
