// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The KE payload. */
#include "payload-ke.h"

/* Public values on the wire. */

#define FIXED_LEN 4 /* group and reserved */

gboolean
ike_payload_ke_is_valid (const guint8 *data, gsize len)
{
  return len > FIXED_LEN;
}

gboolean
ike_payload_ke_read (const IkePayload *payload, IkeKe *ret_ke)
{
  if (payload->len <= FIXED_LEN)
    return FALSE;
  ret_ke->group = byte_get_u16 (payload->data);
  ret_ke->data = payload->data + FIXED_LEN;
  ret_ke->len = payload->len - FIXED_LEN;
  return TRUE;
}

void
ike_payload_ke_write (IkeMessageBuilder *builder, guint16 group, const guint8 *data, gsize len)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_KE);

  byte_write_u16 (writer, group);
  byte_write_u16 (writer, 0);
  byte_write_bytes (writer, data, len);
  ike_message_builder_end (builder);
}
