// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetPlan: everything a connection wants changed on the host, as pure data with value semantics.
 * Made from what the gateway granted and what the profile asks; applying it is net-applier.h.
 */
#pragma once

#include <gio/gio.h>

#include <netinet/in.h>

#define NET_LIST_MAX 128

typedef struct
{
  sa_family_t family;
  guint8 addr[16];
  guint8 prefix;
} NetPrefix;

typedef struct
{
  char *ifname; /* owned; the TUN device, exists already */
  guint mtu;    /* bytes */
  NetPrefix addresses[NET_LIST_MAX];
  guint n_addresses;
  NetPrefix routes[NET_LIST_MAX]; /* what goes through the tunnel */
  guint n_routes;
  NetPrefix dns[NET_LIST_MAX]; /* prefix 32 or 128 */
  guint n_dns;
  char **domains;                /* owned; search domains, "~x" routing-only; NULL: none */
  gboolean full_ipv4, full_ipv6; /* derived: routes hold the whole family */
  NetPrefix gateway;             /* outer address, for status and loop checks */
  char *banner;                  /* owned or NULL */
} NetPlan;

NetPlan *net_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
NetPlan *net_plan_copy (const NetPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
void net_plan_free (NetPlan *plan);
gboolean net_plan_equal (const NetPlan *a, const NetPlan *b);

/* From the worker's PLAN message (worker-rpc.h): bounded and checked value by value; an address,
 * prefix, DNS name or count that does not fit is an error, nothing is taken over unchecked. */
NetPlan *net_plan_from_variant (GVariant *plan, const char *ifname, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* "192.0.2.1/24"; owned. net_prefix_parse accepts an address without prefix as a host. */
char *net_prefix_to_text (const NetPrefix *prefix);
gboolean net_prefix_parse (const char *text, NetPrefix *ret_prefix);
gboolean net_prefix_contains (const NetPrefix *prefix, const NetPrefix *inner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetPlan, net_plan_free)
