// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-netlink.h"

#include "vpn-names.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/errno.h>

/*
 * One rule per family, in front of main. There is deliberately no "main, but not its default
 * route" rule before it: whatever a DHCP server announces (option 121, a huge netmask) would then
 * take traffic out of the tunnel (CVE-2024-3661, CVE-2023-36672).
 */
static struct nl_msg *
rule_message (int type, int flags, guint slot, sa_family_t family, gboolean whole)
{
  struct fib_rule_hdr header = {
    .family = (guint8) family,
    .table = RT_TABLE_UNSPEC,
    .action = FR_ACT_TO_TBL,
    .flags = FIB_RULE_INVERT,
  };
  struct nl_msg *message = net_nl_message (type, flags, &header, sizeof header);

  nla_put_u32 (message, FRA_PRIORITY, NET_RULE_PRIORITY + slot + (whole ? NET_SLOT_MAX + 1 : 0));
  nla_put_u32 (message, FRA_TABLE, VPN_ROUTE_TABLE + slot);
  nla_put_u32 (message, FRA_FWMARK, VPN_FWMARK);
  nla_put_u32 (message, FRA_FWMASK, G_MAXUINT32);
  nla_put_u8 (message, FRA_PROTOCOL, RTPROT_STATIC);
  return message;
}

gboolean
net_rule_add (NetNl *nl, guint slot, sa_family_t family, gboolean whole, GError **error)
{
  static const int exists[] = { NLE_EXIST, 0 };
  static const int no_ipv6[] = { NLE_EXIST, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, 0 };

  return net_nl_talk (nl,
                      rule_message (RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, slot, family, whole),
                      family == AF_INET6 ? no_ipv6 : exists, "add a routing rule", error);
}

gboolean
net_rule_remove (NetNl *nl, guint slot, sa_family_t family, gboolean whole, GError **error)
{
  static const int gone[] = { NLE_OBJ_NOTFOUND, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, 0 };

  return net_nl_talk (nl, rule_message (RTM_DELRULE, 0, slot, family, whole), gone,
                      "remove a routing rule", error);
}
