// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The blocks of a capture, octet by octet; that Wireshark reads them is the laboratory's. */
#include "plane-tap.h"

#include "bytes.h"
#include "esp-checksum.h"
#include "plane-pair.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_LEN 28 /* of a packet's block, before its octets */

typedef struct
{
  guint32 type, interface, captured, original, direction;
  guint64 lost;
  guint8 octets[2048];
} Block;

typedef struct
{
  PlaneTap *tap; /* owned */
  int reader;    /* owned */
} Tap;

static void
tap_clear (Tap *tap)
{
  plane_tap_free (tap->tap);
  close (tap->reader);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tap, tap_clear)

static void
read_packet (const guint8 *data, gsize len, Block *block)
{
  gsize tail;

  memcpy (&block->interface, data + 8, 4);
  memcpy (&block->captured, data + 20, 4);
  memcpy (&block->original, data + 24, 4);
  g_assert_cmpuint (block->captured, <=, sizeof block->octets);
  memcpy (block->octets, data + HEAD_LEN, block->captured);
  tail = HEAD_LEN + (block->captured + 3) / 4 * 4;
  g_assert_cmpuint (tail + 28, ==, len);
  memcpy (&block->direction, data + tail + 4, 4);
  memcpy (&block->lost, data + tail + 12, 8);
}

/* FALSE: there is none now. */
static gboolean
next_block (int reader, Block *block)
{
  guint8 data[4096];
  gssize len = recv (reader, data, sizeof data, MSG_DONTWAIT);
  guint32 total, again;

  if (len <= 0)
    return FALSE;
  *block = (Block){ 0 };
  memcpy (&block->type, data, 4);
  memcpy (&total, data + 4, 4);
  memcpy (&again, data + len - 4, 4);
  g_assert_cmpint (len % 4, ==, 0);
  g_assert_cmpuint (total, ==, len);
  g_assert_cmpuint (again, ==, len);
  if (block->type == 6)
    read_packet (data, (gsize) len, block);
  return TRUE;
}

static void
expect_beginning (int reader)
{
  static const guint32 types[] = { 0x0a0d0d0a, 1, 1 };
  Block block;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_assert_true (next_block (reader, &block));
      g_assert_cmphex (block.type, ==, types[i]);
    }
}

static void
tap_init (Tap *tap, guint flags)
{
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds));
  tap->tap = plane_tap_new (fds[0], flags);
  tap->reader = fds[1];
  expect_beginning (tap->reader);
}

/* An inner packet with as much behind its IP header. */
static Block
tap_inner (Tap *tap, guint8 protocol, guint8 tcp_words, gsize upper_len, guint8 version)
{
  gsize ip_len = version == 4 ? 20 : 40;
  guint8 packet[256] = { (guint8) (version << 4 | (version == 4 ? 5 : 0)) };
  EspInner inner;
  Block block;

  byte_put_u16 (packet + (version == 4 ? 2 : 4),
                (guint16) (version == 4 ? ip_len + upper_len : upper_len));
  packet[version == 4 ? 9 : 6] = protocol;
  packet[ip_len + 12] = (guint8) (tcp_words << 4);
  g_assert_true (esp_inner_parse (packet, ip_len + upper_len, &inner));
  plane_tap_inner (tap->tap, PLANE_TAP_INBOUND, packet, ip_len + upper_len, &inner);
  g_assert_true (next_block (tap->reader, &block));
  g_assert_cmpuint (block.interface, ==, 0);
  g_assert_cmpuint (block.direction, ==, 1);
  g_assert_cmpuint (block.original, ==, ip_len + upper_len);
  g_assert_cmpmem (block.octets, block.captured, packet, block.captured);
  return block;
}

static void
test_headers_alone (void)
{
  g_auto (Tap) tap = { NULL };

  tap_init (&tap, PLANE_CAPTURE_SEALED);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_TCP, 8, 100, 4).captured, ==, 20 + 32);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_TCP, 15, 40, 6).captured, ==, 40 + 40);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_TCP, 8, 12, 4).captured, ==, 20);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_UDP, 0, 100, 6).captured, ==, 40 + 8);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_ICMP, 0, 100, 4).captured, ==, 20 + 8);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_ICMP, 0, 4, 4).captured, ==, 20 + 4);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_GRE, 0, 100, 4).captured, ==, 20);
}

