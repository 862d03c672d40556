// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "payload-ts.h"

/* Selectors on the wire. */

#define TS_IPV4_RANGE 7
#define TS_IPV6_RANGE 8
#define TS_HEADER_LEN 8 /* type, protocol, length, two ports */

/* Reads one selector. FALSE: malformed. An unknown type gives family AF_UNSPEC. */
static gboolean
read_selector (ByteReader *reader, IkeTs *ret_ts)
{
  IkeTs ts = { .family = AF_UNSPEC };
  guint8 type = byte_read_u8 (reader);
  guint16 len;
  gsize addr_len;
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
  addr_len = type == TS_IPV4_RANGE ? 4 : 16;
  ts.family = type == TS_IPV4_RANGE ? AF_INET : AF_INET6;
  ts.port_from = byte_read_u16 (&body);
  ts.port_to = byte_read_u16 (&body);
  byte_read_copy (&body, ts.from, addr_len);
  byte_read_copy (&body, ts.to, addr_len);
  *ret_ts = ts;
  return byte_reader_done (&body);
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
      if (ts.family == AF_UNSPEC)
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

gboolean
ike_payload_ts_read (const IkePayload *payload, IkeTs *ret_ts, gsize max, gsize *ret_n)
{
  return read_all (payload->data, payload->len, ret_ts, max, ret_n);
}

void
ike_payload_ts_write (IkeMessageBuilder *builder, IkePayloadType type, const IkeTs *ts, gsize n)
{
  ByteWriter *writer = ike_message_builder_begin (builder, (guint8) type);

  byte_write_u8 (writer, (guint8) n);
  byte_write_zeros (writer, 3);
  for (gsize i = 0; i < n; i++)
    {
      gsize addr_len = ts[i].family == AF_INET ? 4 : 16;

      byte_write_u8 (writer, ts[i].family == AF_INET ? TS_IPV4_RANGE : TS_IPV6_RANGE);
      byte_write_u8 (writer, ts[i].protocol);
      byte_write_u16 (writer, (guint16) (TS_HEADER_LEN + 2 * addr_len));
      byte_write_u16 (writer, ts[i].port_from);
      byte_write_u16 (writer, ts[i].port_to);
      byte_write_bytes (writer, ts[i].from, addr_len);
      byte_write_bytes (writer, ts[i].to, addr_len);
    }
  ike_message_builder_end (builder);
}

static gboolean
read_one (const IkeMessage *message, IkePayloadType type, IkeTsList *ret_list)
{
  const IkePayload *payload = ike_message_find (message, type);

  return payload != NULL && ike_payload_ts_read (payload, ret_list->ts, IKE_TS_MAX, &ret_list->n)
         && ret_list->n > 0;
}

gboolean
ike_message_read_ts (const IkeMessage *message, gboolean we_initiated, IkeTsList *ret_local,
                     IkeTsList *ret_remote)
{
  return read_one (message, we_initiated ? IKE_PAYLOAD_TSI : IKE_PAYLOAD_TSR, ret_local)
         && read_one (message, we_initiated ? IKE_PAYLOAD_TSR : IKE_PAYLOAD_TSI, ret_remote);
}

void
ike_message_write_ts (IkeMessageBuilder *builder, gboolean we_initiated, const IkeTsList *ts_local,
                      const IkeTsList *ts_remote)
{
  const IkeTsList *tsi = we_initiated ? ts_local : ts_remote;
  const IkeTsList *tsr = we_initiated ? ts_remote : ts_local;

  ike_payload_ts_write (builder, IKE_PAYLOAD_TSI, tsi->ts, tsi->n);
  ike_payload_ts_write (builder, IKE_PAYLOAD_TSR, tsr->ts, tsr->n);
}
