// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Opening in two passes, so that the crypto library gets many packets at once: esp_open_add() looks
 * at what can be told before the ICV, esp_open_finish() does the rest for all. The outcome is the
 * same as one by one. The thread of the inbound half; nothing is allocated. Zero is an empty batch.
 */
#pragma once

#include "esp.h"

typedef struct
{
  EspDrop drop;      /* ESP_DROP_NONE: the rest is valid */
  gboolean odd_mark; /* its congestion mark and the outer one do not fit (RFC 6040 section 4.2) */
  guint8 *packet;    /* the inner packet, in place in the ESP packet */
  EspInner inner;    /* TFC padding behind its total_len is no part of it */
} EspOpened;

typedef struct
{
  EspInbound *sa; /* borrowed; of all packets */
  guint n;
  gsize bytes;
  CryPacket packets[ESP_BATCH_PACKETS];
  guint8 aad[ESP_BATCH_PACKETS][12]; /* of those that need another than their header */
  guint8 seq_high[ESP_BATCH_PACKETS][4];
  guint64 seq[ESP_BATCH_PACKETS];
  guint8 outer_class[ESP_BATCH_PACKETS];
  EspOpened opened[ESP_BATCH_PACKETS]; /* in the order of adding */
} EspOpenBatch;

/* Whether a packet of this SA may be added; if not, the batch must be finished first. */
gboolean esp_open_has_room (const EspOpenBatch *batch, const EspInbound *sa);

/* Takes an ESP packet that stays in place until what became of it was looked at. outer_class: the
 * traffic class octet of the header around it, whose congestion mark goes to the inner packet. On a
 * drop nothing was added. */
EspDrop
esp_open_add (EspOpenBatch *batch, EspInbound *sa, guint8 *packet, gsize len, guint8 outer_class);

/* Opens what was added and empties the batch; opened[] holds as many results as are returned. A
 * dummy packet (next header 59) is ESP_DROP_DUMMY and counts as traffic. */
guint esp_open_finish (EspOpenBatch *batch);
