// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads and writes the TUN device, and probes its offloads. */
#include "plane-tun.h"

#include <errno.h>
#include <linux/virtio_net.h>
#include <unistd.h>

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4 /* since Linux 6.2 */
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

static gboolean
offload_from_header (const struct virtio_net_hdr *header, EspOffload *ret_offload)
{
  EspOffload offload = {
    .needs_csum = (header->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0,
    .segment = header->gso_size,
    .csum_start = header->csum_start,
    .csum_offset = header->csum_offset,
  };

  switch (header->gso_type & ~VIRTIO_NET_HDR_GSO_ECN)
    {
    case VIRTIO_NET_HDR_GSO_NONE:
      offload.kind = ESP_GSO_NONE;
      break;
    case VIRTIO_NET_HDR_GSO_TCPV4:
      offload.kind = ESP_GSO_TCP4;
      break;
    case VIRTIO_NET_HDR_GSO_TCPV6:
      offload.kind = ESP_GSO_TCP6;
      break;
    case VIRTIO_NET_HDR_GSO_UDP_L4:
      offload.kind = ESP_GSO_UDP;
      break;
    default:
      return FALSE;
    }
  *ret_offload = offload;
  return TRUE;
}

static struct virtio_net_hdr
header_from_offload (const EspOffload *offload)
{
  struct virtio_net_hdr header = {
    .flags = offload->needs_csum ? VIRTIO_NET_HDR_F_NEEDS_CSUM : 0,
    .hdr_len = offload->header_len,
    .gso_size = offload->segment,
    .csum_start = offload->csum_start,
    .csum_offset = offload->csum_offset,
  };

  switch (offload->kind)
    {
    case ESP_GSO_NONE:
      header.gso_type = VIRTIO_NET_HDR_GSO_NONE;
      break;
    case ESP_GSO_TCP4:
      header.gso_type = VIRTIO_NET_HDR_GSO_TCPV4;
      break;
    case ESP_GSO_TCP6:
      header.gso_type = VIRTIO_NET_HDR_GSO_TCPV6;
      break;
    case ESP_GSO_UDP:
      header.gso_type = VIRTIO_NET_HDR_GSO_UDP_L4;
      break;
    }
  return header;
}

PlaneTunRead
plane_tun_read (const PlaneTun *tun, guint8 *buf, EspOffload *ret_offload,
                const guint8 **ret_packet, gsize *ret_len)
{
  struct virtio_net_hdr header;
  gsize skip = tun->vnet_hdr ? sizeof header : 0;
  gssize len;

  do
    len = read (tun->fd, buf, PLANE_TUN_BUFFER);
  while (len < 0 && errno == EINTR);
  if (len < 0)
    return PLANE_TUN_EMPTY;
  if ((gsize) len <= skip)
    return PLANE_TUN_BROKEN;
  *ret_offload = (EspOffload){ .kind = ESP_GSO_NONE };
  if (tun->vnet_hdr)
    {
      __builtin_memcpy (&header, buf, sizeof header);
      if (!offload_from_header (&header, ret_offload))
        return PLANE_TUN_BROKEN;
    }
  *ret_packet = buf + skip;
  *ret_len = (gsize) len - skip;
  return PLANE_TUN_PACKET;
}

gboolean
plane_tun_write (const PlaneTun *tun, const EspOffload *offload, struct iovec *iov, guint n)
{
  struct virtio_net_hdr header = header_from_offload (offload);
  gssize written;

  iov[0] = (struct iovec){ &header, sizeof header };
  if (!tun->vnet_hdr)
    iov++;
  else
    n++;
  do
    written = writev (tun->fd, iov, (int) n);
  while (written < 0 && errno == EINTR);
  return written >= 0;
}
