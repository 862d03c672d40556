// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-key-private.h"
#include "cry-sig.h"
#include "vector-file.h"

#include <openssl/rsa.h>

#include <string.h>

static CryPublicKey *
public_of (EVP_PKEY *pkey)
{
  CryPublicKey *key = cry_public_key_new (pkey);

  g_assert_nonnull (key);
  return key;
}

static EVP_PKEY *
new_rsa (guint bits)
{
  EVP_PKEY *pkey = EVP_RSA_gen (bits);

  g_assert_nonnull (pkey);
  return pkey;
}

/* Signs by the library with whatever paddings the caller wants. */
static GByteArray *
sign (EVP_PKEY *pkey, const char *digest, int padding, int salt, const char *text)
{
  g_autoptr (EVP_MD_CTX) ctx = EVP_MD_CTX_new ();
  EVP_PKEY_CTX *pkey_ctx = NULL;
  guint8 signature[CRY_SIG_OCTETS_MAX];
  gsize len = sizeof signature;
  GByteArray *out = g_byte_array_new ();

  g_assert_cmpint (EVP_DigestSignInit_ex (ctx, &pkey_ctx, digest, NULL, NULL, pkey, NULL), ==, 1);
  if (padding != 0)
    g_assert_cmpint (EVP_PKEY_CTX_set_rsa_padding (pkey_ctx, padding), ==, 1);
  if (padding == RSA_PKCS1_PSS_PADDING)
    g_assert_cmpint (EVP_PKEY_CTX_set_rsa_pss_saltlen (pkey_ctx, salt), ==, 1);
  g_assert_cmpint (EVP_DigestSign (ctx, signature, &len, (const guint8 *) text, strlen (text)), ==,
                   1);
  return g_byte_array_append (out, signature, (guint) len);
}

static gboolean
verifies (CrySig sig, const CryPublicKey *key, const char *text, GByteArray *signature)
{
  return cry_sig_verify (sig, key, (const guint8 *) text, strlen (text), signature->data,
                         signature->len);
}

static void
test_identifiers (void)
{
  g_assert_null (cry_sig_algorithm_identifier (CRY_SIG_NONE, NULL));
  for (CrySig sig = CRY_SIG_NONE + 1; sig <= CRY_SIG_LAST; sig++)
    {
      gsize len;
      const guint8 *der = cry_sig_algorithm_identifier (sig, &len);
      g_autofree guint8 *copy = g_malloc0 (len + 1);

      memcpy (copy, der, len);
      g_assert_cmpint (cry_sig_from_algorithm_identifier (der, len), ==, sig);
      g_assert_cmpstr (cry_sig_name (sig), !=, "none");
      g_assert_cmpint (cry_sig_hash (sig), !=, CRY_HASH_NONE);
      /* Truncated, extended, and every bit bent. */
      for (gsize cut = 0; cut < len; cut++)
        g_assert_cmpint (cry_sig_from_algorithm_identifier (der, cut), ==, CRY_SIG_NONE);
      g_assert_cmpint (cry_sig_from_algorithm_identifier (copy, len + 1), ==, CRY_SIG_NONE);
      for (gsize bit = 0; bit < 8 * len; bit++)
        {
          copy[bit / 8] ^= (guint8) (1 << bit % 8);
          g_assert_cmpint (cry_sig_from_algorithm_identifier (copy, len), !=, sig);
          copy[bit / 8] ^= (guint8) (1 << bit % 8);
        }
    }
}

static void
check_identifier (const char *hex, CrySig expected)
{
  g_autoptr (GByteArray) der = vector_from_hex (hex);

  g_assert_cmpint (cry_sig_from_algorithm_identifier (der->data, der->len), ==, expected);
}

