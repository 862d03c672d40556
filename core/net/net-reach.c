// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Asks the kernel for devices with a carrier, and for a route. */
#include "net-reach.h"

#include "net-ways.h"

#include <ifaddrs.h>
#include <net/if.h>

/* For measurements only (RFC 2544, RFC 5180): nobody has a route of his own to them. */
static const char *const far_away[] = { "198.18.0.1", "2001:2::1" };

static gboolean
carries (const struct ifaddrs *at, const char *ifname)
{
  const guint needed = IFF_UP | IFF_RUNNING;

  return at->ifa_addr != NULL && (at->ifa_flags & needed) == needed
         && (at->ifa_flags & IFF_LOOPBACK) == 0 && g_strcmp0 (at->ifa_name, ifname) != 0
         && (at->ifa_addr->sa_family == AF_INET || at->ifa_addr->sa_family == AF_INET6);
}

static gboolean
is_online (const char *ifname)
{
  struct ifaddrs *list = NULL;
  gboolean found = FALSE;

  if (getifaddrs (&list) != 0)
    return TRUE;
  for (const struct ifaddrs *at = list; at != NULL && !found; at = at->ifa_next)
    found = carries (at, ifname);
  freeifaddrs (list);
  return found;
}

static gboolean
has_way (const IpAddress *address)
{
  NetWay way;

  return net_ways_find (address, &way, 1) > 0;
}

NetReach
net_reach (const IpAddress *addresses, guint n, const char *ifname)
{
  gboolean near = FALSE, found = FALSE;

  for (guint i = 0; i < n; i++)
    {
      near = near || ip_address_is_loopback (&addresses[i]);
      found = found || has_way (&addresses[i]);
    }
  for (gsize i = 0; n == 0 && i < G_N_ELEMENTS (far_away); i++)
    {
      IpAddress address;

      found = found || (ip_address_parse (far_away[i], &address) && has_way (&address));
    }
  if (near)
    return NET_REACH_OK;
  if (!is_online (ifname))
    return NET_REACH_OFFLINE;
  return found ? NET_REACH_OK : NET_REACH_NO_ROUTE;
}
