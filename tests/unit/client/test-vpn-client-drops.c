// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-drop.h"
#include "vpn-client-drops.h"

#include <string.h>

static GVariant *
counters (const char *text)
{
  g_autofree char *dict = g_strdup_printf ("{'drops': <@a{st} %s>}", text);

  return g_variant_ref_sink (g_variant_new_parsed (dict));
}

static void
test_most_frequent_first (void)
{
  g_autoptr (GVariant) some = counters ("{'replay': 1, 'too-big': 70, 'dummy': 5}");
  g_auto (GStrv) lines = vpn_client_describe_drops (some);

  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, "70 packets: larger than the path allows");
  g_assert_true (g_str_has_prefix (lines[1], "5 packets: "));
  g_assert_cmpstr (lines[2], ==, "1 packet: seen before, or too old");
}

/* Whatever the data plane counts has words; what it does not know is shown as it came, cleaned. */
static void
test_every_reason_has_words (void)
{
  g_autoptr (GVariant) unknown = counters ("{'new\\u001breason': 2}");
  g_auto (GStrv) lines = vpn_client_describe_drops (unknown);

  g_assert_null (strchr (lines[0], '\033'));
  for (guint i = ESP_DROP_NONE + 1; i < ESP_N_DROPS; i++)
    {
      g_autofree char *one = g_strdup_printf ("{'%s': 2}", esp_drop_key (i));
      g_autofree char *bare = g_strdup_printf ("2 packets: %s", esp_drop_key (i));
      g_autoptr (GVariant) known = counters (one);
      g_auto (GStrv) words = vpn_client_describe_drops (known);

      g_assert_cmpuint (g_strv_length (words), ==, 1);
      g_assert_cmpstr (words[0], !=, bare);
    }
}

static void
test_nothing (void)
{
  g_autoptr (GVariant) none = counters ("{}");
  g_auto (GStrv) lines = vpn_client_describe_drops (none),
                 without = vpn_client_describe_drops (NULL);

  g_assert_cmpuint (g_strv_length (lines), ==, 0);
  g_assert_cmpuint (g_strv_length (without), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/drops/most-frequent-first", test_most_frequent_first);
  g_test_add_func ("/client/drops/every-reason-has-words", test_every_reason_has_words);
  g_test_add_func ("/client/drops/nothing", test_nothing);
  return g_test_run ();
}