/* RFC 7427 appendix A, and the variants RFC 4055 makes everybody accept. */
static void
test_identifier_variants (void)
{
#define SHA256_NULL   "300d06096086480165030402010500"
#define SHA256_ABSENT "300b0609608648016503040201"
#define PSS           "06092a864886f70d01010a"
#define MGF1          "06092a864886f70d010108"
  check_identifier ("300d06092a864886f70d0101050500", CRY_SIG_RSA_PKCS1_SHA1);
  check_identifier ("300d06092a864886f70d01010b0500", CRY_SIG_RSA_PKCS1_SHA2_256);
  check_identifier ("300d06092a864886f70d01010c0500", CRY_SIG_RSA_PKCS1_SHA2_384);
  check_identifier ("300d06092a864886f70d01010d0500", CRY_SIG_RSA_PKCS1_SHA2_512);
  check_identifier ("300b06092a864886f70d01010b", CRY_SIG_RSA_PKCS1_SHA2_256);
  check_identifier ("300a06082a8648ce3d040302", CRY_SIG_ECDSA_SHA2_256);
  check_identifier ("300a06082a8648ce3d040303", CRY_SIG_ECDSA_SHA2_384);
  check_identifier ("300a06082a8648ce3d040304", CRY_SIG_ECDSA_SHA2_512);
  check_identifier ("300c06082a8648ce3d0403020500", CRY_SIG_ECDSA_SHA2_256);
  check_identifier ("300506032b6570", CRY_SIG_ED25519);
  check_identifier ("300506032b6571", CRY_SIG_ED448);
  /* With the trailer, as A.4.3 prints it. */
  check_identifier ("3046" PSS "3039a00f" SHA256_NULL "a11c301a" MGF1 SHA256_NULL
                    "a203020120a303020101",
                    CRY_SIG_RSA_PSS_SHA2_256);
  check_identifier ("3041" PSS "3034a00f" SHA256_NULL "a11c301a" MGF1 SHA256_NULL "a203020120",
                    CRY_SIG_RSA_PSS_SHA2_256);
  check_identifier ("303d" PSS "3030a00d" SHA256_ABSENT "a11a3018" MGF1 SHA256_ABSENT "a203020120",
                    CRY_SIG_RSA_PSS_SHA2_256);
}

static void
test_identifiers_refused (void)
{
  /* ecdsa-with-SHA1, DSA, MD5, SHA-224, X448, Ed25519 with parameters. */
  check_identifier ("300906072a8648ce3d0401", CRY_SIG_NONE);
  check_identifier ("300906072a8648ce380403", CRY_SIG_NONE);
  check_identifier ("300d06092a864886f70d0101040500", CRY_SIG_NONE);
  check_identifier ("300d06092a864886f70d01010e0500", CRY_SIG_NONE);
  check_identifier ("300506032b656f", CRY_SIG_NONE);
  check_identifier ("300706032b65700500", CRY_SIG_NONE);
  /* PSS with default parameters (SHA-1), empty and absent. */
  check_identifier ("300d" PSS "3000", CRY_SIG_NONE);
  check_identifier ("300b" PSS, CRY_SIG_NONE);
  check_identifier ("300d" PSS "0500", CRY_SIG_NONE);
  /* Other salt, other MGF hash, other trailer, trailing octets, long-form length. */
  check_identifier ("3041" PSS "3034a00f" SHA256_NULL "a11c301a" MGF1 SHA256_NULL "a203020114",
                    CRY_SIG_NONE);
  check_identifier ("3041" PSS "3034a00f" SHA256_NULL "a11c301a" MGF1
                    "300d06096086480165030402020500"
                    "a203020120",
                    CRY_SIG_NONE);
  check_identifier ("3046" PSS "3039a00f" SHA256_NULL "a11c301a" MGF1 SHA256_NULL
                    "a203020120a303020102",
                    CRY_SIG_NONE);
  check_identifier ("3043" PSS "3036a00f" SHA256_NULL "a11c301a" MGF1 SHA256_NULL "a2030201200500",
                    CRY_SIG_NONE);
  check_identifier ("30810d06092a864886f70d01010b0500", CRY_SIG_NONE);
  check_identifier ("300f06092a864886f70d01010b05000500", CRY_SIG_NONE);
  check_identifier ("", CRY_SIG_NONE);
  check_identifier ("30", CRY_SIG_NONE);
  check_identifier ("3000", CRY_SIG_NONE);
}

