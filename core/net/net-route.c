// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-netlink.h"

#include "vpn-names.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>

#define METRIC_TUNNEL      100
#define METRIC_UNREACHABLE 20000

static guint8
route_type (NetRouteKind kind)
{
  switch (kind)
    {
    case NET_ROUTE_TUNNEL:
      return RTN_UNICAST;
    case NET_ROUTE_UNREACHABLE:
      return RTN_UNREACHABLE;
    case NET_ROUTE_THROW:
      return RTN_THROW;
    }
  g_assert_not_reached ();
}

static struct nl_msg *
route_message (int type, int flags, guint slot, NetRouteKind kind, const NetPrefix *prefix)
{
  struct rtmsg header = {
    .rtm_family = (guint8) prefix->family,
    .rtm_dst_len = prefix->prefix,
    .rtm_table = RT_TABLE_UNSPEC,
    .rtm_protocol = RTPROT_STATIC,
    .rtm_scope
    = kind == NET_ROUTE_TUNNEL && prefix->family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
    .rtm_type = route_type (kind),
  };
  struct nl_msg *message = net_nl_message (type, flags, &header, sizeof header);

  net_nl_put_prefix (message, RTA_DST, prefix);
  nla_put_u32 (message, RTA_TABLE, VPN_ROUTE_TABLE + slot);
  nla_put_u32 (message, RTA_PRIORITY,
               kind == NET_ROUTE_UNREACHABLE ? METRIC_UNREACHABLE : METRIC_TUNNEL);
  return message;
}

gboolean
net_route_add (NetNl *nl, guint slot, const char *ifname, NetRouteKind kind,
               const NetPrefix *prefix, GError **error)
{
  static const int exists[] = { NLE_EXIST, 0 };
  /* A host without IPv6 needs neither an IPv6 tunnel nor a fence behind it. */
  static const int no_ipv6[] = { NLE_EXIST, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, NLE_NOACCESS, 0 };
  struct nl_msg *message
      = route_message (RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, slot, kind, prefix);

  if (kind == NET_ROUTE_TUNNEL)
    nla_put_u32 (message, RTA_OIF, if_nametoindex (ifname));
  return net_nl_talk (nl, message, prefix->family == AF_INET6 ? no_ipv6 : exists, "add a route",
                      error);
}

gboolean
net_route_remove (NetNl *nl, guint slot, NetRouteKind kind, const NetPrefix *prefix, GError **error)
{
  static const int gone[]
      = { NLE_OBJ_NOTFOUND, NLE_NODEV, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, NLE_NOACCESS, 0 };

  return net_nl_talk (nl, route_message (RTM_DELROUTE, 0, slot, kind, prefix), gone,
                      "remove a route", error);
}
