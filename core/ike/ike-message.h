// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Reading a message: every payload of a known type is validated before anybody interprets one, so
 * the payload readers (payload-*.h) cannot meet a broken length later. Pure; any thread.
 */
#pragma once

#include "ike-chain.h"

typedef enum
{
  IKE_MESSAGE_OK = 0,
  IKE_MESSAGE_MALFORMED = 1,        /* answer INVALID_SYNTAX if it was an authenticated request */
  IKE_MESSAGE_UNKNOWN_CRITICAL = 2, /* message->unknown_critical is the type to report (CRI-01) */
} IkeMessageResult;

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
