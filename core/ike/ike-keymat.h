// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Key derivation (RFC 7296 sections 2.13 to 2.18). All results are SecretBuf. Pure; any thread.
 */
#pragma once

#include "cry-prf.h"
#include "ike-proposal-choice.h"

/* Borrowed view of bytes; NULL is empty. */
static inline CrySpan
ike_span (GBytes *bytes)
{
  CrySpan span = { 0 };

  if (bytes != NULL)
    span.data = g_bytes_get_data (bytes, &span.len);
  return span;
}

typedef struct /* keys of one IKE SA; owned, clear with ike_keymat_clear() */
{
  CryPrf prf;
  CrySuite suite;
  SecretBuf *d, *ai, *ar, *ei, *er, *pi, *pr; /* ai and ar are NULL for an AEAD */
} IkeKeymat;

typedef struct /* everything borrowed for the call */
{
  CrySpan ni, nr;          /* nonce data: of the initiator and the responder of the exchange */
  guint64 spi_i, spi_r;    /* of the new IKE SA; not used for Child SAs */
  const SecretBuf *shared; /* g^ir; NULL for a Child SA without key exchange */
  const SecretBuf *more;   /* of further key exchanges, one behind the other (RFC 9370), or NULL */
} IkeKeySeed;

/* Keys of a first IKE SA. STATUS_OK, STATUS_FATAL_CONFIG for a suite that is not supported, or
 * STATUS_FATAL_CRYPTO. */
int ike_keymat_derive (const IkeSuite *suite, const IkeKeySeed *seed, IkeKeymat *ret_keymat)
    G_GNUC_WARN_UNUSED_RESULT;

/* Keys of the IKE SA that replaces old: SKEYSEED with the old prf, the rest with the new (KEY-11).
 * */
int ike_keymat_rekey (const IkeKeymat *old, const IkeSuite *suite, const IkeKeySeed *seed,
                      IkeKeymat *ret_keymat) G_GNUC_WARN_UNUSED_RESULT;

/* d, pi and pr of keymat with a post-quantum key in them (RFC 8784 section 3); nothing else is
 * set. */
int ike_keymat_mix_ppk (const IkeKeymat *keymat, const SecretBuf *ppk, IkeKeymat *ret_mixed)
    G_GNUC_WARN_UNUSED_RESULT;
/* The peer uses it, too: these three take the place of those in keymat. Takes what is in mixed. */
void ike_keymat_take_ppk (IkeKeymat *keymat, IkeKeymat *mixed);

typedef struct /* owned; integ NULL for an AEAD */
{
  SecretBuf *encr_i, *integ_i; /* protect what the initiator of the exchange sends (KEY-10) */
  SecretBuf *encr_r, *integ_r;
} IkeChildKeys;

/* Keys of a Child SA of the IKE SA. Same results. */
int ike_keymat_child (const IkeKeymat *keymat, const CrySuite *suite, const IkeKeySeed *seed,
                      IkeChildKeys *ret_keys) G_GNUC_WARN_UNUSED_RESULT;

void ike_keymat_clear (IkeKeymat *keymat);
void ike_child_keys_clear (IkeChildKeys *keys);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeKeymat, ike_keymat_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeChildKeys, ike_child_keys_clear)
