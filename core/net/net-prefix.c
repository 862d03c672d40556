// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-prefix.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* RFC 6890 and RFC 4291: what is never a tunnel's. ::ffff:0:0/96 would be IPv4 in disguise. */
static const NetPrefix reserved[] = {
  { AF_INET, { 0 }, 8 },
  { AF_INET, { 127 }, 8 },
  { AF_INET, { 169, 254 }, 16 },
  { AF_INET, { 224 }, 4 },
  { AF_INET, { 240 }, 4 },
  { AF_INET6, { 0 }, 128 },
  { AF_INET6, { [15] = 1 }, 128 },
  { AF_INET6, { [10] = 0xff, 0xff }, 96 },
  { AF_INET6, { 0xfe, 0x80 }, 10 },
  { AF_INET6, { 0xff }, 8 },
};

guint
net_prefix_bits (sa_family_t family)
{
  return family == AF_INET6 ? 128 : 32;
}

gboolean
net_prefix_from_bytes (const guint8 *addr, gsize len, guint prefix, NetPrefix *ret_prefix)
{
  NetPrefix result = { .family = len == 16 ? AF_INET6 : AF_INET };

  if ((len != 4 && len != 16) || prefix > len * 8)
    return FALSE;
  memcpy (result.addr, addr, len);
  result.prefix = (guint8) prefix;
  *ret_prefix = result;
  return TRUE;
}

void
net_prefix_mask (NetPrefix *prefix)
{
  guint full = prefix->prefix / 8;

  if (full >= sizeof prefix->addr)
    return;
  prefix->addr[full] &= (guint8) (0xff00u >> (prefix->prefix % 8));
  memset (prefix->addr + full + 1, 0, sizeof prefix->addr - full - 1);
}

NetPrefix
net_prefix_host (const NetPrefix *prefix)
{
  NetPrefix host = *prefix;

  host.prefix = (guint8) net_prefix_bits (prefix->family);
  return host;
}

gboolean
net_prefix_equal (const NetPrefix *a, const NetPrefix *b)
{
  return a->family == b->family && a->prefix == b->prefix
         && memcmp (a->addr, b->addr, net_prefix_bits (a->family) / 8) == 0;
}

gboolean
net_prefix_contains (const NetPrefix *prefix, const NetPrefix *inner)
{
  NetPrefix outer = *prefix, cut = *inner;

  if (outer.family != cut.family || cut.prefix < outer.prefix)
    return FALSE;
  cut.prefix = outer.prefix;
  net_prefix_mask (&outer);
  net_prefix_mask (&cut);
  return net_prefix_equal (&outer, &cut);
}

gboolean
net_prefix_is_reserved (const NetPrefix *prefix)
{
  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++)
    if (net_prefix_contains (&reserved[i], prefix))
      return TRUE;
  return FALSE;
}

NetPrefix
net_prefix_link_local (sa_family_t family)
{
  static const NetPrefix ipv4 = { AF_INET, { 169, 254 }, 16 };
  static const NetPrefix ipv6 = { AF_INET6, { 0xfe, 0x80 }, 10 };

  return family == AF_INET6 ? ipv6 : ipv4;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const NetPrefix *left = a, *right = b;
  int order;

  if (left->family != right->family)
    return left->family < right->family ? -1 : 1;
  order = memcmp (left->addr, right->addr, sizeof left->addr);
  return order != 0 ? order : (int) left->prefix - (int) right->prefix;
}

/* Two halves of one prefix: the joined prefix goes to the first. */
static gboolean
join_halves (NetPrefix *first, const NetPrefix *second)
{
  NetPrefix joined = *first;

  if (first->prefix == 0 || first->prefix != second->prefix)
    return FALSE;
  joined.prefix--;
  net_prefix_mask (&joined);
  if (!net_prefix_contains (&joined, first) || !net_prefix_contains (&joined, second))
    return FALSE;
  *first = joined;
  return TRUE;
}

guint
net_prefix_minimise (NetPrefix *list, guint n)
{
  guint kept = 0;

  for (guint i = 0; i < n; i++)
    net_prefix_mask (&list[i]);
  qsort (list, n, sizeof *list, compare);
  for (guint i = 0; i < n; i++)
    {
      if (kept > 0 && net_prefix_contains (&list[kept - 1], &list[i]))
        continue;
      list[kept++] = list[i];
      /* A join can complete the half before it, and so on outwards. */
      while (kept > 1 && join_halves (&list[kept - 2], &list[kept - 1]))
        kept--;
    }
  return kept;
}

char *
net_prefix_to_text (const NetPrefix *prefix)
{
  char text[INET6_ADDRSTRLEN] = "";

  inet_ntop (prefix->family, prefix->addr, text, sizeof text);
  return g_strdup_printf ("%s/%u", text, prefix->prefix);
}

gboolean
net_prefix_parse (const char *text, NetPrefix *ret_prefix)
{
  const char *slash = strchr (text, '/');
  g_autofree char *addr = g_strndup (text, slash != NULL ? (gsize) (slash - text) : strlen (text));
  NetPrefix result = { .family = strchr (addr, ':') != NULL ? AF_INET6 : AF_INET };
  guint64 bits = net_prefix_bits (result.family);

  if (inet_pton (result.family, addr, result.addr) != 1)
    return FALSE;
  if (slash != NULL && !g_ascii_string_to_unsigned (slash + 1, 10, 0, bits, &bits, NULL))
    return FALSE;
  result.prefix = (guint8) bits;
  *ret_prefix = result;
  return TRUE;
}
