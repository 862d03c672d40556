// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-private.h"

#include "bytes.h"

#include <string.h>

typedef struct
{
  EspFixture near, far;
  EspOutbound *out; /* of near */
  EspInbound *in;   /* of far */
  guint8 buf[2048];
} Link;

static void
link_init (Link *link, const CrySuite *suite, gboolean esn, gboolean v6)
{
  esp_fixture_init (&link->near, suite, FALSE);
  esp_fixture_init (&link->far, suite, TRUE);
  link->near.params.esn = link->far.params.esn = esn;
  esp_fixture_use_family (&link->near, v6 ? AF_INET6 : AF_INET);
  esp_fixture_use_family (&link->far, v6 ? AF_INET6 : AF_INET);
  link->out = esp_outbound_new (&link->near.params);
  link->in = esp_inbound_new (&link->far.params);
  g_assert_nonnull (link->out);
  g_assert_nonnull (link->in);
}

static void
link_clear (Link *link)
{
  g_clear_pointer (&link->out, esp_outbound_free);
  g_clear_pointer (&link->in, esp_inbound_free);
  esp_fixture_clear (&link->near);
  esp_fixture_clear (&link->far);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Link, link_clear)

/* Seals a UDP packet with that much payload into buf; the ESP packet's length. */
static gsize
seal_udp (Link *link, gsize payload_len)
{
  PacketSpec spec = { .protocol = IPPROTO_UDP,
                      .v6 = link->near.local.family == AF_INET6,
                      .src_port = 5,
                      .dst_port = 6,
                      .payload_len = payload_len };
  gsize len = packet_build (&spec, link->buf + esp_headroom (link->out));
  gsize room = esp_sealed_len (link->out, len);

  g_assert_cmpint (esp_seal (link->out, link->buf, len, &len), ==, ESP_DROP_NONE);
  g_assert_cmpuint (len, ==, room);
  return len;
}

static EspDrop
open_buf (Link *link, gsize len, gsize *ret_len)
{
  guint8 *inner;

  return esp_open (link->in, link->buf, len, &inner, ret_len);
}

static const CrySuite *const suites[]
    = { &fixture_gcm128, &fixture_gcm256, &fixture_chacha, &fixture_cbc_sha256, &fixture_cbc_sha1 };

static void
test_round_trip_of_all_lengths (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites) * 4; i++)
    {
      g_auto (Link) link = { 0 };
      gboolean v6 = (i & 2) != 0;

      link_init (&link, suites[i / 4], (i & 1) != 0, v6);
      for (gsize payload = 0; payload <= 70; payload++)
        {
          gsize len = seal_udp (&link, payload), inner_len = 0;

          g_assert_cmpuint (len % 4, ==, 0);
          g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_NONE);
          g_assert_cmpuint (inner_len, ==, (v6 ? 48 : 28) + payload);
        }
    }
}

/* The number starts at 1, and the AEAD's IV follows it. */
static void
test_sequence_and_iv (void)
{
  g_auto (Link) link = { 0 };

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  for (guint32 n = 1; n < 5; n++)
    {
      (void) seal_udp (&link, 10);
      g_assert_cmphex (byte_get_u32 (link.buf), ==, link.near.params.spi_out);
      g_assert_cmpuint (byte_get_u32 (link.buf + 4), ==, n);
      g_assert_cmpuint (byte_get_u32 (link.buf + 8), ==, 0);
      g_assert_cmpuint (byte_get_u32 (link.buf + 12), ==, n);
    }
}

static void
test_cbc_iv_is_unpredictable (void)
{
  g_autoptr (GHashTable) seen
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_auto (Link) link = { 0 };
  guint ones = 0;

  link_init (&link, &fixture_cbc_sha256, FALSE, FALSE);
  for (guint i = 0; i < 1000; i++)
    {
      (void) seal_udp (&link, 10);
      g_assert_true (g_hash_table_add (seen, g_bytes_new (link.buf + 8, 16)));
      for (guint j = 8; j < 24; j++)
        ones += (guint) __builtin_popcount (link.buf[j]);
    }
  /* 128000 fair bits: 64000 within ten standard deviations. */
  g_assert_cmpuint (ones, >, 62200);
  g_assert_cmpuint (ones, <, 65800);
}

