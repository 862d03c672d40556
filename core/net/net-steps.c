// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-steps.h"

/* The steps that make a plan true, in their order. */

gboolean
net_steps_contain (const GArray *steps, const NetStep *step)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const NetStep *known = &g_array_index (steps, NetStep, i);

      if (known->kind == step->kind && ip_prefix_equal (&known->prefix, &step->prefix))
        return TRUE;
    }
  return FALSE;
}

static void
add_step (GArray *steps, NetStepKind kind, const IpPrefix *prefix)
{
  NetStep step = { .kind = kind, .prefix = *prefix };

  if (!net_steps_contain (steps, &step))
    g_array_append_val (steps, step);
}

static void
add_list (GArray *steps, NetStepKind kind, const IpPrefix *list, guint n, int family)
{
  for (guint i = 0; i < n; i++)
    if (list[i].address.family == family)
      add_step (steps, kind, &list[i]);
}

static gboolean
covers (const NetPlan *plan, const IpPrefix *prefix)
{
  for (guint i = 0; i < plan->n_routes; i++)
    if (ip_prefix_covers (&plan->routes[i], prefix))
      return TRUE;
  return FALSE;
}

/* What is only valid on its link cannot go through a tunnel (RFC 3927, RFC 4291). */
static IpPrefix
link_local (int family)
{
  static const IpPrefix ipv4 = { { AF_INET, { 169, 254 } }, 16 };
  static const IpPrefix ipv6 = { { AF_INET6, { 0xfe, 0x80 } }, 10 };

  return family == AF_INET6 ? ipv6 : ipv4;
}

static gboolean
has_family (const NetPlan *plan, int family)
{
  for (guint i = 0; i < plan->n_routes; i++)
    if (plan->routes[i].address.family == family)
      return TRUE;
  return FALSE;
}

static void
add_family (GArray *steps, const NetPlan *plan, VpnProtection protection, int family)
{
  IpPrefix local = link_local (family);
  IpPrefix everything = { .address = { .family = (guint8) family } };
  gboolean closed = net_plan_closes (plan, family);
  gboolean whole = closed || net_plan_is_full (plan, family);

  if (!closed && !has_family (plan, family))
    return;
  if (closed)
    add_step (steps, NET_STEP_UNREACHABLE, &everything);
  else
    add_list (steps, NET_STEP_UNREACHABLE, plan->routes, plan->n_routes, family);
  if (closed || covers (plan, &local))
    add_step (steps, NET_STEP_THROW, &local);
  add_list (steps, NET_STEP_THROW, plan->exclude, plan->n_exclude, family);
  if (!closed && protection == VPN_PROTECTION_FLOWING)
    add_list (steps, NET_STEP_ROUTE, plan->routes, plan->n_routes, family);
  add_step (steps, whole ? NET_STEP_RULE_WHOLE : NET_STEP_RULE, &everything);
}

GArray *
net_steps_wanted (const NetPlan *plan, VpnProtection protection, const IpPrefix *bypass,
                  guint n_bypass)
{
  GArray *steps = g_array_new (FALSE, TRUE, sizeof (NetStep));

  if (protection == VPN_PROTECTION_OPEN)
    return steps;
  for (guint i = 0; i < plan->n_addresses; i++)
    {
      IpPrefix host = ip_prefix_host (&plan->addresses[i].address);

      add_step (steps, NET_STEP_ADDRESS, &host);
    }
  /* The routes know nothing of ports: where some are open, the guard holds alone. */
  if (plan->sign_in)
    return steps;
  for (guint i = 0; i < n_bypass; i++)
    add_step (steps, NET_STEP_THROW, &bypass[i]);
  add_family (steps, plan, protection, AF_INET);
  add_family (steps, plan, protection, AF_INET6);
  return steps;
}
