// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Proposals in words (proposal.h): from what a user writes to what goes on the wire, and the names
 * of what was negotiated. Pure; any thread.
 *
 * AEAD ciphers and others in one word list become two proposals (SAP-03). Without
 * a prf word the prf follows the integrity word ("sha256" gives prfsha256).
 */
#pragma once

#include "ike-proposal-choice.h"

/* list NULL or empty: the defaults. protocol is IKE or ESP; an ESP list without KE words is given
 * no group. SHA-1, modp1024 and modp1536 are known only with legacy. FALSE: ret_why names the bad
 * word (owned; may be NULL). */
gboolean ike_proposals_parse (const char *list, IkeProtocol protocol, gboolean legacy,
                              IkeProposals *ret_proposals, char **ret_why);

/* "AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_256"; of a Child SA "AES_GCM_16_256/ESN". Owned. */
char *ike_suite_text (const IkeSuite *suite);
