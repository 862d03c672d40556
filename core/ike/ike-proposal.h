// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Proposals: from the words a user writes to what goes on the wire, and the check of what comes
 * back (RFC 7296 sections 2.7 and 3.3). One table maps keywords to transforms. Pure; any thread.
 *
 * Spelling: proposals separated by commas, words by dashes, as in
 * "aes256gcm16-prfsha384-ecp256,aes128-sha256-modp2048". Several words of one kind in a proposal
 * are alternatives. AEAD ciphers and others in one word list become two proposals (SAP-03). Without
 * a prf word the prf follows the integrity word ("sha256" gives prfsha256).
 */
#pragma once

#include "payload-sa.h"

/* What a negotiation ended in. IKE SA: prf and group are set, esn is not used. Child SA: prf is
 * NONE and group is NONE unless the exchange made new keys. */
typedef struct
{
  CrySuite packet;
  CryPrf prf;
  CryKe group;
  gboolean esn;
} IkeSuite;

typedef struct
{
  IkeSuite suite;
  IkeProposal answer; /* the proposal chosen, one transform of each type, with its number */
  guint64 peer_spi;   /* SPI the peer put into it (its inbound SPI), 0 without one */
} IkeChoice;

/* list NULL or empty: the defaults. protocol is IKE or ESP; an ESP list without KE words is given
 * no group. SHA-1, modp1024 and modp1536 are known only with legacy. FALSE: ret_why names the bad
 * word (owned; may be NULL). */
gboolean ike_proposals_parse (const char *list, IkeProtocol protocol, gboolean legacy,
                              IkeProposals *ret_proposals, char **ret_why);

/* Puts our inbound SPI into every proposal; spi_len 0, 4 or 8. */
void ike_proposals_set_spi (IkeProposals *proposals, guint8 spi_len, guint64 spi);
/* ESP: offer 32-bit sequence numbers only. */
void ike_proposals_drop_esn (IkeProposals *proposals);
/* ESP: without KE transforms, as the Child SA of IKE_AUTH needs it (SAP-11). Proposals that become
 * equal are kept once. */
void ike_proposals_drop_groups (IkeProposals *proposals);
/* Group whose key share goes into the first request; CRY_KE_NONE when no proposal has one. */
CryKe ike_proposals_first_group (const IkeProposals *proposals);
gboolean ike_proposals_has_group (const IkeProposals *proposals, guint16 group);
/* Moves the group to the front of its alternatives, so that a rekey starts with the one in use. */
void ike_proposals_prefer_group (IkeProposals *proposals, CryKe group);

/* Initiator: the responder's answer against what was offered (SAP-08, SAP-09). FALSE: ret_why is a
 * constant text for the debug log. ESP and IKE rekey answers must carry an SPI. */
gboolean ike_proposals_check_choice (const IkeProposals *offered, const IkeProposals *answer,
                                     IkeChoice *ret_choice, const char **ret_why);

/* Responder: the first of the peer's proposals that ours allow, in the order of our preference for
 * each transform (SAP-16). group_sent is the group of the KE payload that came along (CRY_KE_NONE:
 * none came): it is preferred where it is allowed; the caller answers INVALID_KE_PAYLOAD when
 * suite.group is another one. FALSE: NO_PROPOSAL_CHOSEN. The caller puts its own SPI into
 * ret_choice->answer. */
gboolean ike_proposals_select (const IkeProposals *ours, const IkeProposals *received,
                               guint16 group_sent, IkeChoice *ret_choice);

/* "AES_GCM_16_256/PRF_HMAC_SHA2_384/ECP_256"; of a Child SA "AES_GCM_16_256/ESN". Owned. */
char *ike_suite_text (const IkeSuite *suite);
/* "ECP_256", or NULL. */
const char *ike_group_name (guint16 group);
/* One transform for a dump: "AES_CBC_256", "type 9 id 3". Owned. */
char *ike_transform_text (const IkeTransform *transform);
