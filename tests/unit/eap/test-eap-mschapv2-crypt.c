// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-mschapv2-crypt.h"
#include "cry-legacy.h"
#include "eap-fixture.h"

#include <string.h>

static Mschapv2Input
example_input (const SecretBuf *nt_hash, const char *user)
{
  Mschapv2Input input = { .user = user, .nt_hash = nt_hash };

  memcpy (input.authenticator_challenge, fixture_challenge, 16);
  memcpy (input.peer_challenge, fixture_peer_challenge, 16);
  return input;
}

static SecretBuf *
hash_of (const char *password)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy (password, strlen (password));

  return mschapv2_nt_hash (secret);
}

/* RFC 2759 section 9.2 and RFC 3079 section 3.5.3. */
static void
test_example (void)
{
  static const guint8 nt_hash[16] = { 0x44, 0xeb, 0xba, 0x8d, 0x53, 0x12, 0xb8, 0xd6,
                                      0x11, 0x47, 0x44, 0x11, 0xf5, 0x69, 0x89, 0xae };
  static const guint8 nt_response[24]
      = { 0x82, 0x30, 0x9e, 0xcd, 0x8d, 0x70, 0x8b, 0x5e, 0xa0, 0x8f, 0xaa, 0x39,
          0x81, 0xcd, 0x83, 0x54, 0x42, 0x33, 0x11, 0x4a, 0x3d, 0x85, 0xd6, 0xdf };
  static const guint8 proof[20] = { 0x40, 0x7a, 0x55, 0x89, 0x11, 0x5f, 0xd0, 0xd6, 0x20, 0x9f,
                                    0x51, 0x0f, 0xe9, 0xc0, 0x45, 0x66, 0x93, 0x2c, 0xda, 0x56 };
  static const guint8 msk[64] = { 0xd5, 0xf0, 0xe9, 0x52, 0x1e, 0x3e, 0xa9, 0x58, 0x96, 0x45, 0xe8,
                                  0x60, 0x51, 0xc8, 0x22, 0x26, 0x8b, 0x7c, 0xdc, 0x14, 0x9b, 0x99,
                                  0x3a, 0x1b, 0xa1, 0x18, 0xcb, 0x15, 0x3f, 0x56, 0xdc, 0xcb };
  g_autoptr (SecretBuf) hash = hash_of ("clientPass");
  Mschapv2Input input = example_input (hash, "User");
  guint8 response[24], found[20];
  g_autoptr (SecretBuf) keys = NULL;

  g_assert_cmpmem (secret_buf_peek (hash), secret_buf_len (hash), nt_hash, 16);
  g_assert_true (mschapv2_nt_response (&input, response));
  g_assert_cmpmem (response, 24, nt_response, 24);
  g_assert_true (mschapv2_authenticator_proof (&input, response, found));
  g_assert_cmpmem (found, 20, proof, 20);
  keys = mschapv2_msk (hash, response);
  g_assert_cmpmem (secret_buf_peek (keys), secret_buf_len (keys), msk, 64);
}

static void
test_domain_is_left_out (void)
{
  g_autoptr (SecretBuf) hash = hash_of ("clientPass");
  Mschapv2Input bare = example_input (hash, "User");
  Mschapv2Input full = example_input (hash, "CORP\\User");
  guint8 a[24], b[24];

  g_assert_true (mschapv2_nt_response (&bare, a) && mschapv2_nt_response (&full, b));
  g_assert_cmpmem (a, 24, b, 24);
}

static void
check_utf16 (const char *password, const char *expected, gsize len)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy (password, strlen (password));
  g_autoptr (SecretBuf) utf16 = mschapv2_password_utf16 (secret);

  g_assert_cmpmem (secret_buf_peek (utf16), secret_buf_len (utf16), expected, len);
}

static void
test_utf16 (void)
{
  check_utf16 ("", "", 0);
  check_utf16 ("aé語", "a\0\xe9\0\x9e\x8a", 6);
  check_utf16 ("\xf0\x9f\x94\x91", "\x3d\xd8\x11\xdd", 4);
  /* Not UTF-8: taken as Latin-1. */
  check_utf16 ("\xe9"
               "a",
               "\xe9\0a\0", 4);
}

/* The server's inverse of RFC 2759 sections 8.9 to 8.13. */
static void
test_new_password (void)
{
  g_autoptr (SecretBuf) old_hash = hash_of ("clientPass");
  g_autoptr (SecretBuf) new_hash = hash_of ("newPass");
  g_autoptr (SecretBuf) password = secret_buf_new_copy ("newPass", 7);
  g_autoptr (SecretBuf) utf16 = mschapv2_password_utf16 (password);
  guint8 block[MSCHAPV2_NEW_PASSWORD], padding[MSCHAPV2_NEW_PASSWORD];
  guint8 hidden[16], expected[8];

  memset (block, 0xa5, sizeof block);
  memset (padding, 0xa5, sizeof padding);
  mschapv2_encrypt_new_password (utf16, old_hash, block);
  cry_legacy_rc4 (secret_buf_peek (old_hash), 16, block, sizeof block);
  g_assert_cmpmem (block, 512 - 14, padding, 512 - 14);
  g_assert_cmpmem (block + 512 - 14, 14, "n\0e\0w\0P\0a\0s\0s\0", 14);
  g_assert_cmpmem (block + 512, 4, "\x0e\0\0\0", 4);

  g_assert_true (mschapv2_encrypt_old_hash (old_hash, new_hash, hidden));
  g_assert_true (
      cry_legacy_des (secret_buf_peek (new_hash) + 7, secret_buf_peek (old_hash) + 8, expected));
  g_assert_cmpmem (hidden + 8, 8, expected, 8);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/mschapv2-crypt/EMS-06/rfc2759-example", test_example);
  g_test_add_func ("/eap/mschapv2-crypt/EMS-04/domain-is-left-out", test_domain_is_left_out);
  g_test_add_func ("/eap/mschapv2-crypt/EMB-15/utf16", test_utf16);
  g_test_add_func ("/eap/mschapv2-crypt/EMS-13+EMS-14/new-password", test_new_password);
  return g_test_run ();
}
