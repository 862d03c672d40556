// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Makes packets for esp-join and compares what comes out of it, packet by packet. */
#include "join-stream.h"

#include "bytes.h"
#include "esp-checksum.h"
#include "esp-fixture.h"
#include "ip.h"

#include <string.h>

#define TCP_FIN  0x01
#define TCP_SYN  0x02
#define TCP_PSH  0x08
#define TCP_ACK  0x10
#define TCP_URG  0x20
#define TCP_ECE  0x40
#define TCP_CWR  0x80
#define FULL_LEN 96 /* payload octets of an ordinary packet */

typedef enum /* what is odd about a packet */
{
  ODD_LENGTH,
  ODD_PUSH,
  ODD_FIN,
  ODD_SYN,
  ODD_ECE,
  ODD_CWR,
  ODD_URGENT,
  ODD_URGENT_POINTER,
  ODD_ACK,
  ODD_GAP,
  ODD_ID,
  ODD_CLASS,
  ODD_TTL,
  ODD_CHECKSUM,
  ODD_NO_CHECKSUM,
  ODD_INSERTED, /* IPv4 options or an IPv6 extension header */
  ODD_FIRST_FRAGMENT,
  ODD_LATER_FRAGMENT,
  ODD_PROTOCOL,
  N_ODDITIES,
  ODD_NOTHING = N_ODDITIES
} Oddity;

static void
apply_to_spec (PacketSpec *spec, Oddity odd, guint8 value)
{
  static const guint8 flags[N_ODDITIES] = {
    [ODD_PUSH] = TCP_ACK | TCP_PSH, [ODD_FIN] = TCP_ACK | TCP_FIN, [ODD_SYN] = TCP_SYN,
    [ODD_ECE] = TCP_ACK | TCP_ECE,  [ODD_CWR] = TCP_ACK | TCP_CWR, [ODD_URGENT] = TCP_ACK | TCP_URG,
  };

  if (odd < N_ODDITIES)
    spec->flags = flags[odd];
  if (odd == ODD_LENGTH)
    spec->payload_len = value;
  else if (odd == ODD_URGENT || odd == ODD_URGENT_POINTER)
    spec->urgent = value;
  else if (odd == ODD_ACK)
    spec->ack = value;
  else if (odd == ODD_GAP)
    spec->seq += value;
  else if (odd == ODD_ID)
    spec->id = (guint16) (spec->id + value);
  else if (odd == ODD_CLASS)
    spec->tclass = value & 3;
  else if (odd == ODD_TTL)
    spec->ttl = value;
  else if (odd == ODD_PROTOCOL)
    spec->protocol = value;
}

/* Moves everything behind the IP header by eight octets and puts options or padding there. */
static gsize
insert (guint8 *packet, gsize len, gboolean v6)
{
  gsize at = v6 ? 40 : 20;

  memmove (packet + at + 8, packet + at, len - at);
  memset (packet + at, v6 ? 0 : 1, 8);
  if (v6)
    {
      packet[at] = packet[6];
      packet[at + 2] = 1; /* PadN */
      packet[at + 3] = 4;
      packet[6] = IPPROTO_HOPOPTS;
      byte_put_u16 (packet + 4, (guint16) (len + 8 - 40));
    }
  else
    {
      packet[0] = 0x47;
      byte_put_u16 (packet + 2, (guint16) (len + 8));
    }
  return len + 8;
}

static gsize
make_fragment (guint8 *packet, gsize len, gboolean v6, gboolean later)
{
  if (!v6)
    {
      packet[6] = later ? 0 : 0x20;
      packet[7] = later ? 5 : 0;
      return len;
    }
  len = insert (packet, len, TRUE);
  packet[6] = IPPROTO_FRAGMENT;
  byte_put_u16 (packet + 42, later ? 5 << 3 : 1);
  return len;
}

static gsize
apply_to_packet (guint8 *packet, gsize len, const PacketSpec *spec, Oddity odd, guint8 value)
{
  gsize upper = spec->v6 ? 40 : 20;

  if (odd == ODD_CHECKSUM && len > upper)
    packet[upper + value % (len - upper)] ^= 0x40;
  else if (odd == ODD_NO_CHECKSUM && spec->protocol == IPPROTO_UDP && !spec->v6)
    packet[26] = packet[27] = 0;
  else if (odd == ODD_INSERTED)
    len = insert (packet, len, spec->v6);
  else if (odd == ODD_FIRST_FRAGMENT || odd == ODD_LATER_FRAGMENT)
    len = make_fragment (packet, len, spec->v6, odd == ODD_LATER_FRAGMENT);
  if (!spec->v6)
    esp_checksum_ipv4 (packet);
  return len;
}

