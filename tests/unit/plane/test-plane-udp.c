// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "plane-udp.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  PlaneSend *send;
  PlaneRecv *recv;
  PlaneLink out, in;
  PlanePeer peer;
  PlaneCounters counters;
  int from, to;
} Wire;

static int
open_socket (struct sockaddr_storage *ret_address, socklen_t *ret_len)
{
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  *ret_len = sizeof address;
  g_assert_no_errno (bind (fd, (struct sockaddr *) &address, sizeof address));
  g_assert_no_errno (getsockname (fd, (struct sockaddr *) ret_address, ret_len));
  return fd;
}

static void
wire_init (Wire *wire, gboolean gso, gboolean gro)
{
  struct sockaddr_storage unused;
  socklen_t len;

  wire->send = g_aligned_alloc0 (1, sizeof *wire->send, 64);
  wire->recv = g_aligned_alloc0 (1, sizeof *wire->recv, 64);
  wire->from = open_socket (&unused, &len);
  wire->to = open_socket (&wire->peer.address, &wire->peer.len);
  wire->send->link = &wire->out;
  plane_udp_init (&wire->out, wire->from, !gso, TRUE);
  plane_udp_init (&wire->in, wire->to, TRUE, !gro);
}

static void
wire_clear (Wire *wire)
{
  close (wire->from);
  close (wire->to);
  g_aligned_free (wire->send);
  g_aligned_free (wire->recv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wire, wire_clear)

static void
put (Wire *wire, gsize len, guint8 fill, guint8 tclass)
{
  guint8 *place = plane_send_reserve (wire->send, len);

  g_assert_nonnull (place);
  memset (place, fill, len);
  plane_send_commit (wire->send, len, tclass);
}

static void
flush (Wire *wire)
{
  wire->out.klass->flush (&wire->out, wire->send, &wire->peer, &wire->counters);
  g_assert_cmpuint (wire->send->n_runs, ==, 0);
  g_assert_cmpuint (wire->send->used, ==, 0);
}

/* Datagrams that arrived, merged or not, in order: length and fill are checked. */
static guint
receive_all (Wire *wire, const gsize *lens, guint n, guint8 tclass)
{
  guint got = 0;
  int slots;

  while (got < n && (slots = wire->in.klass->fill (&wire->in, wire->recv, &wire->counters)) > 0)
    for (guint i = 0; i < (guint) slots; i++)
      {
        PlaneDatagrams merged = plane_recv_slot (wire->recv, i);

        g_assert_cmphex (merged.tclass, ==, tclass);
        for (gsize at = 0; at < merged.len; at += merged.segment, got++)
          {
            g_assert_cmpuint (MIN (merged.segment, merged.len - at), ==, lens[got]);
            g_assert_cmphex (merged.data[at], ==, (guint8) got);
            g_assert_cmphex (merged.data[at + lens[got] - 1], ==, (guint8) got);
          }
      }
  return got;
}

static void
test_runs_of_equal_sizes (void)
{
  static const gsize lens[] = { 100, 100, 100, 40, 100, 200, 200, 60, 60 };
  static const guint runs_with_gso = 4; /* 100 100 100 40 | 100 | 200 200 60 | 60 */

  for (guint i = 0; i < 4; i++)
    {
      g_auto (Wire) wire = { 0 };

      wire_init (&wire, (i & 1) != 0, (i & 2) != 0);
      for (guint j = 0; j < G_N_ELEMENTS (lens); j++)
        put (&wire, lens[j], (guint8) j, 0);
      g_assert_cmpuint (wire.send->n_runs, ==, wire.out.gso ? runs_with_gso : G_N_ELEMENTS (lens));
      flush (&wire);
      g_assert_cmpuint (receive_all (&wire, lens, G_N_ELEMENTS (lens), 0), ==, G_N_ELEMENTS (lens));
    }
}

static void
test_run_limits (void)
{
  g_auto (Wire) wire = { 0 };
  gsize lens[PLANE_RUN_PACKETS + 1];

  wire_init (&wire, TRUE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (lens); i++)
    put (&wire, lens[i] = 20, (guint8) i, 0);
  if (wire.out.gso)
    g_assert_cmpuint (wire.send->n_runs, ==, 2);
  flush (&wire);
  g_assert_cmpuint (receive_all (&wire, lens, G_N_ELEMENTS (lens), 0), ==, G_N_ELEMENTS (lens));
  for (guint i = 0; i < 50; i++)
    put (&wire, lens[i] = 1400, (guint8) i, 0);
  if (wire.out.gso)
    {
      g_assert_cmpuint (wire.send->n_runs, ==, 2);
      g_assert_cmpuint (wire.send->runs[0].len, <=, 65507);
    }
  flush (&wire);
  g_assert_cmpuint (receive_all (&wire, lens, 50, 0), ==, 50);
}

static void
test_full_buffer_asks_for_a_flush (void)
{
  g_auto (Wire) wire = { 0 };
  gsize total = 0;

  wire_init (&wire, TRUE, TRUE);
  while (plane_send_reserve (wire.send, 1400) != NULL)
    {
      put (&wire, 1400, 0, 0);
      total += 1400;
    }
  g_assert_cmpuint (total, <=, PLANE_SEND_BUFFER);
  flush (&wire);
  atomic_store (&wire.out.gso, FALSE);
  for (guint i = 0; i < PLANE_SEND_RUNS; i++)
    put (&wire, 10, 0, 0);
  g_assert_null (plane_send_reserve (wire.send, 10));
  flush (&wire);
}

static void
test_traffic_class_travels_and_divides (void)
{
  static const gsize lens[] = { 50, 50, 50 };
  g_auto (Wire) wire = { 0 };

  wire_init (&wire, TRUE, TRUE);
  for (guint8 i = 0; i < 3; i++)
    put (&wire, 50, i, 0xba);
  flush (&wire);
  g_assert_cmpuint (receive_all (&wire, lens, 3, 0xba), ==, 3);
  put (&wire, 50, 0, 1);
  put (&wire, 50, 1, 2);
  g_assert_cmpuint (wire.send->n_runs, ==, 2);
  flush (&wire);
}

/* What cannot be sent is counted and forgotten. */
static void
test_refused_datagrams_are_counted (void)
{
  g_auto (Wire) wire = { 0 };
  struct sockaddr_in *peer = (struct sockaddr_in *) &wire.peer.address;

  wire_init (&wire, TRUE, TRUE);
  peer->sin_addr.s_addr = g_htonl (INADDR_BROADCAST); /* EACCES without SO_BROADCAST */
  for (guint8 i = 0; i < 3; i++)
    put (&wire, 50, i, 0);
  put (&wire, 90, 3, 0);
  flush (&wire);
  g_assert_cmpuint (wire.counters.drops[ESP_DROP_SEND], ==, 4);
}

/* What could not be sealed never leaves. */
static void
test_discarded_datagrams_are_counted (void)
{
  g_auto (Wire) wire = { 0 };

  wire_init (&wire, TRUE, TRUE);
  for (guint8 i = 0; i < 3; i++)
    put (&wire, 50, i, 0);
  put (&wire, 90, 3, 0);
  plane_send_discard (wire.send, ESP_DROP_CRYPTO, &wire.counters);
  flush (&wire);
  g_assert_cmpuint (wire.counters.drops[ESP_DROP_CRYPTO], ==, 4);
  g_assert_cmpint (wire.in.klass->fill (&wire.in, wire.recv, &wire.counters), ==, 0);
}

/* What the receiver was too slow for is told with the next datagram that had room. */
static void
test_overflow_is_told (void)
{
  enum
  {
    SENT = 64
  };
  g_auto (Wire) wire = { 0 };
  guint got = 0;
  guint32 lost = 0;
  int slots, room = 1; /* the least there is */

  wire_init (&wire, FALSE, FALSE);
  g_assert_no_errno (setsockopt (wire.to, SOL_SOCKET, SO_RCVBUF, &room, sizeof room));
  for (guint i = 0; i < SENT; i++)
    {
      put (&wire, 1000, 0, 0);
      flush (&wire);
    }
  while ((slots = wire.in.klass->fill (&wire.in, wire.recv, &wire.counters)) > 0)
    got += (guint) slots;
  g_assert_cmpuint (got, <, SENT);
  put (&wire, 1000, 0, 0);
  flush (&wire);
  g_assert_cmpint (wire.in.klass->fill (&wire.in, wire.recv, &wire.counters), ==, 1);
  lost = plane_recv_slot (wire.recv, 0).lost;
  g_assert_cmpuint (lost, ==, SENT - got);
}

static int
df_of (const PlaneLink *link)
{
  int mode = -1;
  socklen_t len = sizeof mode;

  g_assert_no_errno (getsockopt (link->fd, IPPROTO_IP, IP_MTU_DISCOVER, &mode, &len));
  return mode;
}

/* ICM-01: who may fragment is chosen for each batch and each IKE message, whatever was before. */
static void
test_fragmentation_is_chosen (void)
{
  g_auto (Wire) wire = { 0 };
  g_autoptr (GBytes) data = g_bytes_new_static ("ike", 3);
  PlaneIkeDatagram ike = { .data = data };

  wire_init (&wire, TRUE, TRUE);
  ike.peer = wire.peer.address;
  ike.peer_len = wire.peer.len;
  wire.send->df = PLANE_DF_SET;
  put (&wire, 50, 0, 0);
  flush (&wire);
  g_assert_cmpint (df_of (&wire.out), ==, IP_PMTUDISC_DO);
  g_assert_cmpint (wire.out.klass->send_ike (&wire.out, &ike), ==, 0);
  g_assert_cmpint (df_of (&wire.out), ==, IP_PMTUDISC_DONT);
  ike.probe = TRUE;
  g_assert_cmpint (wire.out.klass->send_ike (&wire.out, &ike), ==, 0);
  g_assert_cmpint (df_of (&wire.out), ==, IP_PMTUDISC_PROBE);
  wire.send->df = PLANE_DF_CLEAR;
  put (&wire, 50, 0, 0);
  flush (&wire);
  g_assert_cmpint (df_of (&wire.out), ==, IP_PMTUDISC_DONT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/udp/runs/equal-sizes", test_runs_of_equal_sizes);
  g_test_add_func ("/plane/udp/runs/limits", test_run_limits);
  g_test_add_func ("/plane/udp/runs/full-buffer", test_full_buffer_asks_for_a_flush);
  g_test_add_func ("/plane/udp/TOS-04/traffic-class", test_traffic_class_travels_and_divides);
  g_test_add_func ("/plane/udp/refused", test_refused_datagrams_are_counted);
  g_test_add_func ("/plane/udp/discarded", test_discarded_datagrams_are_counted);
  g_test_add_func ("/plane/udp/overflow-is-told", test_overflow_is_told);
  g_test_add_func ("/plane/udp/ICM-01/fragmentation-is-chosen", test_fragmentation_is_chosen);
  return g_test_run ();
}
