// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* State and settings of a device. */
#pragma once

#include "net-netlink.h"

typedef struct
{
  guint ifindex; /* 0: there is no such device */
  guint mtu;     /* bytes */
  gboolean up;
} NetLink;

NetLink net_link_get (const char *ifname);
gboolean net_link_set (NetNl *nl, const char *ifname, guint mtu, gboolean up, GError **error);
/* A TUN or TAP device, as its driver says. */
gboolean net_link_is_tun (const char *ifname);
/* Nothing that comes out of the tunnel configures the kernel: no router advertisements, no
 * redirects, no link-local address and so no solicitations into it either; and what comes out of
 * it must have a source that is routed into it. */
gboolean net_link_lock_down (NetNl *nl, const char *ifname, GError **error);
