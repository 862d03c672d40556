// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* EAP payload (RFC 7296 section 3.16): its body is one EAP packet whose length field equals the
 * body (MSG-25). Pure; any thread. */
#pragma once

#include "ike-chain.h"

gboolean ike_payload_eap_is_valid (const guint8 *data, gsize len);
void ike_payload_eap_write (IkeMessageBuilder *builder, const guint8 *packet, gsize len);
