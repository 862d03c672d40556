// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "plane-pair.h"

#include "bytes.h"
#include "status.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/virtio_net.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define TRIES     100 /* one that nobody else disturbs is enough */
#define STOP_USEC (100 * 1000)
#define IDLE_USEC (300 * 1000)

#define VNET (PLANE_TUN_VNET_HDR | PLANE_TUN_CSUM | PLANE_TUN_TSO)

static gsize
udp_packet (guint8 *out, guint16 src_port, gsize payload_len)
{
  PacketSpec spec = {
    .protocol = IPPROTO_UDP,
    .src_port = src_port,
    .dst_port = 9,
    .df = TRUE,
    .payload_len = payload_len,
    .fill = (guint8) src_port,
  };

  return packet_build (&spec, out);
}

static void
assert_passes (PairSide *from, PairSide *to, guint16 mark, gsize payload_len)
{
  guint8 sent[2048], got[2048];
  gsize len = udp_packet (sent, mark, payload_len);

  pair_side_send (from, sent, len);
  g_assert_cmpuint (pair_side_receive (to, got, sizeof got, PAIR_TIMEOUT_MSEC), ==, len);
  g_assert_cmpmem (got, len, sent, len);
}

static void
test_two_planes_talk (gconstpointer data)
{
  const CrySuite *suite = data;
  static const guint offloads[] = { 0, VNET };

  for (guint i = 0; i < G_N_ELEMENTS (offloads); i++)
    {
      g_auto (PlanePair) pair = { 0 };
      PairOptions options = { .offloads = offloads[i], .no_gso = i == 0, .no_gro = i == 0 };

      plane_pair_init (&pair, &options);
      plane_pair_install (&pair, suite, 0);
      for (guint16 n = 1; n <= 20; n++)
        {
          assert_passes (&pair.a, &pair.b, n, (gsize) n * 60);
          assert_passes (&pair.b, &pair.a, n, (gsize) n * 60);
        }
    }
}

/* What the kernel would hand over for a large write: one header, many segments' payload. */
static void
send_super (PairSide *side, gsize payload_len, guint16 segment)
{
  static guint8 packet[65535];
  PacketSpec spec = {
    .protocol = IPPROTO_TCP,
    .src_port = 1,
    .dst_port = 2,
    .df = TRUE,
    .seq = 1000,
    .flags = 0x18,
    .payload_len = payload_len,
  };
  gsize len = packet_build (&spec, packet);
  struct virtio_net_hdr header = {
    .flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
    .gso_type = VIRTIO_NET_HDR_GSO_TCPV4,
    .gso_size = segment,
    .hdr_len = 40,
    .csum_start = 20,
    .csum_offset = 16,
  };
  struct iovec iov[2] = { { &header, sizeof header }, { packet, len } };

  g_assert_cmpint (writev (side->host_fd, iov, 2), >, 0);
}

/* Reads TCP packets until payload_len octets have come, in order and unbroken. */
static guint
collect_stream (PairSide *side, gsize payload_len)
{
  static guint8 got[65536];
  guint32 seq = 1000;
  guint n = 0;

  while (seq < 1000 + payload_len)
    {
      gsize len = pair_side_receive (side, got, sizeof got, PAIR_TIMEOUT_MSEC);

      g_assert_cmpuint (len, >, 40);
      g_assert_cmpuint (byte_get_u32 (got + 24), ==, seq);
      for (gsize i = 40; i < len; i++)
        g_assert_cmphex (got[i], ==, (guint8) (seq - 1000 + i - 40));
      seq += (guint32) (len - 40);
      n++;
    }
  g_assert_cmpuint (seq, ==, 1000 + payload_len);
  return n;
}

static void
test_super_packets (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };
  PlaneStats tx, rx;
  guint n;

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  send_super (&pair.a, 60000, 1360);
  n = collect_stream (&pair.b, 60000);
  plane_stats (pair.a.plane, &tx);
  plane_stats (pair.b.plane, &rx);
  g_assert_cmpuint (tx.tx_packets, ==, 45);
  g_assert_cmpuint (rx.rx_packets, ==, 45);
  g_assert_cmpuint (tx.tx_bytes, ==, 60000 + 45 * 40);
  if (tx.gso)
    g_assert_cmpuint (tx.tx_batches, <=, 2);
  if (rx.gro)
    g_assert_cmpuint (n, <=, 4);
}

