// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Whether there is a network at all, and a way to an address. Nothing is sent; any one thread. */
#pragma once

#include "ip.h"

typedef enum
{
  NET_REACH_OK = 0,
  NET_REACH_OFFLINE,  /* no device has both a carrier and an address */
  NET_REACH_NO_ROUTE, /* one has, and no route leads there */
} NetReach;

/* addresses: one way to one of n is enough; n 0: to any place far away. ifname: a device that does
 * not count, because it is our own; may be NULL. */
NetReach net_reach (const IpAddress *addresses, guint n, const char *ifname);
