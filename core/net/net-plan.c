// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan.h"

/* The value semantics of a plan, and what follows from its routes. */

#include <math.h>
#include <stdlib.h>

/* From this part of a family's unicast space on a tunnel is a full one: gateways write "everything"
 * with holes for themselves, for private networks or for multicast. */
#define FULL_SHARE 0.75

NetPlan *
net_plan_new (void)
{
  return g_new0 (NetPlan, 1);
}

NetPlan *
net_plan_copy (const NetPlan *plan)
{
  NetPlan *copy = g_new (NetPlan, 1);

  *copy = *plan;
  copy->ifname = g_strdup (plan->ifname);
  copy->domains = g_strdupv (plan->domains);
  copy->banner = g_strdup (plan->banner);
  copy->warnings = g_strdupv (plan->warnings);
  return copy;
}

void
net_plan_free (NetPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->ifname);
  g_strfreev (plan->domains);
  g_free (plan->banner);
  g_strfreev (plan->warnings);
  g_free (plan);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const IpPrefix *left = a, *right = b;
  int order = ip_address_compare (&left->address, &right->address);

  return order != 0 ? order : (int) left->length - (int) right->length;
}

/* Two halves of one prefix: the joined prefix goes to the first. */
static gboolean
join_halves (IpPrefix *first, const IpPrefix *second)
{
  IpPrefix joined = *first;

  if (first->length == 0 || first->length != second->length)
    return FALSE;
  joined.length--;
  ip_prefix_mask (&joined);
  if (!ip_prefix_covers (&joined, first) || !ip_prefix_covers (&joined, second))
    return FALSE;
  *first = joined;
  return TRUE;
}

/* Masks, drops what lies in another element, joins halves; sorts. Returns the new count. */
static guint
minimise (IpPrefix *list, guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    ip_prefix_mask (&list[i]);
  qsort (list, n, sizeof *list, compare);
  for (guint i = 0; i < n; i++)
    {
      if (kept > 0 && ip_prefix_covers (&list[kept - 1], &list[i]))
        continue;
      list[kept++] = list[i];
      /* A join can complete the half before it, and so on outwards. */
      while (kept > 1 && join_halves (&list[kept - 2], &list[kept - 1]))
        kept--;
    }
  return kept;
}

/* The part of the family's unicast space that a disjoint list covers: of 1.0.0.0 to
 * 223.255.255.255, or of 2000::/3, where all of IPv6 that is given out lies (RFC 4291). */
static double
covered_share (const IpPrefix *list, guint n, int family)
{
  IpPrefix unicast = { .address = { .family = AF_INET6, .octets = { 0x20 } }, .length = 3 };
  double space = family == AF_INET6 ? ldexp (1, -3) : 223.0 / 256, sum = 0;

  for (guint i = 0; i < n; i++)
    {
      if (list[i].address.family != family)
        continue;
      if (family == AF_INET6 && ip_prefix_covers (&list[i], &unicast))
        return 1;
      if (family == AF_INET || ip_prefix_covers (&unicast, &list[i]))
        sum += ldexp (1, -(int) list[i].length);
    }
  return sum / space;
}

static gboolean
is_covered (const IpPrefix *list, guint n, const IpPrefix *prefix)
{
  for (guint i = 0; i < n; i++)
    if (ip_prefix_covers (&list[i], prefix))
      return TRUE;
  return FALSE;
}

void
net_plan_finish_routes (NetPlan *plan)
{
  guint kept = 0;

  plan->n_exclude = minimise (plan->exclude, plan->n_exclude);
  /* Selectors of 0.0.0.0-255.255.255.255 are fine; one that names the loopback or link-local range
   * alone takes nothing that may leave the host, so it is left out. */
  for (guint i = 0; i < plan->n_routes; i++)
    if (!ip_prefix_is_reserved (&plan->routes[i])
        && !is_covered (plan->exclude, plan->n_exclude, &plan->routes[i]))
      plan->routes[kept++] = plan->routes[i];
  plan->n_routes = minimise (plan->routes, kept);
  plan->full_ipv4 = covered_share (plan->routes, plan->n_routes, AF_INET) >= FULL_SHARE;
  plan->full_ipv6 = covered_share (plan->routes, plan->n_routes, AF_INET6) >= FULL_SHARE;
}

gboolean
net_plan_has_address (const NetPlan *plan, int family)
{
  for (guint i = 0; i < plan->n_addresses; i++)
    if (plan->addresses[i].address.family == family)
      return TRUE;
  return FALSE;
}

gboolean
net_plan_routes (const NetPlan *plan, const IpAddress *address)
{
  IpPrefix host = ip_prefix_host (address);

  return is_covered (plan->routes, plan->n_routes, &host);
}

gboolean
net_plan_excludes (const NetPlan *plan, const IpAddress *address)
{
  IpPrefix host = ip_prefix_host (address);

  return is_covered (plan->exclude, plan->n_exclude, &host);
}

gboolean
net_plan_is_full (const NetPlan *plan, int family)
{
  return family == AF_INET6 ? plan->full_ipv6 : plan->full_ipv4;
}

gboolean
net_plan_closes (const NetPlan *plan, int family)
{
  return net_plan_is_full (plan, family == AF_INET6 ? AF_INET : AF_INET6)
         && !net_plan_has_address (plan, family);
}

gboolean
net_plan_takes_all_names (const NetPlan *plan)
{
  return plan->full_ipv4 || plan->full_ipv6 || plan->domains == NULL;
}
