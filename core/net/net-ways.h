// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The ways from this host to a gateway, outside of any tunnel. Nothing is sent to find them. */
#pragma once

#include "ip.h"

#define NET_WAY_MTU 1500 /* bytes, where the kernel does not tell */

typedef struct
{
  IpAddress local; /* what our packets would have as source there */
  guint mtu;       /* bytes of the path as the kernel knows it, learnt path MTU included */
  guint ifindex;   /* link to be named to go that way; 0: the system takes it by itself */
} NetWay;

/* The way that marked packets to this address take first, then one by each other link with a
 * default route; none where there is no first one. Returns how many were written, at most max. */
guint net_ways_find (const IpAddress *address, NetWay *ret_ways, guint max);
