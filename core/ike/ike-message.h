// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IkeMessage: a parsed chain of payloads, and IkeMessageBuilder, which writes one.
 *
 * Reading validates every payload of a known type before anybody interprets one, so the payload
 * readers (payload-*.h) cannot meet a broken length later. Bodies are borrowed from the bytes that
 * were parsed; the message owns nothing. Single owner, any thread.
 */
#pragma once

#include "bytes.h"
#include "ike-header.h"

#define IKE_PAYLOADS_MAX 128 /* payloads of one message (MSG-32); more is malformed */

typedef struct
{
  guint8 type;
  gboolean critical;
  const guint8 *data; /* borrowed: the body, without the generic header */
  gsize len;
} IkePayload;

typedef enum
{
  IKE_MESSAGE_OK = 0,
  IKE_MESSAGE_MALFORMED = 1,        /* answer INVALID_SYNTAX if it was an authenticated request */
  IKE_MESSAGE_UNKNOWN_CRITICAL = 2, /* message->unknown_critical is the type to report (CRI-01) */
} IkeMessageResult;

typedef struct
{
  IkeHeader header;
  guint n_payloads;
  guint32 present; /* IKE_PAYLOAD_BIT() of every known type that is there */
  guint8 unknown_critical;
  IkePayload payloads[IKE_PAYLOADS_MAX]; /* known types only; unknown non-critical are skipped */
} IkeMessage;

/* For sets of payload types in admission tables. type is one of IkePayloadType, not NONE. */
#define IKE_PAYLOAD_BIT(type) (1u << ((type) -IKE_PAYLOAD_SA))

/* Parses the header and the payloads outside of any encryption. A final SK or SKF payload appears
 * as the last payload with its whole body; nothing may follow it (MSG-11). The order of payloads is
 * free (MSG-12); doubled single payloads are malformed (MSG-31). Returns an IkeMessageResult; on
 * anything but MALFORMED ret_message is filled. */
int
ike_message_read (const guint8 *data, gsize len, IkeMessage *ret_message) G_GNUC_WARN_UNUSED_RESULT;

/* The same for a decrypted chain: first is the type of its first payload (IKE_PAYLOAD_NONE: the
 * chain is empty), header is that of the message. SK or SKF inside is malformed. */
int ike_message_read_inner (const IkeHeader *header, guint8 first, const guint8 *data, gsize len,
                            IkeMessage *ret_message) G_GNUC_WARN_UNUSED_RESULT;

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
