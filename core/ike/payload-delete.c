// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The Delete payload. */
#include "payload-delete.h"

/* SPIs that are gone. */

static gboolean
read_delete (const guint8 *data, gsize len, IkeDelete *ret_delete)
{
  ByteReader reader = byte_reader (data, len);
  IkeDelete del = { 0 };

  del.protocol = byte_read_u8 (&reader);
  del.spi_len = byte_read_u8 (&reader);
  del.n_spis = byte_read_u16 (&reader);
  del.spis = byte_read_bytes (&reader, (gsize) del.spi_len * del.n_spis);
  if (!byte_reader_done (&reader))
    return FALSE;
  if (del.protocol == IKE_PROTOCOL_IKE ? del.spi_len != 0 || del.n_spis != 0 : del.spi_len != 4)
    return FALSE;
  *ret_delete = del;
  return TRUE;
}

gboolean
ike_payload_delete_is_valid (const guint8 *data, gsize len)
{
  IkeDelete del;

  return read_delete (data, len, &del);
}

gboolean
ike_payload_delete_read (const IkePayload *payload, IkeDelete *ret_delete)
{
  return read_delete (payload->data, payload->len, ret_delete);
}

guint32
ike_delete_spi (const IkeDelete *del, guint index)
{
  g_return_val_if_fail (index < del->n_spis && del->spi_len == 4, 0);
  return byte_get_u32 (del->spis + (gsize) index * 4);
}

void
ike_payload_delete_write (IkeMessageBuilder *builder, const guint32 *spis, guint n_spis)
{
  ByteWriter *writer = ike_message_builder_begin (builder, IKE_PAYLOAD_DELETE);

  byte_write_u8 (writer, n_spis == 0 ? IKE_PROTOCOL_IKE : IKE_PROTOCOL_ESP);
  byte_write_u8 (writer, n_spis == 0 ? 0 : 4);
  byte_write_u16 (writer, (guint16) n_spis);
  for (guint i = 0; i < n_spis; i++)
    byte_write_u32 (writer, spis[i]);
  ike_message_builder_end (builder);
}