static void
test_super_packets_without_offloads (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET, .no_gso = TRUE, .no_gro = TRUE };
  PlaneStats stats;

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  send_super (&pair.a, 60000, 1360);
  (void) collect_stream (&pair.b, 60000);
  plane_stats (pair.a.plane, &stats);
  g_assert_false (stats.gso);
  g_assert_false (stats.gro);
  g_assert_cmpuint (stats.tx_packets, ==, 45);
}

/* A new SA takes over while packets flow; none is lost, and the old one may go at once after. */
static void
test_swap_loses_nothing (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };
  guint8 packet[2048], got[2048];
  guint received = 0;
  const guint total = 400;

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  for (guint i = 0; i < total; i++)
    {
      gsize len = udp_packet (packet, (guint16) (i + 1), 200);

      pair_side_send (&pair.a, packet, len);
      if (i % 40 == 20)
        plane_pair_install (&pair, i % 80 == 20 ? &fixture_chacha : &fixture_gcm256,
                            (guint8) (i / 40 + 1));
      /* Few are under way at a time: the stand-in for the device has a short queue of its own. */
      while (i + 1 - received > 6
             && pair_side_receive (&pair.b, got, sizeof got, PAIR_TIMEOUT_MSEC) > 0)
        received++;
      if (i % 40 == 30 && i > 40)
        {
          guint8 old = (guint8) (i / 40);

          plane_remove (pair.a.plane, 0xbbbb0001 + old);
        }
    }
  while (received < total && pair_side_receive (&pair.b, got, sizeof got, PAIR_TIMEOUT_MSEC) > 0)
    received++;
  g_assert_cmpuint (received, ==, total);
}

/* Both ends hold two pairs; what is sent goes by the newest. */
static void
test_newest_is_used (void)
{
  g_auto (PlanePair) pair = { 0 };
  g_auto (EspFixture) old = { 0 };
  PairOptions options = { .offloads = 0 };

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  plane_pair_install (&pair, &fixture_chacha, 1);
  plane_pair_params (&old, &fixture_gcm128, TRUE, 0);
  plane_remove (pair.b.plane, old.params.spi_in);
  assert_passes (&pair.a, &pair.b, 1, 100);
  g_assert_cmpuint (pair_side_drops (&pair.b, ESP_DROP_NO_SA), ==, 0);
}

/* The outer header has the traffic class of the inner one, whatever options that has. */
static void
test_outer_traffic_class (void)
{
  static const int on = 1;
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  plane_free (g_steal_pointer (&pair.b.plane)); /* its socket is read here */
  g_assert_cmpint (setsockopt (pair.b.udp_fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on), ==,
                   0);
  for (guint i = 0; i < 3; i++)
    {
      static const guint8 classes[] = { 0, 0xba, 0x28 };
      PacketSpec spec = { .protocol = IPPROTO_UDP, .tclass = classes[i], .payload_len = 30 };
      struct pollfd fds = { pair.b.udp_fd, POLLIN, 0 };
      guint8 packet[256], control[256];
      struct iovec iov = { packet, sizeof packet };
      struct msghdr message = {
        .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
      };
      int seen = -1;

      pair_side_send (&pair.a, packet, packet_build (&spec, packet));
      g_assert_cmpint (poll (&fds, 1, PAIR_TIMEOUT_MSEC), ==, 1);
      g_assert_cmpint (recvmsg (pair.b.udp_fd, &message, 0), >, 0);
      for (struct cmsghdr *c = CMSG_FIRSTHDR (&message); c != NULL; c = CMSG_NXTHDR (&message, c))
        if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS)
          memcpy (&seen, CMSG_DATA (c), sizeof seen);
      g_assert_cmpint (seen, ==, classes[i]);
    }
}

