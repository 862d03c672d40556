// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "payload-nonce.h"

/* Nonces: valid ones, fresh ones, and which of two is the lower. */

gboolean
ike_payload_nonce_is_valid (const guint8 *data, gsize len)
{
  return len >= IKE_NONCE_MIN && len <= IKE_NONCE_MAX;
}

void
ike_payload_nonce_write (IkeMessageBuilder *builder, GBytes *nonce)
{
  gsize len = 0;
  const guint8 *data = g_bytes_get_data (nonce, &len);

  ike_message_builder_add (builder, IKE_PAYLOAD_NONCE, FALSE, data, len);
}

GBytes *
ike_nonce_new (const Rng *rng)
{
  guint8 nonce[IKE_NONCE_LEN];

  rng_fill (rng, nonce, sizeof nonce);
  return g_bytes_new (nonce, sizeof nonce);
}

GBytes *
ike_message_nonce (const IkeMessage *message)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_NONCE);

  return payload != NULL ? g_bytes_new (payload->data, payload->len) : NULL;
}

GBytes *
ike_nonce_lower (GBytes *a, GBytes *b)
{
  return g_bytes_compare (a, b) <= 0 ? a : b;
}
