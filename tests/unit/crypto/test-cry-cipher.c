// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-cipher.h"
#include "cry-prf.h"
#include "status.h"
#include "vector-file.h"

#include <string.h>

typedef struct
{
  CrySuite suite;
  SecretBuf *encr_key;
  SecretBuf *integ_key;
  GByteArray *aad, *iv, *clear, *sealed, *icv;
} Case;

static void
case_clear (Case *c)
{
  secret_buf_free (c->encr_key);
  secret_buf_free (c->integ_key);
  g_byte_array_unref (c->aad);
  g_byte_array_unref (c->iv);
  g_byte_array_unref (c->clear);
  g_byte_array_unref (c->sealed);
  g_byte_array_unref (c->icv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static Case
read_case (GKeyFile *file, const char *group, CryInteg integ)
{
  Case c = { .suite = { (CryEncr) vector_int (file, group, "encr"),
                        (guint16) vector_int (file, group, "key-bits"), integ },
             .encr_key = vector_secret (file, group, "key"),
             .aad = vector_bytes (file, group, "aad"),
             .iv = vector_bytes (file, group, "iv"),
             .clear = vector_bytes (file, group, "clear"),
             .sealed = vector_bytes (file, group, "sealed"),
             .icv = vector_bytes (file, group, "icv") };

  c.integ_key = secret_buf_new (cry_suite_integ_key_len (&c.suite));
  memset (secret_buf_data (c.integ_key), 0x5a, secret_buf_len (c.integ_key));
  return c;
}

static CryPacket
packet_of (const Case *c, GByteArray *data, guint8 *icv)
{
  return (CryPacket){ .aad = c->aad->data,
                      .aad_len = c->aad->len,
                      .iv = c->iv->data,
                      .data = data->data,
                      .len = data->len,
                      .icv = icv };
}

static GByteArray *
copy_of (GByteArray *array)
{
  GByteArray *copy = g_byte_array_new ();

  return g_byte_array_append (copy, array->data, array->len);
}

static void
assert_same (GByteArray *a, GByteArray *b)
{
  g_assert_cmpmem (a->data, a->len, b->data, b->len);
}

/* Bits of ICV, associated data, ciphertext and IV all matter, and the context survives what it
 * refused. */
static void
check_tampering (const Case *c, CryCipher *opener)
{
  g_autoptr (GByteArray) whole = copy_of (c->icv);

  g_byte_array_append (whole, c->aad->data, c->aad->len);
  g_byte_array_append (whole, c->iv->data, c->iv->len);
  g_byte_array_append (whole, c->sealed->data, c->sealed->len);
  for (gsize bit = 0; bit < 8 * (gsize) whole->len; bit += 5)
    {
      g_autoptr (GByteArray) bent = copy_of (whole);
      guint8 *aad = bent->data + c->icv->len;
      CryPacket packet = { .icv = bent->data,
                           .aad = aad,
                           .aad_len = c->aad->len,
                           .iv = aad + c->aad->len,
                           .data = aad + c->aad->len + c->iv->len,
                           .len = c->sealed->len };

      bent->data[bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_false (cry_cipher_open (opener, &packet));
    }
}

static void
check_case (const Case *c)
{
  g_autoptr (CryCipher) sealer
      = cry_cipher_new (&c->suite, c->encr_key, c->integ_key, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener
      = cry_cipher_new (&c->suite, c->encr_key, c->integ_key, CRY_DIRECTION_OPEN);

  g_assert_nonnull (sealer);
  g_assert_nonnull (opener);
  /* The second round proves that a context is fit for the next packet. */
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GByteArray) data = copy_of (c->clear);
      guint8 icv[CRY_ICV_MAX];
      CryPacket packet = packet_of (c, data, icv);

      g_assert_cmpint (cry_cipher_seal (sealer, &packet), ==, STATUS_OK);
      assert_same (data, c->sealed);
      g_assert_cmpmem (icv, cry_suite_icv_len (&c->suite), c->icv->data, c->icv->len);
      check_tampering (c, opener);
      g_assert_true (cry_cipher_open (opener, &packet));
      assert_same (data, c->clear);
    }
}

static void
check_aead (GKeyFile *file, const char *group)
{
  g_auto (Case) c = read_case (file, group, CRY_INTEG_NONE);

  check_case (&c);
}

static void
test_aead (void)
{
  vector_file_each ("aead.txt", check_aead);
}

/* The ICV of encrypt-then-MAC from its definition. */
static void
set_icv (Case *c)
{
  static const CryPrf prfs[]
      = { CRY_PRF_HMAC_SHA1, CRY_PRF_HMAC_SHA2_256, CRY_PRF_HMAC_SHA2_384, CRY_PRF_HMAC_SHA2_512 };
  const CrySpan parts[] = { { c->aad->data, c->aad->len },
                            { c->iv->data, c->iv->len },
                            { c->sealed->data, c->sealed->len } };
  gsize key_len = secret_buf_len (c->integ_key);

  for (gsize i = 0; i < G_N_ELEMENTS (prfs); i++)
    if (cry_prf_len (prfs[i]) == key_len)
      {
        g_autoptr (SecretBuf) mac
            = cry_prf (prfs[i], secret_buf_peek (c->integ_key), key_len, parts, 3);

        g_byte_array_set_size (c->icv, 0);
        g_byte_array_append (c->icv, secret_buf_peek (mac), (guint) cry_suite_icv_len (&c->suite));
      }
}

static void
check_cbc (GKeyFile *file, const char *group)
{
  static const CryInteg integs[] = { CRY_INTEG_HMAC_SHA1_96, CRY_INTEG_HMAC_SHA2_256_128,
                                     CRY_INTEG_HMAC_SHA2_384_192, CRY_INTEG_HMAC_SHA2_512_256 };

  for (gsize i = 0; i < G_N_ELEMENTS (integs); i++)
    {
      g_auto (Case) c = read_case (file, group, integs[i]);

      g_byte_array_append (c.aad, (const guint8 *) "\0\0\x43\x21\0\0\0\1", 8);
      set_icv (&c);
      check_case (&c);
    }
}

static void
test_cbc (void)
{
  vector_file_each ("aes-cbc.txt", check_cbc);
}

/* RFC 4303 section 3.3.2: with ESN the high half is in the MAC and not in the packet. */
static void
test_mac_trailer (void)
{
  static const guint8 high[4] = { 0, 0, 0, 1 };
  const CrySuite suite = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 };
  g_autoptr (SecretBuf) encr_key = secret_buf_new (16);
  g_autoptr (SecretBuf) integ_key = secret_buf_new (32);
  g_autoptr (CryCipher) sealer = cry_cipher_new (&suite, encr_key, integ_key, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener = cry_cipher_new (&suite, encr_key, integ_key, CRY_DIRECTION_OPEN);
  guint8 data[32] = { 1, 2, 3 }, sealed[32], iv[16] = { 9 }, icv[CRY_ICV_MAX];
  CryPacket packet = { .aad = (const guint8 *) "12345678",
                       .aad_len = 8,
                       .iv = iv,
                       .data = data,
                       .len = sizeof data,
                       .icv = icv,
                       .mac_trailer = high,
                       .mac_trailer_len = sizeof high };

  g_assert_cmpint (cry_cipher_seal (sealer, &packet), ==, STATUS_OK);
  memcpy (sealed, data, sizeof sealed);
  packet.mac_trailer_len = 0;
  g_assert_false (cry_cipher_open (opener, &packet));
  /* Nothing is decrypted before the MAC has been verified. */
  g_assert_cmpmem (data, sizeof data, sealed, sizeof sealed);
  packet.mac_trailer_len = sizeof high;
  g_assert_true (cry_cipher_open (opener, &packet));
  g_assert_cmpmem (data, 4, "\1\2\3\0", 4);
}

static void
test_refusals (void)
{
  const CrySuite cbc = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 };
  const CrySuite gcm = { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE };
  const CrySuite none = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_NONE };
  g_autoptr (SecretBuf) key16 = secret_buf_new (16);
  g_autoptr (SecretBuf) key20 = secret_buf_new (20);
  g_autoptr (SecretBuf) key32 = secret_buf_new (32);
  g_autoptr (CryCipher) sealer = cry_cipher_new (&cbc, key16, key32, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) aead = cry_cipher_new (&gcm, key20, NULL, CRY_DIRECTION_OPEN);
  guint8 data[16] = { 0 }, iv[16] = { 0 }, icv[CRY_ICV_MAX];
  CryPacket packet = { .iv = iv, .data = data, .len = 15, .icv = icv };

  g_assert_null (cry_cipher_new (&cbc, key20, key32, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&cbc, key16, key20, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&cbc, key16, NULL, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&gcm, key16, NULL, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&gcm, NULL, NULL, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&none, key16, NULL, CRY_DIRECTION_SEAL));
  g_assert_nonnull (aead);

  g_assert_cmpint (cry_cipher_seal (sealer, &packet), ==, STATUS_FATAL_CRYPTO);
  packet.len = 16;
  g_assert_false (cry_cipher_open (sealer, &packet));
  g_assert_cmpint (cry_cipher_seal (aead, &packet), ==, STATUS_FATAL_CRYPTO);
  g_assert_cmpint (cry_cipher_suite (aead)->encr, ==, CRY_ENCR_AES_GCM_16);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/cipher/AEA-01/aead-vectors", test_aead);
  g_test_add_func ("/crypto/cipher/ALG-07/aes-cbc-vectors", test_cbc);
  g_test_add_func ("/crypto/cipher/AEA-17/mac-trailer", test_mac_trailer);
  g_test_add_func ("/crypto/cipher/refusals", test_refusals);
  return g_test_run ();
}
