// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-replay.h"

#include "esp.h"

#include <string.h>

static gboolean
take (EspReplay *replay, guint64 seq)
{
  if (!esp_replay_check (replay, seq))
    return FALSE;
  esp_replay_update (replay, seq);
  return TRUE;
}

static void
test_boundaries (void)
{
  static const guint windows[] = { 1, 32, 64, 65, 1024, 4095, 4096 };

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    {
      guint window = windows[i];
      EspReplay replay;

      esp_replay_init (&replay, window);
      g_assert_true (take (&replay, 10000));
      g_assert_false (esp_replay_check (&replay, 10000 - window - 1));
      g_assert_false (esp_replay_check (&replay, 10000 - window));
      if (window > 1)
        {
          g_assert_true (take (&replay, 10000 - window + 1));
          g_assert_false (take (&replay, 10000 - window + 1));
        }
      g_assert_false (take (&replay, 10000));
      g_assert_true (take (&replay, 10001));
    }
}

static void
test_zero_is_never_valid (void)
{
  EspReplay replay;

  esp_replay_init (&replay, 64);
  g_assert_false (esp_replay_check (&replay, 0));
  g_assert_true (take (&replay, 1));
  g_assert_false (esp_replay_check (&replay, 0));
}

static void
test_window_is_clamped (void)
{
  EspReplay replay;

  esp_replay_init (&replay, 100000);
  g_assert_cmpuint (replay.window, ==, ESP_REPLAY_MAX);
  esp_replay_init (&replay, 0);
  g_assert_cmpuint (replay.window, ==, 1);
}

/* A model that remembers everything. */
static void
test_random_order_against_a_set (void)
{
  static const guint windows[] = { 1, 63, 64, 1000, 4096 };

  for (guint w = 0; w < G_N_ELEMENTS (windows); w++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
      g_autoptr (GRand) rand = g_rand_new_with_seed (w + 1);
      guint window = windows[w];
      EspReplay replay;
      guint64 top = 0;

      esp_replay_init (&replay, window);
      for (guint i = 0; i < 50000; i++)
        {
          guint64 jump = g_rand_int_range (rand, 0, 1000) == 0 ? 20000 : 20;
          gint64 seq = (gint64) top + g_rand_int_range (rand, -6000, (gint) jump);
          gboolean model;

          if (seq <= 0)
            seq = (gint64) top + 1;
          model = !g_hash_table_contains (seen, GSIZE_TO_POINTER (seq))
                  && ((guint64) seq > top || top - (guint64) seq < window);
          g_assert_cmpint (take (&replay, (guint64) seq), ==, model);
          if (model)
            g_hash_table_add (seen, GSIZE_TO_POINTER (seq));
          top = MAX (top, model ? (guint64) seq : top);
        }
    }
}

/* What is nearest to the window is meant (RFC 4303 appendix A2.1). */
static void
test_esn_inference (void)
{
  static const guint64 tops[] = { 2000,        0xfffffff0,  0xffffffff,  0x100000000,
                                  0x100000005, 0x1fffffffe, 0x200000400, 0x5000000000 };

  for (guint i = 0; i < G_N_ELEMENTS (tops); i++)
    for (gint64 offset = -1023; offset < 3000; offset++)
      {
        EspReplay replay;
        guint64 want = tops[i] + (guint64) offset;
        guint64 got = 0;

        esp_replay_init (&replay, 1024);
        replay.top = tops[i];
        g_assert_true (esp_replay_infer (&replay, (guint32) want, TRUE, &got));
        g_assert_cmpuint (got, ==, want);
      }
}

static void
test_esn_far_ahead (void)
{
  EspReplay replay;
  guint64 got = 0;

  esp_replay_init (&replay, 64);
  replay.top = 0x100001000;
  g_assert_true (esp_replay_infer (&replay, 0xffffffff, TRUE, &got));
  g_assert_cmpuint (got, ==, 0x1ffffffff);
  g_assert_true (esp_replay_infer (&replay, 0xfc0, TRUE, &got));
  g_assert_cmpuint (got, ==, 0x200000fc0);
}

/* Behind the last number of 64 bits there is none. */
static void
test_esn_ends (void)
{
  EspReplay replay;
  guint64 got = 42;

  esp_replay_init (&replay, 64);
  replay.top = 0xffffffff00001000;
  g_assert_false (esp_replay_infer (&replay, 0xfc0, TRUE, &got));
  g_assert_cmpuint (got, ==, 42);
  g_assert_true (esp_replay_infer (&replay, 0xfffffffe, TRUE, &got));
  g_assert_cmphex (got, ==, 0xfffffffffffffffe);
}

static void
test_esn_before_the_first_wrap (void)
{
  EspReplay replay;
  guint64 got = 42;

  esp_replay_init (&replay, 1024);
  g_assert_false (esp_replay_infer (&replay, 0xffffffff, TRUE, &got));
  g_assert_cmpuint (got, ==, 42);
  g_assert_true (esp_replay_infer (&replay, 1, TRUE, &got));
  g_assert_cmpuint (got, ==, 1);
  g_assert_true (esp_replay_infer (&replay, 0xffffffff, FALSE, &got));
  g_assert_cmpuint (got, ==, 0xffffffff);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/replay/ARW-01/boundaries", test_boundaries);
  g_test_add_func ("/esp/replay/ARW-01/window-is-clamped", test_window_is_clamped);
  g_test_add_func ("/esp/replay/ARW-02/random-order", test_random_order_against_a_set);
  g_test_add_func ("/esp/replay/ARW-04/zero", test_zero_is_never_valid);
  g_test_add_func ("/esp/replay/ARW-07/inference", test_esn_inference);
  g_test_add_func ("/esp/replay/ARW-07/far-ahead", test_esn_far_ahead);
  g_test_add_func ("/esp/replay/ARW-07/ends", test_esn_ends);
  g_test_add_func ("/esp/replay/ARW-07/before-the-first-wrap", test_esn_before_the_first_wrap);
  return g_test_run ();
}
