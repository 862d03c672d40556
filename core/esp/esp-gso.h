// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Super-packets: what the kernel's offloads hand over as one packet of up to 64 KiB, and how it is
 * split into the packets that go into ESP. Pure functions over buffers; any thread.
 *
 * Of the kernel's description only the kind, the segment size and the place of an unfinished
 * checksum are believed, and each is checked against the packet; the rest is computed here.
 */
#pragma once

#include "esp-inner.h"

typedef enum
{
  ESP_GSO_NONE,
  ESP_GSO_TCP4,
  ESP_GSO_TCP6,
  ESP_GSO_UDP, /* UDP_SEGMENT style: every datagram keeps its own header */
} EspGsoKind;

typedef struct
{
  EspGsoKind kind;
  gboolean needs_csum; /* the checksum field holds only the pseudo header's sum */
  guint16 header_len;  /* IP and transport headers; output of joining only */
  guint16 segment;     /* payload octets of each packet but the last */
  guint16 csum_start;  /* where summing begins */
  guint16 csum_offset; /* of the field, from csum_start */
} EspOffload;

typedef struct
{
  const guint8 *packet; /* borrowed */
  EspInner inner;
  EspOffload offload;
  gsize header_len;  /* IP and transport headers of a super-packet */
  gsize payload_len; /* of all segments */
  gsize at;          /* payload handed out so far */
  guint index;
  gboolean done;
} EspSplit;

/* FALSE when packet and description do not fit together. The packet stays with the caller. */
gboolean
esp_split_init (EspSplit *split, const EspOffload *offload, const guint8 *packet, gsize len);
/* Length of the next packet; 0: no more. */
gsize esp_split_next_len (const EspSplit *split);
/* Writes the next packet, checksums complete, to out (esp_split_next_len() bytes). */
void esp_split_next (EspSplit *split, guint8 *out);
