// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Addresses between the engine's form and everybody else's. */
#include "worker-endpoint.h"

#include <string.h>

socklen_t
worker_endpoint_to_sockaddr (const IkeEndpoint *endpoint, struct sockaddr_storage *ret_address)
{
  struct sockaddr_in *in = (struct sockaddr_in *) ret_address;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *) ret_address;

  memset (ret_address, 0, sizeof *ret_address);
  ret_address->ss_family = endpoint->address.family;
  in->sin_port = g_htons (endpoint->port); /* the same place in both families */
  if (endpoint->address.family == AF_INET)
    memcpy (&in->sin_addr, endpoint->address.octets, sizeof in->sin_addr);
  else
    memcpy (&in6->sin6_addr, endpoint->address.octets, sizeof in6->sin6_addr);
  return endpoint->address.family == AF_INET ? sizeof *in : sizeof *in6;
}

gboolean
worker_endpoint_from_sockaddr (const struct sockaddr_storage *address, IkeEndpoint *ret_endpoint)
{
  const struct sockaddr_in *in = (const struct sockaddr_in *) address;
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) address;
  IkeEndpoint endpoint = { .port = g_ntohs (in->sin_port) };

  ip_address_from_octets (&endpoint.address, address->ss_family,
                          address->ss_family == AF_INET ? (const guint8 *) &in->sin_addr
                                                        : in6->sin6_addr.s6_addr);
  if (endpoint.address.family == 0)
    return FALSE;
  *ret_endpoint = endpoint;
  return TRUE;
}

gboolean
worker_endpoint_from_octets (GVariant *octets, IkeEndpoint *ret_endpoint)
{
  IkeEndpoint endpoint = { 0 };
  gsize len;
  const guint8 *data = g_variant_get_fixed_array (octets, &len, 1);

  if (!ip_address_from_bytes (&endpoint.address, data, len))
    return FALSE;
  *ret_endpoint = endpoint;
  return TRUE;
}

char *
worker_endpoint_text (const IkeEndpoint *endpoint)
{
  return ip_address_to_text (&endpoint->address);
}

gboolean
worker_endpoint_is_same_host (const IkeEndpoint *a, const IkeEndpoint *b)
{
  return ip_address_equal (&a->address, &b->address);
}

gboolean
worker_way_read (GVariant *way, WorkerWay *ret_way)
{
  g_autoptr (GVariant) local = NULL;
  g_autoptr (GVariant) remote = NULL;
  WorkerWay read;
  guint16 mtu;

  g_variant_get (way, "(@ay@ayqu)", &local, &remote, &mtu, &read.ifindex);
  if (!worker_endpoint_from_octets (local, &read.local)
      || !worker_endpoint_from_octets (remote, &read.remote)
      || read.local.address.family != read.remote.address.family)
    return FALSE;
  read.mtu = mtu;
  *ret_way = read;
  return TRUE;
}

gboolean
worker_way_equal (const WorkerWay *a, const WorkerWay *b)
{
  return worker_endpoint_is_same_host (&a->local, &b->local)
         && worker_endpoint_is_same_host (&a->remote, &b->remote) && a->mtu == b->mtu
         && a->ifindex == b->ifindex;
}
