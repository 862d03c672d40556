// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What goes into AUTH and how it is verified (RFC 7296 section 2.15, RFC 7427, RFC 4754). The same
 * functions serve both directions: the caller says whose message, nonce, identity and key it is.
 * Pure; any thread.
 */
#pragma once

#include "ike-keymat.h"
#include "mono.h"
#include "payload-auth.h"
#include "payload-notify.h"

typedef struct /* of the side that proves itself; borrowed for the call */
{
  CryPrf prf;
  CrySpan message;       /* its IKE_SA_INIT message as on the wire, marker removed (AUT-02) */
  CrySpan peer_nonce;    /* nonce data of the other side */
  CrySpan id_body;       /* body of its ID payload as on the wire, reserved octets included */
  const SecretBuf *sk_p; /* SK_pi of an initiator, SK_pr of a responder */
  CrySpan int_auth;      /* of ike_int_auth_join(); empty without IKE_INTERMEDIATE */
} IkeAuthInput;

/* The octets that are signed or MACed; owned, NULL when the prf is not supported. */
GBytes *ike_auth_octets (const IkeAuthInput *input) G_GNUC_WARN_UNUSED_RESULT;

/* Shared-key AUTH value; secret is the PSK, the MSK of EAP, or the side's SK_p with an EAP method
 * that makes no key (AUT-05, AUT-08). Owned, NULL when the prf is not supported. */
GBytes *
ike_auth_psk (CryPrf prf, const SecretBuf *secret, GBytes *octets) G_GNUC_WARN_UNUSED_RESULT;
/* Constant time; FALSE also for another method or length (AUT-09). */
gboolean
ike_auth_psk_verify (CryPrf prf, const SecretBuf *secret, GBytes *octets, const IkeAuth *auth);

/* AUTH_LIFETIME (RFC 4478): for how long what was proven counts. FALSE: the message says nothing of
 * it, or not in four octets. */
gboolean ike_auth_lifetime_read (const IkeMessage *message, MonoTime *ret_lifetime);

/* ---- Signatures ------------------------------------------------------------------------------ */

/* Set of hashes out of SIGNATURE_HASH_ALGORITHMS: bit (1 << CryHash). 0: the notify was not there,
 * so method 14 must not be used in that direction (AUT-12). */
typedef guint32 IkeHashSet;

/* What we accept and announce: SHA-256, -384, -512 and Identity (Ed25519), no SHA-1 (AUT-13). */
IkeHashSet ike_hash_set_default (void);
IkeHashSet ike_hash_set_read (const IkeMessage *init);
void ike_hash_set_write (IkeMessageBuilder *builder, IkeHashSet hashes);

typedef struct
{
  guint8 method; /* IkeAuthMethod */
  CrySig sig;
} IkeAuthScheme;

/* Picks how our key signs for that peer: method 14 with the hash it listed that suits the key best
 * (RSA: PSS), else the old method of the key type. FALSE when there is none (Ed25519 without
 * Identity). */
gboolean ike_auth_scheme_choose (CryKeyType key, IkeHashSet peer_hashes, IkeAuthScheme *ret_scheme);
/* From RSA-PSS to PKCS#1 v1.5 with the same hash. FALSE: it is another scheme, and stays. */
gboolean ike_auth_scheme_make_pkcs1 (IkeAuthScheme *scheme);
/* AUTH data of a signature in RFC 7427 form, as cry_private_key_sign() makes it; owned. NULL when
 * the signature is malformed (an ECDSA one that is no DER, for methods 9 to 11). */
GBytes *ike_auth_sig_pack (const IkeAuthScheme *scheme, CryKeyType key, GBytes *signature)
    G_GNUC_WARN_UNUSED_RESULT;

/* Verifies a signature AUTH under the peer's key. our_hashes: what we announced, peer_hashes: what
 * it announced. SHA-1 (method 1 only) counts only when the peer announced nothing, because gateways
 * without RFC 7427 know no other. FALSE: not proven. ret_sig (may be NULL) is the scheme used. */
gboolean ike_auth_sig_verify (const IkeAuth *auth, const CryPublicKey *key, GBytes *octets,
                              IkeHashSet our_hashes, IkeHashSet peer_hashes, CrySig *ret_sig)
    G_GNUC_WARN_UNUSED_RESULT;