static void
test_every_flipped_octet_is_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (Link) link = { 0 };
      guint8 copy[2048];
      gsize len, inner_len = 0;

      link_init (&link, suites[i], TRUE, FALSE);
      len = seal_udp (&link, 20);
      memcpy (copy, link.buf, len);
      for (gsize at = 0; at < len; at++)
        {
          memcpy (link.buf, copy, len);
          link.buf[at] ^= 0x10;
          g_assert_cmpint (open_buf (&link, len, &inner_len), !=, ESP_DROP_NONE);
        }
      g_assert_cmpuint (link.in->replay.top, ==, 0);
      memcpy (link.buf, copy, len);
      g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_NONE);
      memcpy (link.buf, copy, len);
      g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_REPLAY);
    }
}

static void
test_truncation (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (Link) link = { 0 };
      gsize len, inner_len = 0;

      link_init (&link, suites[i], FALSE, FALSE);
      len = seal_udp (&link, 20);
      for (gsize cut = 0; cut < len; cut++)
        g_assert_cmpint (open_buf (&link, cut, &inner_len), !=, ESP_DROP_NONE);
    }
}

static void
test_sequence_space_ends (void)
{
  for (guint esn = 0; esn < 2; esn++)
    {
      g_auto (Link) link = { 0 };
      gsize len;

      link_init (&link, &fixture_gcm128, esn != 0, FALSE);
      link.out->seq = (esn != 0 ? G_MAXUINT64 : G_MAXUINT32) - 1;
      (void) seal_udp (&link, 10);
      link.buf[esp_headroom (link.out)] = 0x45;
      g_assert_cmpint (esp_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_SEQUENCE);
      g_assert_cmpint (esp_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_SEQUENCE);
    }
}

static void
test_esn_crosses_the_wrap (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (Link) link = { 0 };

      link_init (&link, suites[i], TRUE, FALSE);
      link.out->seq = link.in->replay.top = 0xfffffff0;
      for (guint n = 0; n < 40; n++)
        {
          gsize len = seal_udp (&link, 20), inner_len = 0;

          g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_NONE);
        }
      g_assert_cmpuint (link.in->replay.top, ==, G_GUINT64_CONSTANT (0x100000018));
    }
}

/* A forged number far ahead fails its ICV and moves nothing. */
static void
test_forgery_does_not_move_the_window (void)
{
  g_auto (Link) link = { 0 };
  guint8 copy[2048];
  gsize len, inner_len = 0;

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  len = seal_udp (&link, 20);
  memcpy (copy, link.buf, len);
  byte_put_u32 (link.buf + 4, 0x80000001);
  g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_INTEGRITY);
  memcpy (link.buf, copy, len);
  g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_NONE);
}

/* Seals raw payload octets that already carry padding and trailer, as a strange peer may. */
static EspDrop
open_payload (Link *link, const void *payload, gsize len, gsize *ret_len)
{
  guint8 seq_high[4] = { 0 }, scratch[ESP_ESN_AAD_LEN];
  CryPacket packet;

  link->out->seq++;
  byte_put_u32 (link->buf, link->out->format.spi);
  byte_put_u32 (link->buf + 4, (guint32) link->out->seq);
  memset (link->buf + 8, 0, 8);
  byte_put_u32 (link->buf + 12, (guint32) link->out->seq);
  memcpy (link->buf + 16, payload, len);
  packet = esp_cry_packet (&link->out->format, link->buf, len, seq_high, scratch);
  g_assert_cmpint (cry_cipher_seal (link->out->cipher, &packet), ==, 0);
  return open_buf (link, 16 + len + 16, ret_len);
}

