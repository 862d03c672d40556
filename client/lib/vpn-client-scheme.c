// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Hashes before, and DER after, what a token signs. */
#include "vpn-client-scheme-private.h"

#include <string.h>

#define HASH_MAX    64
#define INTEGER     0x02
#define BIT_STRING  0x03
#define OCTETS      0x04
#define SEQUENCE    0x30
#define LONG_LENGTH 0x80

struct VpnClientScheme
{
  const char *name;
  CK_MECHANISM_TYPE mechanism;
  GChecksumType hash;               /* not of EdDSA */
  CK_MECHANISM_TYPE hash_mechanism; /* of PSS */
  CK_RSA_PKCS_MGF_TYPE mask;
  guint8 oid_end; /* of PKCS#1: last octet of the hash's object identifier; 0: SHA-1 */
};

static const VpnClientScheme schemes[] = {
  { "RSA PKCS#1 with SHA-1", CKM_RSA_PKCS, G_CHECKSUM_SHA1, 0, 0, 0 },
  { "RSA PKCS#1 with SHA-256", CKM_RSA_PKCS, G_CHECKSUM_SHA256, 0, 0, 1 },
  { "RSA PKCS#1 with SHA-384", CKM_RSA_PKCS, G_CHECKSUM_SHA384, 0, 0, 2 },
  { "RSA PKCS#1 with SHA-512", CKM_RSA_PKCS, G_CHECKSUM_SHA512, 0, 0, 3 },
  { "RSA-PSS with SHA-256", CKM_RSA_PKCS_PSS, G_CHECKSUM_SHA256, CKM_SHA256, CKG_MGF1_SHA256, 0 },
  { "RSA-PSS with SHA-384", CKM_RSA_PKCS_PSS, G_CHECKSUM_SHA384, CKM_SHA384, CKG_MGF1_SHA384, 0 },
  { "RSA-PSS with SHA-512", CKM_RSA_PKCS_PSS, G_CHECKSUM_SHA512, CKM_SHA512, CKG_MGF1_SHA512, 0 },
  { "ECDSA with SHA-256", CKM_ECDSA, G_CHECKSUM_SHA256, 0, 0, 0 },
  { "ECDSA with SHA-384", CKM_ECDSA, G_CHECKSUM_SHA384, 0, 0, 0 },
  { "ECDSA with SHA-512", CKM_ECDSA, G_CHECKSUM_SHA512, 0, 0, 0 },
  { "Ed25519", CKM_EDDSA, 0, 0, 0, 0 },
  { "Ed448", CKM_EDDSA, 0, 0, 0, 0 },
};

const VpnClientScheme *
vpn_client_scheme_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i].name, name) == 0)
      return &schemes[i];
  return NULL;
}

/* ---- DER ------------------------------------------------------------------------------------- */

/* Appends a value of up to 65535 octets. */
static void
append (GByteArray *der, guint8 tag, const guint8 *octets, gsize len)
{
  const guint8 head[] = { tag, LONG_LENGTH | 2, (guint8) (len >> 8), (guint8) len };

  g_byte_array_append (der, &tag, 1);
  if (len < LONG_LENGTH)
    g_byte_array_append (der, &head[3], 1);
  else if (len <= G_MAXUINT8)
    {
      const guint8 one = LONG_LENGTH | 1;

      g_byte_array_append (der, &one, 1);
      g_byte_array_append (der, &head[3], 1);
    }
  else
    g_byte_array_append (der, &head[1], 3);
  g_byte_array_append (der, octets, (guint) len);
}

/* A positive integer: no zeros in front but the one that keeps it positive. */
static void
append_integer (GByteArray *der, const guint8 *octets, gsize len)
{
  g_autoptr (GByteArray) value = g_byte_array_new ();
  const guint8 zero = 0;

  while (len > 0 && *octets == 0)
    octets++, len--;
  if (len == 0 || *octets >= 0x80)
    g_byte_array_append (value, &zero, 1);
  g_byte_array_append (value, octets, (guint) len);
  append (der, INTEGER, value->data, value->len);
}

static GBytes *
wrap (GByteArray *content)
{
  GByteArray *der = g_byte_array_new ();

  append (der, SEQUENCE, content->data, content->len);
  return g_byte_array_free_to_bytes (der);
}

