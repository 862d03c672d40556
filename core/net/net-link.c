// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-netlink.h"

#include "vpn-error.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static gboolean
query (int fd, gulong request, struct ifreq *ifr, GError **error)
{
  if (ioctl (fd, request, ifr) == 0)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot read the state of %s: %s", ifr->ifr_name,
               g_strerror (errno));
  return FALSE;
}

gboolean
net_link_get (const char *ifname, guint *ret_mtu, gboolean *ret_up, GError **error)
{
  struct ifreq mtu = { 0 }, flags = { 0 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean ok;

  g_strlcpy (mtu.ifr_name, ifname, sizeof mtu.ifr_name);
  g_strlcpy (flags.ifr_name, ifname, sizeof flags.ifr_name);
  ok = query (fd, SIOCGIFMTU, &mtu, error) && query (fd, SIOCGIFFLAGS, &flags, error);
  if (fd >= 0)
    close (fd);
  if (!ok)
    return FALSE;
  *ret_mtu = (guint) mtu.ifr_mtu;
  *ret_up = (flags.ifr_flags & IFF_UP) != 0;
  return TRUE;
}

static struct nl_msg *
link_message (const char *ifname, guint change, guint flags)
{
  struct ifinfomsg header = {
    .ifi_family = AF_UNSPEC,
    .ifi_index = (int) if_nametoindex (ifname),
    .ifi_change = change,
    .ifi_flags = flags,
  };
  struct nl_msg *message = net_nl_message (RTM_NEWLINK, 0, &header, sizeof header);

  /* Index 0 would otherwise make the kernel look for the name or even create a device. */
  nla_put_string (message, IFLA_IFNAME, ifname);
  return message;
}

gboolean
net_link_set (NetNl *nl, const char *ifname, guint mtu, gboolean up, GError **error)
{
  struct nl_msg *message = link_message (ifname, IFF_UP, up ? IFF_UP : 0);

  nla_put_u32 (message, IFLA_MTU, mtu);
  return net_nl_talk (nl, message, NULL, "set the MTU of the tunnel device", error);
}

gboolean
net_link_no_autoconf (NetNl *nl, const char *ifname, GError **error)
{
  static const int harmless[] = { NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, 0 };
  struct nl_msg *message = link_message (ifname, 0, 0);
  struct nlattr *spec = nla_nest_start (message, IFLA_AF_SPEC);
  struct nlattr *inet6 = nla_nest_start (message, AF_INET6);

  nla_put_u8 (message, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
  nla_nest_end (message, inet6);
  nla_nest_end (message, spec);
  return net_nl_talk (nl, message, harmless, "turn autoconfiguration off", error);
}
