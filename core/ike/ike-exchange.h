// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The half of an exchange that makes keys: SA, nonce and key exchange of IKE_SA_INIT and
 * CREATE_CHILD_SA, in both roles (RFC 7296 sections 1.2, 1.3, 2.7, 2.10). What the keys are for is
 * the business of the tasks. Pure; any thread.
 */
#pragma once

#include "cry-kex.h"
#include "ike-proposal-choice.h"
#include "payload-ke.h"
#include "payload-notify.h"

/* ---- What both sides come to ----------------------------------------------------------------- */

typedef struct
{
  IkeChoice choice;
  GBytes *peer_nonce; /* owned */
  SecretBuf *shared;  /* owned: g^ir; NULL without key exchange */
  gboolean bad_share; /* initiator: theirs is none of the group (RFC 6989 section 2) */
  /* Responder only: */
  GBytes *nonce; /* owned: ours */
  CryKex *kex;   /* owned: ours; NULL without key exchange */
} IkeKeying;

void ike_keying_free (IkeKeying *keying);

/* ---- Initiator ------------------------------------------------------------------------------- */

/* Adds the KE payload of our share; nothing for NULL. */
void ike_exchange_write_share (IkeMessageBuilder *builder, const CryKex *kex);

/* The group that INVALID_KE_PAYLOAD asks for, when it is one that we offered (INI-04): anybody may
 * have written an unprotected one, and it must not lead to a group that the profile does not allow.
 * CRY_KE_NONE: it asks for nothing of the kind. */
CryKe ike_exchange_group_wanted (const IkeProposals *offered, const IkeNotify *notify);

/* Reads the answer to what we offered; kex NULL: without key exchange. FALSE: it is the answer to
 * something else, and why is a constant text for the debug log. */
gboolean ike_exchange_read (const IkeProposals *offered, CryKex *kex, const IkeMessage *response,
                            IkeKeying *ret_keying, const char **ret_why);

/* The secret of a further key exchange (RFC 9370) that kex began. NULL: the answer has no share of
 * that kind, or an invalid one. */
SecretBuf *
ike_exchange_read_further (CryKex *kex, const IkeMessage *response) G_GNUC_WARN_UNUSED_RESULT;

/* ---- Responder ------------------------------------------------------------------------------- */

/* Chooses among what the request offers and makes our half. 0, or the notify to refuse with. The
 * caller puts its SPI into choice.answer before it writes. */
guint16 ike_exchange_accept (const IkeProposals *ours, const IkeMessage *request, const Rng *rng,
                             IkeKeying *ret_keying);
/* Adds SA, nonce and key share. */
void ike_exchange_write_accepted (IkeMessageBuilder *builder, const IkeKeying *keying);
/* An answer of INVALID_SYNTAX: both sides drop the IKE SA after it (RFC 7296 section 2.21.3). */
#define IKE_ANSWER_FATAL 1

/* Adds the refusal; INVALID_KE_PAYLOAD names the group that was chosen. STATUS_OK or
 * IKE_ANSWER_FATAL. */
int ike_exchange_write_refusal (IkeMessageBuilder *builder, guint16 notify, const IkeKeying *keying)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeKeying, ike_keying_free)
