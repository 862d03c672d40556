// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-method.h"

#include <string.h>

static void
check_clean (const char *bytes, gsize len, const char *expected)
{
  g_autofree char *text = eap_text_clean ((const guint8 *) bytes, len);

  g_assert_cmpstr (text, ==, expected);
}

/* How a byte is cleaned is the business of core/base/text; here: that it is, and when nothing is
 * left. */
static void
test_clean (void)
{
  check_clean ("Password: ", 10, "Password:");
  check_clean ("", 0, NULL);
  check_clean (" \n\t", 3, NULL);
  check_clean ("a\r\nb\x1b[31m", 9, "a b\xef\xbf\xbd[31m");
}

static void
test_clean_is_bounded (void)
{
  g_autofree guint8 *bytes = g_malloc (EAP_PACKET_MAX);
  g_autofree char *text = NULL;

  memset (bytes, 'x', EAP_PACKET_MAX);
  text = eap_text_clean (bytes, EAP_PACKET_MAX);
  g_assert_cmpuint (strlen (text), ==, EAP_PROMPT_MAX);
}

static void
test_asks_for_code (void)
{
  static const char *const codes[] = { "Enter PASSCODE:",
                                       "One-time password",
                                       "OTP?",
                                       "Please enter your 6-digit code.",
                                       "Token",
                                       "PIN:",
                                       "ワンタイムパスワード",
                                       "認証コードを入力" };
  static const char *const passwords[] = {
    "Password:", "password", "", "Spinning tops", "Enter your Windows password", "パスワード"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    g_assert_true (eap_text_asks_for_code (codes[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (passwords); i++)
    g_assert_false (eap_text_asks_for_code (passwords[i]));
  g_assert_false (eap_text_asks_for_code (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/text/clean", test_clean);
  g_test_add_func ("/eap/text/clean-is-bounded", test_clean_is_bounded);
  g_test_add_func ("/eap/text/asks-for-code", test_asks_for_code);
  return g_test_run ();
}
