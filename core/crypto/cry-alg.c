// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The table of algorithms by transform number. */
#include "cry-alg.h"
#include "cry-alg-private.h"

#include "cry-ossl-private.h"

#include <openssl/obj_mac.h>

/* The three key lengths of an AES mode. */
#define AES(encr, mode, salt, iv, icv, block, name)                   \
  { encr, 128, 16, salt, iv, icv, block, mode, "AES-128-" name },     \
      { encr, 192, 24, salt, iv, icv, block, mode, "AES-192-" name }, \
  {                                                                   \
    encr, 256, 32, salt, iv, icv, block, mode, "AES-256-" name        \
  }

static const CryEncrInfo encr_table[] = {
  AES (CRY_ENCR_AES_GCM_16, CRY_MODE_AEAD, 4, 8, 16, 1, "GCM"),
  AES (CRY_ENCR_AES_GCM_12, CRY_MODE_AEAD, 4, 8, 12, 1, "GCM"),
  AES (CRY_ENCR_AES_GCM_8, CRY_MODE_AEAD, 4, 8, 8, 1, "GCM"),
  AES (CRY_ENCR_AES_GCM_16_IIV, CRY_MODE_AEAD, 4, 0, 16, 1, "GCM"),
  { CRY_ENCR_CHACHA20_POLY1305, 0, 32, 4, 8, 16, 1, CRY_MODE_AEAD, "ChaCha20-Poly1305" },
  { CRY_ENCR_CHACHA20_POLY1305_IIV, 0, 32, 4, 0, 16, 1, CRY_MODE_AEAD, "ChaCha20-Poly1305" },
  AES (CRY_ENCR_AES_CCM_16, CRY_MODE_CCM, 3, 8, 16, 1, "CCM"),
  AES (CRY_ENCR_AES_CCM_12, CRY_MODE_CCM, 3, 8, 12, 1, "CCM"),
  AES (CRY_ENCR_AES_CCM_8, CRY_MODE_CCM, 3, 8, 8, 1, "CCM"),
  AES (CRY_ENCR_AES_CCM_16_IIV, CRY_MODE_CCM, 3, 0, 16, 1, "CCM"),
  AES (CRY_ENCR_NULL_AES_GMAC, CRY_MODE_GMAC, 4, 8, 16, 1, "GCM"),
  AES (CRY_ENCR_AES_CBC, CRY_MODE_CBC, 0, 16, 0, 16, "CBC"),
  AES (CRY_ENCR_AES_CTR, CRY_MODE_CTR, 4, 8, 0, 1, "CTR"),
};

static const CryIntegInfo integ_table[] = {
  { CRY_INTEG_HMAC_SHA1_96, 20, 12, CRY_HASH_SHA1 },
  { CRY_INTEG_HMAC_SHA2_256_128, 32, 16, CRY_HASH_SHA2_256 },
  { CRY_INTEG_HMAC_SHA2_384_192, 48, 24, CRY_HASH_SHA2_384 },
  { CRY_INTEG_HMAC_SHA2_512_256, 64, 32, CRY_HASH_SHA2_512 },
};

static const CryHashInfo hash_table[] = {
  { CRY_HASH_SHA1, 20, "SHA1" },
  { CRY_HASH_SHA2_256, 32, "SHA256" },
  { CRY_HASH_SHA2_384, 48, "SHA384" },
  { CRY_HASH_SHA2_512, 64, "SHA512" },
};

/* MODP private exponents: at least as long as RFC 3526 section 8 asks for the group's strength. */
static const CryKeInfo ke_table[] = {
  { CRY_KE_MODP1024, CRY_KE_FAMILY_MODP, 128, 128, 32, 0 },
  { CRY_KE_MODP1536, CRY_KE_FAMILY_MODP, 192, 192, 32, 0 },
  { CRY_KE_MODP2048, CRY_KE_FAMILY_MODP, 256, 256, 40, 0 },
  { CRY_KE_MODP3072, CRY_KE_FAMILY_MODP, 384, 384, 56, 0 },
  { CRY_KE_MODP4096, CRY_KE_FAMILY_MODP, 512, 512, 64, 0 },
  { CRY_KE_MODP6144, CRY_KE_FAMILY_MODP, 768, 768, 68, 0 },
  { CRY_KE_MODP8192, CRY_KE_FAMILY_MODP, 1024, 1024, 80, 0 },
  { CRY_KE_ECP256, CRY_KE_FAMILY_ECP, 64, 32, 32, NID_X9_62_prime256v1 },
  { CRY_KE_ECP384, CRY_KE_FAMILY_ECP, 96, 48, 48, NID_secp384r1 },
  { CRY_KE_ECP521, CRY_KE_FAMILY_ECP, 132, 66, 66, NID_secp521r1 },
  { CRY_KE_BRAINPOOL256, CRY_KE_FAMILY_ECP, 64, 32, 32, NID_brainpoolP256r1 },
  { CRY_KE_BRAINPOOL384, CRY_KE_FAMILY_ECP, 96, 48, 48, NID_brainpoolP384r1 },
  { CRY_KE_BRAINPOOL512, CRY_KE_FAMILY_ECP, 128, 64, 64, NID_brainpoolP512r1 },
  { CRY_KE_X25519, CRY_KE_FAMILY_XDH, 32, 32, 32, NID_X25519 },
  { CRY_KE_X448, CRY_KE_FAMILY_XDH, 56, 56, 56, NID_X448 },
  { CRY_KE_MLKEM512, CRY_KE_FAMILY_KEM, 800, 32, 64, 0, 768, "ML-KEM-512" },
  { CRY_KE_MLKEM768, CRY_KE_FAMILY_KEM, 1184, 32, 64, 0, 1088, "ML-KEM-768" },
  { CRY_KE_MLKEM1024, CRY_KE_FAMILY_KEM, 1568, 32, 64, 0, 1568, "ML-KEM-1024" },
};

