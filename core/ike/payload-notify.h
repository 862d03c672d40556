// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Notify payload (RFC 7296 section 3.10). Pure; any thread. */
#pragma once

#include "ike-chain.h"

typedef struct
{
  guint8 protocol; /* IkeProtocol; meaningless when spi_len is 0 (MSG-21) */
  guint16 type;    /* IkeNotifyType, or a number we do not know */
  guint8 spi_len;
  guint64 spi;        /* host order, when spi_len is 4 or 8; else 0 */
  const guint8 *data; /* borrowed */
  gsize len;
} IkeNotify;

gboolean ike_payload_notify_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_notify_read (const IkePayload *payload, IkeNotify *ret_notify);

/* A notify without SPI: protocol 0. data may be NULL when len is 0. */
void
ike_payload_notify_write (IkeMessageBuilder *builder, guint16 type, const void *data, gsize len);
/* REKEY_SA, CHILD_SA_NOT_FOUND, ...: protocol ESP and a 4-octet SPI, no data. */
void ike_payload_notify_write_spi (IkeMessageBuilder *builder, guint16 type, guint32 spi);
/* INVALID_KE_PAYLOAD with the group we want (2 octets). */
void ike_payload_notify_write_u16 (IkeMessageBuilder *builder, guint16 type, guint16 value);

static inline gboolean
ike_notify_is_error (guint16 type)
{
  return type < IKE_NOTIFY_STATUS_FIRST;
}

/* First notify of the type; FALSE when there is none, ret_notify is then untouched. */
gboolean ike_message_find_notify (const IkeMessage *message, guint16 type, IkeNotify *ret_notify);
/* First error notify, known to us or not (an unknown error in a response still fails it, ERR). */
gboolean ike_message_find_error (const IkeMessage *message, IkeNotify *ret_notify);
