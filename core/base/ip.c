// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IP addresses, prefixes and ranges: their text, their order and their kinds. */
#include "ip.h"

#include <arpa/inet.h>
#include <string.h>

typedef enum
{
  KIND_LOOPBACK = 1,
  KIND_LINK_LOCAL,
  KIND_MULTICAST,
  KIND_OTHER,
} Kind;

/* Blocks without hosts (RFC 6890, RFC 4291 section 2.4). */
static const struct
{
  Kind kind;
  IpPrefix block;
} reserved[] = {
  { KIND_OTHER, { { AF_INET, { 0 } }, 8 } },
  { KIND_LOOPBACK, { { AF_INET, { 127 } }, 8 } },
  { KIND_LINK_LOCAL, { { AF_INET, { 169, 254 } }, 16 } },
  { KIND_MULTICAST, { { AF_INET, { 224 } }, 4 } },
  { KIND_OTHER, { { AF_INET, { 240 } }, 4 } },
  { KIND_OTHER, { { AF_INET6, { 0 } }, 128 } },
  { KIND_LOOPBACK, { { AF_INET6, { [15] = 1 } }, 128 } },
  { KIND_OTHER, { { AF_INET6, { [10] = 0xff, 0xff } }, 96 } },
  { KIND_LINK_LOCAL, { { AF_INET6, { 0xfe, 0x80 } }, 10 } },
  { KIND_MULTICAST, { { AF_INET6, { 0xff } }, 8 } },
};

gsize
ip_family_octets (int family)
{
  switch (family)
    {
    case AF_INET:
      return 4;
    case AF_INET6:
      return 16;
    default:
      return 0;
    }
}

static guint
family_bits (int family)
{
  return 8 * (guint) ip_family_octets (family);
}

/* ---- Addresses ------------------------------------------------------------------------------ */

void
ip_address_from_octets (IpAddress *ret_address, int family, const guint8 *octets)
{
  gsize len = ip_family_octets (family);
  IpAddress address = { .family = len != 0 ? (guint8) family : 0 };

  memcpy (address.octets, octets, len);
  *ret_address = address;
}

gboolean
ip_address_from_bytes (IpAddress *ret_address, const guint8 *bytes, gsize len)
{
  if (len != ip_family_octets (AF_INET) && len != ip_family_octets (AF_INET6))
    return FALSE;
  ip_address_from_octets (ret_address, len == ip_family_octets (AF_INET) ? AF_INET : AF_INET6,
                          bytes);
  return TRUE;
}

gboolean
ip_address_parse (const char *text, IpAddress *ret_address)
{
  IpAddress address = { .family = strchr (text, ':') != NULL ? AF_INET6 : AF_INET };

  if (inet_pton (address.family, text, address.octets) != 1)
    return FALSE;
  *ret_address = address;
  return TRUE;
}

char *
ip_address_to_text (const IpAddress *address)
{
  char text[INET6_ADDRSTRLEN];

  if (inet_ntop (address->family, address->octets, text, sizeof text) == NULL)
    return g_strdup ("");
  return g_strdup (text);
}

int
ip_address_compare (const IpAddress *a, const IpAddress *b)
{
  if (a->family != b->family)
    return a->family < b->family ? -1 : 1;
  return memcmp (a->octets, b->octets, ip_family_octets (a->family));
}

gboolean
ip_address_equal (const IpAddress *a, const IpAddress *b)
{
  return ip_address_compare (a, b) == 0;
}

gboolean
ip_address_is_unspecified (const IpAddress *address)
{
  static const guint8 zero[16];
  gsize len = ip_family_octets (address->family);

  return len != 0 && memcmp (address->octets, zero, len) == 0;
}

static gboolean
is_kind (const IpAddress *address, Kind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (reserved[i].kind == kind && ip_prefix_contains (&reserved[i].block, address))
      return TRUE;
  return FALSE;
}

gboolean
ip_address_is_loopback (const IpAddress *address)
{
  return is_kind (address, KIND_LOOPBACK);
}

gboolean
ip_address_is_link_local (const IpAddress *address)
{
  return is_kind (address, KIND_LINK_LOCAL);
}

