// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-intauth.h"

/* The message as it would look if it were one and nobody had encrypted it. */

#define PREFIX_LEN (IKE_HEADER_LEN + IKE_PAYLOAD_HEADER_LEN)

GBytes *
ike_int_auth (CryPrf prf, const SecretBuf *sk_p, GBytes *before, const IkeIntAuthMessage *message)
{
  g_auto (ByteWriter) prefix = { 0 };
  g_autoptr (SecretBuf) mac = NULL;
  IkeHeader header = *message->header;
  CrySpan parts[3];

  /* Lengths without IV, padding and ICV, and no fragments. */
  header.next_payload = IKE_PAYLOAD_SK;
  header.length = (guint32) (PREFIX_LEN + message->chain.len);
  byte_writer_init (&prefix, PREFIX_LEN);
  ike_header_write (&prefix, &header);
  byte_write_u8 (&prefix, message->first);
  byte_write_u8 (&prefix, message->reserved);
  byte_write_u16 (&prefix, (guint16) (IKE_PAYLOAD_HEADER_LEN + message->chain.len));
  if (!byte_writer_ok (&prefix))
    return NULL;
  parts[0] = ike_span (before);
  parts[1] = (CrySpan){ byte_writer_data (&prefix), byte_writer_len (&prefix) };
  parts[2] = message->chain;
  mac = cry_prf (prf, secret_buf_peek (sk_p), secret_buf_len (sk_p), parts, G_N_ELEMENTS (parts));
  return mac != NULL ? g_bytes_new (secret_buf_peek (mac), secret_buf_len (mac)) : NULL;
}

GBytes *
ike_int_auth_join (GBytes *initiator, GBytes *responder, guint32 auth_id)
{
  CrySpan first = ike_span (initiator);
  CrySpan second = ike_span (responder);
  GByteArray *joined = g_byte_array_new ();
  guint8 id[4];

  byte_put_u32 (id, auth_id);
  g_byte_array_append (joined, first.data, (guint) first.len);
  g_byte_array_append (joined, second.data, (guint) second.len);
  g_byte_array_append (joined, id, sizeof id);
  return g_byte_array_free_to_bytes (joined);
}