static void
check_vector (GKeyFile *file, const char *group)
{
  static const struct
  {
    const char *name, *curve;
    CrySig sig;
  } schemes[] = { { "ecdsa-sha256", "P-256", CRY_SIG_ECDSA_SHA2_256 },
                  { "ecdsa-sha384", "P-384", CRY_SIG_ECDSA_SHA2_384 },
                  { "ecdsa-sha512", "P-521", CRY_SIG_ECDSA_SHA2_512 },
                  { "ed25519", NULL, CRY_SIG_ED25519 },
                  { "ed448", NULL, CRY_SIG_ED448 } };
  g_autofree char *scheme = g_key_file_get_string (file, group, "scheme", NULL);
  g_autoptr (GByteArray) public = vector_bytes (file, group, "public");
  g_autoptr (GByteArray) data = vector_bytes (file, group, "data");
  g_autoptr (GByteArray) rs = vector_bytes (file, group, "rs");
  gsize i = 0;

  while (!g_str_equal (schemes[i].name, scheme))
    g_assert_cmpuint (++i, <, G_N_ELEMENTS (schemes));
  g_autoptr (EVP_PKEY) pkey = NULL;
  g_autoptr (CryPublicKey) key = NULL;
  if (schemes[i].curve == NULL)
    {
      CrySig sig = schemes[i].sig;

      pkey = EVP_PKEY_new_raw_public_key (sig == CRY_SIG_ED448 ? EVP_PKEY_ED448 : EVP_PKEY_ED25519,
                                          NULL, public->data, public->len);
      key = public_of (pkey);
      g_assert_true (cry_sig_verify (sig, key, data->data, data->len, rs->data, rs->len));
      /* S must be below the order (RFC 8032 sections 5.1.7 and 5.2.7). */
      memset (rs->data + rs->len / 2, 0xff, rs->len / 2);
      g_assert_false (cry_sig_verify (sig, key, data->data, data->len, rs->data, rs->len));
      g_assert_false (cry_sig_verify_rs (sig, key, data->data, data->len, rs->data, rs->len));
      return;
    }
  pkey = EVP_EC_gen (schemes[i].curve);
  g_assert_cmpint (EVP_PKEY_set1_encoded_public_key (pkey, public->data, public->len), ==, 1);
  key = public_of (pkey);
  g_assert_true (cry_sig_verify_rs (schemes[i].sig, key, data->data, data->len, rs->data, rs->len));
  /* The same octets are no DER, and what is not exactly twice the order is no r || s. */
  g_assert_false (cry_sig_verify (schemes[i].sig, key, data->data, data->len, rs->data, rs->len));
  g_assert_false (
      cry_sig_verify_rs (schemes[i].sig, key, data->data, data->len, rs->data, rs->len - 1));
  g_assert_false (cry_sig_verify_rs (schemes[i].sig, key, data->data, data->len, NULL, 0));
  rs->data[rs->len - 1] ^= 1;
  g_assert_false (
      cry_sig_verify_rs (schemes[i].sig, key, data->data, data->len, rs->data, rs->len));
  memset (rs->data, 0, rs->len);
  g_assert_false (
      cry_sig_verify_rs (schemes[i].sig, key, data->data, data->len, rs->data, rs->len));
}

static void
test_vectors (void)
{
  vector_file_each ("signatures.txt", check_vector);
}

