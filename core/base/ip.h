// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * IP addresses, prefixes and ranges as values: the one place that knows how long an address of a
 * family is, how its text reads and what kind it is.
 *
 * All three are plain values: copy by assignment, compare with the functions here; a zeroed one is
 * "none" (family 0). Octets are in network order, and those that a family does not use are zero in
 * everything this file makes. An IPv4 address mapped into IPv6 (::ffff:0:0/96) stays IPv6: nothing
 * here turns one family into the other. Outputs are set on success only. Pure; any thread.
 */
#pragma once

#include <glib.h>
#include <netinet/in.h>

typedef struct
{
  guint8 family;     /* AF_INET or AF_INET6; 0: none */
  guint8 octets[16]; /* IPv4 in the first four */
} IpAddress;

typedef struct
{
  IpAddress address;
  guint8 length; /* bits, at most those of the family; bits of the address behind it may be set */
} IpPrefix;

typedef struct /* inclusive; of one family, first <= last (ip_range_is_valid) */
{
  IpAddress first, last;
} IpRange;

/* A range of IPv6 addresses is the union of that many prefixes at worst. */
#define IP_RANGE_PREFIXES_MAX 254

/* 4 or 16; 0 for any other family. */
gsize ip_family_octets (int family);

/* ---- Addresses ------------------------------------------------------------------------------ */

/* octets: as many as the family has; a family that is neither gives "none". */
void ip_address_from_octets (IpAddress *ret_address, int family, const guint8 *octets);
/* The family follows from the length; FALSE for another one than 4 or 16. */
gboolean ip_address_from_bytes (IpAddress *ret_address, const guint8 *bytes, gsize len);
/* The forms of inet_pton() and nothing around them: no space, zone, port or brackets, and four
 * decimal parts for IPv4. */
gboolean ip_address_parse (const char *text, IpAddress *ret_address);
/* Owned; RFC 5952 for IPv6, "" for none. */
char *ip_address_to_text (const IpAddress *address);
/* Order by family, then by value: negative, 0 or positive. */
int ip_address_compare (const IpAddress *a, const IpAddress *b);
gboolean ip_address_equal (const IpAddress *a, const IpAddress *b);

/* 0.0.0.0 or ::. */
gboolean ip_address_is_unspecified (const IpAddress *address);
gboolean ip_address_is_loopback (const IpAddress *address);
gboolean ip_address_is_link_local (const IpAddress *address);
gboolean ip_address_is_multicast (const IpAddress *address);
/* Whether it may be an address of ours inside the tunnel, or of a server behind it: none of the
 * kinds above, nor in 0.0.0.0/8, 240.0.0.0/4 (RFC 6890) or ::ffff:0:0/96 (IPv4 in disguise). */
gboolean ip_address_is_host (const IpAddress *address);

/* ---- Prefixes ------------------------------------------------------------------------------- */

/* FALSE for another number of bytes than 4 or 16, or a length above their bits. */
gboolean ip_prefix_from_bytes (IpPrefix *ret_prefix, const guint8 *bytes, gsize len, guint length);
/* The address alone: /32 or /128. */
IpPrefix ip_prefix_host (const IpAddress *address);
/* "192.0.2.0/24" with one to three decimal digits behind the slash, or an address alone. Bits
 * behind the length are kept: ip_prefix_is_network() tells whether there are any. */
gboolean ip_prefix_parse (const char *text, IpPrefix *ret_prefix);
/* Owned; always with the length, "" for none. */
char *ip_prefix_to_text (const IpPrefix *prefix);
/* Clears what lies behind the length. */
void ip_prefix_mask (IpPrefix *prefix);
gboolean ip_prefix_is_network (const IpPrefix *prefix);
/* Same length, same address; bits behind the length count. */
gboolean ip_prefix_equal (const IpPrefix *a, const IpPrefix *b);
/* For these two, bits behind a length do not matter. A prefix covers itself. */
gboolean ip_prefix_contains (const IpPrefix *prefix, const IpAddress *address);
gboolean ip_prefix_covers (const IpPrefix *outer, const IpPrefix *inner);
/* Lies wholly in a block that holds no host (ip_address_is_host): never a tunnel's to route. */
gboolean ip_prefix_is_reserved (const IpPrefix *prefix);

/* ---- Ranges --------------------------------------------------------------------------------- */

/* Both ends of one known family, the first not above the last. A range that is not valid contains,
 * covers and overlaps nothing, and nothing covers it. */
gboolean ip_range_is_valid (const IpRange *range);
void ip_prefix_to_range (const IpPrefix *prefix, IpRange *ret_range);
/* "192.0.2.1-192.0.2.9", or what ip_prefix_parse() takes. */
gboolean ip_range_parse (const char *text, IpRange *ret_range);
/* Owned; as a prefix where it is exactly one, else "first-last". */
char *ip_range_to_text (const IpRange *range);
gboolean ip_range_contains (const IpRange *range, const IpAddress *address);
gboolean ip_range_covers (const IpRange *outer, const IpRange *inner);
/* FALSE when they have nothing in common. */
gboolean ip_range_intersect (const IpRange *a, const IpRange *b, IpRange *ret_range);
/* FALSE when the range is not exactly one prefix. */
gboolean ip_range_to_prefix (const IpRange *range, IpPrefix *ret_prefix);
/* The fewest prefixes that are together exactly the range, in order. Writes the first max of them
 * (NULL with max 0 asks for the number only) and returns how many it takes. */
guint ip_range_to_prefixes (const IpRange *range, IpPrefix *ret_prefixes, guint max);
