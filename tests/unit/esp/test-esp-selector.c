// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-fixture.h"
#include "esp-selector.h"

#include "bytes.h"

#include <arpa/inet.h>
#include <string.h>

static gsize
build (gboolean v6, guint8 protocol, guint16 src_port, guint16 dst_port, guint8 *out)
{
  PacketSpec spec = {
    .v6 = v6, .protocol = protocol, .src_port = src_port, .dst_port = dst_port, .payload_len = 20
  };

  return packet_build (&spec, out);
}

typedef struct
{
  const char *from, *to;
  guint8 protocol;
  guint16 port_from, port_to;
  guint8 packet_protocol;
  guint16 packet_port;
  gboolean match;
} Case;

/* Remote selectors against the destination 10.0.0.2. */
static const Case cases[] = {
  { "0.0.0.0", "255.255.255.255", 0, 0, 65535, IPPROTO_TCP, 80, TRUE },
  { "10.0.0.2", "10.0.0.2", 0, 0, 65535, IPPROTO_TCP, 80, TRUE },
  { "10.0.0.0", "10.0.0.1", 0, 0, 65535, IPPROTO_TCP, 80, FALSE },
  { "10.0.0.3", "10.0.0.9", 0, 0, 65535, IPPROTO_TCP, 80, FALSE },
  { "10.0.0.0", "10.0.0.9", IPPROTO_UDP, 0, 65535, IPPROTO_TCP, 80, FALSE },
  { "10.0.0.0", "10.0.0.9", IPPROTO_TCP, 80, 90, IPPROTO_TCP, 80, TRUE },
  { "10.0.0.0", "10.0.0.9", IPPROTO_TCP, 80, 90, IPPROTO_TCP, 90, TRUE },
  { "10.0.0.0", "10.0.0.9", IPPROTO_TCP, 80, 90, IPPROTO_TCP, 91, FALSE },
  { "10.0.0.0", "10.0.0.9", 0, 80, 90, 99, 0, FALSE },
  { "10.0.0.0", "10.0.0.9", 0, 65535, 0, 99, 0, TRUE },
  { "10.0.0.0", "10.0.0.9", 0, 65535, 0, IPPROTO_TCP, 80, FALSE },
  { "::", "ffff::", 0, 0, 65535, IPPROTO_TCP, 80, FALSE },
};

static void
test_match_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (EspFixture) fixture = { 0 };
      EspSelectors *selectors;
      guint8 packet[256];
      EspInner inner;
      gsize len = build (FALSE, cases[i].packet_protocol, 1, cases[i].packet_port, packet);

      esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
      fixture.remote = esp_fixture_ts (cases[i].from, cases[i].to);
      fixture.remote.protocol = cases[i].protocol;
      fixture.remote.port_from = cases[i].port_from;
      fixture.remote.port_to = cases[i].port_to;
      selectors = esp_selectors_new (&fixture.params);
      g_assert_true (esp_inner_parse (packet, len, &inner));
      g_test_message ("%u", i);
      g_assert_cmpint (esp_selectors_match_outbound (selectors, packet, &inner), ==,
                       cases[i].match);
      esp_selectors_free (selectors);
    }
}

static void
test_ipv6_ranges (void)
{
  static const struct
  {
    const char *from, *to;
    gboolean match;
  } table[] = {
    { "fd00::2", "fd00::2", TRUE },
    { "fd00::3", "fd01::", FALSE },
    { "fc00::", "fdff:ffff::", TRUE },
    { "::", "fd00::1", FALSE },
    { "fd00::", "fd00::ffff:ffff:ffff:ffff", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto (EspFixture) fixture = { 0 };
      EspSelectors *selectors;
      guint8 packet[256];
      EspInner inner;
      gsize len = build (TRUE, IPPROTO_UDP, 1, 2, packet);

      esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
      esp_fixture_use_family (&fixture, AF_INET6);
      fixture.remote = esp_fixture_ts (table[i].from, table[i].to);
      selectors = esp_selectors_new (&fixture.params);
      g_assert_true (esp_inner_parse (packet, len, &inner));
      g_assert_cmpint (esp_selectors_match_outbound (selectors, packet, &inner), ==,
                       table[i].match);
      esp_selectors_free (selectors);
    }
}

/* On an SA for single ports later fragments have nothing to be judged by. */
static void
test_fragments_and_ports (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_auto (EspFixture) fixture = { 0 };
      EspSelectors *selectors;
      guint8 packet[256];
      EspInner inner;
      gsize len = build (FALSE, IPPROTO_UDP, 1, 53, packet);

      esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
      if (i == 0)
        fixture.remote.port_from = fixture.remote.port_to = 53;
      selectors = esp_selectors_new (&fixture.params);
      g_assert_true (esp_inner_parse (packet, len, &inner));
      g_assert_true (esp_selectors_match_outbound (selectors, packet, &inner));
      byte_put_u16 (packet + 6, 10);
      g_assert_true (esp_inner_parse (packet, len, &inner));
      g_assert_cmpint (esp_selectors_match_outbound (selectors, packet, &inner), ==, i == 1);
      esp_selectors_free (selectors);
    }
}

