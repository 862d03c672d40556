// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-checksum.h"

#include "bytes.h"

#include <string.h>

static guint16
slow (const guint8 *data, gsize len)
{
  guint32 sum = 0;

  for (gsize i = 0; i < len; i++)
    sum += (i & 1) != 0 ? data[i] : (guint32) data[i] << 8;
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return (guint16) sum;
}

static void
test_against_the_slow_way (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  guint8 data[2100], copy[2100];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = i < 1000 ? 0xff : (guint8) g_rand_int (rand);
  for (gsize len = 0; len < 2050; len++)
    {
      gsize from = len % 17;
      guint8 stored[2];

      esp_checksum_store (stored, esp_checksum_fold (esp_checksum (data + from, len, 0)));
      g_assert_cmphex (byte_get_u16 (stored), ==, slow (data + from, len));
      memset (copy, 0, sizeof copy);
      esp_checksum_store (stored,
                          esp_checksum_fold (esp_checksum_copy (copy, data + from, len, 0)));
      g_assert_cmphex (byte_get_u16 (stored), ==, slow (data + from, len));
      g_assert_cmpmem (copy, len, data + from, len);
      g_assert_cmphex (copy[len], ==, 0);
    }
}

/* RFC 1071 section 3. */
static void
test_rfc_example (void)
{
  static const guint8 data[] = { 0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7 };
  guint8 stored[2];

  esp_checksum_store (stored, esp_checksum_fold (esp_checksum (data, sizeof data, 0)));
  g_assert_cmphex (byte_get_u16 (stored), ==, 0xddf2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/checksum/slow-way", test_against_the_slow_way);
  g_test_add_func ("/esp/checksum/rfc-example", test_rfc_example);
  return g_test_run ();
}
