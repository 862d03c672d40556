// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The fuzz target over packets that are nearly right: a short, repeatable run everywhere. */
#include "esp-fixture.h"

#include <string.h>

#define ROUNDS 20000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
test_nearly_right_packets (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4303);

  for (guint i = 0; i < ROUNDS; i++)
    {
      guint8 data[2048] = { 0 };
      PacketSpec spec = {
        .v6 = g_rand_boolean (rand),
        .protocol = g_rand_boolean (rand) ? IPPROTO_TCP : IPPROTO_UDP,
        .df = g_rand_boolean (rand),
        .flags = (guint8) g_rand_int_range (rand, 0, 256),
        .mss_option = (guint16) g_rand_int_range (rand, 0, 2000),
        .payload_len = (gsize) g_rand_int_range (rand, 0, 1000),
      };
      gsize skip = (gsize) g_rand_int_range (rand, 1, 10);
      gsize len = skip + packet_build (&spec, data + skip);
      guint changes = (guint) g_rand_int_range (rand, 0, 6);

      for (gsize at = 0; at < skip; at++)
        data[at] = (guint8) g_rand_int (rand);
      for (guint j = 0; j < changes; j++)
        data[g_rand_int_range (rand, 0, (gint) MIN (len, 90))] = (guint8) g_rand_int (rand);
      (void) LLVMFuzzerTestOneInput (data, len - (gsize) g_rand_int_range (rand, 0, 4));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/fuzz/nearly-right-packets", test_nearly_right_packets);
  return g_test_run ();
}
