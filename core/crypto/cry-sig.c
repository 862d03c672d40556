// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Signature schemes of IKE and their verification. */
#include "cry-sig.h"
#include "bytes.h"
#include "cry-alg-private.h"
#include "cry-key-private.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <string.h>

#define DER_NULL      0x05
#define DER_INTEGER   0x02
#define DER_OID       0x06
#define DER_SEQUENCE  0x30
#define DER_CONTEXT_0 0xa0
#define DER_LEN_SHORT 0x7f

#define OID_RSA(last)   0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last
#define OID_ECDSA(last) 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, last
#define OID_SHA2(last)  0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last

/* RFC 7427 appendix A. PSS without the trailer field, whose only value is the default and which
 * DER therefore leaves out; RFC 7427 A.4.3 prints it nevertheless, and it is accepted. */
#define DER_RSA_PKCS1(last)                            \
  {                                                    \
    0x30, 0x0d, 0x06, 0x09, OID_RSA (last), 0x05, 0x00 \
  }
#define DER_ECDSA(last)                      \
  {                                          \
    0x30, 0x0a, 0x06, 0x08, OID_ECDSA (last) \
  }
#define DER_HASH(last) 0x30, 0x0d, 0x06, 0x09, OID_SHA2 (last), 0x05, 0x00
#define DER_RSA_PSS(last, salt)                                                                  \
  {                                                                                              \
    0x30, 0x41, 0x06, 0x09, OID_RSA (0x0a), 0x30, 0x34, 0xa0, 0x0f, DER_HASH (last), 0xa1, 0x1c, \
        0x30, 0x1a, 0x06, 0x09, OID_RSA (0x08), DER_HASH (last), 0xa2, 0x03, 0x02, 0x01, salt    \
  }

static const guint8 der_rsa_sha1[] = DER_RSA_PKCS1 (0x05);
static const guint8 der_rsa_sha256[] = DER_RSA_PKCS1 (0x0b);
static const guint8 der_rsa_sha384[] = DER_RSA_PKCS1 (0x0c);
static const guint8 der_rsa_sha512[] = DER_RSA_PKCS1 (0x0d);
static const guint8 der_pss_sha256[] = DER_RSA_PSS (0x01, 32);
static const guint8 der_pss_sha384[] = DER_RSA_PSS (0x02, 48);
static const guint8 der_pss_sha512[] = DER_RSA_PSS (0x03, 64);
static const guint8 der_ecdsa_sha256[] = DER_ECDSA (0x02);
static const guint8 der_ecdsa_sha384[] = DER_ECDSA (0x03);
static const guint8 der_ecdsa_sha512[] = DER_ECDSA (0x04);
static const guint8 der_ed25519[] = { 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70 };
static const guint8 der_ed448[] = { 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x71 };

typedef enum
{
  SCHEME_RSA_PKCS1,
  SCHEME_RSA_PSS,
  SCHEME_ECDSA,
  SCHEME_EDDSA,
} SchemeKind;

typedef struct
{
  CrySig sig;
  SchemeKind kind;
  CryHash hash;
  const guint8 *der;
  gsize der_len;
  const char *name;
} Scheme;

static const Scheme schemes[] = {
#define DER(x) x, sizeof x
  { CRY_SIG_RSA_PKCS1_SHA1, SCHEME_RSA_PKCS1, CRY_HASH_SHA1, DER (der_rsa_sha1),
    "RSA PKCS#1 with SHA-1" },
  { CRY_SIG_RSA_PKCS1_SHA2_256, SCHEME_RSA_PKCS1, CRY_HASH_SHA2_256, DER (der_rsa_sha256),
    "RSA PKCS#1 with SHA-256" },
  { CRY_SIG_RSA_PKCS1_SHA2_384, SCHEME_RSA_PKCS1, CRY_HASH_SHA2_384, DER (der_rsa_sha384),
    "RSA PKCS#1 with SHA-384" },
  { CRY_SIG_RSA_PKCS1_SHA2_512, SCHEME_RSA_PKCS1, CRY_HASH_SHA2_512, DER (der_rsa_sha512),
    "RSA PKCS#1 with SHA-512" },
  { CRY_SIG_RSA_PSS_SHA2_256, SCHEME_RSA_PSS, CRY_HASH_SHA2_256, DER (der_pss_sha256),
    "RSA-PSS with SHA-256" },
  { CRY_SIG_RSA_PSS_SHA2_384, SCHEME_RSA_PSS, CRY_HASH_SHA2_384, DER (der_pss_sha384),
    "RSA-PSS with SHA-384" },
  { CRY_SIG_RSA_PSS_SHA2_512, SCHEME_RSA_PSS, CRY_HASH_SHA2_512, DER (der_pss_sha512),
    "RSA-PSS with SHA-512" },
  { CRY_SIG_ECDSA_SHA2_256, SCHEME_ECDSA, CRY_HASH_SHA2_256, DER (der_ecdsa_sha256),
    "ECDSA with SHA-256" },
  { CRY_SIG_ECDSA_SHA2_384, SCHEME_ECDSA, CRY_HASH_SHA2_384, DER (der_ecdsa_sha384),
    "ECDSA with SHA-384" },
  { CRY_SIG_ECDSA_SHA2_512, SCHEME_ECDSA, CRY_HASH_SHA2_512, DER (der_ecdsa_sha512),
    "ECDSA with SHA-512" },
  { CRY_SIG_ED25519, SCHEME_EDDSA, CRY_HASH_IDENTITY, DER (der_ed25519), "Ed25519" },
  { CRY_SIG_ED448, SCHEME_EDDSA, CRY_HASH_IDENTITY, DER (der_ed448), "Ed448" },
#undef DER
};

