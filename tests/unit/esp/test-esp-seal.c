// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-private.h"

#include "bytes.h"

#include <string.h>

/* The number starts at 1, and the AEAD's IV follows it. */
static void
test_sequence_and_iv (void)
{
  g_auto (EspLink) link = { 0 };

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  for (guint32 n = 1; n < 5; n++)
    {
      (void) esp_link_seal_udp (&link, 10);
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
  g_auto (EspLink) link = { 0 };
  guint ones = 0;

  esp_link_init (&link, &fixture_cbc_sha256, FALSE, FALSE);
  for (guint i = 0; i < 1000; i++)
    {
      (void) esp_link_seal_udp (&link, 10);
      g_assert_true (g_hash_table_add (seen, g_bytes_new (link.buf + 8, 16)));
      for (guint j = 8; j < 24; j++)
        ones += (guint) __builtin_popcount (link.buf[j]);
    }
  /* 128000 fair bits: 64000 within ten standard deviations. */
  g_assert_cmpuint (ones, >, 62200);
  g_assert_cmpuint (ones, <, 65800);
}

static void
test_sequence_space_ends (void)
{
  for (guint esn = 0; esn < 2; esn++)
    {
      g_auto (EspLink) link = { 0 };
      gsize len;

      esp_link_init (&link, &fixture_gcm128, esn != 0, FALSE);
      link.out->seq = (esn != 0 ? G_MAXUINT64 : G_MAXUINT32) - 1;
      (void) esp_link_seal_udp (&link, 10);
      link.buf[esp_headroom (link.out)] = 0x45;
      g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_SEQUENCE);
      g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_SEQUENCE);
    }
}

/* RFC 8750 section 7: where the number is the IV, it is spent when it is given out, also if nothing
 * of the batch leaves, and it ends instead of beginning anew. */
static void
test_implicit_iv_is_never_used_twice (void)
{
  const CrySuite suite = { .encr = CRY_ENCR_AES_GCM_16_IIV, .key_bits = 128 };
  g_auto (EspLink) link = { 0 };
  guint32 last = 0;
  gsize len;

  esp_link_init (&link, &suite, FALSE, FALSE);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree EspSealBatch *batch = g_new0 (EspSealBatch, 1);
      guint8 packets[3][128] = { 0 };

      for (guint n = 0; n < G_N_ELEMENTS (packets); n++)
        {
          packets[n][esp_headroom (link.out)] = 0x45;
          g_assert_cmpint (esp_seal_add (batch, link.out, packets[n], 40, &len), ==, ESP_DROP_NONE);
          g_assert_cmpuint (byte_get_u32 (packets[n] + 4), >, last);
          last = byte_get_u32 (packets[n] + 4);
        }
      /* Every other batch is given up before it is encrypted. */
      if (i % 2 == 0)
        g_assert_true (esp_seal_finish (batch));
    }
  link.out->seq = G_MAXUINT32;
  g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_INNER);
  link.buf[esp_headroom (link.out)] = 0x45;
  g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_SEQUENCE);
}

static void
test_not_an_ip_packet (void)
{
  g_auto (EspLink) link = { 0 };
  gsize len;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  link.buf[esp_headroom (link.out)] = 0x55;
  g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_INNER);
  g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 0, &len), ==, ESP_DROP_INNER);
  g_assert_cmpuint (link.out->seq, ==, 0);
}

/* Many at once are the same octets as one by one, whatever was between them. */
static void
test_batch_is_as_one_by_one (void)
{
  static const CrySuite *const suites[] = { &fixture_gcm256, &fixture_chacha, &fixture_cbc_sha256 };
  static guint8 packets[ESP_BATCH_PACKETS][2048];

  for (guint i = 0; i < G_N_ELEMENTS (suites) * 2; i++)
    {
      g_auto (EspLink) link = { 0 };
      g_autoptr (EspOutbound) other = NULL;
      g_autofree EspSealBatch *batch = g_new0 (EspSealBatch, 1);
      gsize len[ESP_BATCH_PACKETS];

      esp_link_init (&link, suites[i / 2], (i & 1) != 0, FALSE);
      other = esp_outbound_new (&link.near.params);
      link.out->seq = other->seq = (i & 1) != 0 ? 0xfffffff8 : 0;
      for (guint n = 0; n < ESP_BATCH_PACKETS; n++)
        {
          PacketSpec spec
              = { .protocol = IPPROTO_UDP, .src_port = 5, .dst_port = 6, .payload_len = n * 11 };
          gsize inner_len = packet_build (&spec, packets[n] + esp_headroom (other));

          g_assert_true (esp_seal_has_room (batch, other));
          g_assert_cmpint (esp_seal_add (batch, other, packets[n], inner_len, &len[n]), ==,
                           ESP_DROP_NONE);
        }
      g_assert_false (esp_seal_has_room (batch, other));
      g_assert_true (esp_seal_finish (batch));
      g_assert_true (esp_seal_has_room (batch, link.out));
      for (guint n = 0; n < ESP_BATCH_PACKETS; n++)
        {
          g_assert_cmpuint (esp_link_seal_udp (&link, n * 11), ==, len[n]);
          g_assert_cmpmem (link.buf, len[n], packets[n], len[n]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/seal/AEA-02+ESP-03/sequence-and-iv", test_sequence_and_iv);
  g_test_add_func ("/esp/seal/ESP-21/cbc-iv", test_cbc_iv_is_unpredictable);
  g_test_add_func ("/esp/seal/ESP-04+LIF-07/sequence-space-ends", test_sequence_space_ends);
  g_test_add_func ("/esp/seal/AEA-15/implicit-iv-once", test_implicit_iv_is_never_used_twice);
  g_test_add_func ("/esp/seal/not-an-ip-packet", test_not_an_ip_packet);
  g_test_add_func ("/esp/seal/batch-is-as-one-by-one", test_batch_is_as_one_by_one);
  return g_test_run ();
}
