// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "plane-pair.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/virtio_net.h>
#include <poll.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static void
side_open (PairSide *side, const PairOptions *options)
{
  socklen_t len = sizeof side->address;
  int room = 4 * 1024 * 1024;
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds));
  side->host_fd = fds[0];
  side->tun_fd = fds[1];
  side->vnet_hdr = (options->offloads & PLANE_TUN_VNET_HDR) != 0;
  for (guint i = 0; i < 2; i++)
    g_assert_no_errno (setsockopt (fds[i], SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room) == 0
                               || errno == EPERM
                           ? 0
                           : -1);
  g_assert_no_errno (fcntl (side->tun_fd, F_SETFL, O_NONBLOCK));
  side->udp_fd = socket (AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  side->address = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_addr = in6addr_loopback };
  g_assert_no_errno (bind (side->udp_fd, (struct sockaddr *) &side->address, len));
  g_assert_no_errno (getsockname (side->udp_fd, (struct sockaddr *) &side->address, &len));
  side->udp4_fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  side->address4
      = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  len = sizeof side->address4;
  g_assert_no_errno (bind (side->udp4_fd, (struct sockaddr *) &side->address4, len));
  g_assert_no_errno (getsockname (side->udp4_fd, (struct sockaddr *) &side->address4, &len));
}

static void
side_start (PairSide *side, const PairSide *peer, const PairOptions *options)
{
  PlaneConfig config = {
    .tun_fd = side->tun_fd,
    .udp4_fd = side->udp4_fd,
    .udp6_fd = side->udp_fd,
    .tun_offloads = options->offloads,
    .ike_port = options->ike_port,
    .tun_mtu = 1400,
    .no_gso = options->no_gso,
    .no_gro = options->no_gro,
  };

  side->plane = plane_new (&config);
  g_assert_nonnull (side->plane);
  plane_set_peer (side->plane, (const struct sockaddr *) &peer->address, sizeof peer->address,
                  NULL);
}

void
plane_pair_init (PlanePair *pair, const PairOptions *options)
{
  memset (pair, 0, sizeof *pair);
  side_open (&pair->a, options);
  side_open (&pair->b, options);
  side_start (&pair->a, &pair->b, options);
  side_start (&pair->b, &pair->a, options);
}

static void
side_close (PairSide *side)
{
  plane_free (g_steal_pointer (&side->plane));
  close (side->host_fd);
  close (side->tun_fd);
  close (side->udp_fd);
  close (side->udp4_fd);
}

void
plane_pair_clear (PlanePair *pair)
{
  if (pair->a.udp_fd == 0)
    return;
  side_close (&pair->a);
  side_close (&pair->b);
}

void
plane_pair_params (EspFixture *fixture, const CrySuite *suite, gboolean mirror, guint8 number)
{
  esp_fixture_init (fixture, suite, mirror);
  fixture->params.spi_in += number;
  fixture->params.spi_out += number;
}

void
plane_pair_install (PlanePair *pair, const CrySuite *suite, guint8 number)
{
  g_auto (EspFixture) a = { 0 };
  g_auto (EspFixture) b = { 0 };

  plane_pair_params (&a, suite, FALSE, number);
  plane_pair_params (&b, suite, TRUE, number);
  g_assert_cmpint (plane_install (pair->a.plane, &a.params), ==, 0);
  g_assert_cmpint (plane_install (pair->b.plane, &b.params), ==, 0);
  plane_activate (pair->a.plane, a.params.spi_in);
  plane_activate (pair->b.plane, b.params.spi_in);
}

void
pair_side_send (PairSide *side, const guint8 *packet, gsize len)
{
  struct virtio_net_hdr header = { 0 };
  struct iovec iov[2] = { { &header, sizeof header }, { (void *) (gsize) packet, len } };
  guint skip = side->vnet_hdr ? 0 : 1;

  g_assert_cmpint (writev (side->host_fd, iov + skip, 2 - (int) skip), >, 0);
}

static gboolean
await (int fd, int msec)
{
  struct pollfd fds = { fd, POLLIN, 0 };

  return poll (&fds, 1, msec) == 1;
}

gsize
pair_side_receive (PairSide *side, guint8 *packet, gsize size, int msec)
{
  struct virtio_net_hdr header = { 0 };
  struct iovec iov[2] = { { &header, sizeof header }, { packet, size } };
  guint skip = side->vnet_hdr ? 0 : 1;
  gssize len;

  if (!await (side->host_fd, msec))
    return 0;
  len = readv (side->host_fd, iov + skip, 2 - (int) skip);
  g_assert_cmpint (len, >, 0);
  return (gsize) len - (side->vnet_hdr ? sizeof header : 0);
}

void
pair_side_send_udp (PairSide *side, const PairSide *to, const void *data, gsize len)
{
  g_assert_cmpint (sendto (side->udp_fd, data, len, 0, (const struct sockaddr *) &to->address,
                           sizeof to->address),
                   ==, (gssize) len);
}

guint64
pair_side_drops (const PairSide *side, EspDrop drop)
{
  PlaneStats stats;

  plane_stats (side->plane, &stats);
  return stats.drops[drop];
}

void
pair_side_await_drops (const PairSide *side, EspDrop drop, guint64 n)
{
  gint64 deadline = g_get_monotonic_time () + PAIR_TIMEOUT_MSEC * 1000;

  while (pair_side_drops (side, drop) < n && g_get_monotonic_time () < deadline)
    g_thread_yield ();
  g_assert_cmpuint (pair_side_drops (side, drop), ==, n);
}

void
pair_side_await_event (const PairSide *side)
{
  g_assert_true (await (plane_event_fd (side->plane), PAIR_TIMEOUT_MSEC));
}