static void
test_rsa (void)
{
  static const struct
  {
    CrySig sig;
    const char *digest;
    int padding, salt;
  } table[] = {
    { CRY_SIG_RSA_PKCS1_SHA1, "SHA1", RSA_PKCS1_PADDING, 0 },
    { CRY_SIG_RSA_PKCS1_SHA2_256, "SHA256", RSA_PKCS1_PADDING, 0 },
    { CRY_SIG_RSA_PKCS1_SHA2_384, "SHA384", RSA_PKCS1_PADDING, 0 },
    { CRY_SIG_RSA_PKCS1_SHA2_512, "SHA512", RSA_PKCS1_PADDING, 0 },
    { CRY_SIG_RSA_PSS_SHA2_256, "SHA256", RSA_PKCS1_PSS_PADDING, 32 },
    { CRY_SIG_RSA_PSS_SHA2_384, "SHA384", RSA_PKCS1_PSS_PADDING, 48 },
    { CRY_SIG_RSA_PSS_SHA2_512, "SHA512", RSA_PKCS1_PSS_PADDING, 64 },
  };
  g_autoptr (EVP_PKEY) pkey = new_rsa (2048);
  g_autoptr (CryPublicKey) key = public_of (pkey);

  g_assert_cmpint (cry_public_key_type (key), ==, CRY_KEY_RSA);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GByteArray) signature
          = sign (pkey, table[i].digest, table[i].padding, table[i].salt, "octets");

      for (CrySig sig = CRY_SIG_NONE; sig <= CRY_SIG_LAST; sig++)
        g_assert_cmpint (verifies (sig, key, "octets", signature), ==, sig == table[i].sig);
      g_assert_false (verifies (table[i].sig, key, "octetS", signature));
      signature->data[17] ^= 4;
      g_assert_false (verifies (table[i].sig, key, "octets", signature));
      signature->data[17] ^= 4;
      g_byte_array_set_size (signature, signature->len - 1);
      g_assert_false (verifies (table[i].sig, key, "octets", signature));
      g_byte_array_set_size (signature, 0);
      g_assert_false (verifies (table[i].sig, key, "octets", signature));
    }
  /* RFC 8247 section 3.2: the salt is as long as the hash. */
  for (int salt = 0; salt <= 64; salt += 20)
    {
      g_autoptr (GByteArray) signature
          = sign (pkey, "SHA256", RSA_PKCS1_PSS_PADDING, salt, "octets");

      g_assert_false (verifies (CRY_SIG_RSA_PSS_SHA2_256, key, "octets", signature));
    }
}

/* CVE-2018-16151, CVE-2026-50721: a raw RSA operation over blocks that a lax check would take. */
static void
test_rsa_padding_is_strict (void)
{
  /* SHA-256 DigestInfo of "octets" is appended at run time. */
  static const guint8 with_null[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                      0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
  static const guint8 without_null[] = { 0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
                                         0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20 };
  enum
  {
    GOOD,
    NO_NULL,
    GARBAGE_BEHIND,
    SHORT_PADDING,
    ODD_PADDING,
    NO_INFO,
    N_CASES
  };
  g_autoptr (EVP_PKEY) pkey = new_rsa (2048);
  g_autoptr (CryPublicKey) key = public_of (pkey);
  guint8 digest[32];

  g_assert_cmpint (EVP_Q_digest (NULL, "SHA256", NULL, "octets", 6, digest, NULL), ==, 1);
  for (int i = 0; i < N_CASES; i++)
    {
      const guint8 *info = i == NO_NULL ? without_null : with_null;
      gsize info_len = i == NO_NULL ? sizeof without_null : i == NO_INFO ? 0 : sizeof with_null;
      gsize behind = i == GARBAGE_BEHIND ? 100 : 0;
      guint8 block[256], signature[256];
      gsize len = sizeof signature;
      gsize start = sizeof block - behind - sizeof digest - info_len;
      g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new (pkey, NULL);

      memset (block, 0xff, sizeof block);
      block[0] = 0;
      block[1] = 1;
      block[start - 1] = 0;
      memcpy (block + start, info, info_len);
      memcpy (block + start + info_len, digest, sizeof digest);
      if (i == SHORT_PADDING)
        block[5] = 0;
      if (i == ODD_PADDING)
        block[9] = 0xfe;
      g_assert_cmpint (EVP_PKEY_sign_init (ctx), ==, 1);
      g_assert_cmpint (EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_NO_PADDING), ==, 1);
      g_assert_cmpint (EVP_PKEY_sign (ctx, signature, &len, block, sizeof block), ==, 1);
      g_assert_cmpint (cry_sig_verify (CRY_SIG_RSA_PKCS1_SHA2_256, key, (const guint8 *) "octets",
                                       6, signature, len),
                       ==, i == GOOD);
    }
}

