// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "payload-ts.h"

/* Selectors on the wire. */

#define TS_IPV4_RANGE 7
#define TS_IPV6_RANGE 8
#define TS_HEADER_LEN 8 /* type, protocol, length, two ports */

/* Reads one selector. FALSE: malformed. An unknown type gives no range. */
static gboolean
read_selector (ByteReader *reader, IkeTs *ret_ts)
{
  IkeTs ts = { 0 };
  guint8 first[16], last[16];
  guint8 type = byte_read_u8 (reader);
  guint16 len;
  int family;
  ByteReader body;

  ts.protocol = byte_read_u8 (reader);
  len = byte_read_u16 (reader);
  if (!byte_reader_ok (reader) || len < 4)
    return FALSE;
  body = byte_read_sub (reader, len - 4u);
  if (type != TS_IPV4_RANGE && type != TS_IPV6_RANGE)
    {
      *ret_ts = ts;
      return byte_reader_ok (reader);
    }
  family = type == TS_IPV4_RANGE ? AF_INET : AF_INET6;
  ts.port_from = byte_read_u16 (&body);
  ts.port_to = byte_read_u16 (&body);
  byte_read_copy (&body, first, ip_family_octets (family));
  byte_read_copy (&body, last, ip_family_octets (family));
  if (!byte_reader_done (&body))
    return FALSE;
  ip_address_from_octets (&ts.range.first, family, first);
  ip_address_from_octets (&ts.range.last, family, last);
  *ret_ts = ts;
  return TRUE;
}

/* Walks the selectors; ret_ts may be NULL to only validate. */
static gboolean
read_all (const guint8 *data, gsize len, IkeTs *ret_ts, gsize max, gsize *ret_n)
{
  ByteReader reader = byte_reader (data, len);
  guint8 count = byte_read_u8 (&reader);
  gsize n = 0;

  byte_read_skip (&reader, 3);
  for (guint i = 0; i < count; i++)
    {
      IkeTs ts;

      if (!read_selector (&reader, &ts))
        return FALSE;
      if (ts.range.first.family == 0)
        continue;
      if (ret_ts != NULL && n == max)
        return FALSE;
      if (ret_ts != NULL)
        ret_ts[n] = ts;
      n++;
    }
  if (!byte_reader_done (&reader))
    return FALSE;
  *ret_n = n;
  return TRUE;
}

gboolean
ike_payload_ts_is_valid (const guint8 *data, gsize len)
{
  gsize n;

  return read_all (data, len, NULL, 0, &n);
}

static gboolean
read_one (const IkeMessage *message, IkePayloadType type, IkeTsList *ret_list)
{
  const IkePayload *payload = ike_message_find (message, type);

  return payload != NULL
         && read_all (payload->data, payload->len, ret_list->ts, IKE_TS_MAX, &ret_list->n)
         && ret_list->n > 0;
}

gboolean
ike_message_read_ts (const IkeMessage *message, gboolean we_initiated, IkeTsList *ret_local,
                     IkeTsList *ret_remote)
{
  return read_one (message, we_initiated ? IKE_PAYLOAD_TSI : IKE_PAYLOAD_TSR, ret_local)
         && read_one (message, we_initiated ? IKE_PAYLOAD_TSR : IKE_PAYLOAD_TSI, ret_remote);
}

static void
write_one (IkeMessageBuilder *builder, IkePayloadType type, const IkeTsList *list)
{
  ByteWriter *writer = ike_message_builder_begin (builder, (guint8) type);

  byte_write_u8 (writer, (guint8) list->n);
  byte_write_zeros (writer, 3);
  for (gsize i = 0; i < list->n; i++)
    {
      const IkeTs *ts = &list->ts[i];
      gsize addr_len = ip_family_octets (ts->range.first.family);

      byte_write_u8 (writer, addr_len == 4 ? TS_IPV4_RANGE : TS_IPV6_RANGE);
      byte_write_u8 (writer, ts->protocol);
      byte_write_u16 (writer, (guint16) (TS_HEADER_LEN + 2 * addr_len));
      byte_write_u16 (writer, ts->port_from);
      byte_write_u16 (writer, ts->port_to);
      byte_write_bytes (writer, ts->range.first.octets, addr_len);
      byte_write_bytes (writer, ts->range.last.octets, addr_len);
    }
  ike_message_builder_end (builder);
}

void
ike_message_write_ts (IkeMessageBuilder *builder, gboolean we_initiated, const IkeTsList *ts_local,
                      const IkeTsList *ts_remote)
{
  write_one (builder, IKE_PAYLOAD_TSI, we_initiated ? ts_local : ts_remote);
  write_one (builder, IKE_PAYLOAD_TSR, we_initiated ? ts_remote : ts_local);
}
