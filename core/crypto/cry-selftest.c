// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Known answers that the crypto library must give. */
#include "cry-selftest.h"
#include "cry-cipher.h"
#include "cry-hash.h"
#include "cry-kex.h"
#include "cry-key-private.h"
#include "cry-legacy.h"
#include "cry-prf.h"
#include "status.h"

#include <string.h>

#define VECTOR_MAX 256 /* bytes of the longest vector here */

typedef struct
{
  guint8 bytes[VECTOR_MAX];
  gsize len;
} Vector;

static Vector
from_hex (const char *hex)
{
  Vector vector = { .len = strlen (hex) / 2 };

  g_assert (vector.len <= VECTOR_MAX);
  for (gsize i = 0; i < vector.len; i++)
    vector.bytes[i]
        = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return vector;
}

static gboolean
equals_hex (const guint8 *bytes, gsize len, const char *hex)
{
  Vector expected = from_hex (hex);

  return len == expected.len && memcmp (bytes, expected.bytes, len) == 0;
}

typedef struct
{
  CrySuite suite;
  const char *key; /* with the salt; integrity keys are zero */
  const char *aad;
  const char *iv;
  const char *clear;
  const char *sealed;
  const char *icv;
} CipherVector;

/* The whole round: seal gives the vector, open gives the text back, one flipped bit is refused. */
static gboolean
check_cipher (const CipherVector *vector)
{
  Vector key = from_hex (vector->key), aad = from_hex (vector->aad), iv = from_hex (vector->iv);
  Vector data = from_hex (vector->clear);
  guint8 icv[CRY_ICV_MAX];
  CryPacket packet = { .aad = aad.bytes,
                       .aad_len = aad.len,
                       .iv = iv.bytes,
                       .data = data.bytes,
                       .len = data.len,
                       .icv = icv };
  g_autoptr (SecretBuf) encr_key = secret_buf_new_copy (key.bytes, key.len);
  g_autoptr (SecretBuf) integ_key = secret_buf_new (cry_suite_integ_key_len (&vector->suite));
  g_autoptr (CryCipher) sealer
      = cry_cipher_new (&vector->suite, encr_key, integ_key, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener
      = cry_cipher_new (&vector->suite, encr_key, integ_key, CRY_DIRECTION_OPEN);

  if (sealer == NULL || opener == NULL || cry_cipher_seal (sealer, &packet) != STATUS_OK
      || !equals_hex (data.bytes, data.len, vector->sealed)
      || !equals_hex (icv, cry_suite_icv_len (&vector->suite), vector->icv))
    return FALSE;
  icv[0] ^= 1;
  if (cry_cipher_open (opener, &packet))
    return FALSE;
  icv[0] ^= 1;
  data = from_hex (vector->sealed);
  return cry_cipher_open (opener, &packet) && equals_hex (data.bytes, data.len, vector->clear);
}

/* GCM specification, test cases 4 and 16. */
static gboolean
check_aes_gcm (void)
{
#define GCM_AAD "feedfacedeadbeeffeedfacedeadbeefabaddad2"
#define GCM_CLEAR                                                    \
  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" \
  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
  static const CipherVector vectors[] = {
    { { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE },
      "feffe9928665731c6d6a8f9467308308cafebabe",
      GCM_AAD,
      "facedbaddecaf888",
      GCM_CLEAR,
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
      "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
      "5bc94fbc3221a5db94fae95ae7121a47" },
    { { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE },
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308cafebabe",
      GCM_AAD,
      "facedbaddecaf888",
      GCM_CLEAR,
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
      "76fc6ece0f4e1768cddf8853bb2d551b" },
  };

  return check_cipher (&vectors[0]) && check_cipher (&vectors[1]);
}

/* RFC 7634 appendix B: the key is 80 .. 9f, the salt a0 .. a3. */
static gboolean
check_chacha20_poly1305 (void)
{
  static const CipherVector vector
      = { { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE },
          "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3",
          "c0c1c2c3c4c5c6c7d0d1d2d3d4d5d6d72e202500000000090000004529000029",
          "1011121314151617",
          "0000000c000040010000000a00",
          "610394701f8d017f7c12924889",
          "6b71bfe25236efd7cdc67066906315b2" };

  return check_cipher (&vector);
}

/* RFC 3602 case 1, with an HMAC under a zero key computed independently. */
static gboolean
check_aes_cbc (void)
{
  static const CipherVector vector = { { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 },
                                       "06a9214036b8a15b512e03d534120006",
                                       "",
                                       "3dafba429d9eb430b422da802c9fac41",
                                       "53696e676c6520626c6f636b206d7367",
                                       "e353779c1079aeb82708942dbe77181a",
                                       "ccde2d6aaef10bcc38063851b4b8f35b" };

  return check_cipher (&vector);
}

/* RFC 2202 and RFC 4231, test case 2. */
static gboolean
check_prf (void)
{
  static const struct
  {
    CryPrf prf;
    const char *expected;
  } vectors[] = {
    { CRY_PRF_HMAC_SHA1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
    { CRY_PRF_HMAC_SHA2_256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { CRY_PRF_HMAC_SHA2_384, "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                             "8e2240ca5e69e2c78b3239ecfab21649" },
    { CRY_PRF_HMAC_SHA2_512, "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                             "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737" },
  };
  const CrySpan data = { "what do ya want for nothing?", 28 };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (SecretBuf) out = cry_prf (vectors[i].prf, "Jefe", 4, &data, 1);

      if (out == NULL
          || !equals_hex (secret_buf_peek (out), secret_buf_len (out), vectors[i].expected))
        return FALSE;
    }
  return TRUE;
}

/* FIPS 180 example "abc" for the two hashes protocol rules need bare. */
static gboolean
check_hash (void)
{
  const CrySpan data = { "abc", 3 };
  guint8 digest[CRY_HASH_MAX];

  return cry_hash (CRY_HASH_SHA1, &data, 1, digest)
         && equals_hex (digest, 20, "a9993e364706816aba3e25717850c26c9cd0d89d")
         && cry_hash (CRY_HASH_SHA2_256, &data, 1, digest)
         && equals_hex (digest, 32,
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

typedef struct
{
  CryKe group;
  const char *drawn; /* what the random source gives */
  const char *public;
  const char *peer;
  const char *shared;
} KexVector;

static void
fill_from_vector (gpointer ctx, guint8 *buf, gsize len)
{
  const Vector *vector = ctx;

  g_assert (len <= vector->len);
  memcpy (buf, vector->bytes, len);
}

/* RFC 7748 section 6.1; RFC 5903 section 8.1, whose private value is one above what is drawn. */
static gboolean
check_kex (void)
{
  static const KexVector vectors[] = {
    { CRY_KE_X25519, "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
      "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
      "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742" },
    { CRY_KE_ECP256,
      "0000000000000000c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1432",
      "dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
      "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
      "d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
      "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
      "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      Vector drawn = from_hex (vectors[i].drawn), peer = from_hex (vectors[i].peer);
      const Rng rng = { fill_from_vector, &drawn };
      g_autoptr (CryKex) kex = cry_kex_new (vectors[i].group, &rng);
      g_autoptr (SecretBuf) shared = NULL;
      const guint8 *public;
      gsize len;

      if (kex == NULL)
        return FALSE;
      public = cry_kex_public (kex, &len);
      shared = cry_kex_derive (kex, peer.bytes, peer.len);
      if (!equals_hex (public, len, vectors[i].public) || shared == NULL
          || !equals_hex (secret_buf_peek (shared), secret_buf_len (shared), vectors[i].shared))
        return FALSE;
    }
  return TRUE;
}

/* RFC 8032 section 7.1, test 2: proves that the signature machinery works in this process. */
static gboolean
check_signature (void)
{
  Vector public = from_hex ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  Vector signature = from_hex ("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                               "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  guint8 message[1] = { 0x72 };
  g_autoptr (EVP_PKEY) pkey
      = EVP_PKEY_new_raw_public_key_ex (NULL, "ED25519", NULL, public.bytes, public.len);
  g_autoptr (CryPublicKey) key = cry_public_key_new (pkey);

  if (key == NULL
      || !cry_sig_verify (CRY_SIG_ED25519, key, message, 1, signature.bytes, signature.len))
    return FALSE;
  message[0] ^= 1;
  return !cry_sig_verify (CRY_SIG_ED25519, key, message, 1, signature.bytes, signature.len);
}

/* RFC 1320 and 1321 appendix A.5; RFC 2759 section 9.2 (first third of the response); RFC 6229. */
static gboolean
check_legacy (void)
{
  Vector key = from_hex ("44ebba8d5312b8"), clear = from_hex ("d02e4386bce91226");
  Vector rc4_key = from_hex ("0102030405060708090a0b0c0d0e0f10");
  guint8 out[16] = { 0 };

  if (!cry_legacy_md4 ((const guint8 *) "abc", 3, out)
      || !equals_hex (out, 16, "a448017aaf21d8525fc10ae87aa6729d")
      || !cry_legacy_md5 ((const guint8 *) "abc", 3, out)
      || !equals_hex (out, 16, "900150983cd24fb0d6963f7d28e17f72")
      || !cry_legacy_des (key.bytes, clear.bytes, out) || !equals_hex (out, 8, "82309ecd8d708b5e"))
    return FALSE;
  memset (out, 0, sizeof out);
  cry_legacy_rc4 (rc4_key.bytes, rc4_key.len, out, sizeof out);
  return equals_hex (out, 16, "9ac7cc9a609d1ef7b2932899cde41b97");
}

gboolean
cry_selftest (const char **ret_failed)
{
  static const struct
  {
    const char *name;
    gboolean (*check) (void);
  } checks[] = {
    { "hash", check_hash },           { "prf", check_prf },
    { "AES-GCM", check_aes_gcm },     { "ChaCha20-Poly1305", check_chacha20_poly1305 },
    { "AES-CBC", check_aes_cbc },     { "key exchange", check_kex },
    { "signature", check_signature }, { "MSCHAPv2 primitives", check_legacy },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (!checks[i].check ())
      {
        *ret_failed = checks[i].name;
        return FALSE;
      }
  return TRUE;
}
