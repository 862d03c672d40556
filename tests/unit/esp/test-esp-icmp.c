// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-icmp.h"

#include "bytes.h"

#include <string.h>

static gsize
build (gboolean v6, guint8 protocol, gsize payload_len, guint8 *out)
{
  PacketSpec spec = { .v6 = v6,
                      .protocol = protocol,
                      .df = TRUE,
                      .src_port = 1,
                      .dst_port = 2,
                      .payload_len = payload_len };

  return packet_build (&spec, out);
}

static void
test_fragmentation_needed (void)
{
  guint8 packet[2048], out[ESP_ICMP_MAX];
  gsize len = build (FALSE, IPPROTO_TCP, 1400, packet);
  gsize got = esp_icmp_too_big (packet, len, 1300, out);

  g_assert_cmpuint (got, ==, 576);
  g_assert_cmpuint (byte_get_u16 (out + 2), ==, got);
  g_assert_cmphex (packet_slow_sum (out, 20, 0), ==, 0xffff);
  g_assert_cmpmem (out + 12, 4, packet + 16, 4);
  g_assert_cmpmem (out + 16, 4, packet + 12, 4);
  g_assert_cmpint (out[20], ==, 3);
  g_assert_cmpint (out[21], ==, 4);
  g_assert_cmpuint (byte_get_u16 (out + 26), ==, 1300);
  g_assert_cmphex (packet_slow_sum (out + 20, got - 20, 0), ==, 0xffff);
  g_assert_cmpmem (out + 28, got - 28, packet, got - 28);
}

static void
test_packet_too_big (void)
{
  guint8 packet[2048], out[ESP_ICMP_MAX];
  gsize len = build (TRUE, IPPROTO_TCP, 1400, packet);
  gsize got = esp_icmp_too_big (packet, len, 1300, out);

  g_assert_cmpuint (got, ==, 1280);
  g_assert_cmpuint (byte_get_u16 (out + 4), ==, got - 40);
  g_assert_cmpint (out[40], ==, 2);
  g_assert_cmpuint (byte_get_u32 (out + 44), ==, 1300);
  g_assert_true (packet_checksums_are_right (out, got));
  g_assert_cmpmem (out + 48, got - 48, packet, got - 48);
}

static void
test_no_answer (void)
{
  guint8 packet[2048], out[ESP_ICMP_MAX];
  gsize len = build (FALSE, IPPROTO_UDP, 1400, packet);

  packet[6] = 0; /* no DF: the sender may fragment */
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), ==, 0);
  (void) build (FALSE, IPPROTO_UDP, 1400, packet);
  packet[16] = 224;
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), ==, 0);
  (void) build (FALSE, IPPROTO_UDP, 1400, packet);
  packet[7] = 9; /* later fragment */
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), ==, 0);
  len = build (FALSE, IPPROTO_ICMP, 1400, packet);
  packet[20] = 3; /* an error */
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), ==, 0);
  packet[20] = 8; /* an echo */
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), >, 0);
  len = build (TRUE, IPPROTO_ICMPV6, 1400, packet);
  packet[40] = 1;
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), ==, 0);
  packet[40] = 128;
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), >, 0);
  packet[24] = 0xff;
  g_assert_cmpuint (esp_icmp_too_big (packet, len, 1300, out), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/icmp/ICM-03/fragmentation-needed", test_fragmentation_needed);
  g_test_add_func ("/esp/icmp/ICM-03/packet-too-big", test_packet_too_big);
  g_test_add_func ("/esp/icmp/ICM-09/no-answer", test_no_answer);
  return g_test_run ();
}
