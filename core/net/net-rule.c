// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-rule.h"

/* Adding, removing and reading a slot's rule. */

#include "net-slot.h"

#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <netlink/errno.h>

static guint32
priority (guint slot, gboolean whole)
{
  return whole ? NET_RULE_PRIORITY_WHOLE (slot) : NET_RULE_PRIORITY (slot);
}

/*
 * One rule per family, in front of main. There is deliberately no "main, but not its default
 * route" rule before it: whatever a DHCP server announces (option 121, a huge netmask) would then
 * take traffic out of the tunnel (CVE-2024-3661, CVE-2023-36672).
 *
 * systemd-networkd removes rules it did not make, unless they are of the kernel's own protocol; to
 * pass for the kernel would be a lie to everybody else, so it is put back instead.
 */
static struct nl_msg *
rule_message (int type, int flags, guint slot, int family, gboolean whole)
{
  struct fib_rule_hdr header = {
    .family = (guint8) family,
    .table = RT_TABLE_UNSPEC,
    .action = FR_ACT_TO_TBL,
    .flags = FIB_RULE_INVERT,
  };
  struct nl_msg *message = net_nl_message (type, flags, &header, sizeof header);

  nla_put_u32 (message, FRA_PRIORITY, priority (slot, whole));
  nla_put_u32 (message, FRA_TABLE, NET_TABLE (slot));
  nla_put_u32 (message, FRA_FWMARK, VPN_FWMARK);
  nla_put_u32 (message, FRA_FWMASK, G_MAXUINT32);
  nla_put_u8 (message, FRA_PROTOCOL, RTPROT_STATIC);
  return message;
}

gboolean
net_rule_add (NetNl *nl, guint slot, int family, gboolean whole, GError **error)
{
  static const int exists[] = { NLE_EXIST, 0 };
  static const int no_ipv6[] = { NLE_EXIST, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, 0 };

  return net_nl_talk (nl,
                      rule_message (RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, slot, family, whole),
                      family == AF_INET6 ? no_ipv6 : exists, "add a routing rule", error);
}

gboolean
net_rule_remove (NetNl *nl, guint slot, int family, gboolean whole, GError **error)
{
  static const int gone[] = { NLE_OBJ_NOTFOUND, NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, 0 };

  return net_nl_talk (nl, rule_message (RTM_DELRULE, 0, slot, family, whole), gone,
                      "remove a routing rule", error);
}

gboolean
net_rule_read (struct nlmsghdr *message, guint slot, gboolean *ret_whole)
{
  const struct fib_rule_hdr *info = nlmsg_data (message);
  guint32 order = net_nl_get_u32 (message, sizeof *info, FRA_PRIORITY, 0);

  *ret_whole = order == priority (slot, TRUE);
  return net_rule_get_table (message) == NET_TABLE (slot) && order == priority (slot, *ret_whole)
         && info->action == FR_ACT_TO_TBL && (info->flags & FIB_RULE_INVERT) != 0
         && info->src_len == 0 && info->dst_len == 0
         && net_nl_get_u32 (message, sizeof *info, FRA_FWMARK, 0) == VPN_FWMARK;
}

struct nl_msg *
net_rule_list (int family)
{
  struct fib_rule_hdr header = { .family = (guint8) family };

  return net_nl_message (RTM_GETRULE, 0, &header, sizeof header);
}

guint32
net_rule_get_table (struct nlmsghdr *message)
{
  const struct fib_rule_hdr *info = nlmsg_data (message);

  return net_nl_get_u32 (message, sizeof *info, FRA_TABLE, info->table);
}
