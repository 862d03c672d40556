// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A connection's facts as NetworkManager's dictionaries. */
#include "nmv-config.h"

#include <NetworkManager.h>

#include <gio/gio.h>

#include <string.h>

typedef struct
{
  GInetAddress *address; /* owned; of the wanted family */
  guint prefix;
} Network;

static void
network_clear (Network *network)
{
  g_clear_object (&network->address);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Network, network_clear)

/* "192.0.2.0/24"; an address without prefix is a host. FALSE for another family or no address. */
static gboolean
parse_network (const char *text, GSocketFamily family, Network *ret_network)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);
  g_autoptr (GInetAddress) address
      = parts[0] != NULL ? g_inet_address_new_from_string (parts[0]) : NULL;
  guint64 prefix;

  if (address == NULL || g_inet_address_get_family (address) != family)
    return FALSE;
  prefix = g_inet_address_get_native_size (address) * 8;
  if (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 0, prefix, &prefix, NULL))
    return FALSE;
  ret_network->address = g_steal_pointer (&address);
  ret_network->prefix = (guint) prefix;
  return TRUE;
}

/* In network order, as NetworkManager has them. */
static guint32
address_to_number (GInetAddress *address)
{
  guint32 number;

  memcpy (&number, g_inet_address_to_bytes (address), sizeof number);
  return number;
}

/* u for IPv4, ay for IPv6; floating. */
static GVariant *
address_to_variant (GInetAddress *address)
{
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return g_variant_new_uint32 (address_to_number (address));
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, g_inet_address_to_bytes (address),
                                    g_inet_address_get_native_size (address), 1);
}

static GVariant *
route_to_variant (const Network *route)
{
  g_autoptr (GInetAddress) none = NULL;

  if (g_inet_address_get_family (route->address) == G_SOCKET_FAMILY_IPV4)
    {
      const guint32 row[] = { address_to_number (route->address), route->prefix, 0, 0 };

      return g_variant_new_fixed_array (G_VARIANT_TYPE_UINT32, row, G_N_ELEMENTS (row),
                                        sizeof row[0]);
    }
  none = g_inet_address_new_any (G_SOCKET_FAMILY_IPV6);
  return g_variant_new ("(@ayu@ayu)", address_to_variant (route->address), route->prefix,
                        address_to_variant (none), 0);
}

static void
add (GVariantBuilder *builder, const char *key, GVariant *value)
{
  g_variant_builder_add (builder, "{sv}", key, value);
}

/* The whole family: a default route, which NetworkManager makes by itself unless told not to.
 * "preserve-routes" must not be sent, it would make NetworkManager ignore these. */
static void
add_routes (GVariantBuilder *builder, const char *const *routes, GSocketFamily family)
{
  GVariantBuilder list;
  gboolean whole = FALSE;

  g_variant_builder_init (&list,
                          G_VARIANT_TYPE (family == G_SOCKET_FAMILY_IPV4 ? "aau" : "a(ayuayu)"));
  for (gsize i = 0; routes[i] != NULL; i++)
    {
      g_auto (Network) route = { NULL };

      if (!parse_network (routes[i], family, &route))
        continue;
      if (route.prefix == 0)
        whole = TRUE;
      else
        g_variant_builder_add_value (&list, route_to_variant (&route));
    }
  add (builder, NM_VPN_PLUGIN_IP4_CONFIG_ROUTES, g_variant_builder_end (&list));
  add (builder, NM_VPN_PLUGIN_IP4_CONFIG_NEVER_DEFAULT, g_variant_new_boolean (!whole));
}

static void
add_dns (GVariantBuilder *builder, const NmvFacts *facts, GSocketFamily family)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE (family == G_SOCKET_FAMILY_IPV4 ? "au" : "aay"));
  for (gsize i = 0; facts->dns[i] != NULL; i++)
    {
      g_auto (Network) server = { NULL };

      if (parse_network (facts->dns[i], family, &server))
        g_variant_builder_add_value (&list, address_to_variant (server.address));
    }
  add (builder, NM_VPN_PLUGIN_IP4_CONFIG_DNS, g_variant_builder_end (&list));
  add (builder, NM_VPN_PLUGIN_IP4_CONFIG_DOMAINS, g_variant_new_strv (facts->domains, -1));
}

/* NetworkManager takes one address of each family, which is also all that gateways give. NULL
 * without one. The keys of both families are spelled the same. A gateway's netmask counts for
 * nothing: NetworkManager would make a route of it, to more than the gateway agreed to carry. */
static GVariant *
make_ip (const NmvFacts *facts, GSocketFamily family)
{
  g_auto (Network) own = { NULL };
  GVariantBuilder builder;
  gsize i = 0;

  while (facts->addresses[i] != NULL && !parse_network (facts->addresses[i], family, &own))
    i++;
  if (facts->addresses[i] == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add (&builder, NM_VPN_PLUGIN_IP4_CONFIG_ADDRESS, address_to_variant (own.address));
  add (&builder, NM_VPN_PLUGIN_IP4_CONFIG_PREFIX,
       g_variant_new_uint32 ((guint32) g_inet_address_get_native_size (own.address) * 8));
  add_routes (&builder, facts->routes, family);
  add_dns (&builder, facts, family);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
make_general (const NmvFacts *facts, gboolean has_ip4, gboolean has_ip6)
{
  g_autoptr (GInetAddress) gateway = g_inet_address_new_from_string (facts->gateway);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add (&builder, NM_VPN_PLUGIN_CONFIG_TUNDEV, g_variant_new_string (facts->interface));
  if (gateway != NULL)
    add (&builder, NM_VPN_PLUGIN_CONFIG_EXT_GATEWAY, address_to_variant (gateway));
  if (facts->mtu != 0)
    add (&builder, NM_VPN_PLUGIN_CONFIG_MTU, g_variant_new_uint32 (facts->mtu));
  if (*facts->banner != '\0')
    add (&builder, NM_VPN_PLUGIN_CONFIG_BANNER, g_variant_new_string (facts->banner));
  add (&builder, NM_VPN_PLUGIN_CONFIG_HAS_IP4, g_variant_new_boolean (has_ip4));
  add (&builder, NM_VPN_PLUGIN_CONFIG_HAS_IP6, g_variant_new_boolean (has_ip6));
  /* genkand finds its way back to the gateway after sleep and over another network. */
  add (&builder, NM_VPN_PLUGIN_CAN_PERSIST, g_variant_new_boolean (TRUE));
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

void
nmv_config_make (const NmvFacts *facts, NmvConfig *ret_config)
{
  ret_config->ip4 = make_ip (facts, G_SOCKET_FAMILY_IPV4);
  ret_config->ip6 = make_ip (facts, G_SOCKET_FAMILY_IPV6);
  ret_config->general = make_general (facts, ret_config->ip4 != NULL, ret_config->ip6 != NULL);
}

static gboolean
equal (GVariant *a, GVariant *b)
{
  return a == NULL || b == NULL ? a == b : g_variant_equal (a, b);
}

gboolean
nmv_config_equal (const NmvConfig *a, const NmvConfig *b)
{
  return equal (a->general, b->general) && equal (a->ip4, b->ip4) && equal (a->ip6, b->ip6);
}

void
nmv_config_clear (NmvConfig *config)
{
  g_clear_pointer (&config->general, g_variant_unref);
  g_clear_pointer (&config->ip4, g_variant_unref);
  g_clear_pointer (&config->ip6, g_variant_unref);
}