static const Scheme *
scheme_of (CrySig sig)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (schemes[i].sig == sig)
      return &schemes[i];
  return NULL;
}

const char *
cry_sig_name (CrySig sig)
{
  const Scheme *scheme = scheme_of (sig);

  return scheme != NULL ? scheme->name : "none";
}

CryHash
cry_sig_hash (CrySig sig)
{
  const Scheme *scheme = scheme_of (sig);

  return scheme != NULL ? scheme->hash : CRY_HASH_NONE;
}

const char *
cry_sig_digest_name (CrySig sig)
{
  const CryHashInfo *info = cry_hash_info (cry_sig_hash (sig));

  return info != NULL ? info->library_name : NULL;
}

gboolean
cry_sig_is_pss (CrySig sig)
{
  const Scheme *scheme = scheme_of (sig);

  return scheme != NULL && scheme->kind == SCHEME_RSA_PSS;
}

gboolean
cry_sig_set_padding (CrySig sig, EVP_PKEY_CTX *ctx)
{
  const Scheme *scheme = scheme_of (sig);

  switch (scheme->kind)
    {
    case SCHEME_RSA_PKCS1:
      return EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_PKCS1_PADDING) > 0;
    case SCHEME_RSA_PSS:
      return EVP_PKEY_CTX_set_rsa_padding (ctx, RSA_PKCS1_PSS_PADDING) > 0
             && EVP_PKEY_CTX_set_rsa_pss_saltlen (ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
    case SCHEME_ECDSA:
    case SCHEME_EDDSA:
      return TRUE;
    }
  g_assert_not_reached ();
}

static CryKeyType
classify_ec (const EVP_PKEY *pkey)
{
  static const struct
  {
    const char *name;
    CryKeyType type;
  } curves[] = {
    { "prime256v1", CRY_KEY_ECDSA_P256 },
    { "secp384r1", CRY_KEY_ECDSA_P384 },
    { "secp521r1", CRY_KEY_ECDSA_P521 },
  };
  char name[32];
  int is_explicit = 0;

  if (EVP_PKEY_get_int_param (pkey, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is_explicit)
          != 1
      || is_explicit != 0 || EVP_PKEY_get_group_name (pkey, name, sizeof name, NULL) != 1)
    return CRY_KEY_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (g_str_equal (curves[i].name, name))
      return curves[i].type;
  return CRY_KEY_UNKNOWN;
}

