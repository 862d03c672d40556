// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * SA payload (RFC 7296 section 3.3): proposals with their transforms, as values. One structure
 * serves what we offer, what a peer offers and what was chosen. Pure; any thread.
 */
#pragma once

#include "ike-chain.h"

#define IKE_PROPOSALS_MAX  32 /* proposals kept of one payload; further ones are skipped */
#define IKE_TRANSFORMS_MAX 40 /* transforms kept of one proposal; with more it cannot be chosen */

typedef struct
{
  guint8 type;      /* IkeTransformType, or a number we do not know */
  guint16 id;       /* CryEncr, CryPrf, CryInteg, CryKe, or 0/1 for ESN */
  guint16 key_bits; /* Key Length attribute, 0 when there is none */
  gboolean strange; /* carries an attribute we do not know: must not be chosen */
} IkeTransform;

typedef struct
{
  guint8 number;    /* from 1 */
  guint8 protocol;  /* IkeProtocol */
  guint8 spi_len;   /* 0 first IKE SA, 8 IKE rekey, 4 ESP */
  guint64 spi;      /* host order; the sender's inbound SPI */
  gboolean strange; /* something in it cannot be represented: must not be chosen */
  guint n_transforms;
  IkeTransform transforms[IKE_TRANSFORMS_MAX];
} IkeProposal;

typedef struct
{
  guint n_items;
  IkeProposal items[IKE_PROPOSALS_MAX];
} IkeProposals;

/* Lengths, counts and last-markers agree (MSG-14), SPI sizes are 0, 4 or 8, no duplicate or
 * TLV-form Key Length (MSG-16), no ESP SPI below 256 (MSG-15). */
gboolean ike_payload_sa_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_sa_read (const IkePayload *payload, IkeProposals *ret_proposals);
void ike_payload_sa_write (IkeMessageBuilder *builder, const IkeProposals *proposals);
/* An answer: that one proposal. */
void ike_payload_sa_write_one (IkeMessageBuilder *builder, const IkeProposal *proposal);
