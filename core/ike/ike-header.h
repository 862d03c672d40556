// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The IKE header (RFC 7296 section 3.1) as a value. SPIs are host-order numbers. Pure; any thread.
 * */
#pragma once

#include "bytes.h"
#include "ike-types.h"

typedef struct
{
  guint64 spi_i; /* of the original initiator of this IKE SA */
  guint64 spi_r; /* zero in the first request and its repeats */
  guint8 next_payload;
  guint8 major;       /* 2, or whatever a peer sent */
  guint8 exchange;    /* IkeExchange, or a number we do not know */
  gboolean initiator; /* sender is the original initiator of this IKE SA */
  gboolean response;
  guint32 message_id;
  guint32 length; /* octets of the whole message */
} IkeHeader;

/* FALSE when data is shorter than a header, its Length is not len (MSG-03) or the initiator SPI is
 * zero. A major version other than 2 is TRUE: the caller decides what to answer. Minor version and
 * unknown flags are ignored. */
gboolean ike_header_read (const guint8 *data, gsize len, IkeHeader *ret_header);

/* Appends the 28 octets; major is always written as 2, minor as 0, length as given. */
void ike_header_write (ByteWriter *writer, const IkeHeader *header);
