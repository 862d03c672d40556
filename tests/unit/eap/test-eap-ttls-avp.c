// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-ttls-avp.h"

#include <string.h>

/* Attributes of TTLS, octet by octet (RFC 5281 section 10.1). */

static void
test_write (void)
{
  static const char expected[] = "\0\0\0\1\x40\0\0\x0a"
                                 "me\0\0"
                                 "\0\0\0\x1a\xc0\0\0\x0f\0\0\1\x37"
                                 "abc\0";
  g_auto (EapTtlsAvps) avps = { 0 };
  g_autoptr (SecretBuf) data = NULL;

  eap_ttls_avps_init (&avps);
  g_assert_true (eap_ttls_avps_put (&avps, 1, 0, "me", 2));
  g_assert_true (eap_ttls_avps_put (&avps, 26, 311, "abc", 3));
  data = eap_ttls_avps_steal (&avps);
  g_assert_cmpmem (secret_buf_peek (data), secret_buf_len (data), expected, sizeof expected - 1);
}

static void
test_write_is_bounded (void)
{
  g_autofree guint8 *much = g_malloc0 (60000);
  g_auto (EapTtlsAvps) avps = { 0 };

  eap_ttls_avps_init (&avps);
  g_assert_false (eap_ttls_avps_put (&avps, 1, 0, much, 60000));
  g_assert_true (eap_ttls_avps_put (&avps, 1, 0, much, 10000));
  g_assert_false (eap_ttls_avps_put (&avps, 1, 0, much, 10000));
}

static void
test_read (void)
{
  static const char bytes[] = "\0\0\0\1\x40\0\0\x0a"
                              "me\0\0"
                              "\0\0\0\x1a\xc0\0\0\x0f\0\0\1\x37"
                              "abc"; /* the last one not padded */
  ByteReader reader = byte_reader (bytes, sizeof bytes - 1);
  EapTtlsAvp avp;

  g_assert_true (eap_ttls_avp_read (&reader, &avp));
  g_assert_cmpuint (avp.code, ==, 1);
  g_assert_cmpuint (avp.vendor, ==, 0);
  g_assert_cmpmem (avp.data, avp.len, "me", 2);
  g_assert_true (eap_ttls_avp_read (&reader, &avp));
  g_assert_cmpuint (avp.code, ==, 26);
  g_assert_cmpuint (avp.vendor, ==, 311);
  g_assert_cmpmem (avp.data, avp.len, "abc", 3);
  g_assert_false (eap_ttls_avp_read (&reader, &avp));
  g_assert_true (byte_reader_done (&reader));
}

static void
test_malformed (void)
{
  static const char *const bad[] = {
    "\0\0\0\1\x40\0\0\x07"
    "x", /* shorter than its header */
    "\0\0\0\1\xc0\0\0\x0b\0\0\1\x37"
    "x", /* shorter than its header with vendor */
    "\0\0\0\1\x40\0\0\x0c"
    "x",                /* longer than what there is */
    "\0\0\0\1\x40\0\0", /* header cut short */
  };
  static const gsize lens[] = { 9, 13, 9, 7 };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      ByteReader reader = byte_reader (bad[i], lens[i]);
      EapTtlsAvp avp;

      g_assert_false (eap_ttls_avp_read (&reader, &avp));
      g_assert_false (byte_reader_ok (&reader));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/ttls-avp/ETT-03+ETT-09/write", test_write);
  g_test_add_func ("/eap/ttls-avp/write-is-bounded", test_write_is_bounded);
  g_test_add_func ("/eap/ttls-avp/ETT-03/read", test_read);
  g_test_add_func ("/eap/ttls-avp/malformed", test_malformed);
  return g_test_run ();
}
