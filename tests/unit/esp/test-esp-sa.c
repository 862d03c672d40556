// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-private.h"

#include "bytes.h"

#include <string.h>

static const CrySuite *const suites[]
    = { &fixture_gcm128, &fixture_gcm256, &fixture_chacha, &fixture_cbc_sha256, &fixture_cbc_sha1 };

static void
test_round_trip_of_all_lengths (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites) * 4; i++)
    {
      g_auto (EspLink) link = { 0 };
      gboolean v6 = (i & 2) != 0;

      esp_link_init (&link, suites[i / 4], (i & 1) != 0, v6);
      for (gsize payload = 0; payload <= 70; payload++)
        {
          gsize len = esp_link_seal_udp (&link, payload), inner_len = 0;

          g_assert_cmpuint (len % 4, ==, 0);
          g_assert_cmpint (esp_link_open (&link, len, &inner_len), ==, ESP_DROP_NONE);
          g_assert_cmpuint (inner_len, ==, (v6 ? 48 : 28) + payload);
        }
    }
}

static void
test_lifetimes (void)
{
  g_auto (EspLink) link = { 0 };
  EspUsage usage;
  gsize len;

  esp_fixture_init (&link.near, &fixture_gcm128, FALSE);
  link.near.params.soft_bytes = 88;
  link.near.params.hard_bytes = 132;
  link.out = esp_outbound_new (&link.near.params);
  (void) esp_link_seal_udp (&link, 12);
  esp_outbound_usage (link.out, &usage);
  g_assert_cmpuint (usage.packets, ==, 1);
  /* What the cipher was given: packet, padding, and two octets about it. */
  g_assert_cmpuint (usage.bytes, ==, 44);
  g_assert_false (usage.soft_reached);
  (void) esp_link_seal_udp (&link, 12);
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.soft_reached);
  g_assert_false (usage.hard_reached);
  (void) esp_link_seal_udp (&link, 12);
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.hard_reached);
  link.buf[esp_headroom (link.out)] = 0x45;
  g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_LIFETIME);
}

/* Packets are limited as well, and whichever limit is reached first counts. */
static void
test_packet_lifetimes (void)
{
  g_auto (EspLink) link = { 0 };
  EspUsage usage;
  gsize len;

  esp_fixture_init (&link.near, &fixture_gcm128, FALSE);
  link.near.params.soft_packets = 1;
  link.near.params.hard_packets = 2;
  link.near.params.soft_bytes = link.near.params.hard_bytes = 1000000;
  link.out = esp_outbound_new (&link.near.params);
  (void) esp_link_seal_udp (&link, 12);
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.soft_reached);
  g_assert_false (usage.hard_reached);
  (void) esp_link_seal_udp (&link, 12);
  link.buf[esp_headroom (link.out)] = 0x45;
  g_assert_cmpint (esp_fixture_seal (link.out, link.buf, 40, &len), ==, ESP_DROP_LIFETIME);
}

/* The receiver keeps the same limits. */
static void
test_inbound_lifetime (void)
{
  g_auto (EspLink) link = { 0 };
  EspUsage usage;
  gsize len;

  esp_fixture_init (&link.near, &fixture_gcm128, FALSE);
  esp_fixture_init (&link.far, &fixture_gcm128, TRUE);
  link.far.params.hard_bytes = 80;
  link.out = esp_outbound_new (&link.near.params);
  link.in = esp_inbound_new (&link.far.params);
  for (guint i = 0; i < 3; i++)
    {
      len = esp_link_seal_udp (&link, 12);
      g_assert_cmpint (esp_link_open (&link, len, &len), ==,
                       i < 2 ? ESP_DROP_NONE : ESP_DROP_LIFETIME);
    }
  esp_inbound_usage (link.in, &usage);
  g_assert_cmpuint (usage.bytes, ==, 88);
}

/* Soft limits come in time even where nobody set one. */
static void
test_soft_limit_of_the_sequence_space (void)
{
  g_auto (EspLink) link = { 0 };
  EspUsage usage;

  esp_link_init (&link, &fixture_gcm128, FALSE, FALSE);
  atomic_store (&link.out->counters.packets, 0xe0000000);
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.soft_reached);
  g_assert_false (usage.hard_reached);
}

/* The longer numbers end much later than what a key is good for. */
static void
test_soft_limit_of_the_key (void)
{
  g_auto (EspLink) link = { 0 };
  EspUsage usage;

  esp_link_init (&link, &fixture_gcm128, TRUE, FALSE);
  atomic_store (&link.out->counters.packets, 0xffffffff);
  esp_outbound_usage (link.out, &usage);
  g_assert_false (usage.soft_reached);
  atomic_store (&link.out->counters.packets, G_GUINT64_CONSTANT (0x100000000));
  esp_outbound_usage (link.out, &usage);
  g_assert_true (usage.soft_reached);
  g_assert_false (usage.hard_reached);
}

static void
test_mtu_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (suites); i++)
    {
      g_auto (EspLink) link = { 0 };

      esp_link_init (&link, suites[i], FALSE, FALSE);
      for (gsize room = 60; room < 1600; room++)
        {
          gsize mtu = esp_inner_mtu (suites[i], room);

          g_assert_cmpuint (esp_sealed_len (link.out, mtu), <=, room);
          g_assert_cmpuint (esp_sealed_len (link.out, mtu + 1), >, room);
        }
      g_assert_cmpuint (esp_inner_mtu (suites[i], 3), ==, 0);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/sa/AEA-07+ESP-05/round-trip", test_round_trip_of_all_lengths);
  g_test_add_func ("/esp/sa/LIF-01+LIF-02+LIF-03+LIF-05/lifetimes", test_lifetimes);
  g_test_add_func ("/esp/sa/LIF-01+LIF-03/packets", test_packet_lifetimes);
  g_test_add_func ("/esp/sa/LIF-03+LIF-05/inbound", test_inbound_lifetime);
  g_test_add_func ("/esp/sa/ARW-11+LIF-07/soft-limit", test_soft_limit_of_the_sequence_space);
  g_test_add_func ("/esp/sa/AEA-12/soft-limit-of-the-key", test_soft_limit_of_the_key);
  g_test_add_func ("/esp/sa/ICM-02/mtu", test_mtu_table);
  g_test_add_func ("/esp/sa/ARW-05+ESP-20+NAT-10+SAP-14/unusable-parameters",
                   test_refuses_unusable_parameters);
  return g_test_run ();
}
