// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of the cleaner of a peer's text and of the rule of DNS names. */
#include "text.h"

#include <string.h>

#define BAD "\xef\xbf\xbd"

static void
assert_cleaned (const char *bytes, gsize len, gsize max, const char *expected)
{
  g_autofree char *clean = text_clean (bytes, len, max);

  g_assert_cmpstr (clean, ==, expected);
}

#define ASSERT_CLEANED(literal, expected) \
  assert_cleaned (literal, sizeof (literal) - 1, 255, expected)

static void
test_plain_text_stays (void)
{
  ASSERT_CLEANED ("Enter the code from your token:", "Enter the code from your token:");
  ASSERT_CLEANED ("認証コードを入力", "認証コードを入力");
  ASSERT_CLEANED ("two  spaces", "two  spaces");
  assert_cleaned (NULL, 0, 255, "");
}

static void
test_breaks_become_spaces (void)
{
  ASSERT_CLEANED ("a\r\nb\tc", "a b c");
  ASSERT_CLEANED ("a\n\n\nb", "a b");
  ASSERT_CLEANED (" \n\t", "");
  ASSERT_CLEANED ("\tPassword: \r\n", "Password:");
  ASSERT_CLEANED ("Password: \0\0", "Password:");
  ASSERT_CLEANED ("\0", "");
}

static void
test_unsafe_is_replaced (void)
{
  ASSERT_CLEANED ("a\033[2Jb", "a" BAD "[2Jb");
  ASSERT_CLEANED ("a\0b", "a" BAD "b");
  ASSERT_CLEANED ("a\x7f", "a" BAD);
  ASSERT_CLEANED ("x\xc2\x9b\x33\x31m", "x" BAD "31m");  /* C1 CSI */
  ASSERT_CLEANED ("a\xe2\x80\xae\x62", "a" BAD "b");     /* right-to-left override */
  ASSERT_CLEANED ("a\xe2\x81\xa6\x62", "a" BAD "b");     /* left-to-right isolate */
  ASSERT_CLEANED ("a\xd8\x9c\x62", "a" BAD "b");         /* Arabic letter mark */
  ASSERT_CLEANED ("a\xe2\x80\x8b\x62", "a" BAD "b");     /* zero-width space */
  ASSERT_CLEANED ("a\xe2\x80\xa8\x62", "a" BAD "b");     /* line separator */
  ASSERT_CLEANED ("a\xee\x80\x80\x62", "a" BAD "b");     /* private use */
  ASSERT_CLEANED ("a\xf3\xa0\x81\x81\x62", "a" BAD "b"); /* tag character */
}

static void
test_broken_utf8_is_replaced (void)
{
  ASSERT_CLEANED ("a\xff\x62", "a" BAD "b");
  ASSERT_CLEANED ("a\xe2\x80", "a" BAD BAD);    /* cut short */
  ASSERT_CLEANED ("\xc0\xaf", BAD BAD);         /* overlong */
  ASSERT_CLEANED ("\xed\xa0\x80", BAD BAD BAD); /* surrogate */
}

static void
test_is_cut_between_characters (void)
{
  assert_cleaned ("abcdef", 6, 3, "abc");
  assert_cleaned ("a\xc3\xa9\x62", 4, 2, "a");
  assert_cleaned ("a\033b", 3, 3, "a");
  assert_cleaned ("a bcd", 5, 2, "a");
  assert_cleaned ("abc", 2, 255, "ab");
  assert_cleaned ("abc", 3, 0, "");
}

static void
test_strings (void)
{
  g_autofree char *clean = text_clean_string ("a\tbc", 3);
  g_autofree char *nothing = text_clean_string (NULL, 255);

  g_assert_cmpstr (clean, ==, "a b");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_dns_names (void)
{
  static const char *const good[] = { "vpn.example.org",
                                      "localhost",
                                      "_ldap._tcp.example.org",
                                      "a-b.example",
                                      "xn--wgv71a119e.jp",
                                      "1.example",
                                      "4a",
                                      "X" };
  static const char *const bad[]
      = { "",    ".",   "example.org.", ".example",  "a..b", "-a.b",    "a-.b", "a.b-",
          "a b", "a/b", "192.0.2.1",    "example.1", "12",   "日本.jp", "a\nb" };
  g_autofree char *label63 = g_strnfill (63, 'a');
  g_autofree char *label64 = g_strnfill (64, 'a');
  g_autofree char *name253 = g_strdup_printf ("%s.%s.%s.%.61s", label63, label63, label63, label63);
  g_autofree char *name254 = g_strdup_printf ("%s.%s.%s.%.62s", label63, label63, label63, label63);

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (text_is_dns_name (good[i], strlen (good[i])));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (text_is_dns_name (bad[i], strlen (bad[i])));
  g_assert_true (text_is_dns_name (label63, 63));
  g_assert_false (text_is_dns_name (label64, 64));
  g_assert_true (text_is_dns_name (name253, 253));
  g_assert_false (text_is_dns_name (name254, 254));
  /* The length counts, not a zero byte. */
  g_assert_true (text_is_dns_name ("example.org/path", 11));
  g_assert_false (text_is_dns_name ("example\0.org", 12));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/text/plain-text-stays", test_plain_text_stays);
  g_test_add_func ("/base/text/breaks-become-spaces", test_breaks_become_spaces);
  g_test_add_func ("/base/text/unsafe-is-replaced", test_unsafe_is_replaced);
  g_test_add_func ("/base/text/broken-utf8-is-replaced", test_broken_utf8_is_replaced);
  g_test_add_func ("/base/text/is-cut-between-characters", test_is_cut_between_characters);
  g_test_add_func ("/base/text/strings", test_strings);
  g_test_add_func ("/base/text/dns-names", test_dns_names);
  return g_test_run ();
}
