// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "payload-nonce.h"

gboolean
ike_payload_nonce_is_valid (const guint8 *data, gsize len)
{
  return len >= IKE_NONCE_MIN && len <= IKE_NONCE_MAX;
}

void
ike_payload_nonce_write (IkeMessageBuilder *builder, const guint8 *data, gsize len)
{
  ike_message_builder_add (builder, IKE_PAYLOAD_NONCE, FALSE, data, len);
}
