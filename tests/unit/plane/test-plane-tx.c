// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What somebody between the two sides can see of what leaves. */
#include "plane-pair.h"

#include <poll.h>
#include <string.h>

#define MTU 1400 /* of the pair */

typedef struct
{
  PlanePair pair;
  EspFixture near, far;
  EspInbound *in; /* owned; of the far side */
} Wire;

static void
wire_clear (Wire *wire)
{
  plane_pair_clear (&wire->pair);
  esp_inbound_free (wire->in);
  esp_fixture_clear (&wire->near);
  esp_fixture_clear (&wire->far);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wire, wire_clear)

/* The far side has no plane: its socket is read by the test. */
static void
wire_init (Wire *wire, const CrySuite *suite, gboolean tfc_padding, guint dummy_interval)
{
  const PairOptions options = { .no_gso = TRUE };

  plane_pair_init (&wire->pair, &options);
  plane_free (g_steal_pointer (&wire->pair.b.plane));
  plane_pair_params (&wire->near, suite, FALSE, 0);
  plane_pair_params (&wire->far, suite, TRUE, 0);
  wire->near.params.tfc_padding = tfc_padding;
  wire->near.params.dummy_interval = dummy_interval;
  wire->in = esp_inbound_new (&wire->far.params);
  g_assert_cmpint (plane_install (wire->pair.a.plane, &wire->near.params), ==, 0);
  plane_activate (wire->pair.a.plane, wire->near.params.spi_in);
}

/* The next datagram, opened in place. */
static EspDrop
wire_next (Wire *wire, guint8 *packet, gsize size, gsize *ret_len, EspOpened *ret_opened)
{
  struct pollfd fds = { wire->pair.b.udp_fd, POLLIN, 0 };
  gssize len;

  g_assert_cmpint (poll (&fds, 1, PAIR_TIMEOUT_MSEC), ==, 1);
  len = recv (wire->pair.b.udp_fd, packet, size, 0);
  g_assert_cmpint (len, >, 0);
  *ret_len = (gsize) len;
  return esp_fixture_open (wire->in, packet, (gsize) len, ret_opened);
}

/* Short or long, they look the same, and arrive as they were. */
static void
test_lengths_hidden (gconstpointer data)
{
  static const gsize payloads[] = { 0, 1, 500, 1372 };
  g_auto (Wire) wire = { 0 };
  gsize first = 0;

  wire_init (&wire, data, TRUE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      PacketSpec spec
          = { .protocol = IPPROTO_UDP, .payload_len = payloads[i], .fill = (guint8) (i + 1) };
      guint8 sent[2048], packet[2048];
      gsize sent_len = packet_build (&spec, sent), len;
      EspOpened opened;

      pair_side_send (&wire.pair.a, sent, sent_len);
      g_assert_cmpint (wire_next (&wire, packet, sizeof packet, &len, &opened), ==, ESP_DROP_NONE);
      g_assert_cmpmem (opened.packet, opened.inner.total_len, sent, sent_len);
      first = i == 0 ? len : first;
      g_assert_cmpuint (len, ==, first);
      g_assert_cmpuint (len, >, MTU);
    }
}

/* Without it they are as long as they need to be. */
static void
test_lengths_shown (void)
{
  g_auto (Wire) wire = { 0 };
  PacketSpec spec = { .protocol = IPPROTO_UDP, .payload_len = 10 };
  guint8 packet[2048];
  gsize len;
  EspOpened opened;

  wire_init (&wire, &fixture_gcm128, FALSE, 0);
  pair_side_send (&wire.pair.a, packet, packet_build (&spec, packet));
  g_assert_cmpint (wire_next (&wire, packet, sizeof packet, &len, &opened), ==, ESP_DROP_NONE);
  g_assert_cmpuint (len, <, 100);
}

/* In silence dummies leave, again and again, as long as anything else, and count as nothing. */
static void
test_dummies (gconstpointer data)
{
  gboolean tfc_padding = GPOINTER_TO_INT (data);
  g_auto (Wire) wire = { 0 };
  PlaneStats stats;

  wire_init (&wire, &fixture_gcm128, tfc_padding, 5);
  for (guint i = 0; i < 5; i++)
    {
      guint8 packet[2048];
      gsize len;
      EspOpened opened;

      g_assert_cmpint (wire_next (&wire, packet, sizeof packet, &len, &opened), ==, ESP_DROP_DUMMY);
      g_assert_cmpint (len > MTU, ==, tfc_padding);
    }
  plane_stats (wire.pair.a.plane, &stats);
  g_assert_cmpuint (stats.tx_packets, ==, 0);
}

/* The other side throws them away, and what is real between them arrives. */
static void
test_dummies_are_dropped (void)
{
  g_auto (PlanePair) pair = { 0 };
  g_auto (EspFixture) a = { 0 }, b = { 0 };
  const PairOptions options = { .offloads = 0 };
  gint64 deadline = g_get_monotonic_time () + PAIR_TIMEOUT_MSEC * 1000;
  PacketSpec spec = { .protocol = IPPROTO_UDP, .payload_len = 10 };
  guint8 sent[256], got[256];
  gsize len = packet_build (&spec, sent);

  plane_pair_init (&pair, &options);
  plane_pair_params (&a, &fixture_gcm128, FALSE, 0);
  plane_pair_params (&b, &fixture_gcm128, TRUE, 0);
  a.params.dummy_interval = 1;
  g_assert_cmpint (plane_install (pair.a.plane, &a.params), ==, 0);
  g_assert_cmpint (plane_install (pair.b.plane, &b.params), ==, 0);
  plane_activate (pair.a.plane, a.params.spi_in);
  while (pair_side_drops (&pair.b, ESP_DROP_DUMMY) < 3 && g_get_monotonic_time () < deadline)
    g_thread_yield ();
  g_assert_cmpuint (pair_side_drops (&pair.b, ESP_DROP_DUMMY), >=, 3);
  pair_side_send (&pair.a, sent, len);
  g_assert_cmpuint (pair_side_receive (&pair.b, got, sizeof got, PAIR_TIMEOUT_MSEC), ==, len);
  g_assert_cmpmem (got, len, sent, len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/plane/tx/ESP-14+ESP-15/lengths-hidden/gcm", &fixture_gcm128,
                        test_lengths_hidden);
  g_test_add_data_func ("/plane/tx/ESP-14+ESP-15/lengths-hidden/cbc", &fixture_cbc_sha256,
                        test_lengths_hidden);
  g_test_add_func ("/plane/tx/ESP-13+ESP-14/lengths-shown", test_lengths_shown);
  g_test_add_data_func ("/plane/tx/ESP-13/dummies", GINT_TO_POINTER (FALSE), test_dummies);
  g_test_add_data_func ("/plane/tx/ESP-13/long-dummies", GINT_TO_POINTER (TRUE), test_dummies);
  g_test_add_func ("/plane/tx/ESP-12+ESP-13/dropped", test_dummies_are_dropped);
  return g_test_run ();
}