static void
test_waits_for_an_sa (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };
  guint8 packet[2048], got[2048];
  gsize len = udp_packet (packet, 7, 100);

  plane_pair_init (&pair, &options);
  pair_side_send (&pair.a, packet, len);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  g_assert_cmpuint (pair_side_receive (&pair.b, got, sizeof got, PAIR_TIMEOUT_MSEC), ==, len);
}

static void
test_ike_demultiplexing (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };
  PlaneIkeDatagram datagram;

  plane_pair_init (&pair, &options);
  pair_side_send_udp (&pair.a, &pair.b, "\xff", 1);
  pair_side_send_udp (&pair.a, &pair.b, "\0\0\0", 3);
  pair_side_send_udp (&pair.a, &pair.b, "\0\0\0\0", 4);
  pair_side_send_udp (&pair.a, &pair.b, "\0\0\0\0hello", 9);
  pair_side_await_event (&pair.b);
  g_assert_true (plane_pull_ike (pair.b.plane, &datagram));
  g_assert_true (datagram.marked);
  g_assert_cmpmem (g_bytes_get_data (datagram.data, NULL), g_bytes_get_size (datagram.data),
                   "hello", 5);
  g_assert_cmpmem (&datagram.peer, datagram.peer_len, &pair.a.address, sizeof pair.a.address);
  plane_ike_datagram_clear (&datagram);
  g_assert_false (plane_pull_ike (pair.b.plane, &datagram));
  g_assert_cmpuint (pair_side_drops (&pair.b, ESP_DROP_SHORT), ==, 2);
}

static void
send_ike (Plane *plane, const PairSide *to, const char *text, gboolean marked)
{
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
  PlaneIkeDatagram datagram = { .marked = marked, .data = data };

  datagram.peer_len = sizeof to->address;
  memcpy (&datagram.peer, &to->address, sizeof to->address);
  g_assert_true (plane_send_ike (plane, &datagram));
}

static void
expect_raw (const PairSide *side, const char *octets, gsize len)
{
  struct pollfd fds = { side->udp_fd, POLLIN, 0 };
  guint8 got[64];

  g_assert_cmpint (poll (&fds, 1, PAIR_TIMEOUT_MSEC), ==, 1);
  g_assert_cmpint (recv (side->udp_fd, got, sizeof got, 0), ==, (gssize) len);
  g_assert_cmpmem (got, len, octets, len);
}

/* The plane writes IKE too, and what was handed over is not lost when the plane ends. */
static void
test_ike_is_sent (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };

  plane_pair_init (&pair, &options);
  plane_free (g_steal_pointer (&pair.b.plane)); /* its socket is read here */
  send_ike (pair.a.plane, &pair.b, "plain", FALSE);
  expect_raw (&pair.b, "plain", 5);
  send_ike (pair.a.plane, &pair.b, "marked", TRUE);
  expect_raw (&pair.b, "\0\0\0\0marked", 10);
  for (guint i = 0; i < 20; i++)
    send_ike (pair.a.plane, &pair.b, "last", FALSE);
  plane_free (g_steal_pointer (&pair.a.plane));
  for (guint i = 0; i < 20; i++)
    expect_raw (&pair.b, "last", 4);
}

/* A family without a socket, like a network that is not there, is told to who asks. */
static void
test_ike_that_cannot_be_sent (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };
  g_autoptr (GBytes) data = g_bytes_new_static ("x", 1);
  PlaneIkeDatagram datagram = { .data = data, .peer_len = sizeof (struct sockaddr_in) };

  plane_pair_init (&pair, &options);
  datagram.peer.ss_family = AF_UNIX;
  g_assert_true (plane_send_ike (pair.a.plane, &datagram));
  pair_side_await_event (&pair.a);
  g_assert_cmpint (plane_pull_ike_error (pair.a.plane), ==, EAFNOSUPPORT);
  g_assert_cmpint (plane_pull_ike_error (pair.a.plane), ==, 0);
}

