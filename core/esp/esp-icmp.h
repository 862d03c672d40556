// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The answer to an inner packet that does not fit the tunnel (RFC 4301 section 8.2.1): ICMP
 * "fragmentation needed" (RFC 1191) or ICMPv6 "packet too big" (RFC 4443 section 3.2). Pure; any
 * thread.
 */
#pragma once

#include <glib.h>

#define ESP_ICMP_MAX 1280 /* octets of the longest answer */

/* Writes the answer to packet, or to its first len octets, into out (ESP_ICMP_MAX octets) and
 * returns its length; 0 when none may be sent: about ICMP errors, later fragments, multicast, and
 * IPv4 without DF. It comes from the packet's destination, the one address that is certain to lie
 * behind the tunnel. */
gsize esp_icmp_too_big (const guint8 *packet, gsize len, guint mtu, guint8 *out);
