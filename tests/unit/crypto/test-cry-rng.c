// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-rng.h"

#include <string.h>

static void
test_fills_everything (void)
{
  static const gsize lens[] = { 0, 1, 16, 256, 257, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (lens); i++)
    {
      g_autofree guint8 *a = g_malloc0 (lens[i] + 1);
      g_autofree guint8 *b = g_malloc0 (lens[i] + 1);

      rng_fill (cry_rng_system (), a, lens[i]);
      rng_fill (cry_rng_system (), b, lens[i]);
      g_assert_cmpuint (a[lens[i]] | b[lens[i]], ==, 0);
      if (lens[i] >= 16)
        {
          /* The end is filled as well as the start. */
          g_assert_true (memcmp (a, b, 16) != 0);
          g_assert_true (memcmp (a + lens[i] - 16, b + lens[i] - 16, 16) != 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/rng/fills-everything", test_fills_everything);
  return g_test_run ();
}
