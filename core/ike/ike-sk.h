// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeSk: protection of the messages of one IKE SA, both directions: the Encrypted payload (RFC 7296
 * section 3.14, RFC 5282) and the Encrypted Fragment payload (RFC 7383). Owner: the IKE SA; the
 * thread of the session.
 *
 * AEAD IVs are a counter that never repeats under a key, CBC IVs come from the Rng. A
 * retransmission repeats stored bytes; it is never sealed again (MSG-29).
 */
#pragma once

#include "ike-keymat.h"
#include "ike-message.h"
#include "rng.h"

typedef struct IkeSk IkeSk;

/* initiator: we are the original initiator of this IKE SA, so we seal with SK_ei (KEY-14). The keys
 * are copied into the ciphers. NULL when the suite is not supported. rng is copied. */
IkeSk *
ike_sk_new (const IkeKeymat *keymat, gboolean initiator, const Rng *rng) G_GNUC_WARN_UNUSED_RESULT;
void ike_sk_free (IkeSk *sk);

/* What one datagram carries. */
typedef struct
{
  guint8 first;   /* type of the first inner payload; 0 in later fragments */
  guint16 number; /* 0: an SK payload, else fragment number from 1 of total */
  guint16 total;
  const guint8 *plain; /* inner payloads, or one piece of them */
  gsize len;
} IkeSkContent;

/* Seals a message: header (its next_payload and length are set here), SK or SKF. NULL when it would
 * be longer than IKE_MESSAGE_MAX or the cipher failed. Owned. */
GBytes *ike_sk_seal (IkeSk *sk, const IkeHeader *header, const IkeSkContent *content)
    G_GNUC_WARN_UNUSED_RESULT;

/* Longest content->len that gives a datagram of at most limit octets; 0 when nothing fits. */
gsize ike_sk_room (const IkeSk *sk, gboolean fragment, gsize limit);

/* One received message, decrypted. Owned; clear wipes. */
typedef struct
{
  IkeHeader header;
  guint8 first;
  guint8 reserved;       /* second octet of the payload's header, as it came */
  guint16 number, total; /* 0: was an SK payload */
  GByteArray *plain;     /* owned: inner payloads without padding */
} IkeOpened;

/* Finds the SK or SKF payload at the end of the datagram, verifies and decrypts it. FALSE, and
 * nothing changes, when there is none, it is too short, a fragment number is impossible (FRG-05),
 * the ICV is wrong or the padding is (MSG-26, MSG-27). */
gboolean ike_sk_open (IkeSk *sk, const guint8 *data, gsize len, IkeOpened *ret_opened);

/* Parses what was opened; the message borrows from opened. Returns an IkeMessageResult. */
int ike_opened_read (const IkeOpened *opened, IkeMessage *ret_message) G_GNUC_WARN_UNUSED_RESULT;
void ike_opened_clear (IkeOpened *opened);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IkeSk, ike_sk_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeOpened, ike_opened_clear)
