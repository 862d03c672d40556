// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-ecn.h"
#include "esp-fixture.h"
#include "esp-private.h"

#include "bytes.h"

#include <string.h>

static const CrySuite *const suites[]
    = { &fixture_gcm128, &fixture_gcm256, &fixture_chacha, &fixture_cbc_sha256, &fixture_cbc_sha1 };

static void
test_every_flipped_octet_is_found (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (EspLink) link = { 0 };
      guint8 copy[2048];
      gsize len, inner_len = 0;

      esp_link_init (&link, suites[i], TRUE, FALSE);
      len = esp_link_seal_udp (&link, 20);
      memcpy (copy, link.buf, len);
      for (gsize at = 0; at < len; at++)
        {
          memcpy (link.buf, copy, len);
          link.buf[at] ^= 0x10;
          g_assert_cmpint (esp_link_open (&link, len, &inner_len), !=, ESP_DROP_NONE);
        }
      g_assert_cmpuint (link.in->replay.top, ==, 0);
      memcpy (link.buf, copy, len);
      g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_NONE);
      memcpy (link.buf, copy, len);
      g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_REPLAY);
    }
}

static void
test_truncation (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (EspLink) link = { 0 };
      gsize len, inner_len = 0;

      esp_link_init (&link, suites[i], FALSE, FALSE);
      len = esp_link_seal_udp (&link, 20);
      for (gsize cut = 0; cut < len; cut++)
        g_assert_cmpint (esp_link_open (&link, cut, &inner_len), !=, ESP_DROP_NONE);
    }
}

static void
test_esn_crosses_the_wrap (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (EspLink) link = { 0 };

      esp_link_init (&link, suites[i], TRUE, FALSE);
      link.out->seq = link.in->replay.top = 0xfffffff0;
      for (guint n = 0; n < 40; n++)
        {
          gsize len = esp_link_seal_udp (&link, 20), inner_len = 0;

          g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_NONE);
        }
      g_assert_cmpuint (link.in->replay.top, ==, G_GUINT64_CONSTANT (0x100000018));
    }
}

/* A forged number far ahead fails its ICV and moves nothing. */
static void
test_forgery_does_not_move_the_window (void)
{
  g_auto (EspLink) link = { 0 };
  guint8 copy[2048];
  gsize len, inner_len = 0;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  len = esp_link_seal_udp (&link, 20);
  memcpy (copy, link.buf, len);
  byte_put_u32 (link.buf + 4, 0x80000001);
  g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_INTEGRITY);
  memcpy (link.buf, copy, len);
  g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_NONE);
}

/* Seals raw payload octets that already carry padding and trailer, as a strange peer may. */
static EspDrop
open_payload (EspLink *link, const void *payload, gsize len, gsize *ret_len)
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
  return esp_link_open (link, 16 + len + 16, ret_len);
}

static void
test_trailer (void)
{
  g_auto (EspLink) link = { 0 };
  PacketSpec spec = { .protocol = 99, .payload_len = 12 };
  guint8 payload[400] = { 0 };
  gsize len = packet_build (&spec, payload), inner_len = 0;

  g_assert_cmpuint (len, ==, 32);
  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
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
  g_auto (EspLink) link = { 0 };
  PacketSpec spec = { .protocol = 99, .payload_len = 11 };
  guint8 payload[400] = { 0 };
  gsize len = packet_build (&spec, payload), inner_len = 0;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
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
  g_auto (EspLink) link = { 0 };
  PacketSpec spec = { .protocol = 99, .payload_len = 14 };
  guint8 payload[400] = { 0 };
  gsize len = packet_build (&spec, payload), inner_len = 0;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
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
  g_auto (EspLink) link = { 0 };
  gsize len, inner_len = 0;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  link.far.remote = esp_fixture_ts ("10.0.0.9", "10.0.0.9");
  g_clear_pointer (&link.in, esp_inbound_free);
  link.in = esp_inbound_new (&link.far.params);
  len = esp_link_seal_udp (&link, 10);
  g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_SELECTOR);
}

