// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * One ephemeral key exchange. The private value is drawn from the injected Rng, so that a seeded
 * engine is reproducible. Single owner.
 */
#pragma once

#include "cry-alg.h"
#include "rng.h"
#include "secret.h"

typedef struct CryKex CryKex;

/* NULL when the group is not supported. */
CryKex *cry_kex_new (CryKe group, const Rng *rng) G_GNUC_WARN_UNUSED_RESULT;
void cry_kex_free (CryKex *kex);
CryKe cry_kex_group (const CryKex *kex);
/* Who answers: takes the initiator's value, makes its own half and the secret (ret_shared, owned).
 * NULL when the group is not supported or the value invalid, as in cry_kex_derive(). Of a key
 * encapsulation the half is the ciphertext. */
CryKex *cry_kex_answer (CryKe group, const guint8 *peer, gsize peer_len, const Rng *rng,
                        SecretBuf **ret_shared) G_GNUC_WARN_UNUSED_RESULT;
/* Public value in KE payload form (RFC 7296 3.4, RFC 5903, RFC 8031), borrowed. */
const guint8 *cry_kex_public (const CryKex *kex, gsize *ret_len);
/* The shared secret g^ir, or NULL when the peer's value is invalid: wrong length, 0, 1, p-1, p or
 * above, not on the curve, or low order (RFC 6989, RFC 8031). A wrong ciphertext of the right
 * length gives another secret than the peer's (FIPS 203 section 6.3). */
SecretBuf *
cry_kex_derive (CryKex *kex, const guint8 *peer, gsize peer_len) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CryKex, cry_kex_free)
