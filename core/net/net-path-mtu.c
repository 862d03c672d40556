// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-path-mtu.h"

/* Asking a route for its MTU. */

#include "net-sockaddr.h"
#include "vpn-names.h"

#include <unistd.h>

#define MTU_DEFAULT  1500
#define PORT_DISCARD 9 /* nothing is sent; the kernel only wants a port to route to */

/* A marked, connected socket knows the MTU of its route, learnt path MTU included. */
guint
net_path_mtu (const IpAddress *address)
{
  int family = address->family;
  guint32 mark = VPN_FWMARK;
  NetSockaddr peer;
  socklen_t len = net_sockaddr_make (&peer, family, address->octets, PORT_DISCARD);
  int fd = socket (family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  int mtu = MTU_DEFAULT;
  socklen_t mtu_len = sizeof mtu;
  gboolean known;

  if (fd < 0)
    return MTU_DEFAULT;
  known = setsockopt (fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark) == 0
          && connect (fd, &peer.any, len) == 0
          && getsockopt (fd, family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
                         family == AF_INET6 ? IPV6_MTU : IP_MTU, &mtu, &mtu_len)
                 == 0;
  close (fd);
  return known && mtu > 0 ? (guint) mtu : MTU_DEFAULT;
}