static CryKeyType
classify_rsa (const EVP_PKEY *pkey)
{
  g_autoptr (BIGNUM) exponent = NULL;

  if (EVP_PKEY_get_bn_param (pkey, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1 || !BN_is_odd (exponent)
      || BN_is_one (exponent) || BN_is_negative (exponent))
    return CRY_KEY_UNKNOWN;
  return CRY_KEY_RSA;
}

CryKeyType
cry_key_classify (const EVP_PKEY *pkey)
{
  if (EVP_PKEY_is_a (pkey, "RSA") || EVP_PKEY_is_a (pkey, "RSA-PSS"))
    return classify_rsa (pkey);
  if (EVP_PKEY_is_a (pkey, "EC"))
    return classify_ec (pkey);
  if (EVP_PKEY_is_a (pkey, "ED25519"))
    return CRY_KEY_ED25519;
  return EVP_PKEY_is_a (pkey, "ED448") ? CRY_KEY_ED448 : CRY_KEY_UNKNOWN;
}

CryPublicKey *
cry_public_key_new (EVP_PKEY *pkey)
{
  CryPublicKey *key;

  if (pkey == NULL || EVP_PKEY_up_ref (pkey) != 1)
    return NULL;
  key = g_new0 (CryPublicKey, 1);
  key->pkey = pkey;
  key->type = cry_key_classify (pkey);
  return key;
}

gboolean
cry_public_key_is (const CryPublicKey *key, const guint8 *spki, gsize len)
{
  const guint8 *at = spki;
  g_autoptr (EVP_PKEY) other = d2i_PUBKEY (NULL, &at, (long) MIN (len, G_MAXLONG));
  gboolean same = other != NULL && EVP_PKEY_eq (key->pkey, other) == 1;

  ERR_clear_error ();
  return same;
}

void
cry_public_key_free (CryPublicKey *key)
{
  if (key == NULL)
    return;
  EVP_PKEY_free (key->pkey);
  g_free (key);
}

CryKeyType
cry_public_key_type (const CryPublicKey *key)
{
  return key->type;
}

gboolean
cry_sig_fits_key (CrySig sig, CryKeyType type)
{
  const Scheme *scheme = scheme_of (sig);

  if (scheme == NULL)
    return FALSE;
  switch (type)
    {
    case CRY_KEY_RSA:
      return scheme->kind == SCHEME_RSA_PKCS1 || scheme->kind == SCHEME_RSA_PSS;
    case CRY_KEY_ECDSA_P256:
    case CRY_KEY_ECDSA_P384:
    case CRY_KEY_ECDSA_P521:
      /* RFC 7427 section 3: any curve goes with any hash. */
      return scheme->kind == SCHEME_ECDSA;
    case CRY_KEY_ED25519:
      return sig == CRY_SIG_ED25519;
    case CRY_KEY_ED448:
      return sig == CRY_SIG_ED448;
    case CRY_KEY_UNKNOWN:
      break;
    }
  return FALSE;
}

const guint8 *
cry_sig_algorithm_identifier (CrySig sig, gsize *ret_len)
{
  const Scheme *scheme = scheme_of (sig);

  if (scheme == NULL)
    return NULL;
  *ret_len = scheme->der_len;
  return scheme->der;
}

/* The contents of the next TLV, which must have this tag and the one-octet length that everything
 * we accept has; in long form it would not be DER. */
static ByteReader
enter_der (ByteReader *reader, guint8 tag)
{
  guint8 len;

  if (byte_read_u8 (reader) != tag)
    byte_reader_fail (reader);
  len = byte_read_u8 (reader);
  if (len > DER_LEN_SHORT)
    byte_reader_fail (reader);
  return byte_read_sub (reader, len);
}

static void
expect_bytes (ByteReader *reader, const guint8 *bytes, gsize len)
{
  const guint8 *found = byte_read_bytes (reader, len);

  if (found != NULL && len > 0 && memcmp (found, bytes, len) != 0)
    byte_reader_fail (reader);
}

static void
expect_der (ByteReader *reader, guint8 tag, const guint8 *bytes, gsize len)
{
  ByteReader value = enter_der (reader, tag);

  expect_bytes (&value, bytes, len);
  if (!byte_reader_done (&value))
    byte_reader_fail (reader);
}

/* RFC 4055 section 2.1: NULL and absent parameters both occur and mean the same. */
static void
expect_null_or_end (ByteReader *reader)
{
  if (byte_reader_ok (reader) && reader->left > 0)
    expect_der (reader, DER_NULL, NULL, 0);
}

static void
expect_hash (ByteReader *reader, guint8 tag, guint8 hash_arc)
{
  const guint8 oid[] = { OID_SHA2 (hash_arc) };
  ByteReader value = tag != 0 ? enter_der (reader, tag) : *reader;
  ByteReader algorithm = enter_der (&value, DER_SEQUENCE);

  expect_der (&algorithm, DER_OID, oid, sizeof oid);
  expect_null_or_end (&algorithm);
  if (!byte_reader_done (&algorithm) || !byte_reader_done (&value))
    byte_reader_fail (reader);
  else if (tag == 0)
    *reader = value;
}

/* RSASSA-PSS-params with everything explicit (RFC 8247 section 3.2): empty parameters would mean
 * SHA-1. */
static gboolean
is_pss_parameters (ByteReader *reader, const Scheme *scheme)
{
  const guint8 mgf_oid[] = { OID_RSA (0x08) };
  guint8 hash_arc = (guint8) (scheme->hash - CRY_HASH_SHA2_256 + 1);
  guint8 salt_len = (guint8) cry_hash_len (scheme->hash);
  guint8 trailer = 1;
  ByteReader params = enter_der (reader, DER_SEQUENCE);
  ByteReader value, mgf;

  expect_hash (&params, DER_CONTEXT_0, hash_arc);
  value = enter_der (&params, DER_CONTEXT_0 + 1);
  mgf = enter_der (&value, DER_SEQUENCE);
  expect_der (&mgf, DER_OID, mgf_oid, sizeof mgf_oid);
  expect_hash (&mgf, 0, hash_arc);
  if (!byte_reader_done (&mgf) || !byte_reader_done (&value))
    return FALSE;
  value = enter_der (&params, DER_CONTEXT_0 + 2);
  expect_der (&value, DER_INTEGER, &salt_len, 1);
  if (!byte_reader_done (&value))
    return FALSE;
  if (byte_reader_ok (&params) && params.left > 0)
    {
      value = enter_der (&params, DER_CONTEXT_0 + 3);
      expect_der (&value, DER_INTEGER, &trailer, 1);
      if (!byte_reader_done (&value))
        return FALSE;
    }
  return byte_reader_done (&params) && byte_reader_done (reader);
}

static gboolean
is_scheme (const Scheme *scheme, const guint8 *der, gsize len)
{
  /* SEQUENCE header, then OID header and OID: where our own form has them. */
  gsize oid_len = scheme->der[3];
  ByteReader reader = byte_reader (der, len);
  ByteReader algorithm = enter_der (&reader, DER_SEQUENCE);

  if (!byte_reader_done (&reader))
    return FALSE;
  expect_der (&algorithm, DER_OID, scheme->der + 4, oid_len);
  switch (scheme->kind)
    {
    case SCHEME_RSA_PSS:
      return is_pss_parameters (&algorithm, scheme);
    case SCHEME_RSA_PKCS1:
    case SCHEME_ECDSA:
      expect_null_or_end (&algorithm);
      break;
    case SCHEME_EDDSA:
      break;
    }
  return byte_reader_done (&algorithm);
}

CrySig
cry_sig_from_algorithm_identifier (const guint8 *der, gsize len)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (is_scheme (&schemes[i], der, len))
      return schemes[i].sig;
  return CRY_SIG_NONE;
}