/* A move to the other family: the same SAs, the next sequence number. */
static void
test_family_changes_under_an_sa (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  assert_passes (&pair.a, &pair.b, 1, 100);
  plane_set_peer (pair.a.plane, (const struct sockaddr *) &pair.b.address4, sizeof pair.b.address4,
                  NULL);
  plane_set_peer (pair.b.plane, (const struct sockaddr *) &pair.a.address4, sizeof pair.a.address4,
                  NULL);
  assert_passes (&pair.a, &pair.b, 2, 100);
  assert_passes (&pair.b, &pair.a, 3, 100);
  plane_set_peer (pair.a.plane, (const struct sockaddr *) &pair.b.address, sizeof pair.b.address,
                  NULL);
  assert_passes (&pair.a, &pair.b, 4, 100);
  g_assert_cmpuint (pair_side_drops (&pair.b, ESP_DROP_REPLAY), ==, 0);
}

/* The control thread sleeps while nothing moves and is woken by the first packet, once. */
static void
test_traffic_wakes_the_watcher_once (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };
  PlaneIkeDatagram datagram;
  struct pollfd fds;

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  plane_watch_traffic (pair.a.plane);
  assert_passes (&pair.a, &pair.b, 1, 100);
  pair_side_await_event (&pair.a);
  g_assert_false (plane_pull_ike (pair.a.plane, &datagram));
  assert_passes (&pair.a, &pair.b, 2, 100);
  fds = (struct pollfd){ plane_event_fd (pair.a.plane), POLLIN, 0 };
  g_assert_cmpint (poll (&fds, 1, 0), ==, 0);
}

static void
test_ike_port_has_no_marker (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };
  PlaneIkeDatagram datagram;
  guint8 sealed_like[60] = { 0xaa, 0xaa, 0, 1 };

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  /* The same pair again, now b takes what a sends for plain IKE. */
  plane_free (g_steal_pointer (&pair.b.plane));
  pair.b.plane = plane_new (&(PlaneConfig){ .tun_fd = pair.b.tun_fd,
                                            .udp4_fd = -1,
                                            .udp6_fd = pair.b.udp_fd,
                                            .ike_port = g_ntohs (pair.a.address.sin6_port),
                                            .tun_mtu = 1400 });
  pair_side_send_udp (&pair.a, &pair.b, sealed_like, sizeof sealed_like);
  pair_side_await_event (&pair.b);
  g_assert_true (plane_pull_ike (pair.b.plane, &datagram));
  g_assert_false (datagram.marked);
  g_assert_cmpuint (g_bytes_get_size (datagram.data), ==, sizeof sealed_like);
  plane_ike_datagram_clear (&datagram);
}

static void
test_ike_queue_is_bounded (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };
  PlaneIkeDatagram datagram;
  guint n = 0;

  plane_pair_init (&pair, &options);
  for (guint i = 0; i < PLANE_IKE_QUEUE + 5; i++)
    pair_side_send_udp (&pair.a, &pair.b, "\0\0\0\0x", 5);
  pair_side_await_drops (&pair.b, ESP_DROP_QUEUE_FULL, 5);
  while (plane_pull_ike (pair.b.plane, &datagram))
    {
      n++;
      plane_ike_datagram_clear (&datagram);
    }
  g_assert_cmpuint (n, ==, PLANE_IKE_QUEUE);
}