gsize
join_stream_next (JoinStream *stream, const guint8 *op, guint8 *out)
{
  guint flow = op[0] % JOIN_STREAM_FLOWS;
  /* One packet in four is odd. */
  Oddity odd = op[1] >= 192 ? (Oddity) (op[2] % N_ODDITIES) : ODD_NOTHING;
  PacketSpec spec = {
    .v6 = (flow & 1) != 0,
    .protocol = (flow & 2) != 0 ? IPPROTO_UDP : IPPROTO_TCP,
    .src_port = (guint16) (flow >> 2),
    .dst_port = 80,
    .df = (flow & 4) != 0,
    .id = ++stream->id[flow],
    .seq = stream->seq[flow],
    .payload_len = FULL_LEN,
    .fill = op[4],
  };
  gsize len;

  apply_to_spec (&spec, odd, op[3]);
  stream->id[flow] = spec.id;
  stream->seq[flow] = spec.seq + (guint32) spec.payload_len;
  len = packet_build (&spec, out);
  return apply_to_packet (out, len, &spec, odd, op[3]);
}

void
join_check_init (JoinCheck *check)
{
  *check = (JoinCheck){ .join = esp_join_new (JOIN_STREAM_PACKETS) };
  esp_join_begin (check->join, ESP_JOIN_TCP | ESP_JOIN_UDP);
}

void
join_check_clear (JoinCheck *check)
{
  g_clear_pointer (&check->join, esp_join_free);
}

void
join_check_add (JoinCheck *check, guint8 *packet, const EspInner *inner)
{
  JoinInput *input = &check->inputs[check->n++];

  g_assert_cmpuint (inner->total_len, <=, sizeof input->packet);
  memcpy (input->packet, packet, inner->total_len);
  input->len = inner->total_len;
  input->seen = FALSE;
  g_assert_true (esp_inner_parse (input->packet, input->len, &input->inner));
  g_assert_true (esp_join_has_room (check->join));
  esp_join_add (check->join, packet, inner);
}

static gboolean
same_addresses (const EspInner *a, const EspInner *b)
{
  gsize len = ip_family_octets (a->family);

  return a->family == b->family && memcmp (a->src, b->src, len) == 0
         && memcmp (a->dst, b->dst, len) == 0;
}

/* Whether the order of the two matters to whoever receives them. */
static gboolean
share_a_flow (const EspInner *a, const EspInner *b)
{
  if (!same_addresses (a, b))
    return FALSE;
  if (!esp_inner_is_plain (a) || !esp_inner_is_plain (b))
    return esp_inner_is_plain (a) != esp_inner_is_plain (b) || a->protocol == b->protocol;
  return a->protocol == b->protocol && a->src_port == b->src_port && a->dst_port == b->dst_port;
}

/* The identification of a packet that is never fragmented says nothing (RFC 6864 section 4.1). */
static void
forget_moot_id (guint8 *packet)
{
  if (packet[0] >> 4 != 4 || (packet[6] & 0x40) == 0)
    return;
  packet[4] = packet[5] = 0;
  esp_checksum_ipv4 (packet);
}

static gboolean
same_octets (const JoinInput *input, const guint8 *packet, gsize len)
{
  guint8 a[JOIN_STREAM_PACKET], b[JOIN_STREAM_PACKET];

  if (input->len != len || memcmp (input->packet + 12, packet + 12, len - 12) != 0)
    return FALSE;
  memcpy (a, input->packet, len);
  memcpy (b, packet, len);
  forget_moot_id (a);
  forget_moot_id (b);
  return memcmp (a, b, len) == 0;
}

static void
check_one (JoinCheck *check, const guint8 *packet, gsize len)
{
  EspInner inner;
  guint at = 0;

  g_assert_true (esp_inner_parse (packet, len, &inner));
  while (at < check->n
         && (check->inputs[at].seen || !same_octets (&check->inputs[at], packet, len)))
    {
      /* Whatever of its flow is not seen yet was overtaken. */
      g_assert_true (check->inputs[at].seen || !share_a_flow (&check->inputs[at].inner, &inner));
      at++;
    }
  g_assert_cmpuint (at, <, check->n);
  check->inputs[at].seen = TRUE;
}

static void
check_super (JoinCheck *check, const EspOffload *offload, const struct iovec *iov, guint n)
{
  static guint8 super[65600];
  guint8 packet[JOIN_STREAM_PACKET];
  EspSplit split;
  gsize len = 0;

  for (guint i = 0; i < n; i++)
    {
      memcpy (super + len, iov[i].iov_base, iov[i].iov_len);
      len += iov[i].iov_len;
    }
  g_assert_true (esp_split_init (&split, offload, super, len));
  while ((len = esp_split_next_len (&split)) > 0)
    {
      g_assert_cmpuint (len, <=, sizeof packet);
      esp_split_next (&split, packet);
      check_one (check, packet, len);
    }
  check->joined += n > 1 ? n : 0;
}

void
join_check_finish (JoinCheck *check)
{
  for (guint i = 0; i < esp_join_count (check->join); i++)
    {
      struct iovec iov[ESP_JOIN_PIECES];
      EspOffload offload;
      guint n = esp_join_take (check->join, i, &offload, iov);

      check_super (check, &offload, iov, n);
    }
  for (guint i = 0; i < check->n; i++)
    g_assert_true (check->inputs[i].seen);
  check->n = 0;
  esp_join_begin (check->join, ESP_JOIN_TCP | ESP_JOIN_UDP);
}