gboolean
cry_sig_verify (CrySig sig, const CryPublicKey *key, const guint8 *data, gsize data_len,
                const guint8 *signature, gsize signature_len)
{
  g_autoptr (EVP_MD_CTX) ctx = NULL;
  EVP_PKEY_CTX *pkey_ctx = NULL; /* borrowed from ctx */

  if (!cry_sig_fits_key (sig, key->type) || signature_len == 0
      || signature_len > CRY_SIG_OCTETS_MAX)
    return FALSE;
  ctx = EVP_MD_CTX_new ();
  return ctx != NULL
         && EVP_DigestVerifyInit_ex (ctx, &pkey_ctx, cry_sig_digest_name (sig), NULL, NULL,
                                     key->pkey, NULL)
                == 1
         && cry_sig_set_padding (sig, pkey_ctx)
         && EVP_DigestVerify (ctx, signature, signature_len, data, data_len) == 1;
}

static gsize
order_len (CryKeyType type)
{
  switch (type)
    {
    case CRY_KEY_ECDSA_P256:
      return 32;
    case CRY_KEY_ECDSA_P384:
      return 48;
    case CRY_KEY_ECDSA_P521:
      return 66;
    case CRY_KEY_RSA:
    case CRY_KEY_ED25519:
    case CRY_KEY_ED448:
    case CRY_KEY_UNKNOWN:
      break;
    }
  return 0;
}

gboolean
cry_sig_verify_rs (CrySig sig, const CryPublicKey *key, const guint8 *data, gsize data_len,
                   const guint8 *signature, gsize signature_len)
{
  gsize half = order_len (key->type);
  g_autoptr (ECDSA_SIG) pair = NULL;
  g_autoptr (BIGNUM) r = NULL;
  g_autoptr (BIGNUM) s = NULL;
  guint8 der[CRY_SIG_OCTETS_MAX];
  guint8 *at = der;
  int der_len;

  if (half == 0 || signature_len != 2 * half)
    return FALSE;
  pair = ECDSA_SIG_new ();
  r = BN_bin2bn (signature, (int) half, NULL);
  s = BN_bin2bn (signature + half, (int) half, NULL);
  if (pair == NULL || r == NULL || s == NULL || ECDSA_SIG_set0 (pair, r, s) != 1)
    return FALSE;
  r = NULL;
  s = NULL;
  der_len = i2d_ECDSA_SIG (pair, &at);
  return der_len > 0 && cry_sig_verify (sig, key, data, data_len, der, (gsize) der_len);
}
