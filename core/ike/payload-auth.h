// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* AUTH payload (RFC 7296 section 3.8). What is inside is the business of ike-authsig.h. Any thread.
 * */
#pragma once

#include "ike-chain.h"

typedef struct
{
  guint8 method;      /* IkeAuthMethod, or a number we do not know */
  const guint8 *data; /* borrowed */
  gsize len;
} IkeAuth;

gboolean ike_payload_auth_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_auth_read (const IkePayload *payload, IkeAuth *ret_auth);
void
ike_payload_auth_write (IkeMessageBuilder *builder, guint8 method, const void *data, gsize len);
