// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The IDi and IDr payloads. */
#include "payload-id.h"

/* Identities on the wire. */

#define FIXED_LEN 4 /* type and reserved */

static gboolean
is_valid_body (guint8 type, gsize len)
{
  switch (type)
    {
    case IKE_ID_IPV4:
      return len == 4;
    case IKE_ID_IPV6:
      return len == 16;
    default:
      return len <= IKE_ID_MAX;
    }
}

gboolean
ike_payload_id_is_valid (const guint8 *data, gsize len)
{
  return len >= FIXED_LEN && is_valid_body (data[0], len - FIXED_LEN);
}

gboolean
ike_payload_id_read (const IkePayload *payload, IkeId *ret_id)
{
  guint8 type;

  if (!ike_payload_id_is_valid (payload->data, payload->len))
    return FALSE;
  type = payload->data[0];
  switch (type)
    {
    case IKE_ID_IPV4:
    case IKE_ID_FQDN:
    case IKE_ID_EMAIL:
    case IKE_ID_IPV6:
    case IKE_ID_DN:
    case IKE_ID_KEY_ID:
      ret_id->type = (IkeIdType) type;
      ret_id->data = g_bytes_new (payload->data + FIXED_LEN, payload->len - FIXED_LEN);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
write_body (ByteWriter *writer, const IkeId *id)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (id->data, &len);

  byte_write_u8 (writer, (guint8) id->type);
  byte_write_zeros (writer, 3);
  if (len > 0)
    byte_write_bytes (writer, data, len);
}

void
ike_payload_id_write (IkeMessageBuilder *builder, IkePayloadType type, const IkeId *id)
{
  write_body (ike_message_builder_begin (builder, (guint8) type), id);
  ike_message_builder_end (builder);
}

GBytes *
ike_payload_id_body (const IkeId *id)
{
  ByteWriter writer;

  byte_writer_init (&writer, FIXED_LEN + IKE_ID_MAX);
  write_body (&writer, id);
  return byte_writer_steal (&writer);
}