static void
test_drops_are_counted (void)
{
  g_auto (PlanePair) pair = { 0 };
  g_auto (EspFixture) fixture = { 0 };
  g_autoptr (EspOutbound) forger = NULL;
  PairOptions options = { .offloads = 0 };
  guint8 buf[2048] = { 0 }, got[2048];
  gsize len;

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  plane_pair_params (&fixture, &fixture_gcm128, FALSE, 0);
  forger = esp_outbound_new (&fixture.params);
  len = udp_packet (buf + esp_headroom (forger), 1, 50);
  g_assert_cmpint (esp_fixture_seal (forger, buf, len, &len), ==, ESP_DROP_NONE);

  pair_side_send_udp (&pair.a, &pair.b, buf, len);
  g_assert_cmpuint (pair_side_receive (&pair.b, got, sizeof got, PAIR_TIMEOUT_MSEC), ==, 78);
  pair_side_send_udp (&pair.a, &pair.b, buf, len);
  pair_side_await_drops (&pair.b, ESP_DROP_REPLAY, 1);
  byte_put_u32 (buf + 4, 2);
  pair_side_send_udp (&pair.a, &pair.b, buf, len);
  pair_side_await_drops (&pair.b, ESP_DROP_INTEGRITY, 1);
  g_assert_cmphex (plane_pull_stray (pair.b.plane), ==, 0);
  byte_put_u32 (buf, 0x12345678);
  /* From another host than the peer it is counted and no more. */
  g_assert_cmpint (sendto (pair.a.udp4_fd, buf, len, 0, (struct sockaddr *) &pair.b.address4,
                           sizeof pair.b.address4),
                   ==, (gssize) len);
  pair_side_await_drops (&pair.b, ESP_DROP_NO_SA, 1);
  g_assert_cmphex (plane_pull_stray (pair.b.plane), ==, 0);
  pair_side_send_udp (&pair.a, &pair.b, buf, len);
  pair_side_await_drops (&pair.b, ESP_DROP_NO_SA, 2);
  g_assert_cmphex (plane_pull_stray (pair.b.plane), ==, 0x12345678);
  g_assert_cmphex (plane_pull_stray (pair.b.plane), ==, 0);
}

/* While nobody reads, a socket with hardly any room is sent more than it holds. */
static void
test_overflow_is_counted (void)
{
  enum
  {
    SENT = 64
  };
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };
  const int little = 1, enough = 65536;
  guint64 counted = 0;

  plane_pair_init (&pair, &options);
  plane_free (g_steal_pointer (&pair.b.plane));
  g_assert_no_errno (setsockopt (pair.b.udp_fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little));
  for (guint i = 0; i < SENT; i++)
    pair_side_send_udp (&pair.a, &pair.b, "nobody's", 8);
  g_assert_no_errno (setsockopt (pair.b.udp_fd, SOL_SOCKET, SO_RCVBUF, &enough, sizeof enough));
  pair_side_send_udp (&pair.a, &pair.b, "nobody's", 8);
  pair.b.plane = plane_new (&(PlaneConfig){
      .tun_fd = pair.b.tun_fd, .udp4_fd = -1, .udp6_fd = pair.b.udp_fd, .tun_mtu = 1400 });
  for (guint i = 0; i < PAIR_TIMEOUT_MSEC && counted < SENT + 1; i++)
    {
      g_usleep (1000);
      counted = pair_side_drops (&pair.b, ESP_DROP_NO_SA)
                + pair_side_drops (&pair.b, ESP_DROP_QUEUE_FULL);
    }
  g_assert_cmpuint (counted, ==, SENT + 1);
  g_assert_cmpuint (pair_side_drops (&pair.b, ESP_DROP_QUEUE_FULL), >, 0);
}

static void
test_policy_and_mtu (void)
{
  g_auto (PlanePair) pair = { 0 };
  g_auto (EspFixture) narrow = { 0 };
  PairOptions options = { .offloads = 0 };
  guint8 packet[2048], got[2048];
  gsize len;

  plane_pair_init (&pair, &options);
  plane_pair_params (&narrow, &fixture_gcm128, FALSE, 0);
  narrow.remote = esp_fixture_ts ("10.9.0.0", "10.9.255.255");
  g_assert_cmpint (plane_install (pair.a.plane, &narrow.params), ==, STATUS_OK);
  plane_activate (pair.a.plane, narrow.params.spi_in);
  len = udp_packet (packet, 1, 50);
  pair_side_send (&pair.a, packet, len);
  pair_side_await_drops (&pair.a, ESP_DROP_POLICY, 1);

  plane_pair_install (&pair, &fixture_gcm128, 1);
  plane_set_mtu (pair.a.plane, 1200, FALSE);
  len = udp_packet (packet, 1, 1300);
  pair_side_send (&pair.a, packet, len);
  g_assert_cmpuint (pair_side_receive (&pair.a, got, sizeof got, PAIR_TIMEOUT_MSEC), >, 0);
  g_assert_cmpint (got[9], ==, IPPROTO_ICMP);
  g_assert_cmpint (got[20], ==, 3);
  g_assert_cmpint (got[21], ==, 4);
  g_assert_cmpuint (byte_get_u16 (got + 26), ==, 1200);
  g_assert_cmpuint (pair_side_drops (&pair.a, ESP_DROP_TOO_BIG), ==, 1);
}

