// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-ts.h"

#include <arpa/inet.h>
#include <string.h>

static gsize
addr_len (sa_family_t family)
{
  return family == AF_INET ? 4 : 16;
}

IkeTs
ike_ts_from_prefix (sa_family_t family, const guint8 *addr, guint8 prefix)
{
  IkeTs ts = { .family = family, .port_to = G_MAXUINT16 };
  gsize len = addr_len (family);

  for (gsize i = 0; i < len; i++)
    {
      guint bits = prefix > 8 * i ? MIN (8u, prefix - 8 * (guint) i) : 0;
      guint8 mask = (guint8) (0xff00 >> bits);

      ts.from[i] = addr[i] & mask;
      ts.to[i] = addr[i] | (guint8) ~mask;
    }
  return ts;
}

IkeTs
ike_ts_any (sa_family_t family)
{
  static const guint8 zero[16];

  return ike_ts_from_prefix (family, zero, 0);
}

gboolean
ike_ts_equal (const IkeTs *a, const IkeTs *b)
{
  gsize len = addr_len (a->family);

  return a->family == b->family && a->protocol == b->protocol && a->port_from == b->port_from
         && a->port_to == b->port_to && memcmp (a->from, b->from, len) == 0
         && memcmp (a->to, b->to, len) == 0;
}

gboolean
ike_ts_is_any (const IkeTs *ts)
{
  const IkeTs any = ike_ts_any (ts->family);

  return ike_ts_equal (ts, &any);
}

gboolean
ike_ts_is_opaque (const IkeTs *ts)
{
  return ts->port_from == G_MAXUINT16 && ts->port_to == 0;
}

gboolean
ike_ts_is_valid (const IkeTs *ts)
{
  if (ts->family != AF_INET && ts->family != AF_INET6)
    return FALSE;
  if (ts->port_from > ts->port_to && !ike_ts_is_opaque (ts))
    return FALSE;
  return memcmp (ts->from, ts->to, addr_len (ts->family)) <= 0;
}

static gboolean
ports_contain (const IkeTs *outer, const IkeTs *inner)
{
  /* All ports include packets whose port is hidden; no other range does. */
  if (outer->port_from == 0 && outer->port_to == G_MAXUINT16)
    return TRUE;
  if (ike_ts_is_opaque (outer) || ike_ts_is_opaque (inner))
    return ike_ts_is_opaque (outer) && ike_ts_is_opaque (inner);
  return outer->port_from <= inner->port_from && inner->port_to <= outer->port_to;
}

gboolean
ike_ts_contains (const IkeTs *outer, const IkeTs *inner)
{
  gsize len = addr_len (outer->family);

  if (outer->family != inner->family || !ike_ts_is_valid (inner))
    return FALSE;
  if (outer->protocol != 0 && outer->protocol != inner->protocol)
    return FALSE;
  return ports_contain (outer, inner) && memcmp (outer->from, inner->from, len) <= 0
         && memcmp (inner->to, outer->to, len) <= 0;
}

gboolean
ike_ts_has_address (const IkeTs *ts, sa_family_t family, const guint8 *addr)
{
  gsize len = addr_len (family);

  return ts->family == family && memcmp (ts->from, addr, len) <= 0
         && memcmp (addr, ts->to, len) <= 0;
}

static gboolean
list_contains_one (const IkeTsList *outer, const IkeTs *inner)
{
  for (gsize i = 0; i < outer->n; i++)
    {
      if (ike_ts_contains (&outer->ts[i], inner))
        return TRUE;
    }
  return FALSE;
}

gboolean
ike_ts_list_contains (const IkeTsList *outer, const IkeTsList *inner)
{
  for (gsize i = 0; i < inner->n; i++)
    {
      if (!list_contains_one (outer, &inner->ts[i]))
        return FALSE;
    }
  return inner->n > 0;
}

gboolean
ike_ts_list_has_address (const IkeTsList *list, sa_family_t family, const guint8 *addr)
{
  for (gsize i = 0; i < list->n; i++)
    {
      if (ike_ts_has_address (&list->ts[i], family, addr))
        return TRUE;
    }
  return FALSE;
}

void
ike_ts_list_add (IkeTsList *list, const IkeTs *ts)
{
  if (list->n < IKE_TS_MAX && !list_contains_one (list, ts))
    list->ts[list->n++] = *ts;
}

