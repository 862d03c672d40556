// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-tun.h"

/* Opening the TUN device that the worker gets. */

#include "net-ifname.h"
#include "net-link.h"
#include "vpn-error.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Since Linux 6.2; the headers of Debian 12 are older. */
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

/* As PlaneTunOffload; this folder may not include the plane's header. */
#define OFFLOAD_VNET_HDR (1u << 0)
#define OFFLOAD_CSUM     (1u << 1)
#define OFFLOAD_TSO      (1u << 2)
#define OFFLOAD_USO      (1u << 3)

static gboolean
attach (int fd, const char *wanted, short extra_flags, NetTun *tun)
{
  struct ifreq ifr = { 0 };

  g_strlcpy (ifr.ifr_name, wanted != NULL ? wanted : "genkan%d", sizeof ifr.ifr_name);
  /* Exclusive: a persistent device of that name is somebody else's. */
  ifr.ifr_flags = (short) (IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL | extra_flags);
  if (ioctl (fd, TUNSETIFF, &ifr) != 0)
    return FALSE;
  g_strlcpy (tun->ifname, ifr.ifr_name, sizeof tun->ifname);
  return TRUE;
}

/* The best set of offloads the kernel takes. */
static guint
probe_offloads (int fd)
{
  static const struct
  {
    gulong tun;
    guint ours;
  } sets[] = {
    { TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_USO4 | TUN_F_USO6,
      OFFLOAD_CSUM | OFFLOAD_TSO | OFFLOAD_USO },
    { TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6, OFFLOAD_CSUM | OFFLOAD_TSO },
    { TUN_F_CSUM, OFFLOAD_CSUM },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    if (ioctl (fd, TUNSETOFFLOAD, sets[i].tun) == 0)
      return sets[i].ours;
  return 0;
}

gboolean
net_tun_open (const char *wanted, NetTun *ret_tun, GError **error)
{
  g_auto (NetTun) tun = { .fd = -1 };
  g_autoptr (NetNl) nl = net_nl_open (error);

  if (nl == NULL)
    return FALSE;
  if (wanted != NULL && !net_ifname_is_valid (wanted))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           "The interface name is not usable");
      return FALSE;
    }
  tun.fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (tun.fd >= 0 && attach (tun.fd, wanted, IFF_VNET_HDR, &tun))
    tun.offloads = OFFLOAD_VNET_HDR | probe_offloads (tun.fd);
  else if (tun.fd < 0 || errno != EINVAL || !attach (tun.fd, wanted, 0, &tun))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot open a TUN device: %s",
                   g_strerror (errno));
      return FALSE;
    }
  if (!net_link_lock_down (nl, tun.ifname, error))
    return FALSE;
  *ret_tun = tun;
  tun.fd = -1;
  return TRUE;
}

gboolean
net_tun_adopt (int fd, NetTun *ret_tun)
{
  struct ifreq ifr = { 0 };

  if (ioctl (fd, TUNGETIFF, &ifr) != 0)
    return FALSE;
  *ret_tun = (NetTun){ .fd = fd };
  g_strlcpy (ret_tun->ifname, ifr.ifr_name, sizeof ret_tun->ifname);
  if ((ifr.ifr_flags & IFF_VNET_HDR) != 0)
    ret_tun->offloads = OFFLOAD_VNET_HDR | probe_offloads (fd);
  return TRUE;
}

typedef struct
{
  int ifindex;
  guint64 n;
} Overrun;

static void
note_overrun (struct nlmsghdr *message, gpointer user_data)
{
  const struct ifinfomsg *info = nlmsg_data (message);
  struct nlattr *attribute = nlmsg_find_attr (message, sizeof *info, IFLA_STATS64);
  struct rtnl_link_stats64 stats = { 0 };
  Overrun *overrun = user_data;

  if (info->ifi_index != overrun->ifindex || attribute == NULL)
    return;
  memcpy (&stats, nla_data (attribute), MIN ((gsize) nla_len (attribute), sizeof stats));
  overrun->n = stats.tx_dropped;
}

guint64
net_tun_get_overrun (const NetTun *tun)
{
  g_autoptr (NetNl) nl = net_nl_open (NULL);
  struct ifinfomsg any = { .ifi_family = AF_UNSPEC };
  Overrun overrun = { (int) if_nametoindex (tun->ifname), 0 };

  if (nl == NULL || overrun.ifindex == 0
      || !net_nl_dump (nl, net_nl_message (RTM_GETLINK, 0, &any, sizeof any), note_overrun,
                       &overrun))
    return 0;
  return overrun.n;
}

void
net_tun_clear (NetTun *tun)
{
  if (tun->fd >= 0)
    close (tun->fd);
  tun->fd = -1;
}
