// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The EAP payload. */
#include "payload-eap.h"

/* One EAP packet in its envelope. */

#define EAP_HEADER_LEN 4

/* Success and Failure should be four octets, but FortiGate sends a Success of five, whose last
 * octet announces a further method; the EAP peer decides about contents. */
gboolean
ike_payload_eap_is_valid (const guint8 *data, gsize len)
{
  return len >= EAP_HEADER_LEN && byte_get_u16 (data + 2) == len;
}

void
ike_payload_eap_write (IkeMessageBuilder *builder, const guint8 *packet, gsize len)
{
  ike_message_builder_add (builder, IKE_PAYLOAD_EAP, FALSE, packet, len);
}
