// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetNl: a route netlink socket, and the single steps the native applier is made of. One file per
 * noun. Every step is idempotent: adding what is there and removing what is gone succeed. Rules
 * need an inverted match, which rtnl_rule cannot express, so all messages are written by hand with
 * libnl's message builder. Synchronous (the kernel answers at once); any one thread.
 */
#pragma once

#include "net-plan.h"

#include <netlink/msg.h>
#include <netlink/netlink.h>

typedef struct nl_sock NetNl;

/* A connection's table and the priorities of its rules follow from its slot. */
#define NET_RULE_PRIORITY \
  17000u /* + slot; in front of main (32766) and of other VPNs' usual range */
#define NET_SLOT_MAX 255u

typedef enum
{
  NET_ROUTE_TUNNEL,      /* out of the TUN device */
  NET_ROUTE_UNREACHABLE, /* refused; worse metric, so it counts once the device is gone */
  NET_ROUTE_THROW,       /* back to the host's own tables */
} NetRouteKind;

NetNl *net_nl_open (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sends message (consumed) and waits for the kernel's answer. harmless: NLE_ codes that count as
 * success, 0-terminated. what names the step in the error. */
gboolean net_nl_talk (NetNl *nl, struct nl_msg *message, const int *harmless, const char *what,
                      GError **error);
struct nl_msg *net_nl_message (int type, int flags, const void *header, gsize len);
void net_nl_put_prefix (struct nl_msg *message, int attribute, const NetPrefix *prefix);

/* net-link.c; ret_mtu and ret_up: what to restore. */
gboolean net_link_get (const char *ifname, guint *ret_mtu, gboolean *ret_up, GError **error);
gboolean net_link_set (NetNl *nl, const char *ifname, guint mtu, gboolean up, GError **error);
/* No link-local IPv6 address of its own, so no router solicitation into the tunnel either. */
gboolean net_link_no_autoconf (NetNl *nl, const char *ifname, GError **error);

/* net-address.c; always as a host address: what the tunnel reaches is the routes' business. */
gboolean net_address_add (NetNl *nl, const char *ifname, const NetPrefix *address, GError **error);
gboolean
net_address_remove (NetNl *nl, const char *ifname, const NetPrefix *address, GError **error);

/* net-route.c; ifname only for NET_ROUTE_TUNNEL. */
gboolean net_route_add (NetNl *nl, guint slot, const char *ifname, NetRouteKind kind,
                        const NetPrefix *prefix, GError **error);
gboolean net_route_remove (NetNl *nl, guint slot, NetRouteKind kind, const NetPrefix *prefix,
                           GError **error);

/* net-rule.c: everything of the family without VPN_FWMARK looks into the slot's table. whole: the
 * table takes everything, so it is asked after those of connections that take a part. */
gboolean net_rule_add (NetNl *nl, guint slot, sa_family_t family, gboolean whole, GError **error);
gboolean
net_rule_remove (NetNl *nl, guint slot, sa_family_t family, gboolean whole, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetNl, nl_socket_free)
