// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-selector.h"

#include "bytes.h"

#include <string.h>

#define MAX_EXTENSION_HEADERS 8
#define ICMP_QUOTE_OFFSET     8

typedef struct /* an address as two host-order halves; IPv4 lies in low */
{
  guint64 high, low;
} Address;

typedef struct
{
  Address from, to;
  guint16 port_from, port_to;
  guint8 protocol;
  gboolean is_v6;
} Range;

struct EspSelectors
{
  guint n_local, n_remote;
  Range ranges[]; /* the local ones, then the remote ones */
};

static Address
load_address (sa_family_t family, const guint8 *at)
{
  if (family == AF_INET)
    return (Address){ .low = byte_get_u32 (at) };
  return (Address){
    .high = (guint64) byte_get_u32 (at) << 32 | byte_get_u32 (at + 4),
    .low = (guint64) byte_get_u32 (at + 8) << 32 | byte_get_u32 (at + 12),
  };
}

static gboolean
address_le (const Address *a, const Address *b)
{
  return a->high < b->high || (a->high == b->high && a->low <= b->low);
}

static void
read_ports (const guint8 *packet, gsize len, EspInner *inner)
{
  const guint8 *upper = packet + inner->header_len;
  gsize left = len - inner->header_len;

  switch (inner->protocol)
    {
    case IPPROTO_TCP:
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:
    case IPPROTO_SCTP:
    case IPPROTO_DCCP:
      if (left < 4)
        return;
      inner->src_port = byte_get_u16 (upper);
      inner->dst_port = byte_get_u16 (upper + 2);
      inner->has_ports = TRUE;
      return;
    case IPPROTO_ICMP:
    case IPPROTO_ICMPV6:
      if (left < 2)
        return;
      inner->src_port = inner->dst_port = byte_get_u16 (upper);
      inner->has_ports = TRUE;
      return;
    default:
      return;
    }
}

static gboolean
parse_v4 (const guint8 *packet, gsize len, EspInner *inner)
{
  guint16 fragment;

  if (len < 20)
    return FALSE;
  inner->family = AF_INET;
  inner->header_len = (gsize) (packet[0] & 0x0f) * 4;
  inner->total_len = byte_get_u16 (packet + 2);
  if (inner->header_len < 20 || inner->header_len > len || inner->total_len < inner->header_len)
    return FALSE;
  fragment = byte_get_u16 (packet + 6);
  inner->later_fragment = (fragment & 0x1fff) != 0;
  inner->more_fragments = (fragment & 0x2000) != 0;
  inner->protocol = packet[9];
  inner->src = packet + 12;
  inner->dst = packet + 16;
  return TRUE;
}

/* Moves inner past one extension header; FALSE when it is cut short. */
static gboolean
skip_extension (const guint8 *packet, gsize len, EspInner *inner)
{
  const guint8 *at = packet + inner->header_len;
  gsize size;

  if (len - inner->header_len < 8)
    return FALSE;
  if (inner->protocol == IPPROTO_FRAGMENT)
    {
      guint16 fragment = byte_get_u16 (at + 2);

      size = 8;
      inner->later_fragment = (fragment & 0xfff8) != 0;
      inner->more_fragments = (fragment & 1) != 0;
    }
  else if (inner->protocol == IPPROTO_AH)
    size = ((gsize) at[1] + 2) * 4;
  else
    size = ((gsize) at[1] + 1) * 8;
  if (size > len - inner->header_len)
    return FALSE;
  inner->protocol = at[0];
  inner->header_len += size;
  return TRUE;
}

static gboolean
parse_v6 (const guint8 *packet, gsize len, EspInner *inner)
{
  if (len < 40)
    return FALSE;
  inner->family = AF_INET6;
  inner->total_len = 40 + (gsize) byte_get_u16 (packet + 4);
  inner->protocol = packet[6];
  inner->src = packet + 8;
  inner->dst = packet + 24;
  inner->header_len = 40;
  len = MIN (len, inner->total_len);
  for (guint i = 0; i < MAX_EXTENSION_HEADERS && !inner->later_fragment; i++)
    switch (inner->protocol)
      {
      case IPPROTO_HOPOPTS:
      case IPPROTO_ROUTING:
      case IPPROTO_FRAGMENT:
      case IPPROTO_DSTOPTS:
      case IPPROTO_AH:
        if (!skip_extension (packet, len, inner))
          return FALSE;
        break;
      default:
        return TRUE;
      }
  return inner->later_fragment;
}

