// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The promises of a plan, one by one. */
#include "plan-check.h"

#include "net-host.h"
#include "net-own.h"

typedef struct
{
  const char *routes, *ipv6, *use_dns; /* as in a profile; routes "": what the gateway gives */
} Wish;

static const Wish wishes[PLAN_WISHES] = {
  { "", "auto", "true" },
  { "10.9.0.0/16,2001:db8::/32", "auto", "true" },
  { "10.9.0.0/16", "no", "false" },
  { "0.0.0.0/0", "no", "true" },
};

static VpnProfile *
make_profile (const Wish *wish)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert (*wish->routes == '\0'
            || vpn_profile_set_text (profile, VPN_KEY_ROUTES, wish->routes, NULL));
  g_assert (vpn_profile_set_text (profile, VPN_KEY_IPV6, wish->ipv6, NULL));
  g_assert (vpn_profile_set_text (profile, VPN_KEY_USE_DNS, wish->use_dns, NULL));
  return profile;
}

const VpnProfile *
plan_wish_profile (guint wish)
{
  static VpnProfile *made[PLAN_WISHES];

  if (made[wish] == NULL)
    made[wish] = make_profile (&wishes[wish]);
  return made[wish];
}

static void
check_list (const IpPrefix *list, guint n)
{
  g_assert (n <= NET_LIST_MAX);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = ip_prefix_to_text (&list[i]);
      IpPrefix again;

      g_assert (ip_prefix_parse (text, &again));
      g_assert (ip_prefix_covers (&list[i], &again) && ip_prefix_covers (&again, &list[i]));
    }
}

static gboolean
is_wished (const VpnProfile *profile, const IpPrefix *route)
{
  const char *const *routes = vpn_profile_get_list (profile, VPN_KEY_ROUTES);
  IpPrefix wish;

  for (guint i = 0; routes[i] != NULL; i++)
    if (ip_prefix_parse (routes[i], &wish) && ip_prefix_covers (&wish, route))
      return TRUE;
  return routes[0] == NULL;
}

static void
check_wishes (const NetPlan *plan, const VpnProfile *profile)
{
  for (guint i = 0; i < plan->n_routes; i++)
    g_assert (is_wished (profile, &plan->routes[i]));
  if (g_str_equal (vpn_profile_get_string (profile, VPN_KEY_IPV6), "no"))
    g_assert (!net_plan_has_address (plan, AF_INET6));
  if (!vpn_profile_get_boolean (profile, VPN_KEY_USE_DNS))
    g_assert (plan->n_dns == 0);
}

static void
add_own (GArray *host, const char *text)
{
  NetHostAddress own = { .ifname = "lan0" };

  g_assert (ip_prefix_parse (text, &own.prefix));
  g_array_append_val (host, own);
}

static void
check_own (NetPlan *plan)
{
  g_autoptr (GArray) host = g_array_new (FALSE, FALSE, sizeof (NetHostAddress));
  guint n_before = plan->n_addresses;
  gboolean kept;

  add_own (host, "10.9.8.7/32");
  add_own (host, "2001:db8::7/128");
  kept = net_own_keep_of (host, plan, NULL);
  g_assert (kept == (plan->n_addresses > 0 || n_before == 0));
  for (guint i = 0; i < plan->n_addresses; i++)
    for (guint k = 0; k < host->len; k++)
      g_assert (!ip_address_equal (&plan->addresses[i].address,
                                   &g_array_index (host, NetHostAddress, k).prefix.address));
}

void
plan_check (NetPlan *plan, const VpnProfile *profile)
{
  check_list (plan->addresses, plan->n_addresses);
  check_list (plan->routes, plan->n_routes);
  g_assert (plan->n_dns <= NET_LIST_MAX);
  for (guint i = 0; i < plan->n_dns; i++)
    g_assert (net_plan_routes (plan, &plan->dns[i]));
  g_assert (plan->mtu >= 576 && plan->mtu <= 65535);
  for (guint i = 1; i < plan->n_routes; i++)
    g_assert (!ip_prefix_covers (&plan->routes[i - 1], &plan->routes[i]));
  check_wishes (plan, profile);
  check_own (plan);
}
