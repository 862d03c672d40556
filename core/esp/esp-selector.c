// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Matches inner packets, also those quoted in ICMP errors, against the selectors of an SA. */
#include "esp-selector.h"

#include <string.h>

#define ICMP_QUOTE_OFFSET 8

struct EspSelectors
{
  guint n_local, n_remote;
  EspTs ts[]; /* the local ones, then the remote ones */
};

EspSelectors *
esp_selectors_new (const EspSaParams *params)
{
  gsize n = params->n_ts_local + params->n_ts_remote;
  EspSelectors *selectors;

  if (params->n_ts_local == 0 || params->n_ts_local > ESP_TS_MAX || params->n_ts_remote == 0
      || params->n_ts_remote > ESP_TS_MAX)
    return NULL;
  selectors = g_malloc0 (sizeof *selectors + n * sizeof selectors->ts[0]);
  selectors->n_local = (guint) params->n_ts_local;
  selectors->n_remote = (guint) params->n_ts_remote;
  memcpy (selectors->ts, params->ts_local, params->n_ts_local * sizeof selectors->ts[0]);
  memcpy (selectors->ts + params->n_ts_local, params->ts_remote,
          params->n_ts_remote * sizeof selectors->ts[0]);
  for (gsize i = 0; i < n; i++)
    if (!ip_range_is_valid (&selectors->ts[i].addresses))
      {
        esp_selectors_free (selectors);
        return NULL;
      }
  return selectors;
}

void
esp_selectors_free (EspSelectors *selectors)
{
  g_free (selectors);
}

static gboolean
ts_matches (const EspTs *ts, const EspInner *inner, const guint8 *address, guint16 port)
{
  const IpRange *addresses = &ts->addresses;
  gsize len = ip_family_octets (inner->family);

  if (addresses->first.family != inner->family)
    return FALSE;
  if (ts->protocol != 0 && ts->protocol != inner->protocol)
    return FALSE;
  /* Octets in network order compare as the numbers do. */
  if (memcmp (addresses->first.octets, address, len) > 0
      || memcmp (address, addresses->last.octets, len) > 0)
    return FALSE;
  if (ts->port_from == 0 && ts->port_to == G_MAXUINT16)
    return TRUE;
  /* OPAQUE: only packets that have no ports to see. */
  if (ts->port_from == G_MAXUINT16 && ts->port_to == 0)
    return !inner->has_ports;
  return inner->has_ports && port >= ts->port_from && port <= ts->port_to;
}

static gboolean
side_matches (const EspTs *ts, guint n, const EspInner *inner, gboolean source)
{
  const guint8 *address = source ? inner->src : inner->dst;
  guint16 port = source ? inner->src_port : inner->dst_port;

  for (guint i = 0; i < n; i++)
    if (ts_matches (&ts[i], inner, address, port))
      return TRUE;
  return FALSE;
}

/* outbound: source local, destination remote; else the other way round. */
static gboolean
both_match (const EspSelectors *selectors, const EspInner *inner, gboolean outbound)
{
  const EspTs *remote = selectors->ts + selectors->n_local;

  return side_matches (selectors->ts, selectors->n_local, inner, outbound)
         && side_matches (remote, selectors->n_remote, inner, !outbound);
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

static gboolean
read_quote (const guint8 *packet, const EspInner *inner, EspInner *ret_quoted)
{
  gsize quote = inner->header_len + ICMP_QUOTE_OFFSET;

  return is_icmp_error (packet, inner)
         && esp_inner_parse_quoted (packet + quote, inner->total_len - quote, ret_quoted);
}

gboolean
esp_selectors_match_outbound (const EspSelectors *selectors, const guint8 *packet,
                              const EspInner *inner)
{
  gsize len = ip_family_octets (inner->family);
  EspInner quoted;

  if (both_match (selectors, inner, TRUE))
    return TRUE;
  return read_quote (packet, inner, &quoted) && both_match (selectors, &quoted, FALSE)
         && memcmp (inner->src, quoted.dst, len) == 0 && memcmp (inner->dst, quoted.src, len) == 0;
}

gboolean
esp_selectors_match_inbound (const EspSelectors *selectors, const guint8 *packet,
                             const EspInner *inner)
{
  EspInner quoted;

  if (!side_matches (selectors->ts, selectors->n_local, inner, FALSE))
    return FALSE;
  return both_match (selectors, inner, FALSE)
         || (read_quote (packet, inner, &quoted) && both_match (selectors, &quoted, TRUE));
}
