// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads the headers of an inner packet up to the ports. */
#include "esp-inner.h"

#include "bytes.h"

#define MAX_EXTENSION_HEADERS 8

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