static void
test_contents (void)
{
  g_auto (Tap) tap = { NULL };

  tap_init (&tap, PLANE_CAPTURE_CONTENTS);
  g_assert_cmpuint (tap_inner (&tap, IPPROTO_UDP, 0, 100, 4).captured, ==, 120);
}

static const guint8 sealed[] = { 1, 2, 3, 4, 0, 0, 0, 1, 0xaa, 0xbb, 0xcc };

static PlaneTapFlow
flow_of (struct sockaddr_storage *peer, const char *address, const char *local)
{
  PlaneTapFlow flow = { .peer = peer, .local_port = 1234, .tclass = 0x2e };
  struct sockaddr_in *in = (void *) peer;
  struct sockaddr_in6 *in6 = (void *) peer;

  *peer = (struct sockaddr_storage){ .ss_family = strchr (address, ':') ? AF_INET6 : AF_INET };
  in->sin_port = g_htons (4500);
  g_assert_cmpint (
      inet_pton (peer->ss_family, address,
                 peer->ss_family == AF_INET ? (void *) &in->sin_addr : (void *) &in6->sin6_addr),
      ==, 1);
  g_assert_true (ip_address_parse (local, &flow.local));
  return flow;
}

/* What headers the datagram has around its payload: lengths, checksums, ends. */
static void
check_headers (const Block *block, sa_family_t family, gboolean inbound)
{
  gsize ip_len = family == AF_INET ? 20 : 40;
  const guint8 *udp = block->octets + ip_len;
  guint8 copy[64];
  EspInner inner;

  g_assert_true (esp_inner_parse_quoted (block->octets, block->captured, &inner));
  g_assert_cmpuint (inner.total_len, ==, block->original);
  g_assert_cmpuint (inner.protocol, ==, IPPROTO_UDP);
  g_assert_cmpuint (inner.src_port, ==, inbound ? 4500 : 1234);
  g_assert_cmpuint (inner.dst_port, ==, inbound ? 1234 : 4500);
  g_assert_cmpuint (inner.src[ip_family_octets (family) - 1], ==, inbound ? 1 : 9);
  g_assert_cmpuint (inner.dst[ip_family_octets (family) - 1], ==, inbound ? 9 : 1);
  g_assert_cmpuint (byte_get_u16 (udp + 4), ==, block->original - ip_len);
  if (family == AF_INET6)
    {
      guint64 sum = esp_checksum_pseudo (&inner, IPPROTO_UDP, block->original - ip_len);

      g_assert_cmphex (byte_get_u32 (block->octets), ==, 0x62e00000);
      g_assert_cmphex (esp_checksum_fold (esp_checksum (udp, block->captured - ip_len, sum)), ==,
                       0xffff);
      return;
    }
  g_assert_cmphex (block->octets[1], ==, 0x2e);
  memcpy (copy, block->octets, ip_len);
  esp_checksum_ipv4 (copy);
  g_assert_cmpmem (copy, ip_len, block->octets, ip_len);
}

static void
test_sealed (gconstpointer data)
{
  gboolean ipv6 = GPOINTER_TO_INT (data);
  gsize headers = ipv6 ? 48 : 28;
  struct sockaddr_storage peer;
  PlaneTapFlow flow = ipv6 ? flow_of (&peer, "2001:db8::1", "2001:db8::9")
                           : flow_of (&peer, "192.0.2.1", "192.0.2.9");
  Block block;

  for (guint i = 0; i < 2; i++)
    {
      g_auto (Tap) tap = { NULL };

      tap_init (&tap, i == 0 ? PLANE_CAPTURE_CONTENTS : PLANE_CAPTURE_SEALED);
      plane_tap_esp (tap.tap, PLANE_TAP_OUTBOUND, &flow, sealed, sizeof sealed);
      g_assert_true (next_block (tap.reader, &block));
      g_assert_cmpuint (block.interface, ==, 1);
      g_assert_cmpuint (block.direction, ==, 2);
      g_assert_cmpuint (block.original, ==, headers + sizeof sealed);
      g_assert_cmpmem (block.octets + headers, block.captured - headers, sealed,
                       i == 0 ? 8 : sizeof sealed);
    }
  check_headers (&block, peer.ss_family, FALSE);
}

