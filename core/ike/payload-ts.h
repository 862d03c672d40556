// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Traffic Selector payloads TSi and TSr (RFC 7296 section 3.13). What may be done with them is in
 * ike-ts.h. Pure; any thread. */
#pragma once

#include "ike-chain.h"

gboolean ike_payload_ts_is_valid (const guint8 *data, gsize len);
/* Reads up to max selectors. Selectors of unknown type are skipped by their length (MSG-23), so
 * ret_n may be 0. Selectors beyond max make it FALSE. */
gboolean ike_payload_ts_read (const IkePayload *payload, IkeTs *ret_ts, gsize max, gsize *ret_n);
/* type is IKE_PAYLOAD_TSI or IKE_PAYLOAD_TSR; n is 1 to IKE_TS_MAX. */
void
ike_payload_ts_write (IkeMessageBuilder *builder, IkePayloadType type, const IkeTs *ts, gsize n);
