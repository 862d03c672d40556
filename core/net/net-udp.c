// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-udp.h"

/* Opening the sockets that carry IKE and ESP. */

#include "net-sockaddr.h"
#include "vpn-error.h"
#include "vpn-names.h"

#include <errno.h>
#include <unistd.h>

#define BUFFER_SIZE (4 * 1024 * 1024) /* bytes: a few hundred 64 KiB batches each way */

static gboolean
set_int (int fd, int level, int option, int value)
{
  return setsockopt (fd, level, option, &value, sizeof value) == 0;
}

/*
 * Path MTU discovery as the route wants: a datagram that fits has DF set, so a smaller path is
 * learnt from ICMP; one that does not is fragmented here, because IKE_AUTH with certificates must
 * get through to gateways without RFC 7383. The system's sysctl must not decide this.
 */
static gboolean
set_options (int fd, int family)
{
  gboolean ok = set_int (fd, SOL_SOCKET, SO_MARK, (int) VPN_FWMARK);

  if (family == AF_INET6)
    ok = ok && set_int (fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)
         && set_int (fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_WANT);
  else
    ok = ok && set_int (fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_WANT);
  /* Without CAP_NET_ADMIN in the first user namespace the forced form fails; the plain one is cut
   * to the sysctl's limit, which only costs throughput. */
  if (!set_int (fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_SIZE))
    set_int (fd, SOL_SOCKET, SO_RCVBUF, BUFFER_SIZE);
  if (!set_int (fd, SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_SIZE))
    set_int (fd, SOL_SOCKET, SO_SNDBUF, BUFFER_SIZE);
  return ok;
}

int
net_udp_open (int family, guint16 local_port, guint16 *ret_port, GError **error)
{
  NetSockaddr any = { 0 };
  socklen_t len = net_sockaddr_make (&any, family, NULL, local_port);
  int fd = socket (family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0 || !set_options (fd, family) || bind (fd, &any.any, len) != 0
      || getsockname (fd, &any.any, &len) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot open a UDP socket: %s",
                   g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return -1;
    }
  *ret_port = g_ntohs (family == AF_INET6 ? any.in6.sin6_port : any.in.sin_port);
  return fd;
}
