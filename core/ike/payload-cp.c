// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The CP payload. */
#include "payload-cp.h"

/* Attributes of the configuration payload, one after the other. */

#define ATTRIBUTE_TYPE_MASK 0x7fff /* the top bit is reserved */

gboolean
ike_payload_cp_is_valid (const guint8 *data, gsize len)
{
  const IkePayload payload = { .type = IKE_PAYLOAD_CP, .data = data, .len = len };
  IkeCpAttribute attribute;
  IkeCp cp;

  if (!ike_payload_cp_read (&payload, &cp))
    return FALSE;
  while (ike_cp_next (&cp, &attribute))
    ;
  return byte_reader_done (&cp.rest);
}

gboolean
ike_payload_cp_read (const IkePayload *payload, IkeCp *ret_cp)
{
  ByteReader reader = byte_reader (payload->data, payload->len);
  guint8 kind = byte_read_u8 (&reader);

  byte_read_skip (&reader, 3);
  if (!byte_reader_ok (&reader))
    return FALSE;
  ret_cp->kind = kind;
  ret_cp->rest = reader;
  return TRUE;
}

gboolean
ike_cp_next (IkeCp *cp, IkeCpAttribute *ret_attribute)
{
  IkeCpAttribute attribute;

  if (cp->rest.left == 0)
    return FALSE;
  attribute.type = byte_read_u16 (&cp->rest) & ATTRIBUTE_TYPE_MASK;
  attribute.len = byte_read_u16 (&cp->rest);
  attribute.data = byte_read_bytes (&cp->rest, attribute.len);
  if (!byte_reader_ok (&cp->rest))
    return FALSE;
  *ret_attribute = attribute;
  return TRUE;
}

ByteWriter *
ike_payload_cp_begin (IkeMessageBuilder *builder, IkeCfgKind kind)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_CP);

  byte_write_u8 (writer, (guint8) kind);
  byte_write_zeros (writer, 3);
  return writer;
}

void
ike_cp_add (ByteWriter *writer, guint16 type, const void *data, gsize len)
{
  byte_write_u16 (writer, type);
  byte_write_u16 (writer, (guint16) len);
  if (len > 0)
    byte_write_bytes (writer, data, len);
}