gboolean
ip_address_is_multicast (const IpAddress *address)
{
  return is_kind (address, KIND_MULTICAST);
}

gboolean
ip_address_is_host (const IpAddress *address)
{
  const IpPrefix host = ip_prefix_host (address);

  return ip_family_octets (address->family) != 0 && !ip_prefix_is_reserved (&host);
}

/* ---- Prefixes ------------------------------------------------------------------------------- */

/* The bits of octet number at that lie within the length. */
static guint8
mask_octet (guint length, gsize at)
{
  guint kept = length > 8 * at ? MIN (8, length - 8 * (guint) at) : 0;

  return (guint8) (0xff00u >> kept);
}

gboolean
ip_prefix_from_bytes (IpPrefix *ret_prefix, const guint8 *bytes, gsize len, guint length)
{
  IpPrefix prefix;

  if (!ip_address_from_bytes (&prefix.address, bytes, len) || length > 8 * len)
    return FALSE;
  prefix.length = (guint8) length;
  *ret_prefix = prefix;
  return TRUE;
}

IpPrefix
ip_prefix_host (const IpAddress *address)
{
  return (IpPrefix){ *address, (guint8) family_bits (address->family) };
}

gboolean
ip_prefix_parse (const char *text, IpPrefix *ret_prefix)
{
  gsize host_len = strcspn (text, "/");
  g_autofree char *host = g_strndup (text, host_len);
  const char *digits = text + host_len;
  guint64 length;
  IpAddress address;
  IpPrefix prefix;

  if (!ip_address_parse (host, &address))
    return FALSE;
  prefix = ip_prefix_host (&address);
  if (*digits != '\0')
    {
      digits++;
      if (strlen (digits) > 3
          || !g_ascii_string_to_unsigned (digits, 10, 0, prefix.length, &length, NULL))
        return FALSE;
      prefix.length = (guint8) length;
    }
  *ret_prefix = prefix;
  return TRUE;
}

char *
ip_prefix_to_text (const IpPrefix *prefix)
{
  g_autofree char *address = ip_address_to_text (&prefix->address);

  return *address != '\0' ? g_strdup_printf ("%s/%u", address, prefix->length) : g_strdup ("");
}

void
ip_prefix_mask (IpPrefix *prefix)
{
  for (gsize i = 0; i < sizeof prefix->address.octets; i++)
    prefix->address.octets[i] &= mask_octet (prefix->length, i);
}

gboolean
ip_prefix_is_network (const IpPrefix *prefix)
{
  IpPrefix network = *prefix;

  ip_prefix_mask (&network);
  return ip_prefix_equal (prefix, &network);
}

gboolean
ip_prefix_equal (const IpPrefix *a, const IpPrefix *b)
{
  return a->length == b->length && ip_address_equal (&a->address, &b->address);
}

gboolean
ip_prefix_contains (const IpPrefix *prefix, const IpAddress *address)
{
  if (prefix->address.family != address->family)
    return FALSE;
  for (gsize i = 0; i < ip_family_octets (address->family); i++)
    if (((prefix->address.octets[i] ^ address->octets[i]) & mask_octet (prefix->length, i)) != 0)
      return FALSE;
  return ip_family_octets (address->family) != 0;
}

gboolean
ip_prefix_covers (const IpPrefix *outer, const IpPrefix *inner)
{
  return outer->length <= inner->length && ip_prefix_contains (outer, &inner->address);
}

gboolean
ip_prefix_is_reserved (const IpPrefix *prefix)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (ip_prefix_covers (&reserved[i].block, prefix))
      return TRUE;
  return FALSE;
}

/* ---- Ranges --------------------------------------------------------------------------------- */

gboolean
ip_range_is_valid (const IpRange *range)
{
  return ip_family_octets (range->first.family) != 0 && range->first.family == range->last.family
         && ip_address_compare (&range->first, &range->last) <= 0;
}

void
ip_prefix_to_range (const IpPrefix *prefix, IpRange *ret_range)
{
  IpPrefix network = *prefix;
  IpAddress last;

  ip_prefix_mask (&network);
  last = network.address;
  for (gsize i = 0; i < ip_family_octets (last.family); i++)
    last.octets[i] |= (guint8) ~mask_octet (prefix->length, i);
  *ret_range = (IpRange){ network.address, last };
}

