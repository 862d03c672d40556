// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Bounded reading and writing of network-order bytes with a sticky error: after the first overrun
 * every read yields zero and every write does nothing, and byte_reader_ok() / byte_writer_ok() is
 * asked once at the end. No other code does offset arithmetic on input. Any thread.
 */
#pragma once

#include <glib.h>

typedef struct
{
  const guint8 *at; /* borrowed */
  gsize left;
  gboolean failed;
} ByteReader;

ByteReader byte_reader (const void *data, gsize len);
gboolean byte_reader_ok (const ByteReader *reader);
/* TRUE when nothing failed and nothing is left. */
gboolean byte_reader_done (const ByteReader *reader);
/* Marks the input as malformed (a semantic check failed). */
void byte_reader_fail (ByteReader *reader);

guint8 byte_read_u8 (ByteReader *reader);
guint16 byte_read_u16 (ByteReader *reader);
guint32 byte_read_u32 (ByteReader *reader);
guint64 byte_read_u64 (ByteReader *reader);
/* Borrowed pointer to the next len bytes, or NULL after a failure (len 0 gives non-NULL). */
const guint8 *byte_read_bytes (ByteReader *reader, gsize len);
/* Copies the next len bytes, or zeroes ret_bytes after a failure. */
void byte_read_copy (ByteReader *reader, guint8 *ret_bytes, gsize len);
void byte_read_skip (ByteReader *reader, gsize len);
/* A reader of the next len bytes; the parent moves past them. Fails together with the parent. */
ByteReader byte_read_sub (ByteReader *reader, gsize len);

/* Growing buffer with a maximum; owns its memory. */
typedef struct
{
  GByteArray *array; /* owned */
  gsize max;
  gboolean failed;
} ByteWriter;

void byte_writer_init (ByteWriter *writer, gsize max);
void byte_writer_clear (ByteWriter *writer);
gboolean byte_writer_ok (const ByteWriter *writer);
gsize byte_writer_len (const ByteWriter *writer);
/* The bytes so far, borrowed until the next write. */
guint8 *byte_writer_data (ByteWriter *writer);

void byte_write_u8 (ByteWriter *writer, guint8 value);
void byte_write_u16 (ByteWriter *writer, guint16 value);
void byte_write_u32 (ByteWriter *writer, guint32 value);
void byte_write_u64 (ByteWriter *writer, guint64 value);
void byte_write_bytes (ByteWriter *writer, const void *data, gsize len);
void byte_write_zeros (ByteWriter *writer, gsize len);
/* Overwrites what was written before; at + size must lie within it (programmer's error). */
void byte_patch_u8 (ByteWriter *writer, gsize at, guint8 value);
void byte_patch_u16 (ByteWriter *writer, gsize at, guint16 value);
/* Takes the bytes and leaves the writer cleared; NULL when a write failed. */
GBytes *byte_writer_steal (ByteWriter *writer) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ByteWriter, byte_writer_clear)

/* Stores in network order at an unaligned place of the caller's buffer. */
static inline void
byte_put_u16 (guint8 *at, guint16 value)
{
  at[0] = (guint8) (value >> 8);
  at[1] = (guint8) value;
}

static inline void
byte_put_u32 (guint8 *at, guint32 value)
{
  byte_put_u16 (at, (guint16) (value >> 16));
  byte_put_u16 (at + 2, (guint16) value);
}

static inline guint16
byte_get_u16 (const guint8 *at)
{
  return (guint16) ((at[0] << 8) | at[1]);
}

static inline guint32
byte_get_u32 (const guint8 *at)
{
  return ((guint32) byte_get_u16 (at) << 16) | byte_get_u16 (at + 2);
}
