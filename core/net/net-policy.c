// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-policy.h"

/* The one decision that routes and guard make together, in words. */

const char *
net_policy_to_string (NetPolicy policy)
{
  switch (policy)
    {
    case NET_POLICY_BYPASS:
      return "BYPASS";
    case NET_POLICY_PROTECT:
      return "PROTECT";
    case NET_POLICY_DISCARD:
      return "DISCARD";
    }
  g_assert_not_reached ();
}

static const NetBypass *
find_bypass (const GArray *bypass, const IpAddress *address)
{
  for (guint i = 0; i < bypass->len; i++)
    {
      const NetBypass *one = &g_array_index (bypass, NetBypass, i);

      if (ip_prefix_contains (&one->network, address))
        return one;
    }
  return NULL;
}

static const IpPrefix *
find_prefix (const IpPrefix *list, guint n, const IpAddress *address)
{
  for (guint i = 0; i < n; i++)
    if (ip_prefix_contains (&list[i], address))
      return &list[i];
  return NULL;
}

/* The more specific one of an exception and a route counts, as in the routing table. */
static gboolean
wins (const IpPrefix *exception, const IpPrefix *route)
{
  return exception != NULL && (route == NULL || exception->length >= route->length);
}

NetPolicy
net_policy_decide (const NetPlan *plan, VpnProtection protection, const GArray *host,
                   const IpAddress *address, char **ret_why)
{
  g_autoptr (GArray) bypass = plan != NULL ? net_host_bypass (host, plan) : NULL;
  const NetBypass *local = bypass != NULL ? find_bypass (bypass, address) : NULL;
  const IpPrefix *route, *exclude;
  g_autofree char *text = NULL;

  *ret_why = NULL;
  if (plan == NULL || protection == VPN_PROTECTION_OPEN)
    *ret_why = g_strdup ("Nothing is protected: the VPN is not up");
  else if (ip_address_is_loopback (address) || ip_address_is_link_local (address)
           || ip_address_is_multicast (address))
    *ret_why = g_strdup ("It never leaves its link");
  if (*ret_why != NULL)
    return NET_POLICY_BYPASS;
  route = find_prefix (plan->routes, plan->n_routes, address);
  exclude = find_prefix (plan->exclude, plan->n_exclude, address);
  if (wins (exclude, route))
    {
      text = ip_prefix_to_text (exclude);
      *ret_why = g_strdup_printf ("network.exclude keeps %s outside", text);
      return NET_POLICY_BYPASS;
    }
  if (local != NULL && wins (&local->network, route))
    {
      text = ip_prefix_to_text (&local->network);
      *ret_why = g_strdup_printf ("network.local keeps %s on %s outside", text, local->ifname);
      return NET_POLICY_BYPASS;
    }
  if (net_plan_closes (plan, address->family))
    {
      *ret_why = g_strdup_printf ("The VPN takes everything and has no IPv%c: that is closed",
                                  address->family == AF_INET6 ? '6' : '4');
      return NET_POLICY_DISCARD;
    }
  if (route == NULL)
    {
      *ret_why = g_strdup ("No network of the office covers it");
      return NET_POLICY_BYPASS;
    }
  text = ip_prefix_to_text (route);
  *ret_why = protection == VPN_PROTECTION_FLOWING
                 ? g_strdup_printf ("%s goes through the VPN", text)
                 : g_strdup_printf ("%s is held back until the VPN is up again", text);
  return protection == VPN_PROTECTION_FLOWING ? NET_POLICY_PROTECT : NET_POLICY_DISCARD;
}
