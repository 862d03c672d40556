// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Signatures for the AUTH payload (RFC 7427 and the older methods of RFC 7296 and 4754).
 * The signing half is the only crypto header genkand includes: it signs for the worker.
 */
#pragma once

#include "cry-alg.h"
#include "secret.h"

/* What is signed with what; each maps to one AlgorithmIdentifier of RFC 7427 appendix A. */
typedef enum
{
  CRY_SIG_NONE = 0,
  CRY_SIG_RSA_PKCS1_SHA1,
  CRY_SIG_RSA_PKCS1_SHA2_256,
  CRY_SIG_RSA_PKCS1_SHA2_384,
  CRY_SIG_RSA_PKCS1_SHA2_512,
  CRY_SIG_RSA_PSS_SHA2_256, /* MGF1 with the same hash, salt as long as the hash */
  CRY_SIG_RSA_PSS_SHA2_384,
  CRY_SIG_RSA_PSS_SHA2_512,
  CRY_SIG_ECDSA_SHA2_256, /* DER Ecdsa-Sig-Value in RFC 7427; r || s in methods 9-11 */
  CRY_SIG_ECDSA_SHA2_384,
  CRY_SIG_ECDSA_SHA2_512,
  CRY_SIG_ED25519,
  CRY_SIG_ED448, /* RFC 8420 */
  CRY_SIG_LAST = CRY_SIG_ED448,
} CrySig;

typedef enum
{
  CRY_KEY_UNKNOWN = 0,
  CRY_KEY_RSA,
  CRY_KEY_ECDSA_P256,
  CRY_KEY_ECDSA_P384,
  CRY_KEY_ECDSA_P521,
  CRY_KEY_ED25519,
  CRY_KEY_ED448,
} CryKeyType;

typedef struct CryPublicKey CryPublicKey;
typedef struct CryPrivateKey CryPrivateKey;

#define CRY_SIG_OCTETS_MAX 1024 /* longest signature, bytes */

/* Name for logs and status, such as "RSA-PSS with SHA-256". */
const char *cry_sig_name (CrySig sig);
CryHash cry_sig_hash (CrySig sig);
CryKeyType cry_public_key_type (const CryPublicKey *key);
gboolean cry_sig_fits_key (CrySig sig, CryKeyType type);

/* DER AlgorithmIdentifier of the scheme, borrowed constant. */
const guint8 *cry_sig_algorithm_identifier (CrySig sig, gsize *ret_len);
/* The scheme of a received AlgorithmIdentifier; CRY_SIG_NONE when unknown or not exactly one we
 * accept. Strict DER: trailing octets, other parameters or other salts are unknown. */
CrySig cry_sig_from_algorithm_identifier (const guint8 *der, gsize len);

/* Whether sig over data verifies. Strict PKCS#1 (no laxness in padding or DigestInfo). */
gboolean cry_sig_verify (CrySig sig, const CryPublicKey *key, const guint8 *data, gsize data_len,
                         const guint8 *signature, gsize signature_len) G_GNUC_WARN_UNUSED_RESULT;

/* ECDSA in the fixed-length r || s form of AUTH methods 9, 10 and 11 (RFC 4754). */
gboolean cry_sig_verify_rs (CrySig sig, const CryPublicKey *key, const guint8 *data, gsize data_len,
                            const guint8 *signature, gsize signature_len) G_GNUC_WARN_UNUSED_RESULT;

/* Whether it is the key of this DER SubjectPublicKeyInfo. */
gboolean cry_public_key_is (const CryPublicKey *key, const guint8 *spki, gsize len);
void cry_public_key_free (CryPublicKey *key);

typedef enum
{
  CRY_PRIVATE_KEY_OK = 0,
  CRY_PRIVATE_KEY_NEEDS_PASSPHRASE = 1,
  CRY_PRIVATE_KEY_WRONG_PASSPHRASE = 2,
  CRY_PRIVATE_KEY_MALFORMED = 3,
  CRY_PRIVATE_KEY_UNSUPPORTED = 4,
} CryPrivateKeyResult;

/* Parses PEM or DER (PKCS#1, SEC1, PKCS#8, encrypted PKCS#8). passphrase may be NULL.
 * On CRY_PRIVATE_KEY_OK sets ret_key, owned by the caller. Never prompts. */
int cry_private_key_parse (const SecretBuf *file, const SecretBuf *passphrase,
                           CryPrivateKey **ret_key) G_GNUC_WARN_UNUSED_RESULT;
/* Its public half as DER SubjectPublicKeyInfo; owned; NULL when it cannot be made. */
GBytes *cry_private_key_public (const CryPrivateKey *key) G_GNUC_WARN_UNUSED_RESULT;
/* Signature octets in RFC 7427 form, or NULL when the scheme does not fit the key. */
GBytes *cry_private_key_sign (const CryPrivateKey *key, CrySig sig, const guint8 *data,
                              gsize data_len) G_GNUC_WARN_UNUSED_RESULT;
void cry_private_key_free (CryPrivateKey *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryPublicKey, cry_public_key_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryPrivateKey, cry_private_key_free)