#define BATCH 12

/* Packets 1 to 12 as an attacker on the path may hand them on: repeated, changed, late. */
static void
make_mess (EspLink *link, guint8 packets[BATCH][256], gsize *len)
{
  static const guint8 again[BATCH] = { [3] = 2, [6] = 6, [9] = 1 };

  for (guint i = 0; i < BATCH; i++)
    {
      len[i] = esp_link_seal_udp (link, i);
      memcpy (packets[i], link->buf, len[i]);
      if (again[i] != 0)
        {
          len[i] = len[again[i] - 1];
          memcpy (packets[i], packets[again[i] - 1], len[i]);
        }
    }
  packets[4][20] ^= 1;
  byte_put_u32 (packets[7] + 4, 100000);
}

/* Whatever a window can let through or hold back. */
static void
test_batch_is_as_one_by_one (void)
{
  for (guint window = 1; window <= 16; window++)
    {
      g_auto (EspLink) link = { 0 };
      g_autoptr (EspInbound) other = NULL;
      g_autofree EspOpenBatch *batch = g_new0 (EspOpenBatch, 1);
      guint8 packets[BATCH][256], copies[BATCH][256];
      gsize len[BATCH];
      guint kept = 0, n;

      esp_link_init (&link, &fixture_gcm128, (window & 1) != 0, FALSE);
      link.far.params.replay_window = window;
      link.far.params.hard_packets = 6;
      g_clear_pointer (&link.in, esp_inbound_free);
      link.in = esp_inbound_new (&link.far.params);
      other = esp_inbound_new (&link.far.params);
      make_mess (&link, packets, len);
      memcpy (copies, packets, sizeof copies);
      for (guint i = 0; i < BATCH; i++)
        g_assert_cmpint (esp_open_add (batch, other, copies[i], len[i], 0), ==, ESP_DROP_NONE);
      n = esp_open_finish (batch);
      g_assert_cmpuint (n, ==, BATCH);
      for (guint i = 0; i < BATCH; i++)
        {
          EspOpened opened = { 0 };
          EspDrop drop = esp_fixture_open (link.in, packets[i], len[i], &opened);

          /* Why it is dropped may differ: who is alone is looked at with the window moved. */
          g_assert_cmpint (batch->opened[i].drop == ESP_DROP_NONE, ==, drop == ESP_DROP_NONE);
          kept += drop == ESP_DROP_NONE;
        }
      g_assert_cmpuint (kept, ==, 6);
      g_assert_cmpuint (other->replay.top, ==, link.in->replay.top);
    }
}

/* RFC 6040: the outer mark comes in, or the packet goes. */
static void
test_congestion_mark (void)
{
  g_auto (EspLink) link = { 0 };
  g_autofree EspOpenBatch *batch = g_new0 (EspOpenBatch, 1);

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  for (guint8 own = 0; own < 4; own++)
    {
      PacketSpec spec = { .protocol = IPPROTO_UDP, .tclass = (guint8) (0xb8 | own) };
      gsize len = packet_build (&spec, link.buf + esp_headroom (link.out));
      guint n;

      g_assert_cmpint (esp_fixture_seal (link.out, link.buf, len, &len), ==, ESP_DROP_NONE);
      g_assert_cmpint (esp_open_add (batch, link.in, link.buf, len, 3), ==, ESP_DROP_NONE);
      n = esp_open_finish (batch);
      g_assert_cmpuint (n, ==, 1);
      g_assert_cmpint (batch->opened[0].drop, ==, own == 0 ? ESP_DROP_ECN : ESP_DROP_NONE);
      if (own != 0)
        g_assert_cmphex (batch->opened[0].packet[1], ==, 0xbb);
    }
}