gboolean
esp_inner_parse_quoted (const guint8 *packet, gsize len, EspInner *ret_inner)
{
  EspInner inner = { 0 };
  guint version = len > 0 ? packet[0] >> 4 : 0;

  if (!(version == 4 && parse_v4 (packet, len, &inner))
      && !(version == 6 && parse_v6 (packet, len, &inner)))
    return FALSE;
  if (!inner.later_fragment)
    read_ports (packet, MIN (len, inner.total_len), &inner);
  *ret_inner = inner;
  return TRUE;
}

gboolean
esp_inner_parse (const guint8 *packet, gsize len, EspInner *ret_inner)
{
  EspInner inner;

  if (!esp_inner_parse_quoted (packet, len, &inner) || inner.total_len > len)
    return FALSE;
  *ret_inner = inner;
  return TRUE;
}

static gboolean
compile_range (const EspTs *ts, Range *range)
{
  if (ts->family != AF_INET && ts->family != AF_INET6)
    return FALSE;
  *range = (Range){
    .from = load_address (ts->family, ts->from),
    .to = load_address (ts->family, ts->to),
    .port_from = ts->port_from,
    .port_to = ts->port_to,
    .protocol = ts->protocol,
    .is_v6 = ts->family == AF_INET6,
  };
  return TRUE;
}

EspSelectors *
esp_selectors_new (const EspSaParams *params)
{
  gsize n = params->n_ts_local + params->n_ts_remote;
  EspSelectors *selectors;

  if (params->n_ts_local == 0 || params->n_ts_local > ESP_TS_MAX || params->n_ts_remote == 0
      || params->n_ts_remote > ESP_TS_MAX)
    return NULL;
  selectors = g_malloc0 (sizeof *selectors + n * sizeof selectors->ranges[0]);
  selectors->n_local = (guint) params->n_ts_local;
  selectors->n_remote = (guint) params->n_ts_remote;
  for (gsize i = 0; i < n; i++)
    {
      const EspTs *ts = i < params->n_ts_local ? &params->ts_local[i]
                                               : &params->ts_remote[i - params->n_ts_local];

      if (!compile_range (ts, &selectors->ranges[i]))
        {
          esp_selectors_free (selectors);
          return NULL;
        }
    }
  return selectors;
}

void
esp_selectors_free (EspSelectors *selectors)
{
  g_free (selectors);
}

static gboolean
range_matches (const Range *range, const EspInner *inner, const Address *address, guint16 port)
{
  if (range->is_v6 != (inner->family == AF_INET6))
    return FALSE;
  if (range->protocol != 0 && range->protocol != inner->protocol)
    return FALSE;
  if (!address_le (&range->from, address) || !address_le (address, &range->to))
    return FALSE;
  if (range->port_from == 0 && range->port_to == G_MAXUINT16)
    return TRUE;
  /* OPAQUE: only packets that have no ports to see. */
  if (range->port_from == G_MAXUINT16 && range->port_to == 0)
    return !inner->has_ports;
  return inner->has_ports && port >= range->port_from && port <= range->port_to;
}

static gboolean
side_matches (const Range *ranges, guint n, const EspInner *inner, gboolean source)
{
  Address address = load_address (inner->family, source ? inner->src : inner->dst);
  guint16 port = source ? inner->src_port : inner->dst_port;

  for (guint i = 0; i < n; i++)
    if (range_matches (&ranges[i], inner, &address, port))
      return TRUE;
  return FALSE;
}

gboolean
esp_selectors_match_outbound (const EspSelectors *selectors, const EspInner *inner)
{
  const Range *remote = selectors->ranges + selectors->n_local;

  return side_matches (selectors->ranges, selectors->n_local, inner, TRUE)
         && side_matches (remote, selectors->n_remote, inner, FALSE);
}

static gboolean
is_icmp_error (const guint8 *packet, const EspInner *inner)
{
  guint8 type;

  if (inner->total_len < inner->header_len + ICMP_QUOTE_OFFSET || !inner->has_ports)
    return FALSE;
  type = packet[inner->header_len];
  if (inner->family == AF_INET)
    return inner->protocol == IPPROTO_ICMP && (type == 3 || type == 11 || type == 12);
  return inner->protocol == IPPROTO_ICMPV6 && type >= 1 && type <= 4;
}

gboolean
esp_selectors_match_inbound (const EspSelectors *selectors, const guint8 *packet,
                             const EspInner *inner)
{
  const Range *remote = selectors->ranges + selectors->n_local;
  gsize quote = inner->header_len + ICMP_QUOTE_OFFSET;
  EspInner quoted;

  if (!side_matches (selectors->ranges, selectors->n_local, inner, FALSE))
    return FALSE;
  if (side_matches (remote, selectors->n_remote, inner, TRUE))
    return TRUE;
  return is_icmp_error (packet, inner)
         && esp_inner_parse_quoted (packet + quote, inner->total_len - quote, &quoted)
         && esp_selectors_match_outbound (selectors, &quoted);
}
