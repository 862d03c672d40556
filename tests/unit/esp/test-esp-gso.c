// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-gso.h"

#include "bytes.h"

#include <string.h>

#define TCP_FIN 0x01
#define TCP_PSH 0x08
#define TCP_ACK 0x10
#define TCP_CWR 0x80

typedef struct
{
  gboolean v6;
  guint8 protocol;
  guint8 flags;
  gsize payload_len;
  guint16 segment;
  guint want; /* packets */
} Case;

static EspOffload
offload_for (const Case *test)
{
  EspGsoKind tcp = test->v6 ? ESP_GSO_TCP6 : ESP_GSO_TCP4;

  return (EspOffload){
    .kind = test->protocol == IPPROTO_TCP ? tcp : ESP_GSO_UDP,
    .needs_csum = TRUE,
    .segment = test->segment,
    .csum_start = test->v6 ? 40 : 20,
    .csum_offset = test->protocol == IPPROTO_TCP ? 16 : 6,
  };
}

static void
check_tcp_segment (const Case *test, const guint8 *tcp, gsize at, gboolean first, gboolean last)
{
  guint8 flags = test->flags;

  if (!last)
    flags &= (guint8) ~(TCP_FIN | TCP_PSH);
  if (!first)
    flags &= (guint8) ~TCP_CWR;
  g_assert_cmphex (tcp[13], ==, flags);
  g_assert_cmpuint (byte_get_u32 (tcp + 4), ==, (guint32) (0xfffffff0 + at));
}

static void
check_case (const Case *test)
{
  static guint8 packet[65600], out[65600];
  PacketSpec spec = { .v6 = test->v6,
                      .protocol = test->protocol,
                      .flags = test->flags,
                      .src_port = 1,
                      .dst_port = 2,
                      .id = 0xffff,
                      .seq = 0xfffffff0,
                      .payload_len = test->payload_len };
  gsize ip_len = test->v6 ? 40 : 20;
  gsize header_len = ip_len + (test->protocol == IPPROTO_TCP ? 20 : 8);
  gsize len = packet_build (&spec, packet), at = 0;
  EspOffload offload = offload_for (test);
  EspSplit split;
  guint n = 0;

  g_assert_true (esp_split_init (&split, &offload, packet, len));
  while ((len = esp_split_next_len (&split)) > 0)
    {
      gboolean first = at == 0;

      esp_split_next (&split, out);
      g_assert_true (packet_checksums_are_right (out, len));
      g_assert_cmpmem (out + header_len, len - header_len, packet + header_len + at,
                       len - header_len);
      at += len - header_len;
      if (!test->v6)
        {
          g_assert_cmpuint (byte_get_u16 (out + 2), ==, len);
          g_assert_cmpuint (byte_get_u16 (out + 4), ==, (guint16) (0xffff + n));
        }
      else
        g_assert_cmpuint (byte_get_u16 (out + 4), ==, len - 40);
      if (test->protocol == IPPROTO_TCP)
        check_tcp_segment (test, out + ip_len, at - (len - header_len), first,
                           at == test->payload_len);
      n++;
    }
  g_assert_cmpuint (at, ==, test->payload_len);
  g_assert_cmpuint (n, ==, test->want);
}