/* One SA carries every class: neither the inner nor the outer code point is looked at. */
static void
test_every_code_point_comes_in (void)
{
  g_auto (EspLink) link = { 0 };
  g_autofree EspOpenBatch *batch = g_new0 (EspOpenBatch, 1);

  for (guint8 i = 0; i < 128; i++)
    {
      guint8 own = (guint8) (i % 64 << 2), outer = (guint8) ((i % 64 * 37 + 5) % 64 << 2);
      PacketSpec spec = { .v6 = i >= 64, .protocol = IPPROTO_UDP, .tclass = own };
      gsize len;
      guint n;

      if (i % 64 == 0)
        {
          esp_link_clear (&link);
          esp_link_init (&link, &fixture_gcm128, FALSE, spec.v6);
        }
      len = packet_build (&spec, link.buf + esp_headroom (link.out));
      g_assert_cmpint (esp_fixture_seal (link.out, link.buf, len, &len), ==, ESP_DROP_NONE);
      g_assert_cmpint (esp_open_add (batch, link.in, link.buf, len, outer), ==, ESP_DROP_NONE);
      n = esp_open_finish (batch);
      g_assert_cmpuint (n, ==, 1);
      g_assert_cmpint (batch->opened[0].drop, ==, ESP_DROP_NONE);
      g_assert_cmphex (esp_traffic_class (batch->opened[0].packet), ==, own);
    }
}

static void
test_batch_has_bounds (void)
{
  g_auto (EspLink) link = { 0 }, next = { 0 };
  g_autofree EspOpenBatch *batch = g_new0 (EspOpenBatch, 1);
  static guint8 packets[ESP_BATCH_PACKETS][2048];
  gsize len;
  guint n = 0;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  esp_link_init (&next, &fixture_gcm128, FALSE, FALSE);
  for (gsize payload = 10; payload < 1500; payload += 1390)
    {
      for (n = 0; esp_open_has_room (batch, link.in); n++)
        {
          len = esp_link_seal_udp (&link, payload);
          memcpy (packets[n], link.buf, len);
          g_assert_cmpint (esp_open_add (batch, link.in, packets[n], len, 0), ==, ESP_DROP_NONE);
          g_assert_false (esp_open_has_room (batch, next.in));
        }
      g_assert_cmpuint (n, ==, payload == 10 ? ESP_BATCH_PACKETS : 23);
      g_assert_cmpuint (esp_open_finish (batch), ==, n);
      g_assert_true (esp_open_has_room (batch, next.in));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/open/ESP-10/flipped-octets", test_every_flipped_octet_is_found);
  g_test_add_func ("/esp/open/ESP-01/truncation", test_truncation);
  g_test_add_func ("/esp/open/ARW-06+ARW-08+ESP-09/esn-wrap", test_esn_crosses_the_wrap);
  g_test_add_func ("/esp/open/ARW-03+ESP-08/forgery", test_forgery_does_not_move_the_window);
  g_test_add_func ("/esp/open/ESP-06+ESP-07+ESP-12+ESP-17/trailer", test_trailer);
  g_test_add_func ("/esp/open/ESP-07+ESP-14+ESP-15/padding-and-tfc", test_longest_padding_and_tfc);
  g_test_add_func ("/esp/open/ESP-16/inner-sanity", test_inner_sanity);
  g_test_add_func ("/esp/open/NAT-18+SPD-06+SPD-09/selectors", test_selectors_are_checked);
  g_test_add_func ("/esp/open/ESP-08/batch-is-as-one-by-one", test_batch_is_as_one_by_one);
  g_test_add_func ("/esp/open/TOS-02+TOS-05/congestion-mark", test_congestion_mark);
  g_test_add_func ("/esp/open/TOS-03/every-code-point", test_every_code_point_comes_in);
  g_test_add_func ("/esp/open/batch-has-bounds", test_batch_has_bounds);
  return g_test_run ();
}
