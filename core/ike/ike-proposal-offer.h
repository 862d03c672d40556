// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Proposals as values, and the edits that fit an offer to its exchange (RFC 7296 section 3.3).
 * Pure; any thread. */
#pragma once

#include "payload-sa.h"

/* ---- One proposal ---------------------------------------------------------------------------- */

/* Transforms with an attribute that we do not know equal nothing. */
gboolean ike_proposal_has (const IkeProposal *proposal, const IkeTransform *transform);
/* The first transform of the type (IkeTransformType), borrowed; NULL when there is none. */
const IkeTransform *ike_proposal_first (const IkeProposal *proposal, guint8 type);
/* Adds without doubles; FALSE when the proposal is full. */
gboolean ike_proposal_add (IkeProposal *proposal, const IkeTransform *transform);

/* ---- An offer -------------------------------------------------------------------------------- */

/* Puts our inbound SPI into every proposal; spi_len 0, 4 or 8. */
void ike_proposals_set_spi (IkeProposals *proposals, guint8 spi_len, guint64 spi);
/* ESP: offer 32-bit sequence numbers only. */
void ike_proposals_drop_esn (IkeProposals *proposals);
/* ESP: without KE transforms, as the Child SA of IKE_AUTH needs it (SAP-11). Proposals that become
 * equal are kept once. */
void ike_proposals_drop_groups (IkeProposals *proposals);
/* ESP: nothing but the algorithms in use, with whatever groups, so that a rekey keeps them
 * (SAP-23). May leave nothing of a list that does not have them. */
void ike_proposals_keep_suite (IkeProposals *proposals, const CrySuite *suite, gboolean esn);
/* Group whose key share goes into the first request; CRY_KE_NONE when no proposal has one. */
CryKe ike_proposals_first_group (const IkeProposals *proposals);
gboolean ike_proposals_has_group (const IkeProposals *proposals, guint16 group);
/* Whether one of them has further key exchanges (RFC 9370). */
gboolean ike_proposals_have_additional (const IkeProposals *proposals);
/* Without them: proposals that insist on some go, of the others the transforms. */
void ike_proposals_drop_additional (IkeProposals *proposals);
/* Keeps what withstands a quantum computer. FALSE: nothing does. */
gboolean ike_proposals_require_pq (IkeProposals *proposals);
/* Moves the group to the front of its alternatives, so that a rekey starts with the one in use. */
void ike_proposals_prefer_group (IkeProposals *proposals, CryKe group);
