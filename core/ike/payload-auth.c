// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The AUTH payload. */
#include "payload-auth.h"

/* Who proves himself, and how. */

#define FIXED_LEN 4 /* method and reserved */

gboolean
ike_payload_auth_is_valid (const guint8 *data, gsize len)
{
  return len >= FIXED_LEN;
}

gboolean
ike_payload_auth_read (const IkePayload *payload, IkeAuth *ret_auth)
{
  if (payload->len < FIXED_LEN)
    return FALSE;
  ret_auth->method = payload->data[0];
  ret_auth->data = payload->data + FIXED_LEN;
  ret_auth->len = payload->len - FIXED_LEN;
  return TRUE;
}

void
ike_payload_auth_write (IkeMessageBuilder *builder, guint8 method, const void *data, gsize len)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_AUTH);

  byte_write_u8 (writer, method);
  byte_write_zeros (writer, 3);
  byte_write_bytes (writer, data, len);
  ike_message_builder_end (builder);
}