gboolean
ip_range_parse (const char *text, IpRange *ret_range)
{
  const char *dash = strchr (text, '-');
  g_autofree char *first = g_strndup (text, dash != NULL ? (gsize) (dash - text) : 0);
  IpRange range;
  IpPrefix prefix;

  if (dash == NULL)
    {
      if (!ip_prefix_parse (text, &prefix))
        return FALSE;
      ip_prefix_to_range (&prefix, ret_range);
      return TRUE;
    }
  if (!ip_address_parse (first, &range.first) || !ip_address_parse (dash + 1, &range.last)
      || !ip_range_is_valid (&range))
    return FALSE;
  *ret_range = range;
  return TRUE;
}

char *
ip_range_to_text (const IpRange *range)
{
  g_autofree char *first = ip_address_to_text (&range->first);
  g_autofree char *last = ip_address_to_text (&range->last);
  IpPrefix prefix;

  if (ip_range_to_prefix (range, &prefix))
    return ip_prefix_to_text (&prefix);
  return g_strdup_printf ("%s-%s", first, last);
}

gboolean
ip_range_contains (const IpRange *range, const IpAddress *address)
{
  return ip_range_covers (range, &(IpRange){ *address, *address });
}

gboolean
ip_range_covers (const IpRange *outer, const IpRange *inner)
{
  return ip_range_is_valid (outer) && ip_range_is_valid (inner)
         && outer->first.family == inner->first.family
         && ip_address_compare (&outer->first, &inner->first) <= 0
         && ip_address_compare (&inner->last, &outer->last) <= 0;
}

gboolean
ip_range_intersect (const IpRange *a, const IpRange *b, IpRange *ret_range)
{
  IpRange common = *a;

  if (!ip_range_is_valid (a) || !ip_range_is_valid (b) || a->first.family != b->first.family)
    return FALSE;
  if (ip_address_compare (&b->first, &common.first) > 0)
    common.first = b->first;
  if (ip_address_compare (&b->last, &common.last) < 0)
    common.last = b->last;
  if (!ip_range_is_valid (&common))
    return FALSE;
  *ret_range = common;
  return TRUE;
}

/* The largest prefix that begins at first and does not pass last. */
static void
largest_prefix (const IpAddress *first, const IpAddress *last, IpPrefix *ret_prefix,
                IpRange *ret_range)
{
  IpPrefix prefix = ip_prefix_host (first);
  IpRange range;

  *ret_prefix = prefix;
  *ret_range = (IpRange){ *first, *first };
  while (prefix.length > 0)
    {
      prefix.length--;
      ip_prefix_to_range (&prefix, &range);
      if (!ip_address_equal (&range.first, first) || ip_address_compare (&range.last, last) > 0)
        return;
      *ret_prefix = prefix;
      *ret_range = range;
    }
}

/* FALSE when there is none behind it. */
static gboolean
next_address (IpAddress *address)
{
  for (gsize i = ip_family_octets (address->family); i-- > 0;)
    if (++address->octets[i] != 0)
      return TRUE;
  return FALSE;
}

gboolean
ip_range_to_prefix (const IpRange *range, IpPrefix *ret_prefix)
{
  IpPrefix prefix;

  if (ip_range_to_prefixes (range, &prefix, 1) != 1)
    return FALSE;
  *ret_prefix = prefix;
  return TRUE;
}

guint
ip_range_to_prefixes (const IpRange *range, IpPrefix *ret_prefixes, guint max)
{
  IpAddress at = range->first;
  IpPrefix prefix;
  IpRange taken;
  guint n = 0;

  if (!ip_range_is_valid (range))
    return 0;
  do
    {
      largest_prefix (&at, &range->last, &prefix, &taken);
      if (n < max)
        ret_prefixes[n] = prefix;
      n++;
      at = taken.last;
    }
  while (next_address (&at) && ip_address_compare (&at, &range->last) <= 0);
  return n;
}
