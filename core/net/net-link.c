// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-link.h"

/* The tunnel device itself: up, its MTU, and what the kernel may learn through it. */

#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

NetLink
net_link_get (const char *ifname)
{
  struct ifreq mtu = { 0 }, flags = { 0 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  NetLink link = { 0 };

  g_strlcpy (mtu.ifr_name, ifname, sizeof mtu.ifr_name);
  g_strlcpy (flags.ifr_name, ifname, sizeof flags.ifr_name);
  if (fd >= 0 && ioctl (fd, SIOCGIFMTU, &mtu) == 0 && ioctl (fd, SIOCGIFFLAGS, &flags) == 0)
    link = (NetLink){ if_nametoindex (ifname), (guint) mtu.ifr_mtu,
                      (flags.ifr_flags & IFF_UP) != 0 };
  if (fd >= 0)
    close (fd);
  return link;
}

gboolean
net_link_is_tun (const char *ifname)
{
  struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
  struct ifreq ifr = { .ifr_data = (char *) &info };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  gboolean tun;

  g_strlcpy (ifr.ifr_name, ifname, sizeof ifr.ifr_name);
  tun = fd >= 0 && ioctl (fd, SIOCETHTOOL, &ifr) == 0 && strcmp (info.driver, "tun") == 0;
  if (fd >= 0)
    close (fd);
  return tun;
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

/* A setting that this kernel does not have cannot do harm. */
static void
write_setting (const char *family, const char *ifname, const char *setting, const char *value)
{
  g_autofree char *path = g_build_filename ("/proc/sys/net", family, "conf", ifname, setting, NULL);

  (void) g_file_set_contents_full (path, value, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL);
}

gboolean
net_link_lock_down (NetNl *nl, const char *ifname, GError **error)
{
  static const int harmless[] = { NLE_OPNOTSUPP, NLE_AF_NOSUPPORT, 0 };
  struct nl_msg *message = link_message (ifname, 0, 0);
  struct nlattr *spec = nla_nest_start (message, IFLA_AF_SPEC);
  struct nlattr *inet6 = nla_nest_start (message, AF_INET6);

  nla_put_u8 (message, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
  nla_nest_end (message, inet6);
  nla_nest_end (message, spec);
  write_setting ("ipv6", ifname, "accept_ra", "0");
  write_setting ("ipv6", ifname, "autoconf", "0");
  write_setting ("ipv6", ifname, "accept_redirects", "0");
  write_setting ("ipv4", ifname, "accept_redirects", "0");
  write_setting ("ipv4", ifname, "send_redirects", "0");
  write_setting ("ipv4", ifname, "rp_filter", "1");
  return net_nl_talk (nl, message, harmless, "turn autoconfiguration off", error);
}
