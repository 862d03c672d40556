// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-route.h"

/* Adding, removing and reading one route of a slot's table. */

#include "net-slot.h"

#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <string.h>

#define METRIC_THROW       50 /* an exception wins over a tunnel route as long as itself */
#define METRIC_TUNNEL      100
#define METRIC_UNREACHABLE 20000

static const struct
{
  NetStepKind kind;
  guint8 type;
  guint32 metric;
} kinds[] = {
  { NET_STEP_ROUTE, RTN_UNICAST, METRIC_TUNNEL },
  { NET_STEP_UNREACHABLE, RTN_UNREACHABLE, METRIC_UNREACHABLE },
  { NET_STEP_THROW, RTN_THROW, METRIC_THROW },
};

static struct nl_msg *
route_message (int type, int flags, guint slot, const NetStep *step)
{
  const IpPrefix *prefix = &step->prefix;
  guint row = 0;
  struct rtmsg header;
  struct nl_msg *message;

  while (kinds[row].kind != step->kind)
    row++;
  header = (struct rtmsg){
    .rtm_family = prefix->address.family,
    .rtm_dst_len = prefix->length,
    .rtm_table = RT_TABLE_UNSPEC,
    .rtm_protocol = RTPROT_STATIC,
    .rtm_scope = step->kind == NET_STEP_ROUTE && prefix->address.family == AF_INET
                     ? RT_SCOPE_LINK
                     : RT_SCOPE_UNIVERSE,
    .rtm_type = kinds[row].type,
  };
  message = net_nl_message (type, flags, &header, sizeof header);
  net_nl_put_address (message, RTA_DST, &prefix->address);
  nla_put_u32 (message, RTA_TABLE, NET_TABLE (slot));
  nla_put_u32 (message, RTA_PRIORITY, kinds[row].metric);
  return message;
}

gboolean
net_route_add (NetNl *nl, guint slot, const char *ifname, const NetStep *step, GError **error)
{
  static const int exists[] = { NLE_EXIST, 0 };
  /* A host without IPv6 needs neither an IPv6 tunnel nor a fence behind it. */
  static const int no_ipv6[] = { NLE_EXIST, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, NLE_NOACCESS, 0 };
  struct nl_msg *message = route_message (RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, slot, step);

  if (step->kind == NET_STEP_ROUTE)
    nla_put_u32 (message, RTA_OIF, if_nametoindex (ifname));
  return net_nl_talk (nl, message, step->prefix.address.family == AF_INET6 ? no_ipv6 : exists,
                      "add a route", error);
}

static const int route_gone[]
    = { NLE_OBJ_NOTFOUND, NLE_NODEV, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, NLE_NOACCESS, 0 };

gboolean
net_route_remove (NetNl *nl, guint slot, const NetStep *step, GError **error)
{
  return net_nl_talk (nl, route_message (RTM_DELROUTE, 0, slot, step), route_gone, "remove a route",
                      error);
}

gboolean
net_route_remove_stray (NetNl *nl, const struct nlmsghdr *announced, GError **error)
{
  const struct rtmsg *info = nlmsg_data (announced);
  struct nl_msg *message = net_nl_message (RTM_DELROUTE, 0, info, sizeof *info);
  static const int attributes[] = { RTA_DST, RTA_TABLE, RTA_PRIORITY, RTA_OIF, RTA_GATEWAY };

  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      struct nlattr *value
          = nlmsg_find_attr ((struct nlmsghdr *) announced, sizeof *info, attributes[i]);

      if (value != NULL)
        nla_put (message, attributes[i], nla_len (value), nla_data (value));
    }
  return net_nl_talk (nl, message, route_gone, "remove a route", error);
}

gboolean
net_route_read (struct nlmsghdr *message, guint ifindex, NetStep *ret_step)
{
  const struct rtmsg *info = nlmsg_data (message);
  guint32 metric = net_nl_get_u32 (message, sizeof *info, RTA_PRIORITY, 0);
  guint32 oif = net_nl_get_u32 (message, sizeof *info, RTA_OIF, 0);
  IpAddress destination = { .family = info->rtm_family };

  net_nl_get_address (message, sizeof *info, RTA_DST, &destination);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].type == info->rtm_type && kinds[i].metric == metric)
      {
        *ret_step = (NetStep){ kinds[i].kind, { destination, info->rtm_dst_len } };
        /* IPv6 says that it refuses by the loopback device. */
        return (kinds[i].kind != NET_STEP_ROUTE || (oif == ifindex && ifindex != 0))
               && nlmsg_find_attr (message, sizeof *info, RTA_GATEWAY) == NULL;
      }
  return FALSE;
}

struct nl_msg *
net_route_list (guint slot, int family)
{
  struct rtmsg header = { .rtm_family = (guint8) family };
  struct nl_msg *message = net_nl_message (RTM_GETROUTE, 0, &header, sizeof header);

  nla_put_u32 (message, RTA_TABLE, NET_TABLE (slot));
  return message;
}

guint32
net_route_get_table (struct nlmsghdr *message)
{
  const struct rtmsg *info = nlmsg_data (message);

  return net_nl_get_u32 (message, sizeof *info, RTA_TABLE, info->rtm_table);
}
