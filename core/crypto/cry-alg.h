// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Algorithms by their IANA "IKEv2 Parameters" transform numbers, which are the vocabulary of IKE,
 * ESP and this folder alike, so that nothing is translated between them. Constant data; any thread.
 */
#pragma once

#include <glib.h>

typedef enum /* Transform type 1 */
{
  CRY_ENCR_NONE = 0,
  CRY_ENCR_AES_CBC = 12,
  CRY_ENCR_AES_CTR = 13,
  CRY_ENCR_AES_CCM_8 = 14,
  CRY_ENCR_AES_CCM_12 = 15,
  CRY_ENCR_AES_CCM_16 = 16,
  CRY_ENCR_AES_GCM_8 = 18,
  CRY_ENCR_AES_GCM_12 = 19,
  CRY_ENCR_AES_GCM_16 = 20,
  CRY_ENCR_NULL_AES_GMAC = 21, /* authentic but in clear (RFC 4543) */
  CRY_ENCR_CHACHA20_POLY1305 = 28,
  CRY_ENCR_AES_CCM_16_IIV = 29, /* IIV: the sequence number is the IV (RFC 8750) */
  CRY_ENCR_AES_GCM_16_IIV = 30,
  CRY_ENCR_CHACHA20_POLY1305_IIV = 31,
} CryEncr;

typedef enum /* Transform type 2 */
{
  CRY_PRF_NONE = 0,
  CRY_PRF_HMAC_SHA1 = 2,
  CRY_PRF_HMAC_SHA2_256 = 5,
  CRY_PRF_HMAC_SHA2_384 = 6,
  CRY_PRF_HMAC_SHA2_512 = 7,
} CryPrf;

typedef enum /* Transform type 3 */
{
  CRY_INTEG_NONE = 0,
  CRY_INTEG_HMAC_SHA1_96 = 2,
  CRY_INTEG_HMAC_SHA2_256_128 = 12,
  CRY_INTEG_HMAC_SHA2_384_192 = 13,
  CRY_INTEG_HMAC_SHA2_512_256 = 14,
} CryInteg;

typedef enum /* Transform type 4 */
{
  CRY_KE_NONE = 0,
  CRY_KE_MODP1024 = 2,
  CRY_KE_MODP1536 = 5,
  CRY_KE_MODP2048 = 14,
  CRY_KE_MODP3072 = 15,
  CRY_KE_MODP4096 = 16,
  CRY_KE_MODP6144 = 17,
  CRY_KE_MODP8192 = 18,
  CRY_KE_ECP256 = 19,
  CRY_KE_ECP384 = 20,
  CRY_KE_ECP521 = 21,
  CRY_KE_BRAINPOOL256 = 28,
  CRY_KE_BRAINPOOL384 = 29,
  CRY_KE_BRAINPOOL512 = 30,
  CRY_KE_X25519 = 31,
  CRY_KE_X448 = 32,
  CRY_KE_MLKEM512 = 35, /* where the crypto library has it */
  CRY_KE_MLKEM768 = 36,
  CRY_KE_MLKEM1024 = 37,
} CryKe;

typedef enum /* "IKEv2 Hash Algorithms" registry, RFC 7427 */
{
  CRY_HASH_NONE = 0,
  CRY_HASH_SHA1 = 1,
  CRY_HASH_SHA2_256 = 2,
  CRY_HASH_SHA2_384 = 3,
  CRY_HASH_SHA2_512 = 4,
  CRY_HASH_IDENTITY = 5,
} CryHash;

/* One packet protection: an AEAD (integ == CRY_INTEG_NONE), or CBC or CTR with a MAC. */
typedef struct
{
  CryEncr encr;
  guint16 key_bits; /* 0 where the cipher has one key length (ChaCha20-Poly1305) */
  CryInteg integ;
} CrySuite;

#define CRY_ICV_MAX     32 /* bytes */
#define CRY_IV_MAX      16
#define CRY_IV_IMPLICIT 8 /* what the packet does not carry */
#define CRY_BLOCK_MAX   16
#define CRY_HASH_MAX    64 /* bytes of the longest digest */

/* Whether this build can do it at all. */
gboolean cry_suite_is_supported (const CrySuite *suite);
gboolean cry_suite_is_aead (const CrySuite *suite);
/* Bytes of keying material: the encryption key including the AEAD salt (RFC 5282, 7634). */
gsize cry_suite_encr_key_len (const CrySuite *suite);
gsize cry_suite_integ_key_len (const CrySuite *suite);
/* Explicit IV on the wire: 8 or 16; 0 where the sequence number is it. */
gsize cry_suite_iv_len (const CrySuite *suite);
/* Whether the IV must be unpredictable; else it only must never repeat under a key. */
gboolean cry_suite_iv_is_random (const CrySuite *suite);
gsize cry_suite_icv_len (const CrySuite *suite);
/* What the ciphertext must be a multiple of (1 for stream-like AEADs). */
gsize cry_suite_block_len (const CrySuite *suite);

gboolean cry_prf_is_supported (CryPrf prf);
gsize cry_prf_len (CryPrf prf); /* output and preferred key length, bytes */
gboolean cry_ke_is_supported (CryKe group);
/* Whether it withstands a quantum computer, as far as is known. */
gboolean cry_ke_is_post_quantum (CryKe group);
gsize cry_hash_len (CryHash hash); /* 0 for CRY_HASH_IDENTITY */