static void
test_ecdsa (void)
{
  static const struct
  {
    const char *curve;
    CryKeyType type;
  } curves[] = { { "P-256", CRY_KEY_ECDSA_P256 },
                 { "P-384", CRY_KEY_ECDSA_P384 },
                 { "P-521", CRY_KEY_ECDSA_P521 } };
  static const char *const digests[] = { "SHA256", "SHA384", "SHA512" };

  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_autoptr (EVP_PKEY) pkey = EVP_EC_gen (curves[i].curve);
      g_autoptr (CryPublicKey) key = public_of (pkey);

      g_assert_cmpint (cry_public_key_type (key), ==, curves[i].type);
      /* RFC 7427: any curve with any hash. */
      for (gsize n = 0; n < G_N_ELEMENTS (digests); n++)
        {
          g_autoptr (GByteArray) signature = sign (pkey, digests[n], 0, 0, "octets");
          CrySig expected = (CrySig) (CRY_SIG_ECDSA_SHA2_256 + n);

          for (CrySig sig = CRY_SIG_NONE; sig <= CRY_SIG_LAST; sig++)
            g_assert_cmpint (verifies (sig, key, "octets", signature), ==, sig == expected);
          /* Trailing octets are not DER. */
          g_byte_array_append (signature, (const guint8 *) "", 1);
          g_assert_false (verifies (expected, key, "octets", signature));
        }
    }
}

static void
check_unknown (EVP_PKEY *taken)
{
  g_autoptr (EVP_PKEY) pkey = taken;
  g_autoptr (CryPublicKey) key = public_of (pkey);

  g_assert_cmpint (cry_public_key_type (key), ==, CRY_KEY_UNKNOWN);
  for (CrySig sig = CRY_SIG_NONE; sig <= CRY_SIG_LAST; sig++)
    g_assert_false (cry_sig_fits_key (sig, CRY_KEY_UNKNOWN));
}

static void
test_unknown_keys (void)
{
  check_unknown (EVP_EC_gen ("secp256k1"));
  check_unknown (EVP_PKEY_Q_keygen (NULL, NULL, "X25519"));
  check_unknown (EVP_PKEY_Q_keygen (NULL, NULL, "X448"));
  g_assert_null (cry_public_key_new (NULL));
}

/* A SubjectPublicKeyInfo of RSA 1024 whose last octet is the exponent. */
static const char rsa_spki[]
    = "30819d300d06092a864886f70d010101050003818b0030818702818100c7998ec5726dead31c01fd"
      "628fbb304e5b901c08bbd044cd4f98f1e94438d5c4cc53432baf6c57e3c4f598aa5856e1ff6f4752"
      "3bc1f71db5e22f765fa8ddf01d2bfd1d902daec06b710fee0c3b82d3833fea40c3dc04ff8db02443"
      "d78873f20be540aa6c970dd51d987f2453ef8782629c3c6e2d94d12ff6194720079edc83e7020103";

/* A public exponent of 1 verifies what anybody wrote; 0 (CVE-2026-14957) and 2 are no keys. */
static void
test_degenerate_exponents (void)
{
  for (gulong e = 0; e <= 3; e++)
    {
      g_autoptr (GByteArray) der = vector_from_hex (rsa_spki);
      const guint8 *at = der->data;
      g_autoptr (EVP_PKEY) pkey = NULL;
      g_autoptr (CryPublicKey) key = NULL;

      der->data[der->len - 1] = (guint8) e;
      pkey = d2i_PUBKEY (NULL, &at, (long) der->len);
      if (pkey == NULL)
        continue;
      key = public_of (pkey);
      g_assert_cmpint (cry_public_key_type (key), ==, e == 3 ? CRY_KEY_RSA : CRY_KEY_UNKNOWN);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/sig/AUT-12+AUT-17/identifiers", test_identifiers);
  g_test_add_func ("/crypto/sig/AUT-16+AUT-17/identifier-variants", test_identifier_variants);
  g_test_add_func ("/crypto/sig/AUT-15/identifiers-refused", test_identifiers_refused);
  g_test_add_func ("/crypto/sig/AUT-11/vectors", test_vectors);
  g_test_add_func ("/crypto/sig/AUT-10/rsa", test_rsa);
  g_test_add_func ("/crypto/sig/AUT-23/rsa-padding-is-strict", test_rsa_padding_is_strict);
  g_test_add_func ("/crypto/sig/AUT-18+AUT-19/ecdsa", test_ecdsa);
  g_test_add_func ("/crypto/sig/AUT-21/unknown-keys", test_unknown_keys);
  g_test_add_func ("/crypto/sig/AUT-23/degenerate-exponents", test_degenerate_exponents);
  return g_test_run ();
}
