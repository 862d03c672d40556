// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-oddity.h"

/* A flood of them is a line at once and another one each ten minutes, and none is left out. */
static void
test_flood (void)
{
  WorkerOddity oddity = { 0 };
  guint64 sum = 0;
  guint lines = 0;
  MonoTime now = MONO_HOUR;

  g_assert_cmpuint (worker_oddity_look (&oddity, 0, now), ==, 0);
  for (guint64 count = 1; count <= 36000; count++)
    {
      guint64 news = worker_oddity_look (&oddity, count, now);

      sum += news;
      lines += news != 0;
      now += 100 * MONO_MSEC;
    }
  g_assert_cmpuint (lines, ==, 6);
  now += WORKER_ODDITY_SPACING;
  sum += worker_oddity_look (&oddity, 36000, now);
  g_assert_cmpuint (sum, ==, 36000);
  g_assert_cmpuint (worker_oddity_look (&oddity, 36000, now + WORKER_ODDITY_SPACING), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/oddity/TOS-06/flood", test_flood);
  return g_test_run ();
}
