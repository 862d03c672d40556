// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Key Exchange payload (RFC 7296 section 3.4). Pure; any thread. */
#pragma once

#include "ike-chain.h"

typedef struct
{
  guint16 group;      /* CryKe, or a number we do not know */
  const guint8 *data; /* borrowed public value; its length is checked by cry_kex_derive() */
  gsize len;
} IkeKe;

gboolean ike_payload_ke_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_ke_read (const IkePayload *payload, IkeKe *ret_ke);
void
ike_payload_ke_write (IkeMessageBuilder *builder, guint16 group, const guint8 *data, gsize len);