/* SubjectPublicKeyInfo of an algorithm, DER, and the octets of a key. */
static GBytes *
make_key_info (const guint8 *algorithm, gsize algorithm_len, const guint8 *key, gsize len)
{
  g_autoptr (GByteArray) info = g_byte_array_new ();
  g_autoptr (GByteArray) bits = g_byte_array_new ();
  const guint8 unused_bits = 0;

  g_byte_array_append (bits, &unused_bits, 1);
  g_byte_array_append (bits, key, (guint) len);
  append (info, SEQUENCE, algorithm, algorithm_len);
  append (info, BIT_STRING, bits->data, bits->len);
  return wrap (info);
}

GBytes *
vpn_client_scheme_rsa_key (GBytes *modulus, GBytes *exponent)
{
  /* rsaEncryption with NULL (RFC 8017 appendix A.1). */
  static const guint8 algorithm[]
      = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00 };
  g_autoptr (GByteArray) numbers = g_byte_array_new ();
  g_autoptr (GBytes) key = NULL;
  gsize len;
  const guint8 *octets = g_bytes_get_data (modulus, &len);

  append_integer (numbers, octets, len);
  octets = g_bytes_get_data (exponent, &len);
  append_integer (numbers, octets, len);
  key = wrap (numbers);
  octets = g_bytes_get_data (key, &len);
  return make_key_info (algorithm, sizeof algorithm, octets, len);
}

GBytes *
vpn_client_scheme_ec_key (GBytes *parameters, GBytes *point)
{
  /* id-ecPublicKey (RFC 5480), with the curve behind it. */
  static const guint8 algorithm[] = { 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01 };
  g_autoptr (GByteArray) whole = g_byte_array_new ();
  gsize len, curve_len, head = 2;
  const guint8 *octets = g_bytes_get_data (point, &len);
  const guint8 *curve = g_bytes_get_data (parameters, &curve_len);

  /* P-521 takes a long length. */
  if (len > 2 && octets[1] == (LONG_LENGTH | 1))
    head = 3;
  if (len <= head || octets[0] != OCTETS || octets[head - 1] != len - head)
    return g_bytes_new (NULL, 0);
  g_byte_array_append (whole, algorithm, sizeof algorithm);
  g_byte_array_append (whole, curve, (guint) curve_len);
  return make_key_info (whole->data, whole->len, octets + head, len - head);
}

/* ---- Signatures ------------------------------------------------------------------------------ */

/* DigestInfo (RFC 8017 section 9.2): the token only pads it. */
static GBytes *
make_digest_info (const VpnClientScheme *scheme, const guint8 *hash, gsize len)
{
  static const guint8 sha1[] = { 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00 };
  const guint8 sha2[]
      = { 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, scheme->oid_end, 0x05, 0x00 };
  g_autoptr (GByteArray) info = g_byte_array_new ();

  if (scheme->oid_end == 0)
    append (info, SEQUENCE, sha1, sizeof sha1);
  else
    append (info, SEQUENCE, sha2, sizeof sha2);
  append (info, OCTETS, hash, len);
  return wrap (info);
}

GBytes *
vpn_client_scheme_prepare (const VpnClientScheme *scheme, GBytes *octets, CK_MECHANISM *mechanism,
                           CK_RSA_PKCS_PSS_PARAMS *pss)
{
  g_autoptr (GChecksum) checksum = NULL;
  guint8 hash[HASH_MAX];
  gsize hash_len = sizeof hash, len;
  const guint8 *data = g_bytes_get_data (octets, &len);

  *mechanism = (CK_MECHANISM){ scheme->mechanism, NULL, 0 };
  if (scheme->mechanism == CKM_EDDSA)
    return g_bytes_ref (octets);
  checksum = g_checksum_new (scheme->hash);
  g_checksum_update (checksum, data, (gssize) len);
  g_checksum_get_digest (checksum, hash, &hash_len);
  if (scheme->mechanism == CKM_RSA_PKCS)
    return make_digest_info (scheme, hash, hash_len);
  if (scheme->mechanism == CKM_RSA_PKCS_PSS)
    {
      /* The salt is as long as the hash (RFC 7427 appendix A.4.3). */
      *pss = (CK_RSA_PKCS_PSS_PARAMS){ scheme->hash_mechanism, scheme->mask, hash_len };
      *mechanism = (CK_MECHANISM){ scheme->mechanism, pss, sizeof *pss };
    }
  return g_bytes_new (hash, hash_len);
}

GBytes *
vpn_client_scheme_finish (const VpnClientScheme *scheme, const guint8 *made, gsize len)
{
  g_autoptr (GByteArray) pair = g_byte_array_new ();

  if (scheme->mechanism != CKM_ECDSA)
    return g_bytes_new (made, len);
  append_integer (pair, made, len / 2);
  append_integer (pair, made + len / 2, len / 2);
  return wrap (pair);
}
