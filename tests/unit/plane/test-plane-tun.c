// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "plane-tun.h"

#include <linux/virtio_net.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct
{
  PlaneTun tun;
  int host;
} Device;

static void
device_init (Device *device, gboolean vnet_hdr)
{
  int fds[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds));
  device->tun = (PlaneTun){ .fd = fds[0], .vnet_hdr = vnet_hdr };
  device->host = fds[1];
}

static void
device_clear (Device *device)
{
  close (device->tun.fd);
  close (device->host);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Device, device_clear)

/* The description survives the way out and back in. */
static void
test_header_round_trip (void)
{
  static const EspOffload offloads[] = {
    { .kind = ESP_GSO_NONE },
    { .kind = ESP_GSO_NONE, .needs_csum = TRUE, .csum_start = 20, .csum_offset = 6 },
    { .kind = ESP_GSO_TCP4,
      .needs_csum = TRUE,
      .header_len = 40,
      .segment = 1360,
      .csum_start = 20,
      .csum_offset = 16 },
    { .kind = ESP_GSO_TCP6,
      .needs_csum = TRUE,
      .header_len = 60,
      .segment = 1340,
      .csum_start = 40,
      .csum_offset = 16 },
    { .kind = ESP_GSO_UDP,
      .needs_csum = TRUE,
      .header_len = 28,
      .segment = 1200,
      .csum_start = 20,
      .csum_offset = 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (offloads); i++)
    {
      g_auto (Device) device = { 0 };
      static guint8 buf[PLANE_TUN_BUFFER];
      PlaneTun host;
      struct iovec iov[3] = { { NULL, 0 }, { (char *) "head", 4 }, { (char *) "tail", 4 } };
      EspOffload got;
      const guint8 *packet;
      gsize len;

      device_init (&device, TRUE);
      host = (PlaneTun){ .fd = device.host, .vnet_hdr = TRUE };
      g_assert_true (plane_tun_write (&device.tun, &offloads[i], iov, 2));
      g_assert_cmpint (plane_tun_read (&host, buf, &got, &packet, &len), ==, PLANE_TUN_PACKET);
      g_assert_cmpmem (packet, len, "headtail", 8);
      g_assert_cmpint (got.kind, ==, offloads[i].kind);
      g_assert_cmpint (got.needs_csum, ==, offloads[i].needs_csum);
      g_assert_cmpuint (got.segment, ==, offloads[i].segment);
      g_assert_cmpuint (got.csum_start, ==, offloads[i].csum_start);
      g_assert_cmpuint (got.csum_offset, ==, offloads[i].csum_offset);
      g_assert_cmpint (plane_tun_read (&host, buf, &got, &packet, &len), ==, PLANE_TUN_EMPTY);
    }
}

static void
test_without_header (void)
{
  g_auto (Device) device = { 0 };
  static guint8 buf[PLANE_TUN_BUFFER];
  struct iovec iov[2] = { { NULL, 0 }, { (char *) "packet", 6 } };
  EspOffload offload = { .kind = ESP_GSO_NONE };
  const guint8 *packet;
  gsize len;

  device_init (&device, FALSE);
  g_assert_true (plane_tun_write (&device.tun, &offload, iov, 1));
  g_assert_cmpint (read (device.host, buf, sizeof buf), ==, 6);
  g_assert_cmpint (write (device.host, "other", 5), ==, 5);
  g_assert_cmpint (plane_tun_read (&device.tun, buf, &offload, &packet, &len), ==,
                   PLANE_TUN_PACKET);
  g_assert_cmpmem (packet, len, "other", 5);
}

static void
test_broken_headers (void)
{
  g_auto (Device) device = { 0 };
  static guint8 buf[PLANE_TUN_BUFFER];
  struct virtio_net_hdr header = { .gso_type = VIRTIO_NET_HDR_GSO_UDP };
  EspOffload offload;
  const guint8 *packet;
  gsize len;

  device_init (&device, TRUE);
  memcpy (buf, &header, sizeof header);
  g_assert_cmpint (write (device.host, buf, sizeof header + 40), >, 0);
  g_assert_cmpint (plane_tun_read (&device.tun, buf, &offload, &packet, &len), ==,
                   PLANE_TUN_BROKEN);
  g_assert_cmpint (write (device.host, buf, sizeof header), >, 0);
  g_assert_cmpint (plane_tun_read (&device.tun, buf, &offload, &packet, &len), ==,
                   PLANE_TUN_BROKEN);
}

static void
test_refused_write (void)
{
  g_auto (Device) device = { 0 };
  struct iovec iov[2] = { { NULL, 0 }, { (char *) "packet", 6 } };
  EspOffload offload = { .kind = ESP_GSO_NONE };

  device_init (&device, FALSE);
  while (plane_tun_write (&device.tun, &offload, iov, 1))
    continue;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/tun/header-round-trip", test_header_round_trip);
  g_test_add_func ("/plane/tun/without-header", test_without_header);
  g_test_add_func ("/plane/tun/broken-headers", test_broken_headers);
  g_test_add_func ("/plane/tun/refused-write", test_refused_write);
  return g_test_run ();
}
