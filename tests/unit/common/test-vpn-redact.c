// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-redact.h"

#include <string.h>

#define BAD "\xef\xbf\xbd"

static void
assert_cleaned (const char *text, gssize len, gsize max, const char *expected)
{
  g_autofree char *clean = vpn_redact_peer_text (text, len, max);

  g_assert_cmpstr (clean, ==, expected);
}

static void
test_plain_text_stays (void)
{
  assert_cleaned ("Enter the code from your token: ", -1, 255, "Enter the code from your token: ");
  assert_cleaned ("認証コードを入力", -1, 255, "認証コードを入力");
  assert_cleaned ("", -1, 255, "");
  assert_cleaned (NULL, -1, 255, "");
}

static void
test_controls_are_replaced (void)
{
  assert_cleaned ("a\033[2Jb", -1, 255, "a" BAD "[2Jb");
  assert_cleaned ("a\r\nb\tc", -1, 255, "a" BAD " b c");
  assert_cleaned ("x\xc2\x9b"
                  "31m",
                  -1, 255, "x" BAD "31m"); /* C1 CSI */
  assert_cleaned ("a\xe2\x80\xae"
                  "b",
                  -1, 255, "a" BAD "b"); /* right-to-left override */
  assert_cleaned ("a\xe2\x81\xa6"
                  "b",
                  -1, 255, "a" BAD "b"); /* left-to-right isolate */
  assert_cleaned ("a\xe2\x80\x8b"
                  "b",
                  -1, 255, "a" BAD "b"); /* zero-width space */
  assert_cleaned ("a\xe2\x80\xa8"
                  "b",
                  -1, 255, "a" BAD "b"); /* line separator */
  assert_cleaned ("a\x7f", -1, 255, "a" BAD);
  assert_cleaned ("a\0b", 3, 255, "a" BAD "b");
}

static void
test_broken_utf8_is_replaced (void)
{
  assert_cleaned ("a\xff"
                  "b",
                  -1, 255, "a" BAD "b");
  assert_cleaned ("a\xe2\x80", -1, 255, "a" BAD BAD); /* cut short */
  assert_cleaned ("\xc0\xaf", -1, 255, BAD BAD);      /* overlong */
}

static void
test_is_cut_between_characters (void)
{
  assert_cleaned ("abcdef", -1, 3, "abc");
  assert_cleaned ("aéb", -1, 2, "a");
  assert_cleaned ("a\033", -1, 3, "a");
  assert_cleaned ("abc", 2, 255, "ab");
}

static void
assert_identity (const char *identity, const char *expected)
{
  g_autofree char *hidden = vpn_redact_identity (identity);

  g_assert_cmpstr (hidden, ==, expected);
}

static void
test_identity_hides_the_person (void)
{
  assert_identity ("alice@example.org", "a…e@example.org");
  assert_identity ("ann@example.org", "…@example.org");
  assert_identity ("alice", "a…e");
  assert_identity ("bob", "…");
  assert_identity ("", "…");
  assert_identity ("山田太郎@example.jp", "山…郎@example.jp");
  assert_identity ("al\nce", "a…e");
  assert_identity ("\"odd@local\"@example.org", "\"…\"@example.org");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/redact/plain-text-stays", test_plain_text_stays);
  g_test_add_func ("/common/redact/controls-are-replaced", test_controls_are_replaced);
  g_test_add_func ("/common/redact/broken-utf8-is-replaced", test_broken_utf8_is_replaced);
  g_test_add_func ("/common/redact/cut-between-characters", test_is_cut_between_characters);
  g_test_add_func ("/common/redact/identity", test_identity_hides_the_person);
  return g_test_run ();
}
