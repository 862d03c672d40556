// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What of an inner IP packet the traffic selectors look at, and the selectors of an SA in the form
 * that matching is quick in (RFC 4301 section 4.4.1.1, RFC 7296 section 3.13.1). Immutable after
 * creation; any thread.
 */
#pragma once

#include "esp.h"

typedef struct
{
  sa_family_t family;
  guint8 protocol;         /* of the upper layer, IPv6 extension headers skipped */
  gboolean has_ports;      /* ports, or ICMP type and code in both */
  gboolean later_fragment; /* not the first */
  gboolean more_fragments;
  guint16 src_port, dst_port;
  const guint8 *src, *dst; /* borrowed from the packet, 4 or 16 octets */
  gsize header_len;        /* where the upper layer begins */
  gsize total_len;         /* by the IP header; at most what was handed in */
} EspInner;

/* FALSE when the packet is malformed. Checks versions and lengths, not checksums. */
gboolean esp_inner_parse (const guint8 *packet, gsize len, EspInner *ret_inner);
/* As above for the quoted start of a packet: total_len may exceed len. */
gboolean esp_inner_parse_quoted (const guint8 *packet, gsize len, EspInner *ret_inner);

typedef struct EspSelectors EspSelectors;

/* NULL when a side has no selector, too many, or one of another family than IPv4 and IPv6. */
EspSelectors *esp_selectors_new (const EspSaParams *params) G_GNUC_WARN_UNUSED_RESULT;
void esp_selectors_free (EspSelectors *selectors);

/* Source local, destination remote. */
gboolean esp_selectors_match_outbound (const EspSelectors *selectors, const EspInner *inner);
/* Source remote, destination local; or an ICMP error from anywhere to a local address about a
 * packet that these selectors sent out (RFC 4301 section 6.2). */
gboolean esp_selectors_match_inbound (const EspSelectors *selectors, const guint8 *packet,
                                      const EspInner *inner);

/* As esp_outbound_covers(), for a packet that was parsed before. */
gboolean esp_outbound_covers_inner (const EspOutbound *sa, const EspInner *inner);