/* What both have in common; FALSE when that is nothing. */
static gboolean
intersect (const IkeTs *a, const IkeTs *b, IkeTs *ret_ts)
{
  gsize len = addr_len (a->family);
  IkeTs ts = *a;

  if (a->family != b->family)
    return FALSE;
  if (a->protocol != 0 && b->protocol != 0 && a->protocol != b->protocol)
    return FALSE;
  ts.protocol = a->protocol != 0 ? a->protocol : b->protocol;
  if (ports_contain (a, b))
    {
      ts.port_from = b->port_from;
      ts.port_to = b->port_to;
    }
  else if (!ports_contain (b, a))
    {
      ts.port_from = MAX (a->port_from, b->port_from);
      ts.port_to = MIN (a->port_to, b->port_to);
      if (ts.port_from > ts.port_to)
        return FALSE;
    }
  if (memcmp (b->from, a->from, len) > 0)
    memcpy (ts.from, b->from, len);
  if (memcmp (b->to, a->to, len) < 0)
    memcpy (ts.to, b->to, len);
  *ret_ts = ts;
  return ike_ts_is_valid (&ts);
}

void
ike_ts_list_narrow (const IkeTsList *policy, const IkeTsList *proposed, IkeTsList *ret_list)
{
  IkeTsList list = { 0 };

  for (gsize i = 0; i < proposed->n; i++)
    {
      for (gsize k = 0; k < policy->n; k++)
        {
          IkeTs common;

          if (ike_ts_is_valid (&proposed->ts[i])
              && intersect (&proposed->ts[i], &policy->ts[k], &common))
            ike_ts_list_add (&list, &common);
        }
    }
  *ret_list = list;
}

/* ---- Prefixes ------------------------------------------------------------------------------- */

/* Adds one to the part of addr above its lowest host_bits bits. FALSE on overflow. */
static gboolean
add_block (guint8 *addr, gsize len, guint host_bits)
{
  guint carry = 1u << (host_bits % 8);

  for (gsize i = len - host_bits / 8; i > 0 && carry != 0; i--)
    {
      carry += addr[i - 1];
      addr[i - 1] = (guint8) carry;
      carry >>= 8;
    }
  return carry == 0;
}

/* The largest block that starts at addr and does not pass last. */
static guint
block_bits (const guint8 *addr, const guint8 *last, gsize len)
{
  guint best = 0;

  for (guint bits = 1; bits <= 8 * len; bits++)
    {
      sa_family_t family = len == 4 ? AF_INET : AF_INET6;
      const IkeTs block = ike_ts_from_prefix (family, addr, (guint8) (8 * len - bits));

      if (memcmp (block.from, addr, len) != 0 || memcmp (block.to, last, len) > 0)
        break;
      best = bits;
    }
  return best;
}

gsize
ike_ts_to_prefixes (const IkeTs *ts, IkeTsPrefix ret_prefixes[IKE_TS_PREFIXES_MAX])
{
  gsize len = addr_len (ts->family);
  guint8 at[16] = { 0 };
  gsize n = 0;

  if (!ike_ts_is_valid (ts))
    return 0;
  memcpy (at, ts->from, len);
  while (n < IKE_TS_PREFIXES_MAX && memcmp (at, ts->to, len) <= 0)
    {
      guint bits = block_bits (at, ts->to, len);

      memset (&ret_prefixes[n], 0, sizeof ret_prefixes[n]);
      memcpy (ret_prefixes[n].addr, at, len);
      ret_prefixes[n].prefix = (guint8) (8 * len - bits);
      n++;
      if (bits == 8 * len || !add_block (at, len, bits))
        break;
    }
  return n;
}

static void
append_address (GString *text, sa_family_t family, const guint8 *addr)
{
  char name[INET6_ADDRSTRLEN];

  if (inet_ntop (family, addr, name, sizeof name) != NULL)
    g_string_append (text, name);
}

char *
ike_ts_to_text (const IkeTs *ts)
{
  IkeTsPrefix prefixes[IKE_TS_PREFIXES_MAX];
  GString *text = g_string_new (NULL);
  gsize n = ike_ts_to_prefixes (ts, prefixes);

  append_address (text, ts->family, ts->from);
  if (n == 1)
    g_string_append_printf (text, "/%u", prefixes[0].prefix);
  else
    {
      g_string_append_c (text, '-');
      append_address (text, ts->family, ts->to);
    }
  if (ts->protocol == 0 && ts->port_from == 0 && ts->port_to == G_MAXUINT16)
    return g_string_free (text, FALSE);
  g_string_append_printf (text, "[%u", ts->protocol);
  if (ike_ts_is_opaque (ts))
    g_string_append (text, "/opaque");
  else if (ts->port_from != 0 || ts->port_to != G_MAXUINT16)
    g_string_append_printf (text, "/%u-%u", ts->port_from, ts->port_to);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}
