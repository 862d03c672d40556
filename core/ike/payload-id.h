// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Identification payloads IDi and IDr (RFC 7296 section 3.5). AUTH covers the whole body including
 * the three reserved octets as they were sent, so callers keep payload->data, not the IkeId.
 */
#pragma once

#include "ike-chain.h"

#define IKE_ID_MAX 1024 /* octets of identification data we take */

gboolean ike_payload_id_is_valid (const guint8 *data, gsize len);
/* ret_id is owned; a type we do not know is FALSE. */
gboolean ike_payload_id_read (const IkePayload *payload, IkeId *ret_id);
/* type is IKE_PAYLOAD_IDI or IKE_PAYLOAD_IDR. */
void ike_payload_id_write (IkeMessageBuilder *builder, IkePayloadType type, const IkeId *id);
/* The body as ike_payload_id_write() sends it, for the AUTH octets; owned. */
GBytes *ike_payload_id_body (const IkeId *id) G_GNUC_WARN_UNUSED_RESULT;
