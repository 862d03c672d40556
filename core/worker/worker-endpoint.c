// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Addresses between the engine's form and everybody else's. */
#include "worker-endpoint.h"

#include "ip.h"

#include <string.h>

socklen_t
worker_endpoint_to_sockaddr (const IkeEndpoint *endpoint, struct sockaddr_storage *ret_address)
{
  struct sockaddr_in *in = (struct sockaddr_in *) ret_address;
  struct sockaddr_in6 *in6 = (struct sockaddr_in6 *) ret_address;

  memset (ret_address, 0, sizeof *ret_address);
  ret_address->ss_family = endpoint->family;
  in->sin_port = g_htons (endpoint->port); /* the same place in both families */
  if (endpoint->family == AF_INET)
    memcpy (&in->sin_addr, endpoint->addr, sizeof in->sin_addr);
  else
    memcpy (&in6->sin6_addr, endpoint->addr, sizeof in6->sin6_addr);
  return endpoint->family == AF_INET ? sizeof *in : sizeof *in6;
}

gboolean
worker_endpoint_from_sockaddr (const struct sockaddr_storage *address, IkeEndpoint *ret_endpoint)
{
  const struct sockaddr_in *in = (const struct sockaddr_in *) address;
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *) address;
  IkeEndpoint endpoint = { .family = address->ss_family, .port = g_ntohs (in->sin_port) };

  if (address->ss_family == AF_INET)
    memcpy (endpoint.addr, &in->sin_addr, sizeof in->sin_addr);
  else if (address->ss_family == AF_INET6)
    memcpy (endpoint.addr, &in6->sin6_addr, sizeof in6->sin6_addr);
  else
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

  endpoint.family = len == ip_family_octets (AF_INET) ? AF_INET : AF_INET6;
  if (len != ip_family_octets (endpoint.family))
    return FALSE;
  memcpy (endpoint.addr, data, len);
  *ret_endpoint = endpoint;
  return TRUE;
}

char *
worker_endpoint_text (const IkeEndpoint *endpoint)
{
  IpAddress address;

  ip_address_from_octets (&address, endpoint->family, endpoint->addr);
  return ip_address_to_text (&address);
}

gboolean
worker_endpoint_is_same_host (const IkeEndpoint *a, const IkeEndpoint *b)
{
  return a->family == b->family && memcmp (a->addr, b->addr, ip_family_octets (a->family)) == 0;
}

gboolean
worker_way_read (GVariant *way, WorkerWay *ret_way)
{
  g_autoptr (GVariant) local = NULL;
  g_autoptr (GVariant) remote = NULL;
  WorkerWay read;
  guint16 mtu;

  g_variant_get (way, "(@ay@ayq)", &local, &remote, &mtu);
  if (!worker_endpoint_from_octets (local, &read.local)
      || !worker_endpoint_from_octets (remote, &read.remote)
      || read.local.family != read.remote.family)
    return FALSE;
  read.mtu = mtu;
  *ret_way = read;
  return TRUE;
}
