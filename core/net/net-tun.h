// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Opening the TUN device and the tunnel's UDP sockets: the descriptors the worker gets. */
#pragma once

#include <gio/gio.h>

#include <netinet/in.h>

typedef struct
{
  int fd; /* owned; non-blocking, IFF_TUN | IFF_NO_PI, IFF_VNET_HDR if possible */
  char ifname[16];
  guint offloads; /* bits as PlaneTunOffload: 1 VNET_HDR, 2 CSUM, 4 TSO, 8 USO */
} NetTun;

/* wanted: name such as "genkan0", or NULL for the first free genkan%d. */
gboolean net_tun_open (const char *wanted, NetTun *ret_tun, GError **error);
/* Closes; the device goes with its last descriptor. */
void net_tun_clear (NetTun *tun);

/* UDP socket for IKE and ESP: marked with VPN_FWMARK so that its packets skip the tunnel's rule,
 * non-blocking, bound to local_port (0: ephemeral), DF handling as the plane wants, large buffers.
 * Returns the descriptor or -1. ret_port gets the bound port (host order). */
int net_udp_open (sa_family_t family, guint16 local_port, guint16 *ret_port, GError **error);

/* MTU of the route that marked packets to this address take, or 1500. */
guint net_path_mtu (sa_family_t family, const guint8 *addr);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NetTun, net_tun_clear)
