// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * CryCipher: a keyed packet protection for one direction, AEAD or CBC or CTR + HMAC, one face.
 *
 * Made once per SA and direction; seal and open allocate nothing and only set the IV
 * (perf: keeping the context is worth 2x). Works in place. One thread at a time.
 *
 *   AEAD       tag over aad and ciphertext; nonce = salt (from the key) || iv
 *   +HMAC      MAC over aad || iv || ciphertext || mac_trailer (encrypt, then MAC)
 *
 * IKE (RFC 7296 section 3.14, RFC 5282): aad is everything before the IV. ESP (RFC 4303, 4106):
 * aad is SPI || sequence number (with ESN and an AEAD: SPI || high || low); with ESN and HMAC the
 * high half is the mac_trailer.
 */
#pragma once

#include "cry-alg.h"
#include "secret.h"

typedef struct CryCipher CryCipher;

typedef struct
{
  const guint8 *aad;
  gsize aad_len;
  const guint8 *iv;          /* cry_suite_iv_len() bytes, or CRY_IV_IMPLICIT when that is 0 */
  const guint8 *mac_trailer; /* +HMAC only; NULL when empty */
  gsize mac_trailer_len;
  guint8 *data; /* transformed in place */
  gsize len;    /* a multiple of cry_suite_block_len() */
  guint8 *icv;  /* seal writes, open compares; cry_suite_icv_len() bytes */
} CryPacket;

typedef enum
{
  CRY_DIRECTION_SEAL,
  CRY_DIRECTION_OPEN,
} CryDirection;

/* NULL when the suite is not supported or a key has the wrong length. integ_key may be NULL for an
 * AEAD. The keys are copied into the cipher; the caller keeps its secrets. */
CryCipher *
cry_cipher_new (const CrySuite *suite, const SecretBuf *encr_key, const SecretBuf *integ_key,
                CryDirection direction) G_GNUC_WARN_UNUSED_RESULT;
/* The same for very many packets: by the quickest library that this build and this processor have
 * and that was just seen to agree with OpenSSL under these keys. aad, iv, data and icv must follow
 * on each other in memory when the suite is CBC+HMAC. */
CryCipher *
cry_cipher_new_bulk (const CrySuite *suite, const SecretBuf *encr_key, const SecretBuf *integ_key,
                     CryDirection direction) G_GNUC_WARN_UNUSED_RESULT;
void cry_cipher_free (CryCipher *cipher);
/* Who does the work: "openssl" or "ipsec-mb". Static. */
const char *cry_cipher_library (const CryCipher *cipher);

/* STATUS_OK or STATUS_FATAL_CRYPTO. */
int cry_cipher_seal (CryCipher *cipher, const CryPacket *packet) G_GNUC_WARN_UNUSED_RESULT;

/* The same for many packets, which a library may work on side by side. On a failure any of them may
 * be left unsealed. */
int cry_cipher_seal_many (CryCipher *cipher, const CryPacket *packets, guint n)
    G_GNUC_WARN_UNUSED_RESULT;

/* FALSE when the ICV is wrong; data is then undefined and must not be used. Constant-time compare;
 * with HMAC nothing is decrypted before the MAC has been verified. */
gboolean cry_cipher_open (CryCipher *cipher, const CryPacket *packet) G_GNUC_WARN_UNUSED_RESULT;

/* The same for many packets; ret_genuine holds n. */
void
cry_cipher_open_many (CryCipher *cipher, const CryPacket *packets, guint n, gboolean *ret_genuine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryCipher, cry_cipher_free)
