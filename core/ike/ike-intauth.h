// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IntAuth: what AUTH says of the IKE_INTERMEDIATE exchanges that went before it (RFC 9242 section
 * 3.3.2). Each side keeps one value for its own messages and one for the peer's. Pure; any thread.
 */
#pragma once

#include "ike-chain.h"
#include "ike-keymat.h"

typedef struct /* one message before it was encrypted, however it was cut; borrowed */
{
  const IkeHeader *header;
  guint8 first;    /* type of the first payload inside */
  guint8 reserved; /* second octet of the Encrypted payload; of fragments that of the first */
  CrySpan chain;   /* the payloads inside */
} IkeIntAuthMessage;

/* The value after the message, from the one before it (NULL: none). sk_p: of the side that sent the
 * message, as it was when the exchange began. Owned; NULL when the prf is not supported. */
GBytes *ike_int_auth (CryPrf prf, const SecretBuf *sk_p, GBytes *before,
                      const IkeIntAuthMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* What goes behind the octets of AUTH: both values, the initiator's first, and the Message ID of
 * the first IKE_AUTH request. Owned. */
GBytes *
ike_int_auth_join (GBytes *initiator, GBytes *responder, guint32 auth_id) G_GNUC_WARN_UNUSED_RESULT;
