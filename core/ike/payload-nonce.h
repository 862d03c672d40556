// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Nonce payload (RFC 7296 section 3.9): its body is the nonce, 16 to 256 octets. Any thread. */
#pragma once

#include "ike-chain.h"

gboolean ike_payload_nonce_is_valid (const guint8 *data, gsize len);
void ike_payload_nonce_write (IkeMessageBuilder *builder, const guint8 *data, gsize len);
