// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Delete payload (RFC 7296 section 3.11). SPIs are those of the sender's inbound side. Any thread.
 * */
#pragma once

#include "ike-chain.h"

typedef struct
{
  guint8 protocol; /* IkeProtocol */
  guint8 spi_len;  /* 0 for IKE, 4 for ESP and AH */
  guint16 n_spis;
  const guint8 *spis; /* borrowed; read with ike_delete_spi() */
} IkeDelete;

gboolean ike_payload_delete_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_delete_read (const IkePayload *payload, IkeDelete *ret_delete);
/* SPI number index (below n_spis) of an ESP or AH Delete, host order. */
guint32 ike_delete_spi (const IkeDelete *del, guint index);
/* n_spis 0: Delete of the IKE SA itself; else of ESP SAs. */
void ike_payload_delete_write (IkeMessageBuilder *builder, const guint32 *spis, guint n_spis);
