// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-address.h"

/* Adding and removing one address of the tunnel device. */

#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>

static struct nl_msg *
address_message (int type, int flags, const char *ifname, const IpPrefix *address)
{
  struct ifaddrmsg header = {
    .ifa_family = address->address.family,
    .ifa_prefixlen = address->length,
    .ifa_index = if_nametoindex (ifname),
  };
  struct nl_msg *message = net_nl_message (type, flags, &header, sizeof header);

  net_nl_put_address (message, IFA_LOCAL, &address->address);
  net_nl_put_address (message, IFA_ADDRESS, &address->address);
  return message;
}

gboolean
net_address_add (NetNl *nl, const char *ifname, const IpAddress *address, GError **error)
{
  /* Where IPv6 is switched off an IPv6 address is of no use, but IPv4 still works. */
  static const int no_ipv6[] = { NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, NLE_NOACCESS, 0 };
  IpPrefix host = ip_prefix_host (address);
  struct nl_msg *message
      = address_message (RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE, ifname, &host);

  /* The gateway gave the address to us alone: duplicate detection would only delay its use. */
  nla_put_u32 (message, IFA_FLAGS, IFA_F_NODAD | IFA_F_NOPREFIXROUTE);
  return net_nl_talk (nl, message, address->family == AF_INET6 ? no_ipv6 : NULL,
                      "set an address of the tunnel device", error);
}

gboolean
net_address_remove (NetNl *nl, const char *ifname, const IpPrefix *address, GError **error)
{
  static const int gone[] = { NLE_NOADDR, NLE_NODEV, NLE_OBJ_NOTFOUND, 0 };

  if (if_nametoindex (ifname) == 0)
    return TRUE;
  return net_nl_talk (nl, address_message (RTM_DELADDR, 0, ifname, address), gone,
                      "remove an address of the tunnel device", error);
}