/* An error from a router outside the selectors, about a packet that we sent or never sent. */
static void
test_icmp_error_from_a_router (void)
{
  g_auto (EspFixture) fixture = { 0 };
  EspSelectors *selectors;
  guint8 packet[256] = { 0 };
  EspInner inner;

  esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
  fixture.local = esp_fixture_ts ("10.0.0.1", "10.0.0.1");
  fixture.remote = esp_fixture_ts ("10.0.0.2", "10.0.0.2");
  selectors = esp_selectors_new (&fixture.params);
  (void) build (FALSE, 99, 0, 0, packet);
  (void) build (FALSE, IPPROTO_UDP, 1, 2, packet + 28);
  byte_put_u16 (packet + 2, 20 + 8 + 28);
  packet[9] = IPPROTO_ICMP;
  inet_pton (AF_INET, "203.0.113.1", packet + 12);
  inet_pton (AF_INET, "10.0.0.1", packet + 16);
  packet[20] = 11;
  packet[21] = 0;
  g_assert_true (esp_inner_parse (packet, 56, &inner));
  g_assert_true (esp_selectors_match_inbound (selectors, packet, &inner));
  packet[20] = 8; /* an echo request is no error */
  g_assert_false (esp_selectors_match_inbound (selectors, packet, &inner));
  packet[20] = 11;
  inet_pton (AF_INET, "10.0.0.99", packet + 28 + 16);
  g_assert_false (esp_selectors_match_inbound (selectors, packet, &inner));
  inet_pton (AF_INET, "10.0.0.2", packet + 28 + 16);
  g_assert_true (esp_selectors_match_inbound (selectors, packet, &inner));
  inet_pton (AF_INET, "10.0.0.7", packet + 16); /* to somebody else (SPD-06) */
  g_assert_true (esp_inner_parse (packet, 56, &inner));
  g_assert_false (esp_selectors_match_inbound (selectors, packet, &inner));
  esp_selectors_free (selectors);
}

/* An error of ours about a packet that came in goes back through the SA, whatever its ports. */
static void
test_icmp_error_of_ours (void)
{
  g_auto (EspFixture) fixture = { 0 };
  EspSelectors *selectors;
  guint8 packet[256] = { 0 };
  EspInner inner;

  esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
  fixture.local = esp_fixture_ts ("10.0.0.2", "10.0.0.2");
  fixture.remote = esp_fixture_ts ("10.0.0.1", "10.0.0.1");
  fixture.local.protocol = fixture.remote.protocol = IPPROTO_UDP;
  fixture.local.port_from = fixture.local.port_to = 2;
  selectors = esp_selectors_new (&fixture.params);
  (void) build (FALSE, 99, 0, 0, packet);
  /* As it came: from 10.0.0.1 port 1 to 10.0.0.2 port 2. */
  (void) build (FALSE, IPPROTO_UDP, 1, 2, packet + 28);
  byte_put_u16 (packet + 2, 20 + 8 + 28);
  packet[9] = IPPROTO_ICMP;
  inet_pton (AF_INET, "10.0.0.2", packet + 12);
  inet_pton (AF_INET, "10.0.0.1", packet + 16);
  packet[20] = 3;
  packet[21] = 3;
  g_assert_true (esp_inner_parse (packet, 56, &inner));
  g_assert_true (esp_selectors_match_outbound (selectors, packet, &inner));
  packet[20] = 8; /* no error */
  g_assert_false (esp_selectors_match_outbound (selectors, packet, &inner));
  packet[20] = 3;
  packet[28 + 23] = 3; /* about a port that nothing comes in for */
  g_assert_false (esp_selectors_match_outbound (selectors, packet, &inner));
  packet[28 + 23] = 2;
  packet[19] = 9; /* to somebody else */
  g_assert_false (esp_selectors_match_outbound (selectors, packet, &inner));
  packet[19] = 1;
  packet[15] = 9; /* from somebody else */
  g_assert_false (esp_selectors_match_outbound (selectors, packet, &inner));
  esp_selectors_free (selectors);
}

