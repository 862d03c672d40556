// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The Notify payload. */
#include "payload-notify.h"

/* Notifies: reading, writing and finding them. */

static gboolean
read_notify (const guint8 *data, gsize len, IkeNotify *ret_notify)
{
  ByteReader reader = byte_reader (data, len);
  IkeNotify notify = { 0 };
  ByteReader spi;

  notify.protocol = byte_read_u8 (&reader);
  notify.spi_len = byte_read_u8 (&reader);
  notify.type = byte_read_u16 (&reader);
  spi = byte_read_sub (&reader, notify.spi_len);
  if (!byte_reader_ok (&reader))
    return FALSE;
  if (notify.spi_len == 4)
    notify.spi = byte_read_u32 (&spi);
  else if (notify.spi_len == 8)
    notify.spi = byte_read_u64 (&spi);
  notify.len = reader.left;
  notify.data = byte_read_bytes (&reader, reader.left);
  *ret_notify = notify;
  return TRUE;
}

gboolean
ike_payload_notify_is_valid (const guint8 *data, gsize len)
{
  IkeNotify notify;

  return read_notify (data, len, &notify);
}

gboolean
ike_payload_notify_read (const IkePayload *payload, IkeNotify *ret_notify)
{
  return read_notify (payload->data, payload->len, ret_notify);
}

void
ike_payload_notify_write (IkeMessageBuilder *builder, guint16 type, const void *data, gsize len)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_NOTIFY);

  byte_write_u8 (writer, IKE_PROTOCOL_NONE);
  byte_write_u8 (writer, 0);
  byte_write_u16 (writer, type);
  if (len > 0)
    byte_write_bytes (writer, data, len);
  ike_message_builder_end (builder);
}

void
ike_payload_notify_write_spi (IkeMessageBuilder *builder, guint16 type, guint32 spi)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_NOTIFY);

  byte_write_u8 (writer, IKE_PROTOCOL_ESP);
  byte_write_u8 (writer, 4);
  byte_write_u16 (writer, type);
  byte_write_u32 (writer, spi);
  ike_message_builder_end (builder);
}

void
ike_payload_notify_write_u16 (IkeMessageBuilder *builder, guint16 type, guint16 value)
{
  guint8 data[2];

  byte_put_u16 (data, value);
  ike_payload_notify_write (builder, type, data, sizeof data);
}

gboolean
ike_message_find_notify (const IkeMessage *message, guint16 type, IkeNotify *ret_notify)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_NOTIFY);

  for (; payload != NULL; payload = ike_message_find_next (message, payload))
    {
      IkeNotify notify;

      if (ike_payload_notify_read (payload, &notify) && notify.type == type)
        {
          *ret_notify = notify;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
ike_message_find_error (const IkeMessage *message, IkeNotify *ret_notify)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_NOTIFY);

  for (; payload != NULL; payload = ike_message_find_next (message, payload))
    {
      IkeNotify notify;

      if (ike_payload_notify_read (payload, &notify) && ike_notify_is_error (notify.type))
        {
          *ret_notify = notify;
          return TRUE;
        }
    }
  return FALSE;
}
