// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-drop.h"

static void
test_every_reason_has_words (void)
{
  for (guint i = 0; i < ESP_N_DROPS; i++)
    {
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (esp_drop_key (i), !=, esp_drop_key (j));
    }
  g_assert_cmpstr (esp_drop_key (ESP_DROP_REPLAY), ==, "replay");
  g_assert_cmpstr (esp_drop_key (ESP_N_DROPS), ==, "unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/drop/words", test_every_reason_has_words);
  return g_test_run ();
}
