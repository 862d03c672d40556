// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-ways.h"

/* Asking the kernel how it would send. */

#include "net-link.h"
#include "net-netlink.h"
#include "net-slot.h"
#include "net-sockaddr.h"
#include "vpn-names.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <unistd.h>

#ifndef SO_BINDTOIFINDEX /* Linux 5.1 */
#define SO_BINDTOIFINDEX 62
#endif

#define PORT_DISCARD 9 /* nothing is sent; the kernel only wants a port to route to */
#define LINKS_MAX    16

static guint
get_mtu (int fd, int family)
{
  int mtu = 0;
  socklen_t len = sizeof mtu;

  if (getsockopt (fd, family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
                  family == AF_INET6 ? IPV6_MTU : IP_MTU, &mtu, &len)
          == 0
      && mtu > 0)
    return (guint) mtu;
  return NET_WAY_MTU;
}

static gboolean
get_local (int fd, IpAddress *ret_local)
{
  NetSockaddr own;
  socklen_t len = sizeof own;

  if (getsockname (fd, &own.any, &len) != 0)
    return FALSE;
  ip_address_from_octets (ret_local, own.any.sa_family,
                          own.any.sa_family == AF_INET6 ? own.in6.sin6_addr.s6_addr
                                                        : (const guint8 *) &own.in.sin_addr);
  return !ip_address_is_unspecified (ret_local);
}

/* A source of the link alone gets no packet beyond it: that is a route without an address. */
static gboolean
leads_there (const IpAddress *local, const IpAddress *address)
{
  return !ip_address_is_link_local (local) || ip_address_is_link_local (address);
}

/* A marked, connected socket has the source and knows the MTU of its route. ifindex 0: whichever
 * link the system takes. */
static gboolean
look (const IpAddress *address, guint ifindex, NetWay *ret_way)
{
  guint32 mark = VPN_FWMARK;
  NetSockaddr peer;
  socklen_t len = net_sockaddr_make (&peer, address->family, address->octets, PORT_DISCARD);
  int fd = socket (address->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean found;

  if (fd < 0)
    return FALSE;
  found = setsockopt (fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark) == 0
          && (ifindex == 0
              || setsockopt (fd, SOL_SOCKET, SO_BINDTOIFINDEX, &ifindex, sizeof ifindex) == 0)
          && connect (fd, &peer.any, len) == 0 && get_local (fd, &ret_way->local)
          && leads_there (&ret_way->local, address);
  ret_way->mtu = get_mtu (fd, address->family);
  ret_way->ifindex = ifindex;
  close (fd);
  return found;
}

typedef struct
{
  guint links[LINKS_MAX];
  guint n;
} Links;

/* Asked about a link without a route to the address, the kernel would take it to be right there:
 * only links that lead out are of use. */
static void
note_default_route (struct nlmsghdr *message, gpointer user_data)
{
  Links *links = user_data;
  const struct rtmsg *info = nlmsg_data (message);
  guint32 table = net_nl_get_u32 (message, sizeof *info, RTA_TABLE, info->rtm_table);
  guint32 oif = net_nl_get_u32 (message, sizeof *info, RTA_OIF, 0);
  char name[IF_NAMESIZE];

  if (info->rtm_dst_len != 0 || info->rtm_type != RTN_UNICAST || table == RT_TABLE_LOCAL
      || NET_TABLE_IS_OURS (table) || links->n == LINKS_MAX || oif == 0
      || if_indextoname (oif, name) == NULL || net_link_is_tun (name))
    return;
  for (guint i = 0; i < links->n; i++)
    if (links->links[i] == oif)
      return;
  links->links[links->n++] = oif;
}

static gboolean
has_source (const NetWay *ways, guint n_ways, const IpAddress *local)
{
  for (guint i = 0; i < n_ways; i++)
    if (ip_address_equal (&ways[i].local, local))
      return TRUE;
  return FALSE;
}

guint
net_ways_find (const IpAddress *address, NetWay *ret_ways, guint max)
{
  struct rtmsg route = { .rtm_family = (guint8) address->family };
  g_autoptr (NetNl) nl = NULL;
  Links links = { .n = 0 };
  guint n = 1;

  if (max == 0 || !look (address, 0, &ret_ways[0]))
    return 0;
  if (n < max)
    nl = net_nl_open (NULL);
  if (nl != NULL)
    (void) net_nl_dump (nl, net_nl_message (RTM_GETROUTE, 0, &route, sizeof route),
                        note_default_route, &links);
  for (guint i = 0; i < links.n && n < max; i++)
    if (look (address, links.links[i], &ret_ways[n])
        && !has_source (ret_ways, n, &ret_ways[n].local))
      n++;
  return n;
}
