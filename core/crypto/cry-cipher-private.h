// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What protects packets behind cry-cipher.h: one table of functions per library and kind of suite.
 * A back end is keyed once; sealing and opening allocate nothing. One thread for each state.
 */
#pragma once

#include "cry-alg-private.h"
#include "cry-cipher.h"

#define CRY_NONCE_LEN 12 /* salt || IV, of GCM and ChaCha20-Poly1305 */

typedef struct /* checked before: the keys have the right lengths */
{
  const CryEncrInfo *encr;   /* static */
  const CryIntegInfo *integ; /* static; NULL for an AEAD */
  const SecretBuf *encr_key, *integ_key;
  CryDirection direction;
} CryCipherSetup;

typedef struct
{
  const char *name;
  /* NULL: not for this suite, or not on this processor. */
  gpointer (*new) (const CryCipherSetup *setup);
  void (*free) (gpointer state);
  gboolean (*seal) (gpointer state, const CryPacket *packets, guint n);
  void (*open) (gpointer state, const CryPacket *packets, guint n, gboolean *ret_genuine);
} CryCipherBackend;

/* Every suite. */
extern const CryCipherBackend cry_cipher_openssl;
#ifdef HAVE_IPSEC_MB
/* AES-GCM and ChaCha20-Poly1305, a packet at a time: the library already works on the blocks of
 * one packet side by side. */
extern const CryCipherBackend cry_cipher_mb_aead;
/* AES-CBC with HMAC, many packets side by side: each is one long chain. */
extern const CryCipherBackend cry_cipher_mb_cbc;
#endif

/* Walks what this build has, the quickest first and OpenSSL last; NULL after that. */
const CryCipherBackend *cry_cipher_backend_nth (gsize n);

/* As cry_cipher_new(), of one back end; NULL also when it does not take the suite. */
CryCipher *cry_cipher_new_on (const CryCipherBackend *backend, const CrySuite *suite,
                              const SecretBuf *encr_key, const SecretBuf *integ_key,
                              CryDirection direction) G_GNUC_WARN_UNUSED_RESULT;
