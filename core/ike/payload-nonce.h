// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Nonce payload (RFC 7296 section 3.9): its body is the nonce, 16 to 256 octets. Any thread. */
#pragma once

#include "ike-chain.h"
#include "rng.h"

gboolean ike_payload_nonce_is_valid (const guint8 *data, gsize len);
void ike_payload_nonce_write (IkeMessageBuilder *builder, GBytes *nonce);

/* A fresh one of ours; owned. */
GBytes *ike_nonce_new (const Rng *rng) G_GNUC_WARN_UNUSED_RESULT;
/* That of a message; owned, NULL when it has none. */
GBytes *ike_message_nonce (const IkeMessage *message) G_GNUC_WARN_UNUSED_RESULT;
/* The lower of both octet by octet, a prefix being lower (COL-02); borrowed. */
GBytes *ike_nonce_lower (GBytes *a, GBytes *b);
