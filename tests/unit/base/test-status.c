// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Every fatal code has a name of its own, and what is none is told as such. */
#include "status.h"

static void
test_names (void)
{
  static const int codes[]
      = { STATUS_FATAL_INTERNAL, STATUS_FATAL_CRYPTO, STATUS_FATAL_LIMIT, STATUS_FATAL_CONFIG };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_assert_true (status_is_fatal (codes[i]));
      g_assert_true (g_hash_table_add (seen, (gpointer) status_fatal_name (codes[i])));
    }
  g_assert_true (g_hash_table_add (seen, (gpointer) status_fatal_name (-99)));
  g_assert_cmpstr (status_fatal_name (-99), ==, status_fatal_name (-100));
}

static void
test_positive_is_no_failure (void)
{
  g_assert_false (status_is_fatal (STATUS_OK));
  g_assert_false (status_is_fatal (1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/status/names", test_names);
  g_test_add_func ("/base/status/positive-is-no-failure", test_positive_is_no_failure);
  return g_test_run ();
}
