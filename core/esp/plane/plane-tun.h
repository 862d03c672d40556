// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reading and writing the TUN device, with or without the header of its offloads. */
#pragma once

#include "esp-gso.h"
#include "plane.h"

#include <sys/uio.h>

#define PLANE_TUN_BUFFER (65535 + 64) /* the longest packet, the header, room to spare */

typedef struct
{
  int fd;            /* borrowed */
  gboolean vnet_hdr; /* each packet is preceded by a struct virtio_net_hdr */
} PlaneTun;

typedef enum
{
  PLANE_TUN_PACKET,
  PLANE_TUN_EMPTY,  /* nothing to read now */
  PLANE_TUN_BROKEN, /* unusable packet or header */
} PlaneTunRead;

/* Reads one packet into buf (PLANE_TUN_BUFFER octets); ret_packet points into buf. */
PlaneTunRead plane_tun_read (const PlaneTun *tun, guint8 *buf, EspOffload *ret_offload,
                             const guint8 **ret_packet, gsize *ret_len);

/* Writes one packet in one call. iov[0] is scratch for the header; the packet is in iov[1..n].
 * FALSE when the system refused it. */
gboolean
plane_tun_write (const PlaneTun *tun, const EspOffload *offload, struct iovec *iov, guint n);
