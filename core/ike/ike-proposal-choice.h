// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a negotiation ends in: the choice that we make of the peer's proposals, and the check of
 * the one it made of ours (RFC 7296 sections 2.7 and 3.3). Pure; any thread. */
#pragma once

#include "payload-sa.h"

#define IKE_ADDITIONAL_MAX 7 /* key exchanges beside the first (RFC 9370) */

/* IKE SA: prf and group are set, esn is not used. Child SA: prf is NONE and group is NONE unless
 * the exchange made new keys. */
typedef struct
{
  CrySuite packet;
  CryPrf prf;
  CryKe group;
  CryKe additional[IKE_ADDITIONAL_MAX]; /* further key exchanges, in order */
  guint n_additional;
  gboolean esn;
  gboolean ppk; /* IKE SA: a post-quantum key is in its keys (RFC 8784) */
} IkeSuite;

typedef struct
{
  IkeSuite suite;
  IkeProposal answer; /* the proposal chosen, one transform of each type, with its number */
  guint64 peer_spi;   /* SPI the peer put into it (its inbound SPI), 0 without one */
} IkeChoice;

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