/* ICM-11: who sends what is too large from now on is told, through the tunnel. */
static void
test_large_senders_are_told (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = 0 };
  PacketSpec spec = { .protocol = IPPROTO_TCP, .df = TRUE, .seq = 7, .payload_len = 1300 };
  guint8 packet[2048], got[2048];
  gsize len = packet_build (&spec, packet);

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 1);
  pair_side_send (&pair.b, packet, len);
  g_assert_cmpuint (pair_side_receive (&pair.a, got, sizeof got, PAIR_TIMEOUT_MSEC), ==, len);
  plane_set_mtu (pair.a.plane, 1200, FALSE);
  g_assert_cmpuint (pair_side_receive (&pair.b, got, sizeof got, PAIR_TIMEOUT_MSEC), ==, 68);
  g_assert_cmpint (got[20], ==, 3);
  g_assert_cmpuint (byte_get_u16 (got + 26), ==, 1200);
  g_assert_cmpuint (byte_get_u32 (got + 52), ==, 7 + 1300);
}

static void
test_soft_limit_is_told_once (void)
{
  g_auto (PlanePair) pair = { 0 };
  g_auto (EspFixture) fixture = { 0 };
  PairOptions options = { .offloads = 0 };
  guint8 packet[2048];
  gsize len = udp_packet (packet, 1, 50);
  guint32 spi = 0;

  plane_pair_init (&pair, &options);
  plane_pair_params (&fixture, &fixture_gcm128, FALSE, 0);
  fixture.params.soft_packets = 2;
  fixture.params.hard_packets = 3;
  g_assert_cmpint (plane_install (pair.a.plane, &fixture.params), ==, STATUS_OK);
  plane_activate (pair.a.plane, fixture.params.spi_in);
  g_assert_false (plane_pull_soft_limit (pair.a.plane, &spi));
  for (guint i = 0; i < 4; i++)
    pair_side_send (&pair.a, packet, len);
  pair_side_await_event (&pair.a);
  g_assert_true (plane_pull_soft_limit (pair.a.plane, &spi));
  g_assert_cmphex (spi, ==, fixture.params.spi_in);
  pair_side_await_drops (&pair.a, ESP_DROP_LIFETIME, 1);
  g_assert_false (plane_pull_soft_limit (pair.a.plane, &spi));
}

static void
test_limits_of_installation (void)
{
  g_auto (PlanePair) pair = { 0 };
  g_auto (EspFixture) fixture = { 0 };
  PairOptions options = { .offloads = 0 };

  plane_pair_init (&pair, &options);
  plane_pair_params (&fixture, &fixture_gcm128, FALSE, 0);
  for (guint i = 0; i < PLANE_SA_MAX; i++)
    {
      g_assert_cmpint (plane_install (pair.a.plane, &fixture.params), ==, STATUS_OK);
      g_assert_cmpint (plane_install (pair.a.plane, &fixture.params), <, 0);
      fixture.params.spi_in++;
    }
  g_assert_cmpint (plane_install (pair.a.plane, &fixture.params), ==, STATUS_FATAL_LIMIT);
  plane_remove (pair.a.plane, fixture.params.spi_in - 1);
  fixture.params.encr_in = fixture.integ_in;
  g_assert_cmpint (plane_install (pair.a.plane, &fixture.params), ==, STATUS_FATAL_CONFIG);
}

/* The best of a few tries: the machine may be busy with others. */
static void
test_stops_quickly (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };
  gint64 best = G_MAXINT64;

  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  assert_passes (&pair.a, &pair.b, 1, 100);
  for (guint i = 0; i < TRIES && best >= STOP_USEC; i++)
    {
      gint64 start = g_get_monotonic_time ();

      plane_free (g_steal_pointer (&pair.a.plane));
      best = MIN (best, g_get_monotonic_time () - start);
      pair.a.plane = plane_new (&(PlaneConfig){
          .tun_fd = pair.a.tun_fd, .udp4_fd = -1, .udp6_fd = pair.a.udp_fd, .tun_mtu = 1400 });
    }
  g_assert_cmpint (best, <, STOP_USEC);
}

