// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The IKE header. */
#include "ike-header.h"

/* The 28 octets in front of every message. */

#define VERSION_2_0 0x20

gboolean
ike_header_read (const guint8 *data, gsize len, IkeHeader *ret_header)
{
  ByteReader reader = byte_reader (data, len);
  IkeHeader header = { 0 };
  guint8 flags;

  header.spi_i = byte_read_u64 (&reader);
  header.spi_r = byte_read_u64 (&reader);
  header.next_payload = byte_read_u8 (&reader);
  header.major = byte_read_u8 (&reader) >> 4;
  header.exchange = byte_read_u8 (&reader);
  flags = byte_read_u8 (&reader);
  header.message_id = byte_read_u32 (&reader);
  header.length = byte_read_u32 (&reader);
  if (!byte_reader_ok (&reader) || header.length != len || header.spi_i == 0)
    return FALSE;

  header.initiator = (flags & IKE_FLAG_INITIATOR) != 0;
  header.response = (flags & IKE_FLAG_RESPONSE) != 0;
  *ret_header = header;
  return TRUE;
}

void
ike_header_write (ByteWriter *writer, const IkeHeader *header)
{
  guint8 flags = 0;

  if (header->initiator)
    flags |= IKE_FLAG_INITIATOR;
  if (header->response)
    flags |= IKE_FLAG_RESPONSE;
  byte_write_u64 (writer, header->spi_i);
  byte_write_u64 (writer, header->spi_r);
  byte_write_u8 (writer, header->next_payload);
  byte_write_u8 (writer, VERSION_2_0);
  byte_write_u8 (writer, header->exchange);
  byte_write_u8 (writer, flags);
  byte_write_u32 (writer, header->message_id);
  byte_write_u32 (writer, header->length);
}
