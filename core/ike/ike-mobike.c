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
        mobike->n_others = mobike->next = 0;
      is_first = FALSE;
      if (notify.type != IKE_NOTIFY_NO_ADDITIONAL_ADDRESSES
          && mobike->n_others < IKE_MOBIKE_ADDRESSES_MAX
          && ip_address_from_bytes (&address, notify.data, notify.len)
          && ip_address_is_host (&address))
        mobike->others[mobike->n_others++] = address;
    }
}

gboolean
ike_mobike_next_address (IkeMobike *mobike, const IkeTsList *inside, IpAddress *address)
{
  for (guint i = 0; i < mobike->n_others; i++)
    {
      guint at = (mobike->next + i) % mobike->n_others;
      IpAddress other = mobike->others[at];

      if (other.family != address->family || ip_address_equal (&other, address)
          || ike_ts_list_has_address (inside, &other))
        continue;
      mobike->others[at] = *address;
      mobike->next = (at + 1) % mobike->n_others;
      *address = other;
      return TRUE;
    }
  return FALSE;
}

gboolean
ike_mobike_sees_us_elsewhere (IkeMobike *mobike, const IkeMessage *response)
{
  IkeNotify notify = { 0 };
  gboolean differs = FALSE;

  if (!ike_message_find_notify (response, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, &notify)
      || notify.len != sizeof mobike->seen)
    return FALSE;
  differs = mobike->was_seen && memcmp (mobike->seen, notify.data, notify.len) != 0;
  memcpy (mobike->seen, notify.data, notify.len);
  mobike->was_seen = TRUE;
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
