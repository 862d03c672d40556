// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The runtime dictionary of CONFIG, and the descriptors that go with it. */
#include "vpn-worker-runtime.h"

#include "ip.h"
#include "net-path-mtu.h"
#include "vpn-names.h"

#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static gint64
wall_offset (void)
{
  struct timespec boot;

  clock_gettime (CLOCK_BOOTTIME, &boot);
  return g_get_real_time () - (boot.tv_sec * G_USEC_PER_SEC + boot.tv_nsec / 1000);
}

static GVariant *
octets (const VpnAddress *address)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, address->addr,
                                    address->family == AF_INET ? 4 : 16, 1);
}

static GVariant *
addresses_to_variant (const VpnAddress *addresses, guint n_addresses)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < n_addresses; i++)
    g_variant_builder_add_value (&builder, octets (&addresses[i]));
  return g_variant_builder_end (&builder);
}

/* Our own address on the way to the gateway, which the engine compares with what the gateway sees
 * (RFC 7296 section 2.23). Nothing is sent; marked like the tunnel's own sockets, so that a tunnel
 * that still stands is not the way. An address that cannot be told stays zero: then a NAT is
 * assumed, which costs keepalives only. */
static VpnAddress
find_local_address (const VpnAddress *gateway)
{
  const guint32 mark = VPN_FWMARK;
  VpnAddress local = { .family = gateway->family };
  struct sockaddr_storage address = { .ss_family = gateway->family };
  struct sockaddr_in *in = (struct sockaddr_in *) &address;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *) &address;
  gsize addr_len = gateway->family == AF_INET ? 4 : 16;
  gpointer addr
      = gateway->family == AF_INET ? (gpointer) &in->sin_addr : (gpointer) &in6->sin6_addr;
  socklen_t len = sizeof address;
  int fd = socket (gateway->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (fd < 0)
    return local;
  (void) setsockopt (fd, SOL_SOCKET, SO_MARK, &mark, sizeof mark);
  in->sin_port = htons (500); /* the same place in both families */
  memcpy (addr, gateway->addr, addr_len);
  if (connect (fd, (struct sockaddr *) &address, len) == 0
      && getsockname (fd, (struct sockaddr *) &address, &len) == 0)
    memcpy (local.addr, addr, addr_len);
  close (fd);
  return local;
}

static GVariant *
local_addresses_to_variant (const VpnAddress *gateways, guint n_gateways)
{
  VpnAddress locals[VPN_RESOLVER_ADDRESSES_MAX];

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
    { "udp4", start->udp4 }, { "udp6", start->udp6 },     { "tun", start->tun },
    { "ca", start->ca },     { "aaa-ca", start->aaa_ca }, { "certificate", start->certificate },
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
    {
      const IpAddress *address = &start->last[i].address;

      g_variant_builder_add_value (
          &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, address->octets,
                                               ip_family_octets (address->family), 1));
    }
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
  g_variant_dict_insert (&dict, "name", "s", start->name);
  if (start->n_last > 0)
    g_variant_dict_insert_value (&dict, "last-addresses", last_addresses_to_variant (start));
  g_variant_dict_insert_value (&dict, "fds", collect_fds (start, fds, ret_n_fds));
  return g_variant_dict_end (&dict);
}

/* A source of the link alone gets no packet beyond it: that is a route without an address. */
static gboolean
leads_there (const VpnAddress *local, const VpnAddress *gateway)
{
  IpAddress own, peer;

  ip_address_from_octets (&own, local->family, local->addr);
  ip_address_from_octets (&peer, gateway->family, gateway->addr);
  return !ip_address_is_unspecified (&own)
         && (!ip_address_is_link_local (&own) || ip_address_is_link_local (&peer));
}

GVariant *
vpn_worker_runtime_ways (const VpnAddress *gateways, guint n_gateways)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayayq)"));
  for (guint i = 0; i < n_gateways; i++)
    {
      VpnAddress local = find_local_address (&gateways[i]);
      IpAddress outer;
      guint mtu;

      ip_address_from_octets (&outer, gateways[i].family, gateways[i].addr);
      mtu = net_path_mtu (&outer);
      if (leads_there (&local, &gateways[i]))
        g_variant_builder_add (&builder, "(@ay@ayq)", octets (&local), octets (&gateways[i]),
                               (guint16) MIN (mtu, G_MAXUINT16));
    }
  return g_variant_builder_end (&builder);
}
