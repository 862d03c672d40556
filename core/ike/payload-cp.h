// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Configuration payload (RFC 7296 section 3.15) as a list of raw attributes. What they mean is in
 * ike-cp.h. Pure; any thread. */
#pragma once

#include "ike-chain.h"

typedef struct
{
  guint16 type;       /* IkeCpType, or a number we do not know */
  const guint8 *data; /* borrowed */
  gsize len;
} IkeCpAttribute;

typedef struct
{
  guint8 kind; /* IkeCfgKind, or a number we do not know */
  ByteReader rest;
} IkeCp;

gboolean ike_payload_cp_is_valid (const guint8 *data, gsize len);
gboolean ike_payload_cp_read (const IkePayload *payload, IkeCp *ret_cp);
/* Next attribute; FALSE at the end. */
gboolean ike_cp_next (IkeCp *cp, IkeCpAttribute *ret_attribute);

/* Writing: begin the payload, add attributes, end it with ike_message_builder_end(). */
ByteWriter *ike_payload_cp_begin (IkeMessageBuilder *builder, IkeCfgKind kind);
void ike_cp_add (ByteWriter *writer, guint16 type, const void *data, gsize len);
