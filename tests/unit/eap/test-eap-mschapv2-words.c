// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-mschapv2-words.h"

#include <string.h>

static void
read_words (const char *text, Mschapv2Refusal *refusal)
{
  mschapv2_words_read_refusal ((const guint8 *) text, strlen (text), refusal);
}

static void
test_refusal (void)
{
  g_auto (Mschapv2Refusal) whole = { 0 };
  g_auto (Mschapv2Refusal) little = { 0 };

  read_words ("E=691 R=1 C=000102030405060708090a0B0c0D0e0f V=3 M=Wrong password, E=648", &whole);
  g_assert_cmpuint (whole.error, ==, MSCHAPV2_ERROR_AUTHENTICATION);
  g_assert_true (whole.may_retry && whole.has_challenge);
  g_assert_cmpmem (whole.challenge, 16, "\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 16);
  g_assert_cmpuint (whole.version, ==, 3);
  g_assert_cmpstr (whole.message, ==, "Wrong password, E=648");

  read_words ("V=3 E=-1 R=yes C=00", &little);
  g_assert_cmpuint (little.error, ==, 0);
  g_assert_false (little.may_retry || little.has_challenge);
  g_assert_null (little.message);
}

static void
test_reasons (void)
{
  g_assert_cmpint (mschapv2_words_reason (646), ==, EAP_REASON_RESTRICTED_HOURS);
  g_assert_cmpint (mschapv2_words_reason (647), ==, EAP_REASON_ACCOUNT_DISABLED);
  g_assert_cmpint (mschapv2_words_reason (648), ==, EAP_REASON_PASSWORD_EXPIRED);
  g_assert_cmpint (mschapv2_words_reason (649), ==, EAP_REASON_NO_DIALIN);
  g_assert_cmpint (mschapv2_words_reason (691), ==, EAP_REASON_REJECTED);
  g_assert_cmpint (mschapv2_words_reason (709), ==, EAP_REASON_PASSWORD_EXPIRED);
  g_assert_cmpint (mschapv2_words_reason (0), ==, EAP_REASON_REJECTED);
}

static gboolean
proves (const char *text)
{
  static const guint8 proof[MSCHAPV2_PROOF_LEN] = { 0x01, 0xab };

  return mschapv2_words_prove ((const guint8 *) text, strlen (text), proof);
}

static void
test_proof (void)
{
  g_assert_true (proves ("S=01AB000000000000000000000000000000000000 M=hello"));
  g_assert_true (proves ("S=01ab000000000000000000000000000000000000"));
  g_assert_false (proves ("S=01AB00000000000000000000000000000000000"));
  g_assert_false (proves ("S=01AB000000000000000000000000000000000001"));
  g_assert_false (proves ("S=01AB00000000000000000000000000000000000g"));
  g_assert_false (proves ("s=01AB000000000000000000000000000000000000"));
  g_assert_false (proves (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/mschapv2-words/refusal", test_refusal);
  g_test_add_func ("/eap/mschapv2-words/EMS-16/reasons", test_reasons);
  g_test_add_func ("/eap/mschapv2-words/proof", test_proof);
  return g_test_run ();
}
