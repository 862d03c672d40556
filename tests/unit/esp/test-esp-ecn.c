// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-ecn.h"
#include "esp-fixture.h"

#define DROP 9

/* RFC 6040 figure 4: row inner, column outer, in the order of the bits (00, 01 = ECT(1), 10 =
 * ECT(0), 11 = CE). */
static const guint8 table[4][4] = {
  { 0, 0, 0, DROP },
  { 1, 1, 1, 3 },
  { 2, 1, 2, 3 },
  { 3, 3, 3, 3 },
};

/* Those marked with exclamation marks there. */
static const gboolean odd[4][4] = {
  { FALSE, TRUE, TRUE, TRUE },
  { FALSE, FALSE, TRUE, FALSE },
  { FALSE, FALSE, FALSE, FALSE },
  { FALSE, TRUE, FALSE, FALSE },
};

static void
test_table (void)
{
  for (guint i = 0; i < 32; i++)
    {
      guint8 packet[128];
      guint8 own = i & 3, outer = i >> 2 & 3;
      PacketSpec spec = {
        .v6 = i >= 16, .protocol = IPPROTO_UDP, .tclass = (guint8) (0xb8 | own), .payload_len = 5
      };
      gsize len = packet_build (&spec, packet);
      gboolean is_odd;
      gboolean kept = esp_ecn_decapsulate (packet, (guint8) (0x40 | outer), &is_odd);

      g_assert_cmpint (is_odd, ==, odd[own][outer]);
      g_assert_cmpint (kept, ==, table[own][outer] != DROP);
      if (kept)
        g_assert_cmphex (esp_traffic_class (packet), ==, 0xb8 | table[own][outer]);
      /* Nothing else changes: neither DSCP nor TTL. */
      g_assert_cmpuint (packet[i >= 16 ? 7 : 8], ==, 64);
      g_assert_true (packet_checksums_are_right (packet, len));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/ecn/TOS-02+TOS-05+TOS-06+TOS-07+TOS-08/table", test_table);
  return g_test_run ();
}
