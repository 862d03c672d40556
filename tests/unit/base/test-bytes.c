// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "bytes.h"

static void
test_reader_reads_in_network_order (void)
{
  static const guint8 data[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  ByteReader reader = byte_reader (data, sizeof data);

  g_assert_cmphex (byte_read_u8 (&reader), ==, 0x01);
  g_assert_cmphex (byte_read_u16 (&reader), ==, 0x0203);
  g_assert_cmphex (byte_read_u32 (&reader), ==, 0x04050607);
  g_assert_cmphex (byte_read_u64 (&reader), ==, G_GUINT64_CONSTANT (0x08090a0b0c0d0e0f));
  g_assert_true (byte_reader_done (&reader));
}

static void
test_reader_error_sticks (void)
{
  static const guint8 data[] = { 1, 2, 3 };
  ByteReader reader = byte_reader (data, sizeof data);
  guint8 copy[4] = { 9, 9, 9, 9 };

  g_assert_cmphex (byte_read_u32 (&reader), ==, 0);
  g_assert_false (byte_reader_ok (&reader));
  /* What would have fitted before fails now. */
  g_assert_cmphex (byte_read_u8 (&reader), ==, 0);
  byte_read_copy (&reader, copy, sizeof copy);
  g_assert_cmpmem (copy, sizeof copy, "\0\0\0\0", 4);
  g_assert_null (byte_read_bytes (&reader, 0));
}

static void
test_reader_sub_bounds (void)
{
  static const guint8 data[] = { 1, 2, 3, 4 };
  ByteReader reader = byte_reader (data, sizeof data);
  ByteReader sub = byte_read_sub (&reader, 2);

  (void) byte_read_u32 (&sub);
  g_assert_false (byte_reader_ok (&sub));
  g_assert_true (byte_reader_ok (&reader));
  g_assert_cmphex (byte_read_u16 (&reader), ==, 0x0304);
  sub = byte_read_sub (&reader, 1);
  g_assert_false (byte_reader_ok (&sub));
  g_assert_false (byte_reader_ok (&reader));
}

static void
test_writer_patches (void)
{
  g_auto (ByteWriter) writer = { 0 };
  g_autoptr (GBytes) bytes = NULL;

  byte_writer_init (&writer, 64);
  byte_write_u16 (&writer, 0);
  byte_write_u8 (&writer, 0xaa);
  byte_write_u32 (&writer, 0x01020304);
  byte_write_u64 (&writer, 5);
  byte_patch_u16 (&writer, 0, (guint16) byte_writer_len (&writer));
  bytes = byte_writer_steal (&writer);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                   "\0\17\xaa\1\2\3\4\0\0\0\0\0\0\0\5", 15);
}

static void
test_writer_refuses_past_maximum (void)
{
  g_auto (ByteWriter) writer = { 0 };

  byte_writer_init (&writer, 3);
  byte_write_u16 (&writer, 1);
  byte_write_u16 (&writer, 1);
  g_assert_false (byte_writer_ok (&writer));
  byte_write_u8 (&writer, 1);
  g_assert_cmpuint (byte_writer_len (&writer), ==, 2);
  g_assert_null (byte_writer_steal (&writer));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/bytes/reader/network-order", test_reader_reads_in_network_order);
  g_test_add_func ("/base/bytes/reader/error-sticks", test_reader_error_sticks);
  g_test_add_func ("/base/bytes/reader/sub-bounds", test_reader_sub_bounds);
  g_test_add_func ("/base/bytes/writer/patches", test_writer_patches);
  g_test_add_func ("/base/bytes/writer/maximum", test_writer_refuses_past_maximum);
  return g_test_run ();
}
