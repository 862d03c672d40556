// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The TUN device. */
#pragma once

#include <gio/gio.h>

typedef struct
{
  int fd; /* owned; non-blocking, IFF_TUN | IFF_NO_PI, IFF_VNET_HDR if possible */
  char ifname[16];
  guint offloads; /* bits as PlaneTunOffload: 1 VNET_HDR, 2 CSUM, 4 TSO, 8 USO */
} NetTun;

/* wanted: name such as "genkan0", or NULL for the first free genkan%d. */
gboolean net_tun_open (const char *wanted, NetTun *ret_tun, GError **error);
/* The same of a device that is open already; takes fd. FALSE: it is no TUN device, fd stays the
 * caller's. */
gboolean net_tun_adopt (int fd, NetTun *ret_tun);
/* Packets that came out of the host faster than they were taken, since the device is there. */
guint64 net_tun_get_overrun (const NetTun *tun);
/* Closes; the device goes with its last descriptor. */
void net_tun_clear (NetTun *tun);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetTun, net_tun_clear)
