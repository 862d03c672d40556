// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-peap-tlv.h"

#include <string.h>

/* TLVs of PEAP, octet by octet. */

static gboolean
read_tlvs (const char *bytes, gsize len, PeapTlvs *tlvs)
{
  return peap_tlvs_read ((const guint8 *) bytes, len, tlvs);
}

static void
test_header (void)
{
  static const guint8 tlv[] = { 1, 2, 0, 5, 0x21 };
  static const guint8 identity[] = { 1, 2, 0, 5, 1 };
  static const guint8 short_identity[] = { 1, 'w', 'h', 'o', '?' };

  g_assert_true (peap_tlvs_has_header (tlv, sizeof tlv) && peap_tlvs_are_in (tlv, sizeof tlv));
  g_assert_true (peap_tlvs_has_header (identity, sizeof identity));
  g_assert_false (peap_tlvs_are_in (identity, sizeof identity));
  g_assert_false (peap_tlvs_has_header (short_identity, sizeof short_identity));
  g_assert_false (peap_tlvs_has_header (tlv, 4));
}

static void
test_read (void)
{
  PeapTlvs tlvs;

  g_assert_true (read_tlvs ("\1\2\0\x0b\x21\x80\3\0\2\0\1", 11, &tlvs));
  g_assert_cmpint (tlvs.result, ==, PEAP_RESULT_SUCCESS);
  g_assert_false (tlvs.has_binding);
  g_assert_cmpuint (tlvs.unknown, ==, 0);
  /* Anything but success is none. */
  g_assert_true (read_tlvs ("\1\2\0\x0b\x21\x80\3\0\2\0\7", 11, &tlvs));
  g_assert_cmpint (tlvs.result, ==, PEAP_RESULT_FAILURE);
  /* Unknown: one that may be, one that must not be ignored. */
  g_assert_true (read_tlvs ("\1\2\0\x0e\x21\0\x2a\0\1x\x80\x2b\0\0", 14, &tlvs));
  g_assert_cmpint (tlvs.result, ==, PEAP_RESULT_NONE);
  g_assert_cmpuint (tlvs.unknown, ==, 0x2b);
  g_assert_false (read_tlvs ("\1\2\0\x0b\x21\x80\3\0\3\0\1", 11, &tlvs));
  g_assert_false (read_tlvs ("\1\2\0\x08\x21\x80\3\0", 8, &tlvs));
}

static void
test_answer (void)
{
  g_autoptr (SecretBuf) plain = peap_tlvs_answer (9, PEAP_RESULT_FAILURE, NULL);
  g_autoptr (SecretBuf) bound = NULL;
  g_autoptr (SecretBuf) nak = peap_tlvs_nak (9, 0x2a);
  guint8 binding[PEAP_BINDING_LEN];

  memset (binding, 'b', sizeof binding);
  bound = peap_tlvs_answer (8, PEAP_RESULT_SUCCESS, binding);
  g_assert_cmpmem (secret_buf_peek (plain), secret_buf_len (plain),
                   "\2\x09\0\x0b\x21\x80\3\0\2\0\2", 11);
  g_assert_cmpuint (secret_buf_len (bound), ==, 11 + PEAP_BINDING_LEN);
  g_assert_cmpmem (secret_buf_peek (bound), 11, "\2\x08\0\x47\x21\x80\3\0\2\0\1", 11);
  g_assert_cmpmem (secret_buf_peek (bound) + 11, PEAP_BINDING_LEN, binding, sizeof binding);
  g_assert_cmpmem (secret_buf_peek (nak), secret_buf_len (nak),
                   "\2\x09\0\x0f\x21\x80\4\0\6\0\0\0\0\0\x2a", 15);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/peap-tlv/EPP-02/header", test_header);
  g_test_add_func ("/eap/peap-tlv/read", test_read);
  g_test_add_func ("/eap/peap-tlv/answer", test_answer);
  return g_test_run ();
}
