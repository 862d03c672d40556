// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NetPlan: everything a connection wants changed on the host, as pure data with value semantics.
 * Made from what the gateway granted and what the profile asks (net-plan-read.h); net-applier.h
 * makes it true and keeps it so. Any one thread.
 */
#pragma once

#include "ip.h"

#include <gio/gio.h>

#define NET_LIST_MAX 128

/* What of the local network stays reachable where the plan takes it (network.local). */
typedef enum
{
  NET_LOCAL_MACHINE = 0, /* bridges that this machine made itself */
  NET_LOCAL_ALLOW,       /* and private networks on a link, unless the office names them */
  NET_LOCAL_BLOCK,       /* nothing */
} NetLocal;

typedef struct
{
  char *ifname; /* owned; the TUN device, exists already */
  guint mtu;    /* bytes */
  IpPrefix addresses[NET_LIST_MAX];
  guint n_addresses;
  IpPrefix routes[NET_LIST_MAX]; /* what goes through the tunnel; networks, sorted, disjoint */
  guint n_routes;
  IpPrefix exclude[NET_LIST_MAX]; /* what never does, whatever the routes say; networks */
  guint n_exclude;
  IpAddress dns[NET_LIST_MAX]; /* each within the routes */
  guint n_dns;
  char **domains; /* owned; search domains, "~x" routing-only; NULL: none */
  NetLocal local;
  gboolean sign_in; /* sign_in_uid may open web pages in clear, to get into this network at all */
  guint32 sign_in_uid;
  gboolean full_ipv4, full_ipv6; /* derived: routes hold nearly all of the family */
  IpAddress gateway;             /* outer address, for status and loop checks */
  char *banner;                  /* owned or NULL */
  char **warnings;               /* owned; what was left out, a sentence each; NULL: nothing */
} NetPlan;

NetPlan *net_plan_new (void) G_GNUC_WARN_UNUSED_RESULT;
NetPlan *net_plan_copy (const NetPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
void net_plan_free (NetPlan *plan);

/* Sorts and joins the routes, takes out what exclude covers, and derives what follows from them. */
void net_plan_finish_routes (NetPlan *plan);

gboolean net_plan_has_address (const NetPlan *plan, int family);
/* Whether some route covers the address. */
gboolean net_plan_routes (const NetPlan *plan, const IpAddress *address);
gboolean net_plan_excludes (const NetPlan *plan, const IpAddress *address);
gboolean net_plan_is_full (const NetPlan *plan, int family);
/* A tunnel that takes everything of one family, while the gateway gave nothing of the other, would
 * leave that other one open beside it: it is closed, and programs fall back at once. */
gboolean net_plan_closes (const NetPlan *plan, int family);
/* Whether every name is to be asked through the tunnel: a full tunnel, or name servers without
 * domains that would say what they are for. */
gboolean net_plan_takes_all_names (const NetPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetPlan, net_plan_free)