/* Type and code stand where the ports do. */
static void
test_icmp_types (void)
{
  static const struct
  {
    guint8 type, code;
    gboolean match;
  } table[]
      = { { 8, 0, TRUE }, { 8, 1, TRUE }, { 8, 2, FALSE }, { 0, 8, FALSE }, { 13, 0, FALSE } };
  g_auto (EspFixture) fixture = { 0 };
  EspSelectors *selectors;

  esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
  fixture.local.protocol = fixture.remote.protocol = IPPROTO_ICMP;
  fixture.local.port_from = 8 << 8;
  fixture.local.port_to = 8 << 8 | 1;
  selectors = esp_selectors_new (&fixture.params);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint8 packet[256];
      EspInner inner;
      gsize len = build (FALSE, IPPROTO_ICMP, 0, 0, packet);

      packet[20] = table[i].type;
      packet[21] = table[i].code;
      g_assert_true (esp_inner_parse (packet, len, &inner));
      g_assert_cmpint (esp_selectors_match_outbound (selectors, packet, &inner), ==,
                       table[i].match);
    }
  esp_selectors_free (selectors);
}

/* Any of one side with any of the other: the second local one with the first remote one. */
static void
test_every_pair (void)
{
  g_auto (EspFixture) fixture = { 0 };
  EspTs local[2]
      = { esp_fixture_ts ("10.0.0.9", "10.0.0.9"), esp_fixture_ts ("10.0.0.1", "10.0.0.1") };
  EspTs remote[2]
      = { esp_fixture_ts ("10.0.0.2", "10.0.0.2"), esp_fixture_ts ("10.0.0.8", "10.0.0.8") };
  EspSelectors *selectors;
  guint8 packet[256];
  EspInner inner;
  gsize len = build (FALSE, IPPROTO_UDP, 1, 2, packet);

  esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
  fixture.params.ts_local = local;
  fixture.params.ts_remote = remote;
  fixture.params.n_ts_local = fixture.params.n_ts_remote = 2;
  selectors = esp_selectors_new (&fixture.params);
  for (guint8 source = 0; source < 12; source++)
    for (guint8 destination = 0; destination < 12; destination++)
      {
        packet[15] = source;
        packet[19] = destination;
        g_assert_true (esp_inner_parse (packet, len, &inner));
        g_assert_cmpint (esp_selectors_match_outbound (selectors, packet, &inner), ==,
                         (source == 1 || source == 9) && (destination == 2 || destination == 8));
        packet[15] = destination;
        packet[19] = source;
        g_assert_true (esp_inner_parse (packet, len, &inner));
        g_assert_cmpint (esp_selectors_match_inbound (selectors, packet, &inner), ==,
                         (source == 1 || source == 9) && (destination == 2 || destination == 8));
      }
  esp_selectors_free (selectors);
}

static void
test_refuses_what_is_no_range (void)
{
  static const char *const pairs[][2] = { { "10.0.0.2", "10.0.0.1" }, { "10.0.0.1", "fd00::1" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_auto (EspFixture) fixture = { 0 };

      esp_fixture_init (&fixture, &fixture_gcm128, FALSE);
      fixture.remote = esp_fixture_ts (pairs[i][0], pairs[i][1]);
      g_assert_null (esp_selectors_new (&fixture.params));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/esp/selector/SPD-03/table", test_match_table);
  g_test_add_func ("/esp/selector/SPD-03/ipv6", test_ipv6_ranges);
  g_test_add_func ("/esp/selector/SPD-12+SPD-13/fragments", test_fragments_and_ports);
  g_test_add_func ("/esp/selector/ICM-08/icmp-error-of-ours", test_icmp_error_of_ours);
  g_test_add_func ("/esp/selector/TSN-10/icmp-types", test_icmp_types);
  g_test_add_func ("/esp/selector/SPD-16+TSN-11/every-pair", test_every_pair);
  g_test_add_func ("/esp/selector/ICM-07+SPD-06/icmp-error", test_icmp_error_from_a_router);
  g_test_add_func ("/esp/selector/TSN-17/no-range", test_refuses_what_is_no_range);
  return g_test_run ();
}