static void
test_trailer (void)
{
  g_auto (Link) link = { 0 };
  PacketSpec spec = { .protocol = 99, .payload_len = 12 };
  guint8 payload[400] = { 0 };
  gsize len = packet_build (&spec, payload), inner_len = 0;

  g_assert_cmpuint (len, ==, 32);
  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  memcpy (payload + 32, "\1\2\2\4", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_NONE);
  memcpy (payload + 32, "\1\3\2\4", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_PADDING);
  memcpy (payload + 32, "\1\2\x23\4", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_PADDING);
  memcpy (payload + 32, "\1\2\2\51", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_INNER);
  memcpy (payload + 32, "\1\2\2\6", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_NEXT_HEADER);
  memcpy (payload + 32, "\1\2\2\220", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_NEXT_HEADER);
  memcpy (payload + 32, "\1\2\2\73", 4);
  g_assert_cmpint (open_payload (&link, payload, 36, &inner_len), ==, ESP_DROP_DUMMY);
  g_assert_cmpint (open_payload (&link, "\0\0\3\73", 4, &inner_len), ==, ESP_DROP_PADDING);
  g_assert_cmpint (open_payload (&link, "\0\0\0\73", 4, &inner_len), ==, ESP_DROP_DUMMY);
  g_assert_cmpint (open_payload (&link, "\1\2\2\73", 4, &inner_len), ==, ESP_DROP_DUMMY);
  g_assert_cmpint (open_payload (&link, "\1\2\2\4", 4, &inner_len), ==, ESP_DROP_INNER);
}

static void
test_longest_padding_and_tfc (void)
{
  g_auto (Link) link = { 0 };
  PacketSpec spec = { .protocol = 99, .payload_len = 11 };
  guint8 payload[400] = { 0 };
  gsize len = packet_build (&spec, payload), inner_len = 0;

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  for (gsize i = 0; i < 255; i++)
    payload[len + i] = (guint8) (i + 1);
  payload[len + 255] = 255;
  payload[len + 256] = 4;
  g_assert_cmpint (open_payload (&link, payload, len + 257, &inner_len), ==, ESP_DROP_NONE);
  g_assert_cmpuint (inner_len, ==, len);
  /* TFC padding: between the inner packet and the padding. */
  memset (payload + len, 0xee, 99);
  memcpy (payload + len + 99, "\0\4", 2);
  g_assert_cmpint (open_payload (&link, payload, len + 101, &inner_len), ==, ESP_DROP_NONE);
  g_assert_cmpuint (inner_len, ==, len);
}

static void
test_inner_sanity (void)
{
  g_auto (Link) link = { 0 };
  PacketSpec spec = { .protocol = 99, .payload_len = 14 };
  guint8 payload[400] = { 0 };
  gsize len = packet_build (&spec, payload), inner_len = 0;

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  memcpy (payload + len, "\0\4", 2);
  g_assert_cmpint (open_payload (&link, payload, len + 2, &inner_len), ==, ESP_DROP_NONE);
  payload[10] ^= 1; /* header checksum */
  g_assert_cmpint (open_payload (&link, payload, len + 2, &inner_len), ==, ESP_DROP_INNER);
  payload[10] ^= 1;
  payload[3]++; /* longer than what was sent */
  g_assert_cmpint (open_payload (&link, payload, len + 2, &inner_len), ==, ESP_DROP_INNER);
}

static void
test_selectors_are_checked (void)
{
  g_auto (Link) link = { 0 };
  gsize len, inner_len = 0;

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  link.far.remote = esp_fixture_ts ("10.0.0.9", "10.0.0.9");
  g_clear_pointer (&link.in, esp_inbound_free);
  link.in = esp_inbound_new (&link.far.params);
  len = seal_udp (&link, 10);
  g_assert_cmpint (open_buf (&link, len, &inner_len), ==, ESP_DROP_SELECTOR);
}

static void
test_lifetimes (void)
{
  g_auto (Link) link = { 0 };
  EspUsage usage;
  gsize len;

  esp_fixture_init (&link.near, &fixture_gcm128, FALSE);
  link.near.params.soft_bytes = 60;
  link.near.params.hard_bytes = 100;
  link.out = esp_outbound_new (&link.near.params);
  (void) seal_udp (&link, 12);
  esp_outbound_usage (link.out, &usage);
  g_assert_cmpuint (usage.packets, ==, 1);
  g_assert_cmpuint (usage.bytes, ==, 40);
  g_assert_false (usage.soft_reached);
  (void) seal_udp (&link, 12);
  (void) seal_udp (&link, 12);
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.soft_reached);
  g_assert_true (usage.hard_reached);
  link.buf[esp_headroom (link.out)] = 0x45;
  g_assert_cmpint (esp_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_LIFETIME);
}