static void
test_ike (void)
{
  struct sockaddr_storage peer;
  PlaneTapFlow flow = flow_of (&peer, "2001:db8::1", "2001:db8::9");
  g_auto (Tap) tap = { NULL };
  Block block;

  tap_init (&tap, 0);
  plane_tap_ike (tap.tap, PLANE_TAP_INBOUND, &flow, sealed, sizeof sealed, TRUE);
  g_assert_true (next_block (tap.reader, &block));
  check_headers (&block, AF_INET6, TRUE);
  g_assert_cmpuint (block.captured, ==, 48 + 4 + sizeof sealed);
  g_assert_cmphex (byte_get_u32 (block.octets + 48), ==, 0);
  g_assert_cmpmem (block.octets + 52, sizeof sealed, sealed, sizeof sealed);
}

/* Nobody reads: nothing waits, and the next one tells of those that are lost, by its direction. */
static void
test_lost (void)
{
  struct sockaddr_storage peer;
  PlaneTapFlow flow = flow_of (&peer, "192.0.2.1", "192.0.2.9");
  const guint many = 10000;
  g_auto (Tap) tap = { NULL };
  guint64 kept = 0;
  Block block;

  tap_init (&tap, 0);
  for (guint i = 0; i < many; i++)
    plane_tap_esp (tap.tap, PLANE_TAP_OUTBOUND, &flow, sealed, sizeof sealed);
  for (; next_block (tap.reader, &block); kept++)
    g_assert_cmpuint (block.lost, ==, 0);
  g_assert_cmpuint (kept, >, 0);
  g_assert_cmpuint (kept, <, many);
  plane_tap_esp (tap.tap, PLANE_TAP_INBOUND, &flow, sealed, sizeof sealed);
  g_assert_true (next_block (tap.reader, &block));
  g_assert_cmpuint (block.lost, ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      plane_tap_esp (tap.tap, PLANE_TAP_OUTBOUND, &flow, sealed, sizeof sealed);
      g_assert_true (next_block (tap.reader, &block));
      g_assert_cmpuint (block.lost, ==, i == 0 ? many - kept : 0);
    }
}

static guint
count_on (int reader, guint32 interface)
{
  guint n = 0;
  Block block;

  while (next_block (reader, &block))
    n += block.type == 6 && block.interface == interface ? 1 : 0;
  return n;
}

/* Both threads of a plane, while one watches and after; the end of the socket is told. */
static void
test_plane (void)
{
  const PairOptions options = { .no_gso = TRUE };
  g_auto (PlanePair) pair = { 0 };
  const PacketSpec spec = { .protocol = IPPROTO_UDP, .payload_len = 100 };
  guint8 packet[2048];
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds));
  plane_pair_init (&pair, &options);
  plane_pair_install (&pair, &fixture_gcm128, 1);
  plane_capture (pair.a.plane, fds[0], 0);
  expect_beginning (fds[1]);
  for (guint i = 0; i < 2; i++)
    {
      PairSide *from = i == 0 ? &pair.a : &pair.b, *to = i == 0 ? &pair.b : &pair.a;

      pair_side_send (from, packet, packet_build (&spec, packet));
      g_assert_cmpuint (pair_side_receive (to, packet, sizeof packet, PAIR_TIMEOUT_MSEC), >, 0);
    }
  g_assert_cmpuint (count_on (fds[1], 0), ==, 2);
  plane_capture (pair.a.plane, -1, 0);
  g_assert_cmpint (recv (fds[1], packet, sizeof packet, 0), ==, 0);
  close (fds[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/tap/headers-alone", test_headers_alone);
  g_test_add_func ("/plane/tap/contents", test_contents);
  g_test_add_data_func ("/plane/tap/sealed/ipv4", GINT_TO_POINTER (FALSE), test_sealed);
  g_test_add_data_func ("/plane/tap/sealed/ipv6", GINT_TO_POINTER (TRUE), test_sealed);
  g_test_add_func ("/plane/tap/ike", test_ike);
  g_test_add_func ("/plane/tap/lost", test_lost);
  g_test_add_func ("/plane/tap/plane", test_plane);
  return g_test_run ();
}