static guint64
context_switches (void)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  g_autofree char *own = g_strdup_printf ("%d", getpid ());
  guint64 sum = 0;
  const char *name;

  while ((name = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", name, "status", NULL);
      g_autofree char *text = NULL;
      const char *line;

      /* The main thread is the test itself. */
      if (strcmp (name, own) == 0 || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      line = strstr (text, "\nvoluntary_ctxt_switches:");
      g_assert_nonnull (line);
      sum += g_ascii_strtoull (line + strlen ("\nvoluntary_ctxt_switches:"), NULL, 10);
    }
  return sum;
}

/* The one test that lets time pass, because that is what it is about. */
static void
test_sleeps_when_idle (void)
{
  g_auto (PlanePair) pair = { 0 };
  PairOptions options = { .offloads = VNET };
  guint64 woken = G_MAXUINT64;

#ifdef __SANITIZE_THREAD__
  g_test_skip ("the thread sanitizer has a thread of its own that does not sleep");
  return;
#endif
  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 0);
  assert_passes (&pair.a, &pair.b, 1, 100);
  for (guint i = 0; i < TRIES && woken > 0; i++)
    {
      guint64 before = context_switches ();

      g_usleep (IDLE_USEC);
      woken = context_switches () - before;
    }
  g_assert_cmpuint (woken, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/plane/talk/gcm128", &fixture_gcm128, test_two_planes_talk);
  g_test_add_data_func ("/plane/talk/chacha", &fixture_chacha, test_two_planes_talk);
  g_test_add_data_func ("/plane/talk/cbc-sha256", &fixture_cbc_sha256, test_two_planes_talk);
  g_test_add_func ("/plane/super-packets/offloads", test_super_packets);
  g_test_add_func ("/plane/super-packets/plain", test_super_packets_without_offloads);
  g_test_add_func ("/plane/sa/ESP-24/swap-loses-nothing", test_swap_loses_nothing);
  g_test_add_func ("/plane/sa/SPD-10/newest", test_newest_is_used);
  g_test_add_func ("/plane/TOS-01/outer-traffic-class", test_outer_traffic_class);
  g_test_add_func ("/plane/sa/SPD-04/waits-for-an-sa", test_waits_for_an_sa);
  g_test_add_func ("/plane/sa/limits", test_limits_of_installation);
  g_test_add_func ("/plane/ike/NAT-17/demultiplexing", test_ike_demultiplexing);
  g_test_add_func ("/plane/traffic-wakes-the-watcher-once", test_traffic_wakes_the_watcher_once);
  g_test_add_func ("/plane/ike/sent", test_ike_is_sent);
  g_test_add_func ("/plane/ike/cannot-be-sent", test_ike_that_cannot_be_sent);
  g_test_add_func ("/plane/MOB-19/family-changes-under-an-sa", test_family_changes_under_an_sa);
  g_test_add_func ("/plane/ike/NAT-08/port-500-has-no-marker", test_ike_port_has_no_marker);
  g_test_add_func ("/plane/ike/queue-is-bounded", test_ike_queue_is_bounded);
  g_test_add_func ("/plane/drops/ESP-02+ESP-25/counted", test_drops_are_counted);
  g_test_add_func ("/plane/drops/overflow", test_overflow_is_counted);
  g_test_add_func ("/plane/drops/ICM-03+SPD-01/policy-and-mtu", test_policy_and_mtu);
  g_test_add_func ("/plane/ICM-11/large-senders-are-told", test_large_senders_are_told);
  g_test_add_func ("/plane/limits/soft-is-told-once", test_soft_limit_is_told_once);
  g_test_add_func ("/plane/idle/no-wake-ups", test_sleeps_when_idle);
  g_test_add_func ("/plane/stop/quick", test_stops_quickly);
  return g_test_run ();
}
