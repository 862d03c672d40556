// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The chain of payloads that an IKE message is made of: IkeMessage, a parsed one, and
 * IkeMessageBuilder, which writes one. What a payload holds is in payload-*.h; parsing is in
 * ike-message.h. Bodies are borrowed from the bytes that were parsed; the message owns nothing.
 * Single owner, any thread.
 */
#pragma once

#include "bytes.h"
#include "ike-header.h"

#define IKE_PAYLOADS_MAX 128 /* payloads of one message (MSG-32); more is malformed */

#define IKE_PAYLOAD_HEADER_LEN 4    /* next type, critical bit, length */
#define IKE_PAYLOAD_CRITICAL   0x80 /* the bit of the second octet */

typedef struct
{
  guint8 type;
  gboolean critical;
  const guint8 *data; /* borrowed: the body, without the generic header */
  gsize len;
} IkePayload;

typedef struct
{
  IkeHeader header;
  const guint8 *octets; /* borrowed: all of it as it came; the payloads alone when decrypted */
  gsize n_octets;
  guint8 first, reserved; /* decrypted: the first two octets of the payload that they were in */
  guint n_payloads;
  guint32 present; /* IKE_PAYLOAD_BIT() of every known type that is there */
  guint8 unknown_critical;
  IkePayload payloads[IKE_PAYLOADS_MAX]; /* known types only; unknown non-critical are skipped */
} IkeMessage;

/* For sets of payload types in admission tables. type is one of IkePayloadType, not NONE. */
#define IKE_PAYLOAD_BIT(type) (1u << ((type) -IKE_PAYLOAD_SA))

gboolean ike_message_has (const IkeMessage *message, IkePayloadType type);
/* First payload of the type, or NULL. */
const IkePayload *ike_message_find (const IkeMessage *message, IkePayloadType type);
/* Next one of the same type behind after, or NULL. */
const IkePayload *ike_message_find_next (const IkeMessage *message, const IkePayload *after);

/* ---- Writing -------------------------------------------------------------------------------- */

/* Writes the chain only, without header and encryption. Payload writers add whole payloads. A chain
 * may hold a password (EAP-GTC): clear wipes what was written. Errors are sticky. */
typedef struct
{
  ByteWriter chain; /* private to the codec */
  guint8 first;     /* type of the first payload, IKE_PAYLOAD_NONE while empty */
  gsize last_at;    /* private: where the last payload starts */
} IkeMessageBuilder;

void ike_message_builder_init (IkeMessageBuilder *builder);
void ike_message_builder_clear (IkeMessageBuilder *builder);
gboolean ike_message_builder_ok (const IkeMessageBuilder *builder);

/* Starts a payload; its body goes to the returned writer (borrowed), then end() must follow. */
ByteWriter *ike_message_builder_begin (IkeMessageBuilder *builder, guint8 type);
void ike_message_builder_end (IkeMessageBuilder *builder);
/* A whole payload with any type and critical bit; for tests and for a scripted peer. */
void ike_message_builder_add (IkeMessageBuilder *builder, guint8 type, gboolean critical,
                              const void *data, gsize len);

/* The unprotected message (IKE_SA_INIT): header, whose next_payload and length are set here, and
 * the chain. Owned by the caller; NULL when a write failed. The builder stays as it is. */
GBytes *ike_message_builder_finish (IkeMessageBuilder *builder, const IkeHeader *header)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IkeMessageBuilder, ike_message_builder_clear)
