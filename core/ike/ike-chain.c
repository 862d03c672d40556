// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-chain.h"

/* The chain of payloads: finding one, and writing one after the other. */

#include "secret.h"

/* Room taken at once, so that a chain with a password in it is not left behind in freed memory when
 * the buffer grows. Messages with secrets are far shorter. */
#define BUILDER_RESERVE ((guint) 16384)

gboolean
ike_message_has (const IkeMessage *message, IkePayloadType type)
{
  return (message->present & IKE_PAYLOAD_BIT (type)) != 0;
}

static const IkePayload *
find_from (const IkeMessage *message, guint start, guint8 type)
{
  for (guint i = start; i < message->n_payloads; i++)
    {
      if (message->payloads[i].type == type)
        return &message->payloads[i];
    }
  return NULL;
}

const IkePayload *
ike_message_find (const IkeMessage *message, IkePayloadType type)
{
  return find_from (message, 0, (guint8) type);
}

const IkePayload *
ike_message_find_next (const IkeMessage *message, const IkePayload *after)
{
  return find_from (message, (guint) (after - message->payloads) + 1, after->type);
}

/* ---- Writing -------------------------------------------------------------------------------- */

void
ike_message_builder_init (IkeMessageBuilder *builder)
{
  byte_writer_init (&builder->chain, IKE_MESSAGE_MAX);
  g_byte_array_set_size (builder->chain.array, BUILDER_RESERVE);
  g_byte_array_set_size (builder->chain.array, 0);
  builder->first = IKE_PAYLOAD_NONE;
  builder->last_at = 0;
}

void
ike_message_builder_clear (IkeMessageBuilder *builder)
{
  if (builder->chain.array != NULL)
    secret_wipe (builder->chain.array->data, builder->chain.array->len);
  byte_writer_clear (&builder->chain);
}

gboolean
ike_message_builder_ok (const IkeMessageBuilder *builder)
{
  return byte_writer_ok (&builder->chain);
}

static ByteWriter *
begin_payload (IkeMessageBuilder *builder, guint8 type, gboolean critical)
{
  gsize at = byte_writer_len (&builder->chain);

  if (builder->first == IKE_PAYLOAD_NONE)
    builder->first = type;
  else if (byte_writer_ok (&builder->chain))
    byte_patch_u8 (&builder->chain, builder->last_at, type);
  builder->last_at = at;
  byte_write_u8 (&builder->chain, IKE_PAYLOAD_NONE);
  byte_write_u8 (&builder->chain, critical ? IKE_PAYLOAD_CRITICAL : 0);
  byte_write_u16 (&builder->chain, 0);
  return &builder->chain;
}

ByteWriter *
ike_message_builder_begin (IkeMessageBuilder *builder, guint8 type)
{
  return begin_payload (builder, type, FALSE);
}

void
ike_message_builder_end (IkeMessageBuilder *builder)
{
  gsize len;

  if (!byte_writer_ok (&builder->chain))
    return;
  len = byte_writer_len (&builder->chain) - builder->last_at;
  if (len > G_MAXUINT16)
    builder->chain.failed = TRUE;
  else
    byte_patch_u16 (&builder->chain, builder->last_at + 2, (guint16) len);
}

void
ike_message_builder_add (IkeMessageBuilder *builder, guint8 type, gboolean critical,
                         const void *data, gsize len)
{
  byte_write_bytes (begin_payload (builder, type, critical), data, len);
  ike_message_builder_end (builder);
}

GBytes *
ike_message_builder_finish (IkeMessageBuilder *builder, const IkeHeader *header)
{
  g_auto (ByteWriter) writer = { 0 };
  IkeHeader out = *header;
  gsize len = byte_writer_len (&builder->chain);

  if (!ike_message_builder_ok (builder) || len > IKE_MESSAGE_MAX - IKE_HEADER_LEN)
    return NULL;
  byte_writer_init (&writer, IKE_MESSAGE_MAX);
  out.next_payload = builder->first;
  out.length = (guint32) (IKE_HEADER_LEN + len);
  ike_header_write (&writer, &out);
  byte_write_bytes (&writer, byte_writer_data (&builder->chain), len);
  return byte_writer_steal (&writer);
}
