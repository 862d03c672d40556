// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The octets of a worker's PLAN message, for several profiles and on a host that has an address.
 * What is accepted must hold the promises of net-plan.h, and never go beyond the profile. */
#include "net-plan-read.h"

#include "net-host.h"
#include "net-own.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
check (const IpPrefix *list, guint n)
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

typedef struct
{
  const char *routes, *ipv6, *use_dns;
} Wish;

static const Wish wishes[] = {
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

/* 10.9.8.7 is this computer's. */
static void
check_own (NetPlan *plan)
{
  g_autoptr (GArray) host = g_array_new (FALSE, FALSE, sizeof (NetHostAddress));
  NetHostAddress own = { .ifname = "lan0" };
  guint n_before = plan->n_addresses;
  gboolean kept;

  g_assert (ip_prefix_parse ("10.9.8.7/32", &own.prefix));
  g_array_append_val (host, own);
  kept = net_own_keep_of (host, plan, NULL);
  g_assert (kept == (plan->n_addresses > 0 || n_before == 0));
  for (guint i = 0; i < plan->n_addresses; i++)
    g_assert (!ip_address_equal (&plan->addresses[i].address, &own.prefix.address));
}

static void
check_for (GVariant *variant, const Wish *wish)
{
  g_autoptr (VpnProfile) profile = make_profile (wish);
  g_autoptr (NetPlan) plan = net_plan_from_variant (variant, "genkan0", profile, NULL);

  if (plan == NULL)
    return;
  check (plan->addresses, plan->n_addresses);
  check (plan->routes, plan->n_routes);
  g_assert (plan->n_dns <= NET_LIST_MAX);
  for (guint i = 0; i < plan->n_dns; i++)
    g_assert (net_plan_routes (plan, &plan->dns[i]));
  g_assert (plan->mtu >= 576 && plan->mtu <= 65535);
  for (guint i = 1; i < plan->n_routes; i++)
    g_assert (!ip_prefix_covers (&plan->routes[i - 1], &plan->routes[i]));
  check_wishes (plan, profile);
  check_own (plan);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GVariant) variant
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARDICT, bytes, FALSE));

  for (guint i = 0; i < G_N_ELEMENTS (wishes); i++)
    check_for (variant, &wishes[i]);
  return 0;
}
