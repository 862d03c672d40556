// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The traffic selectors of an SA, compiled for matching. */
#include "esp-selector.h"

#include "bytes.h"

#define ICMP_QUOTE_OFFSET 8

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
