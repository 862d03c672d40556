// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Sealing in two passes, so that the crypto library gets many packets at once: esp_seal_add() gives
 * a packet its number and everything around it, esp_seal_finish() encrypts all of them. The thread
 * of the outbound half; nothing is allocated. Zero is an empty batch.
 */
#pragma once

#include "esp.h"

typedef struct
{
  EspOutbound *sa; /* borrowed; of all packets */
  guint n;
  gsize bytes;
  CryPacket packets[ESP_BATCH_PACKETS];
  guint8 aad[ESP_BATCH_PACKETS][12]; /* of those that need another than their header */
  guint8 seq_high[ESP_BATCH_PACKETS][4];
} EspSealBatch;

/* Whether a packet of this SA may be added; if not, the batch must be finished first. */
gboolean esp_seal_has_room (const EspSealBatch *batch, const EspOutbound *sa);

/* Takes the inner IP packet of len bytes that stands at buf + esp_headroom(); buf has room for
 * esp_sealed_len() and stays in place until the batch is finished, from when on it holds the ESP
 * packet of ret_len bytes. On a drop nothing was added. */
EspDrop esp_seal_add (EspSealBatch *batch, EspOutbound *sa, guint8 *buf, gsize len, gsize *ret_len);

/* The same with a packet that the peer throws away (RFC 4303 section 2.6): its len octets mean
 * nothing. */
EspDrop
esp_seal_add_dummy (EspSealBatch *batch, EspOutbound *sa, guint8 *buf, gsize len, gsize *ret_len);

/* Encrypts what was added and empties the batch. FALSE when the crypto library failed: then some
 * may still be plain text, and none of them may be sent. */
gboolean esp_seal_finish (EspSealBatch *batch) G_GNUC_WARN_UNUSED_RESULT;