static void
test_split_table (void)
{
  static const Case cases[] = {
    { FALSE, IPPROTO_TCP, TCP_ACK, 60000, 1360, 45 },
    { TRUE, IPPROTO_TCP, TCP_ACK | TCP_PSH | TCP_FIN, 60000, 1340, 45 },
    { FALSE, IPPROTO_TCP, TCP_ACK | TCP_PSH | TCP_CWR, 2720, 1360, 2 },
    { FALSE, IPPROTO_TCP, TCP_ACK, 2721, 1360, 3 },
    { FALSE, IPPROTO_TCP, TCP_ACK, 1360, 1360, 1 },
    { FALSE, IPPROTO_TCP, TCP_ACK | TCP_FIN, 0, 1360, 1 },
    { FALSE, IPPROTO_TCP, TCP_ACK, 65, 1, 65 },
    { FALSE, IPPROTO_UDP, 0, 12000, 1200, 10 },
    { TRUE, IPPROTO_UDP, 0, 12001, 1200, 11 },
    { FALSE, IPPROTO_UDP, 0, 33, 7, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (&cases[i]);
}

static void
test_plain_packet_gets_its_checksum (void)
{
  for (guint i = 0; i < 8; i++)
    {
      guint8 packet[512], out[512];
      PacketSpec spec = { .v6 = (i & 1) != 0,
                          .protocol = (i & 2) != 0 ? IPPROTO_TCP : IPPROTO_UDP,
                          .src_port = 9,
                          .dst_port = 8,
                          .payload_len = 101 + (i >> 2) };
      gsize len = packet_build (&spec, packet);
      gsize ip_len = spec.v6 ? 40 : 20, check_at = spec.protocol == IPPROTO_TCP ? 16 : 6;
      EspOffload offload = { .needs_csum = TRUE,
                             .csum_start = (guint16) ip_len,
                             .csum_offset = (guint16) check_at };
      guint32 pseudo = 0;
      EspSplit split;

      /* The kernel leaves the pseudo header's sum in the field. */
      for (gsize at = spec.v6 ? 8 : 12; at < ip_len; at += 2)
        pseudo += byte_get_u16 (packet + at);
      pseudo += spec.protocol + (guint32) (len - ip_len);
      while (pseudo > 0xffff)
        pseudo = (pseudo & 0xffff) + (pseudo >> 16);
      byte_put_u16 (packet + ip_len + check_at, (guint16) pseudo);
      g_assert_true (esp_split_init (&split, &offload, packet, len));
      g_assert_cmpuint (esp_split_next_len (&split), ==, len);
      esp_split_next (&split, out);
      g_assert_true (packet_checksums_are_right (out, len));
      g_assert_cmpuint (esp_split_next_len (&split), ==, 0);
    }
}

static void
test_plain_packet_is_copied (void)
{
  guint8 packet[512], out[512];
  PacketSpec spec = { .protocol = 99, .payload_len = 77 };
  gsize len = packet_build (&spec, packet);
  EspOffload offload = { .kind = ESP_GSO_NONE };
  EspSplit split;

  /* What follows the IP length is not the packet's. */
  g_assert_true (esp_split_init (&split, &offload, packet, len + 5));
  g_assert_cmpuint (esp_split_next_len (&split), ==, len);
  esp_split_next (&split, out);
  g_assert_cmpmem (out, len, packet, len);
}

static void
test_refuses_what_does_not_fit (void)
{
  guint8 packet[512];
  PacketSpec spec = { .protocol = IPPROTO_TCP, .payload_len = 100 };
  gsize len = packet_build (&spec, packet);
  static const EspOffload bad[] = {
    { .kind = ESP_GSO_TCP4, .segment = 0 },
    { .kind = ESP_GSO_TCP6, .segment = 10 },
    { .kind = ESP_GSO_UDP, .segment = 10 },
    { .needs_csum = TRUE, .csum_start = 20, .csum_offset = 119 },
    { .needs_csum = TRUE, .csum_start = 65535, .csum_offset = 65535 },
  };
  EspOffload good = { .kind = ESP_GSO_TCP4, .segment = 10 };
  EspOffload last = { .needs_csum = TRUE, .csum_start = 20, .csum_offset = 118 };
  EspSplit split;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (esp_split_init (&split, &bad[i], packet, len));
  g_assert_cmpuint (len, ==, 20 + 118 + 2);
  g_assert_true (esp_split_init (&split, &last, packet, len));
  for (gsize cut = 0; cut < len; cut++)
    g_assert_false (esp_split_init (&split, &good, packet, cut));
  packet[32] = 0x40; /* TCP header of 16 octets */
  g_assert_false (esp_split_init (&split, &good, packet, len));
  packet[32] = 0x50;
  packet[6] = 0x20; /* more fragments */
  g_assert_false (esp_split_init (&split, &good, packet, len));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/gso/split/table", test_split_table);
  g_test_add_func ("/esp/gso/plain/checksum", test_plain_packet_gets_its_checksum);
  g_test_add_func ("/esp/gso/plain/copied", test_plain_packet_is_copied);
  g_test_add_func ("/esp/gso/refuses", test_refuses_what_does_not_fit);
  return g_test_run ();
}
