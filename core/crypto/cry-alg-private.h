// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The one table of what this folder can do, with the crypto library's names. Constant; any
 * thread. */
#pragma once

#include "cry-alg.h"

typedef enum /* how a cipher is driven */
{
  CRY_MODE_AEAD, /* GCM, ChaCha20-Poly1305 */
  CRY_MODE_CCM,
  CRY_MODE_GMAC, /* an AEAD with everything in its additional data */
  CRY_MODE_CBC,  /* the rest needs a MAC */
  CRY_MODE_CTR,
} CryMode;

typedef struct
{
  CryEncr encr;
  guint16 key_bits; /* as negotiated; 0 where there is no Key Length attribute */
  guint8 key_len;   /* bytes the cipher itself takes */
  guint8 salt_len;  /* bytes after the key that start the nonce (RFC 3686, 5282, 7634) */
  guint8 iv_len;    /* bytes on the wire */
  guint8 icv_len;   /* 0: not an AEAD */
  guint8 block_len;
  CryMode mode;
  const char *library_name;
} CryEncrInfo;

typedef struct
{
  CryInteg integ;
  guint8 key_len; /* bytes */
  guint8 icv_len; /* bytes kept of the MAC */
  CryHash hash;
} CryIntegInfo;

typedef struct
{
  CryHash hash;
  guint8 len; /* bytes of digest */
  const char *library_name;
} CryHashInfo;

typedef enum
{
  CRY_KE_FAMILY_MODP,
  CRY_KE_FAMILY_ECP,
  CRY_KE_FAMILY_XDH,
  CRY_KE_FAMILY_KEM,
} CryKeFamily;

typedef struct
{
  CryKe group;
  CryKeFamily family;
  guint16 public_len; /* bytes of KE payload data */
  guint16 shared_len; /* bytes of g^ir */
  guint16 private_len;
  int nid;                  /* the curve; 0 for MODP and KEM */
  guint16 answer_len;       /* KEM: bytes of the responder's KE payload data */
  const char *library_name; /* KEM */
} CryKeInfo;

/* NULL when not supported. */
const CryEncrInfo *cry_encr_info (CryEncr encr, guint16 key_bits);
const CryIntegInfo *cry_integ_info (CryInteg integ);
const CryHashInfo *cry_hash_info (CryHash hash);
/* The hash under an HMAC prf. */
const CryHashInfo *cry_prf_info (CryPrf prf);
const CryKeInfo *cry_ke_info (CryKe group);

/* Walks the tables; NULL after the last row. */
const CryEncrInfo *cry_encr_info_nth (gsize n);
const CryHashInfo *cry_hash_info_nth (gsize n);
