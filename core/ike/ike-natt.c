// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-natt.h"

/* Hashes of addresses, ours and what the peer sees. */

#include "cry-hash.h"
#include "payload-notify.h"

#include <string.h>

/* SHA-1 (SPIi | SPIr | address | port); SPIs of the very message that carries it (NAT-02). */
static void
hash_endpoint (guint64 spi_i, guint64 spi_r, const IkeEndpoint *endpoint,
               guint8 ret_hash[IKE_NATT_HASH_LEN])
{
  guint8 spis[16];
  guint8 port[2];
  const CrySpan parts[] = {
    { spis, sizeof spis },
    { endpoint->address.octets, ip_family_octets (endpoint->address.family) },
    { port, sizeof port },
  };

  byte_put_u32 (spis, (guint32) (spi_i >> 32));
  byte_put_u32 (spis + 4, (guint32) spi_i);
  byte_put_u32 (spis + 8, (guint32) (spi_r >> 32));
  byte_put_u32 (spis + 12, (guint32) spi_r);
  byte_put_u16 (port, endpoint->port);
  if (!cry_hash (CRY_HASH_SHA1, parts, G_N_ELEMENTS (parts), ret_hash))
    memset (ret_hash, 0, IKE_NATT_HASH_LEN);
}

void
ike_natt_write (IkeMessageBuilder *builder, const IkeHeader *header, const IkePath *path,
                gboolean force)
{
  guint8 hash[IKE_NATT_HASH_LEN];

  hash_endpoint (header->spi_i, header->spi_r, &path->local, hash);
  if (force)
    hash[0] ^= 0xff;
  ike_payload_notify_write (builder, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, hash, sizeof hash);
  hash_endpoint (header->spi_i, header->spi_r, &path->remote, hash);
  ike_payload_notify_write (builder, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, hash, sizeof hash);
}

typedef struct
{
  gboolean present;
  gboolean matches;
} Detection;

/* A peer with several addresses sends several source hashes; one that matches is enough. */
static Detection
detect (const IkeMessage *message, guint16 type, const guint8 hash[IKE_NATT_HASH_LEN])
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_NOTIFY);
  Detection result = { 0 };

  for (; payload != NULL; payload = ike_message_find_next (message, payload))
    {
      IkeNotify notify;

      if (!ike_payload_notify_read (payload, &notify) || notify.type != type)
        continue;
      result.present = TRUE;
      if (notify.len == IKE_NATT_HASH_LEN && memcmp (notify.data, hash, notify.len) == 0)
        result.matches = TRUE;
    }
  return result;
}

void
ike_natt_check (const IkeMessage *message, const IkePath *path, IkeNatt *ret_natt)
{
  const IkeHeader *header = &message->header;
  guint8 hash[IKE_NATT_HASH_LEN];
  Detection source;
  Detection destination;

  hash_endpoint (header->spi_i, header->spi_r, &path->remote, hash);
  source = detect (message, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, hash);
  hash_endpoint (header->spi_i, header->spi_r, &path->local, hash);
  destination = detect (message, IKE_NOTIFY_NAT_DETECTION_DESTINATION_IP, hash);
  ret_natt->supported = source.present && destination.present;
  ret_natt->nat_remote = ret_natt->supported && !source.matches;
  ret_natt->nat_local = ret_natt->supported && !destination.matches;
}
