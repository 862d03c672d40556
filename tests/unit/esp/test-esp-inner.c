// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-inner.h"

#include "bytes.h"

static gsize
build (gboolean v6, guint8 protocol, guint16 src_port, guint16 dst_port, guint8 *out)
{
  PacketSpec spec = {
    .v6 = v6, .protocol = protocol, .src_port = src_port, .dst_port = dst_port, .payload_len = 20
  };

  return packet_build (&spec, out);
}

static void
test_parse (void)
{
  guint8 packet[256];
  EspInner inner;
  gsize len = build (FALSE, IPPROTO_TCP, 80, 81, packet);

  g_assert_true (esp_inner_parse (packet, len, &inner));
  g_assert_cmpint (inner.family, ==, AF_INET);
  g_assert_cmpint (inner.protocol, ==, IPPROTO_TCP);
  g_assert_true (inner.has_ports);
  g_assert_cmpuint (inner.src_port, ==, 80);
  g_assert_cmpuint (inner.dst_port, ==, 81);
  g_assert_cmpuint (inner.header_len, ==, 20);
  g_assert_cmpuint (inner.total_len, ==, len);
  for (gsize cut = 0; cut < len; cut++)
    g_assert_false (esp_inner_parse (packet, cut, &inner));
  len = build (TRUE, IPPROTO_UDP, 80, 81, packet);
  g_assert_true (esp_inner_parse (packet, len, &inner));
  g_assert_cmpuint (inner.header_len, ==, 40);
  g_assert_cmpuint (inner.dst_port, ==, 81);
}

static void
test_parse_refuses (void)
{
  guint8 packet[256];
  EspInner inner;
  gsize len = build (FALSE, 99, 0, 0, packet);

  packet[0] = 0x44;
  g_assert_false (esp_inner_parse (packet, len, &inner));
  packet[0] = 0x4f;
  g_assert_false (esp_inner_parse (packet, len, &inner));
  packet[0] = 0x75;
  g_assert_false (esp_inner_parse (packet, len, &inner));
  packet[0] = 0x45;
  byte_put_u16 (packet + 2, 19);
  g_assert_false (esp_inner_parse (packet, len, &inner));
}

/* Hop-by-hop, routing, fragment and destination options stand before the ports. */
static void
test_extension_headers (void)
{
  guint8 packet[256] = { 0x60, 0, 0, 0, 0, 40, 0, 64 };
  EspInner inner;

  packet[40] = IPPROTO_DSTOPTS;
  packet[48] = IPPROTO_FRAGMENT;
  packet[49] = 0;
  packet[56] = IPPROTO_UDP;
  byte_put_u16 (packet + 64, 7);
  byte_put_u16 (packet + 66, 8);
  g_assert_true (esp_inner_parse (packet, 80, &inner));
  g_assert_cmpint (inner.protocol, ==, IPPROTO_UDP);
  g_assert_cmpuint (inner.header_len, ==, 64);
  g_assert_cmpuint (inner.dst_port, ==, 8);
  g_assert_false (inner.later_fragment);
  byte_put_u16 (packet + 58, 0x0101);
  g_assert_true (esp_inner_parse (packet, 80, &inner));
  g_assert_true (inner.later_fragment);
  g_assert_true (inner.more_fragments);
  g_assert_false (inner.has_ports);
  packet[41] = 200; /* an extension longer than the packet */
  g_assert_false (esp_inner_parse (packet, 80, &inner));
}

/* Its length counts in other units than the others' (RFC 4302 section 2.2). */
static void
test_authentication_header (void)
{
  guint8 packet[256] = { 0x60, 0, 0, 0, 0, 40, IPPROTO_AH, 64 };
  EspInner inner;

  packet[40] = IPPROTO_UDP;
  packet[41] = 4;
  byte_put_u16 (packet + 64, 7);
  g_assert_true (esp_inner_parse (packet, 80, &inner));
  g_assert_cmpuint (inner.header_len, ==, 64);
  g_assert_cmpuint (inner.src_port, ==, 7);
}

static void
test_extension_headers_are_bounded (void)
{
  guint8 packet[256] = { 0x60, 0, 0, 0, 0, 160, 0, 64 };
  EspInner inner;

  g_assert_false (esp_inner_parse (packet, 200, &inner));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/inner/ports", test_parse);
  g_test_add_func ("/esp/inner/refuses", test_parse_refuses);
  g_test_add_func ("/esp/inner/extension-headers", test_extension_headers);
  g_test_add_func ("/esp/inner/authentication-header", test_authentication_header);
  g_test_add_func ("/esp/inner/bounded", test_extension_headers_are_bounded);
  return g_test_run ();
}
