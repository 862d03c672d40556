// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-psk.h"

#include <string.h>

static void
check (const char *typed, const char *expected, gsize len)
{
  g_autoptr (SecretBuf) key = ike_psk_read (secret_buf_new_copy (typed, strlen (typed)));

  g_test_message ("%s", typed);
  g_assert_cmpmem (secret_buf_peek (key), secret_buf_len (key), expected, len);
}

static void
test_octets (void)
{
  check ("0x00ff10aB", "\x00\xff\x10\xab", 4);
  check ("0sAP8Q", "\x00\xff\x10", 3);
  check ("0sAP8=", "\x00\xff", 2);
  check ("0sAP8", "\x00\xff", 2);
  check ("0s+A==", "\xf8", 1);
  check ("0s/A", "\xfc", 1);
}

/* A text that only looks so at its beginning is a text. */
static void
test_text (void)
{
  static const char *const texts[] = {
    "a long secret", "0",      "0x",      "0s",      "0xabc", "0xyz12", "0s*AAA", "0sAAAAA", "",
    "0s==",          "0sAA=A", "0sAAA==", "0sAAAA=", "00xff", "0Xff",   " 0xff"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    check (texts[i], texts[i], strlen (texts[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/psk/AUT-06/octets", test_octets);
  g_test_add_func ("/ike/psk/text", test_text);
  return g_test_run ();
}