const CryEncrInfo *
cry_encr_info_nth (gsize n)
{
  return n < G_N_ELEMENTS (encr_table) ? &encr_table[n] : NULL;
}

const CryHashInfo *
cry_hash_info_nth (gsize n)
{
  return n < G_N_ELEMENTS (hash_table) ? &hash_table[n] : NULL;
}

const CryEncrInfo *
cry_encr_info (CryEncr encr, guint16 key_bits)
{
  for (gsize i = 0; i < G_N_ELEMENTS (encr_table); i++)
    if (encr_table[i].encr == encr && encr_table[i].key_bits == key_bits)
      return &encr_table[i];
  return NULL;
}

const CryIntegInfo *
cry_integ_info (CryInteg integ)
{
  for (gsize i = 0; i < G_N_ELEMENTS (integ_table); i++)
    if (integ_table[i].integ == integ)
      return &integ_table[i];
  return NULL;
}

const CryHashInfo *
cry_hash_info (CryHash hash)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hash_table); i++)
    if (hash_table[i].hash == hash)
      return &hash_table[i];
  return NULL;
}

const CryHashInfo *
cry_prf_info (CryPrf prf)
{
  switch (prf)
    {
    case CRY_PRF_HMAC_SHA1:
      return cry_hash_info (CRY_HASH_SHA1);
    case CRY_PRF_HMAC_SHA2_256:
      return cry_hash_info (CRY_HASH_SHA2_256);
    case CRY_PRF_HMAC_SHA2_384:
      return cry_hash_info (CRY_HASH_SHA2_384);
    case CRY_PRF_HMAC_SHA2_512:
      return cry_hash_info (CRY_HASH_SHA2_512);
    case CRY_PRF_NONE:
      break;
    }
  return NULL;
}

const CryKeInfo *
cry_ke_info (CryKe group)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ke_table); i++)
    if (ke_table[i].group == group)
      return &ke_table[i];
  return NULL;
}

gboolean
cry_suite_is_supported (const CrySuite *suite)
{
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  if (encr == NULL)
    return FALSE;
  /* RFC 5282 section 8: an AEAD never comes with an integrity transform, anything else always. */
  if (encr->icv_len > 0)
    return suite->integ == CRY_INTEG_NONE;
  return cry_integ_info (suite->integ) != NULL;
}

gboolean
cry_suite_is_aead (const CrySuite *suite)
{
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  return encr != NULL && encr->icv_len > 0;
}

gsize
cry_suite_encr_key_len (const CrySuite *suite)
{
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  return encr != NULL ? (gsize) encr->key_len + encr->salt_len : 0;
}

gsize
cry_suite_integ_key_len (const CrySuite *suite)
{
  const CryIntegInfo *integ = cry_integ_info (suite->integ);

  return integ != NULL ? integ->key_len : 0;
}

gsize
cry_suite_iv_len (const CrySuite *suite)
{
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  return encr != NULL ? encr->iv_len : 0;
}

gboolean
cry_suite_iv_is_random (const CrySuite *suite)
{
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  return encr != NULL && encr->mode == CRY_MODE_CBC;
}

gsize
cry_suite_icv_len (const CrySuite *suite)
{
  const CryIntegInfo *integ = cry_integ_info (suite->integ);
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  if (integ != NULL)
    return integ->icv_len;
  return encr != NULL ? encr->icv_len : 0;
}

gsize
cry_suite_block_len (const CrySuite *suite)
{
  const CryEncrInfo *encr = cry_encr_info (suite->encr, suite->key_bits);

  return encr != NULL ? encr->block_len : 0;
}

gboolean
cry_prf_is_supported (CryPrf prf)
{
  return cry_prf_info (prf) != NULL;
}

gsize
cry_prf_len (CryPrf prf)
{
  const CryHashInfo *info = cry_prf_info (prf);

  return info != NULL ? info->len : 0;
}

gboolean
cry_ke_is_supported (CryKe group)
{
  const CryKeInfo *info = cry_ke_info (group);
  g_autoptr (EVP_KEM) kem = NULL;

  if (info == NULL || info->family != CRY_KE_FAMILY_KEM)
    return info != NULL;
  kem = EVP_KEM_fetch (NULL, info->library_name, NULL);
  return kem != NULL;
}

gboolean
cry_ke_is_post_quantum (CryKe group)
{
  const CryKeInfo *info = cry_ke_info (group);

  return info != NULL && info->family == CRY_KE_FAMILY_KEM;
}

gsize
cry_hash_len (CryHash hash)
{
  const CryHashInfo *info = cry_hash_info (hash);

  return info != NULL ? info->len : 0;
}
