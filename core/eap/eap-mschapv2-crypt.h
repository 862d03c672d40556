// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The calculations of MS-CHAPv2 (RFC 2759 section 8) and its keys (RFC 3079 section 3). Pure.
 * The functions that return FALSE or NULL do so only when the crypto library refuses. */
#pragma once

#include "secret.h"

#define MSCHAPV2_CHALLENGE_LEN 16
#define MSCHAPV2_HASH_LEN      16
#define MSCHAPV2_RESPONSE_LEN  24
#define MSCHAPV2_PROOF_LEN     20 /* SHA-1 in the "S=" string */
#define MSCHAPV2_NEW_PASSWORD  516
#define MSCHAPV2_PASSWORD_MAX  256 /* UTF-16 units that fit a change */
#define MSCHAPV2_MSK_LEN       64

/* The four values every calculation runs over. */
typedef struct
{
  guint8 authenticator_challenge[MSCHAPV2_CHALLENGE_LEN];
  guint8 peer_challenge[MSCHAPV2_CHALLENGE_LEN];
  const char *user;         /* borrowed; a "DOMAIN\\" prefix is left out of the hash */
  const SecretBuf *nt_hash; /* borrowed */
} Mschapv2Input;

/* UTF-16LE of UTF-8; bytes that are not UTF-8 count as Latin-1, as old servers store them. */
SecretBuf *mschapv2_password_utf16 (const SecretBuf *password) G_GNUC_WARN_UNUSED_RESULT;
/* NtPasswordHash. */
SecretBuf *mschapv2_nt_hash (const SecretBuf *password) G_GNUC_WARN_UNUSED_RESULT;
/* GenerateNTResponse. */
gboolean
mschapv2_nt_response (const Mschapv2Input *input, guint8 ret_response[MSCHAPV2_RESPONSE_LEN]);
/* GenerateAuthenticatorResponse, as octets. */
gboolean mschapv2_authenticator_proof (const Mschapv2Input *input,
                                       const guint8 response[MSCHAPV2_RESPONSE_LEN],
                                       guint8 ret_proof[MSCHAPV2_PROOF_LEN]);
/* 64 bytes: what the server receives with, what it sends with, zeros. */
SecretBuf *mschapv2_msk (const SecretBuf *nt_hash, const guint8 response[MSCHAPV2_RESPONSE_LEN])
    G_GNUC_WARN_UNUSED_RESULT;
/* NewPasswordEncryptedWithOldNtPasswordHash: utf16 is at most 2 * MSCHAPV2_PASSWORD_MAX bytes and
 * ret_block holds random bytes beforehand, which stay as its padding. */
void mschapv2_encrypt_new_password (const SecretBuf *utf16, const SecretBuf *old_hash,
                                    guint8 ret_block[MSCHAPV2_NEW_PASSWORD]);
/* OldNtPasswordHashEncryptedWithNewNtPasswordHash. */
gboolean mschapv2_encrypt_old_hash (const SecretBuf *old_hash, const SecretBuf *new_hash,
                                    guint8 ret_block[MSCHAPV2_HASH_LEN]);
