// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Bounded readers and writers of network-order octets. */
#include "bytes.h"

#include <string.h>

ByteReader
byte_reader (const void *data, gsize len)
{
  return (ByteReader){ .at = data, .left = len };
}

gboolean
byte_reader_ok (const ByteReader *reader)
{
  return !reader->failed;
}

gboolean
byte_reader_done (const ByteReader *reader)
{
  return !reader->failed && reader->left == 0;
}

void
byte_reader_fail (ByteReader *reader)
{
  reader->failed = TRUE;
  reader->left = 0;
}

const guint8 *
byte_read_bytes (ByteReader *reader, gsize len)
{
  const guint8 *bytes = reader->at;

  if (reader->failed || len > reader->left)
    {
      byte_reader_fail (reader);
      return NULL;
    }
  reader->left -= len;
  if (len == 0)
    return bytes != NULL ? bytes : (const guint8 *) "";
  reader->at += len;
  return bytes;
}

guint8
byte_read_u8 (ByteReader *reader)
{
  const guint8 *bytes = byte_read_bytes (reader, 1);

  return bytes != NULL ? bytes[0] : 0;
}

guint16
byte_read_u16 (ByteReader *reader)
{
  const guint8 *bytes = byte_read_bytes (reader, 2);

  return bytes != NULL ? byte_get_u16 (bytes) : 0;
}

guint32
byte_read_u32 (ByteReader *reader)
{
  const guint8 *bytes = byte_read_bytes (reader, 4);

  return bytes != NULL ? byte_get_u32 (bytes) : 0;
}

guint64
byte_read_u64 (ByteReader *reader)
{
  const guint8 *bytes = byte_read_bytes (reader, 8);

  return bytes != NULL ? ((guint64) byte_get_u32 (bytes) << 32) | byte_get_u32 (bytes + 4) : 0;
}

void
byte_read_copy (ByteReader *reader, guint8 *ret_bytes, gsize len)
{
  const guint8 *bytes = byte_read_bytes (reader, len);

  if (len == 0)
    return;
  if (bytes != NULL)
    memcpy (ret_bytes, bytes, len);
  else
    memset (ret_bytes, 0, len);
}

void
byte_read_skip (ByteReader *reader, gsize len)
{
  (void) byte_read_bytes (reader, len);
}

ByteReader
byte_read_sub (ByteReader *reader, gsize len)
{
  const guint8 *bytes = byte_read_bytes (reader, len);

  if (bytes == NULL)
    return (ByteReader){ .failed = TRUE };
  return byte_reader (bytes, len);
}

void
byte_writer_init (ByteWriter *writer, gsize max)
{
  *writer = (ByteWriter){ .array = g_byte_array_new (), .max = max };
}

void
byte_writer_clear (ByteWriter *writer)
{
  g_clear_pointer (&writer->array, g_byte_array_unref);
}

gboolean
byte_writer_ok (const ByteWriter *writer)
{
  return !writer->failed;
}

gsize
byte_writer_len (const ByteWriter *writer)
{
  return writer->array->len;
}

guint8 *
byte_writer_data (ByteWriter *writer)
{
  return writer->array->data;
}

static guint8 *
extend (ByteWriter *writer, gsize len)
{
  guint before = writer->array->len;

  if (writer->failed || len > writer->max - before)
    {
      writer->failed = TRUE;
      return NULL;
    }
  g_byte_array_set_size (writer->array, (guint) (before + len));
  return writer->array->data + before;
}

void
byte_write_bytes (ByteWriter *writer, const void *data, gsize len)
{
  guint8 *at = extend (writer, len);

  if (at != NULL && len > 0)
    memcpy (at, data, len);
}

void
byte_write_zeros (ByteWriter *writer, gsize len)
{
  guint8 *at = extend (writer, len);

  if (at != NULL && len > 0)
    memset (at, 0, len);
}

void
byte_write_u8 (ByteWriter *writer, guint8 value)
{
  byte_write_bytes (writer, &value, 1);
}

void
byte_write_u16 (ByteWriter *writer, guint16 value)
{
  guint8 bytes[2];

  byte_put_u16 (bytes, value);
  byte_write_bytes (writer, bytes, sizeof bytes);
}

void
byte_write_u32 (ByteWriter *writer, guint32 value)
{
  guint8 bytes[4];

  byte_put_u32 (bytes, value);
  byte_write_bytes (writer, bytes, sizeof bytes);
}

void
byte_write_u64 (ByteWriter *writer, guint64 value)
{
  byte_write_u32 (writer, (guint32) (value >> 32));
  byte_write_u32 (writer, (guint32) value);
}

static guint8 *
patch_place (ByteWriter *writer, gsize at, gsize len)
{
  if (writer->failed)
    return NULL;
  g_assert (at + len <= writer->array->len);
  return writer->array->data + at;
}

void
byte_patch_u8 (ByteWriter *writer, gsize at, guint8 value)
{
  guint8 *place = patch_place (writer, at, 1);

  if (place != NULL)
    *place = value;
}

void
byte_patch_u16 (ByteWriter *writer, gsize at, guint16 value)
{
  guint8 *place = patch_place (writer, at, 2);

  if (place != NULL)
    byte_put_u16 (place, value);
}

GBytes *
byte_writer_steal (ByteWriter *writer)
{
  GByteArray *array = g_steal_pointer (&writer->array);

  if (!writer->failed)
    return g_byte_array_free_to_bytes (array);
  g_byte_array_unref (array);
  return NULL;
}
