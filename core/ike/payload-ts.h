// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Traffic Selector payloads TSi and TSr (RFC 7296 section 3.13). What may be done with them is in
 * ike-ts.h. Pure; any thread. */
#pragma once

#include "ike-chain.h"
#include "ike-ts.h"

gboolean ike_payload_ts_is_valid (const guint8 *data, gsize len);
/* Both selectors of a message about a Child SA, from our side of view: who initiated the exchange
 * wrote TSi for himself. Selectors of unknown type are skipped by their length (MSG-23); FALSE when
 * they are missing, more than IKE_TS_MAX, or none is of a known type. */
gboolean ike_message_read_ts (const IkeMessage *message, gboolean we_initiated,
                              IkeTsList *ret_local, IkeTsList *ret_remote);
void ike_message_write_ts (IkeMessageBuilder *builder, gboolean we_initiated,
                           const IkeTsList *ts_local, const IkeTsList *ts_remote);