/* Soft limits come in time even where nobody set one. */
static void
test_soft_limit_of_the_sequence_space (void)
{
  g_auto (Link) link = { 0 };
  EspUsage usage;

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  atomic_store (&link.out->counters.packets, 0xe0000000);
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.soft_reached);
  g_assert_false (usage.hard_reached);
}

static void
test_mtu_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (Link) link = { 0 };

      link_init (&link, suites[i], FALSE, FALSE);
      for (gsize room = 60; room < 1600; room++)
        {
          gsize mtu = esp_inner_mtu (link.out, room);

          g_assert_cmpuint (esp_sealed_len (link.out, mtu), <=, room);
          g_assert_cmpuint (esp_sealed_len (link.out, mtu + 1), >, room);
        }
      g_assert_cmpuint (esp_inner_mtu (link.out, 3), ==, 0);
    }
}

static void
test_refuses_unusable_parameters (void)
{
  g_auto (EspFixture) fixture = { 0 };
  EspSaParams params;

  esp_fixture_init (&fixture, &fixture_cbc_sha256, FALSE);
  params = fixture.params;
  params.suite.integ = CRY_INTEG_NONE;
  g_assert_null (esp_outbound_new (&params));
  g_assert_null (esp_inbound_new (&params));
  params = fixture.params;
  params.spi_in = params.spi_out = 0;
  g_assert_null (esp_outbound_new (&params));
  g_assert_null (esp_inbound_new (&params));
  params = fixture.params;
  params.encr_in = params.integ_out;
  params.integ_out = NULL;
  g_assert_null (esp_outbound_new (&params));
  params = fixture.params;
  params.n_ts_local = 0;
  g_assert_null (esp_inbound_new (&params));
  params.n_ts_local = ESP_TS_MAX + 1;
  g_assert_null (esp_inbound_new (&params));
}

static void
test_not_an_ip_packet (void)
{
  g_auto (Link) link = { 0 };
  gsize len;

  link_init (&link, &fixture_gcm128, FALSE, FALSE);
  link.buf[esp_headroom (link.out)] = 0x55;
  g_assert_cmpint (esp_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_INNER);
  g_assert_cmpint (esp_seal (link.out, link.buf, 0, &len), ==, ESP_DROP_INNER);
  g_assert_cmpuint (link.out->seq, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/sa/ESP-05/round-trip", test_round_trip_of_all_lengths);
  g_test_add_func ("/esp/sa/ESP-03/sequence-and-iv", test_sequence_and_iv);
  g_test_add_func ("/esp/sa/ESP-21/cbc-iv", test_cbc_iv_is_unpredictable);
  g_test_add_func ("/esp/sa/ESP-10/flipped-octets", test_every_flipped_octet_is_found);
  g_test_add_func ("/esp/sa/ESP-01/truncation", test_truncation);
  g_test_add_func ("/esp/sa/ESP-04/sequence-space-ends", test_sequence_space_ends);
  g_test_add_func ("/esp/sa/ESP-09/esn-wrap", test_esn_crosses_the_wrap);
  g_test_add_func ("/esp/sa/ARW-03/forgery", test_forgery_does_not_move_the_window);
  g_test_add_func ("/esp/sa/ESP-06/trailer", test_trailer);
  g_test_add_func ("/esp/sa/ESP-14/padding-and-tfc", test_longest_padding_and_tfc);
  g_test_add_func ("/esp/sa/ESP-16/inner-sanity", test_inner_sanity);
  g_test_add_func ("/esp/sa/SPD-06/selectors", test_selectors_are_checked);
  g_test_add_func ("/esp/sa/RKC-12/lifetimes", test_lifetimes);
  g_test_add_func ("/esp/sa/ARW-11/soft-limit", test_soft_limit_of_the_sequence_space);
  g_test_add_func ("/esp/sa/ICM-02/mtu", test_mtu_table);
  g_test_add_func ("/esp/sa/ESP-20/unusable-parameters", test_refuses_unusable_parameters);
  g_test_add_func ("/esp/sa/not-an-ip-packet", test_not_an_ip_packet);
  return g_test_run ();
}
