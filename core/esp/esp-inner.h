// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The headers of an inner IP packet as far as the data plane looks at them. A packet is parsed
 * once; what happens to it afterwards reads the result. Pure; any thread.
 */
#pragma once

#include <glib.h>

#include <netinet/in.h>

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

/* Octets of an IP header that carries nothing but what every packet has. */
static inline gsize
esp_inner_bare_len (const EspInner *inner)
{
  return inner->family == AF_INET ? 20 : 40;
}

/* Neither a fragment nor with IPv4 options or IPv6 extension headers. */
static inline gboolean
esp_inner_is_plain (const EspInner *inner)
{
  return inner->header_len == esp_inner_bare_len (inner) && !inner->later_fragment
         && !inner->more_fragments;
}
