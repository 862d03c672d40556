// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The runtime dictionary of CONFIG, and the descriptors that go with it. */
#include "vpn-worker-runtime.h"

#include "net-ways.h"
#include "vpn-names.h"

#include <time.h>
#include <unistd.h>

#define WAYS_MAX 4 /* to one address of the gateway */

static gint64
wall_offset (void)
{
  struct timespec boot;

  clock_gettime (CLOCK_BOOTTIME, &boot);
  return g_get_real_time () - (boot.tv_sec * G_USEC_PER_SEC + boot.tv_nsec / 1000);
}

static GVariant *
octets (const IpAddress *address)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, address->octets,
                                    ip_family_octets (address->family), 1);
}

static GVariant *
addresses_to_variant (const IpAddress *addresses, guint n_addresses)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < n_addresses; i++)
    g_variant_builder_add_value (&builder, octets (&addresses[i]));
  return g_variant_builder_end (&builder);
}

/* Our own address on the way to the gateway, which the engine compares with what the gateway sees
 * (RFC 7296 section 2.23). One that cannot be told stays zero: then a NAT is assumed, which costs
 * keepalives only. */
static IpAddress
find_local_address (const IpAddress *gateway)
{
  NetWay way;

  if (net_ways_find (gateway, &way, 1) == 0)
    way.local = (IpAddress){ .family = gateway->family };
  return way.local;
}

static GVariant *
local_addresses_to_variant (const IpAddress *gateways, guint n_gateways)
{
  IpAddress locals[VPN_RESOLVER_ADDRESSES_MAX];

  for (guint i = 0; i < n_gateways; i++)
    locals[i] = find_local_address (&gateways[i]);
  return addresses_to_variant (locals, n_gateways);
}

/* Fills fds and returns their names in the same order. */
static GVariant *
collect_fds (const VpnWorkerStart *start, int *fds, guint *n_fds)
{
  const struct
  {
    const char *name;
    int fd;
  } all[] = {
    { "udp4", start->udp4 },
    { "udp6", start->udp6 },
    { "tcp", start->tcp },
    { "tun", start->tun },
    { "ca", start->ca },
    { "aaa-ca", start->aaa_ca },
    { "certificate", start->certificate },
  };
  GVariantBuilder builder;

  G_STATIC_ASSERT (G_N_ELEMENTS (all) <= RPC_FDS_MAX);
  *n_fds = 0;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (all[i].fd < 0)
        continue;
      fds[(*n_fds)++] = all[i].fd;
      g_variant_builder_add (&builder, "s", all[i].name);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
last_addresses_to_variant (const VpnWorkerStart *start)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < start->n_last; i++)
    g_variant_builder_add_value (&builder, octets (&start->last[i].address));
  return g_variant_builder_end (&builder);
}

/* by_itself: those that the system takes by itself; else the others. */
static void
add_ways (GVariantBuilder *builder, const IpAddress *gateway, const NetWay *ways, guint n_ways,
          gboolean by_itself)
{
  for (guint i = 0; i < n_ways; i++)
    if ((ways[i].ifindex == 0) == by_itself)
      g_variant_builder_add (builder, "(@ay@ayqu)", octets (&ways[i].local), octets (gateway),
                             (guint16) MIN (ways[i].mtu, G_MAXUINT16), (guint32) ways[i].ifindex);
}

GVariant *
vpn_worker_runtime_ways (const IpAddress *gateways, guint n_gateways)
{
  NetWay ways[VPN_RESOLVER_ADDRESSES_MAX][WAYS_MAX];
  guint n_ways[VPN_RESOLVER_ADDRESSES_MAX];
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayayqu)"));
  for (guint i = 0; i < n_gateways; i++)
    {
      n_ways[i] = net_ways_find (&gateways[i], ways[i], WAYS_MAX);
      add_ways (&builder, &gateways[i], ways[i], n_ways[i], TRUE);
    }
  for (guint i = 0; i < n_gateways; i++)
    add_ways (&builder, &gateways[i], ways[i], n_ways[i], FALSE);
  return g_variant_builder_end (&builder);
}

GVariant *
vpn_worker_runtime (const VpnWorkerStart *start, int fds[RPC_FDS_MAX], guint *ret_n_fds)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "gateway-addresses",
                               addresses_to_variant (start->gateways, start->n_gateways));
  g_variant_dict_insert_value (&dict, "local-addresses",
                               local_addresses_to_variant (start->gateways, start->n_gateways));
  g_variant_dict_insert (&dict, "wall-offset", "x", wall_offset ());
  g_variant_dict_insert (&dict, "tun-mtu", "q", start->tun_mtu);
  g_variant_dict_insert (&dict, "path-mtu", "q", start->path_mtu);
  g_variant_dict_insert (&dict, "tun-offloads", "u", start->tun_offloads);
  g_variant_dict_insert (&dict, "local-port", "q", start->local_port);
  if (start->tcp >= 0)
    g_variant_dict_insert (&dict, "tcp-port", "q", start->tcp_port);
  g_variant_dict_insert (&dict, "name", "s", start->name);
  g_variant_dict_insert_value (&dict, "ways",
                               vpn_worker_runtime_ways (start->gateways, start->n_gateways));
  if (start->n_last > 0)
    g_variant_dict_insert_value (&dict, "last-addresses", last_addresses_to_variant (start));
  if (start->public_key != NULL)
    g_variant_dict_insert_value (
        &dict, "public-key",
        g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, start->public_key, TRUE));
  if (start->probe)
    g_variant_dict_insert (&dict, "probe", "b", TRUE);
  g_variant_dict_insert_value (&dict, "fds", collect_fds (start, fds, ret_n_fds));
  return g_variant_dict_end (&dict);
}
