// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetHost: the networks that the host itself is on, and what of them stays reachable beside a
 * tunnel. Read anew whenever the kernel tells of a change. Any one thread.
 */
#pragma once

#include "net-netlink.h"
#include "net-plan.h"

#include <net/if.h>

typedef struct
{
  char ifname[IFNAMSIZ];
  IpPrefix prefix;      /* the address, with the length of its network */
  gboolean is_tunnel;   /* of a TUN or TAP device, or another kind of tunnel */
  gboolean is_machines; /* of a bridge that leads to nothing but this machine's own guests */
} NetHostAddress;

/* A network that stays outside the tunnel, on one device alone: what a DHCP server says of it
 * elsewhere does not count. */
typedef struct
{
  char ifname[IFNAMSIZ];
  IpPrefix network;
} NetBypass;

/* NetHostAddress's, loopback left out; owned. NULL if the kernel does not answer. */
GArray *net_host_read (NetNl *nl) G_GNUC_WARN_UNUSED_RESULT;
/* Where the address is on a device other than plan->ifname, NULL: nowhere; borrowed. */
const NetHostAddress *
net_host_find (const GArray *host, const NetPlan *plan, const IpAddress *address);
/* NetBypass's that plan->local wishes of this host; owned. */
GArray *net_host_bypass (const GArray *host, const NetPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* A sentence for each network here that the office has too; owned strings. */
void net_host_overlaps (const GArray *host, const NetPlan *plan, GStrvBuilder *ret_sentences);
