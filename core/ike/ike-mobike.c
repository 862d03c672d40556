// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-mobike.h"

/* Addresses of the gateway, and what its messages say about ours. */

#include "payload-notify.h"

#include <string.h>

void
ike_mobike_take_addresses (IkeMobike *mobike, const IkeMessage *message)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_NOTIFY);
  gboolean is_first = TRUE;

  for (; payload != NULL; payload = ike_message_find_next (message, payload))
    {
      IkeNotify notify = { 0 };
      IpAddress address;

      if (!ike_payload_notify_read (payload, &notify)
          || (notify.type != IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS
              && notify.type != IKE_NOTIFY_ADDITIONAL_IP6_ADDRESS
              && notify.type != IKE_NOTIFY_NO_ADDITIONAL_ADDRESSES))
        continue;
      if (is_first)
        mobike->n_others = 0;
      is_first = FALSE;
      if (notify.type != IKE_NOTIFY_NO_ADDITIONAL_ADDRESSES
          && mobike->n_others < IKE_MOBIKE_ADDRESSES_MAX
          && ip_address_from_bytes (&address, notify.data, notify.len)
          && ip_address_is_host (&address))
        mobike->others[mobike->n_others++] = address;
    }
}

typedef struct
{
  IpAddress addresses[1 + IKE_WAYS_MAX + IKE_MOBIKE_ADDRESSES_MAX];
  guint n;
} Addresses;

static void
add_address (Addresses *list, const IpAddress *address)
{
  for (guint i = 0; i < list->n; i++)
    if (ip_address_equal (&list->addresses[i], address))
      return;
  list->addresses[list->n++] = *address;
}

static gboolean
is_path (const IkePath *path, const IpAddress *local, const IpAddress *remote)
{
  return ip_address_equal (&path->local.address, local)
         && ip_address_equal (&path->remote.address, remote);
}

guint
ike_mobike_paths (const IkeMobike *mobike, const IkePath *path, const IkeTsList *inside,
                  IkePath ret_paths[IKE_MOBIKE_PATHS_MAX])
{
  Addresses locals = { .n = 0 }, remotes = { .n = 0 };
  guint n = 0;

  add_address (&locals, &path->local.address);
  add_address (&remotes, &path->remote.address);
  for (guint i = 0; i < mobike->n_ways; i++)
    {
      add_address (&locals, &mobike->ways[i].local.address);
      add_address (&remotes, &mobike->ways[i].remote.address);
    }
  for (guint i = 0; i < mobike->n_others; i++)
    if (!ike_ts_list_has_address (inside, &mobike->others[i]))
      add_address (&remotes, &mobike->others[i]);
  for (guint i = 0; i < locals.n * remotes.n && n < IKE_MOBIKE_PATHS_MAX; i++)
    {
      const IpAddress *local = &locals.addresses[i / remotes.n];
      const IpAddress *remote = &remotes.addresses[i % remotes.n];

      if (local->family != remote->family || is_path (path, local, remote))
        continue;
      ret_paths[n] = *path;
      ret_paths[n].local.address = *local;
      ret_paths[n++].remote.address = *remote;
    }
  return n;
}

void
ike_mobike_go (IkeMobike *mobike, IkePath *path, const IkePath *to)
{
  gboolean known = ip_address_equal (&path->remote.address, &to->remote.address);

  for (guint i = 0; i < mobike->n_others && !known; i++)
    known = ip_address_equal (&mobike->others[i], &path->remote.address);
  if (!known && mobike->n_others < IKE_MOBIKE_ADDRESSES_MAX)
    mobike->others[mobike->n_others++] = path->remote.address;
  *path = *to;
}

void
ike_mobike_write_addresses (IkeMobike *mobike, const IkePath *path, IkeMessageBuilder *builder)
{
  Addresses told = { .n = 0 };

  add_address (&told, &path->local.address);
  for (guint i = 0; i < mobike->n_ways; i++)
    add_address (&told, &mobike->ways[i].local.address);
  for (guint i = 1; i < told.n; i++)
    {
      const IpAddress *address = &told.addresses[i];

      ike_payload_notify_write (builder,
                                address->family == AF_INET ? IKE_NOTIFY_ADDITIONAL_IP4_ADDRESS
                                                           : IKE_NOTIFY_ADDITIONAL_IP6_ADDRESS,
                                address->octets, ip_family_octets (address->family));
    }
  if (told.n == 1 && mobike->told)
    ike_payload_notify_write (builder, IKE_NOTIFY_NO_ADDITIONAL_ADDRESSES, NULL, 0);
  mobike->told = told.n > 1;
}

gboolean
ike_mobike_sees_us_elsewhere (IkeMobike *mobike, const IkeMessage *response, gboolean unknown)
{
  IkeNotify notify = { 0 };
  gboolean differs = unknown;

  if (!ike_message_find_notify (response, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, &notify)
      || notify.len != sizeof mobike->seen)
    return FALSE;
  if (mobike->seen_spi == response->header.spi_i)
    differs = memcmp (mobike->seen, notify.data, notify.len) != 0;
  memcpy (mobike->seen, notify.data, notify.len);
  mobike->seen_spi = response->header.spi_i;
  return differs;
}

void
ike_mobike_answer (const IkeMessage *request, const IkeHeader *header, const IkePath *path,
                   gboolean force_encap, IkeMessageBuilder *builder)
{
  IkeNotify notify = { 0 };

  if (ike_message_find_notify (request, IKE_NOTIFY_COOKIE2, &notify))
    ike_payload_notify_write (builder, IKE_NOTIFY_COOKIE2, notify.data, notify.len);
  if (ike_message_find_notify (request, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, &notify))
    ike_natt_write (builder, header, path, force_encap);
}
