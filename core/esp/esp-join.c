// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Collects the packets of a batch by flow and makes super-packets of what follows on each other. */
#include "esp-join.h"

#include "bytes.h"
#include "esp-checksum.h"

#include <string.h>

#define OPEN_FLOWS   8 /* supers that may still grow at one time */
#define NO_ITEM      G_MAXUINT32
#define NO_PIECE     G_MAXUINT32
#define SUPER_MAX    65535 /* octets: what the IP length field can say */
#define IPV4_LEN     20
#define IPV6_LEN     40
#define TCP_MIN      20
#define TCP_CHECK_AT 16
#define UDP_LEN      8
#define UDP_CHECK_AT 6
#define TCP_ACK      0x10
#define TCP_PSH      0x08
#define TCP_ECE      0x40
#define IPV4_DF      0x40

typedef struct /* a packet as joining sees it */
{
  guint8 *packet; /* borrowed from the receive buffers */
  EspGsoKind kind;
  guint16 ip_len, header_len, payload_len;
} Segment;

typedef struct
{
  guint8 *data;
  guint32 len;
  guint32 next; /* index or NO_PIECE */
} Piece;

typedef struct
{
  Segment head;
  guint32 first_piece, last_piece;
  guint32 n;
  guint32 payload_len; /* of all */
  guint32 next_seq;
  gboolean verified; /* the head's checksum */
  gboolean push;
} Item;

struct EspJoin
{
  guint max, n_pieces, n_items;
  guint flags;
  guint32 open[OPEN_FLOWS]; /* item indices */
  guint next_victim;
  Item *items;   /* owned, max */
  Piece *pieces; /* owned, max */
};

EspJoin *
esp_join_new (guint max_packets)
{
  EspJoin *join = g_new0 (EspJoin, 1);

  join->max = max_packets;
  join->items = g_new0 (Item, max_packets);
  join->pieces = g_new0 (Piece, max_packets);
  esp_join_begin (join, 0);
  return join;
}

void
esp_join_free (EspJoin *join)
{
  if (join == NULL)
    return;
  g_free (join->items);
  g_free (join->pieces);
  g_free (join);
}

void
esp_join_begin (EspJoin *join, guint flags)
{
  join->n_pieces = join->n_items = 0;
  join->flags = flags;
  for (guint i = 0; i < OPEN_FLOWS; i++)
    join->open[i] = NO_ITEM;
}

gboolean
esp_join_has_room (const EspJoin *join)
{
  return join->n_pieces < join->max;
}

guint
esp_join_count (const EspJoin *join)
{
  return join->n_items;
}

static gboolean
classify_tcp (Segment *segment, gsize len)
{
  const guint8 *tcp = segment->packet + segment->ip_len;
  gsize tcp_len;

  if (len < (gsize) segment->ip_len + TCP_MIN)
    return FALSE;
  tcp_len = (gsize) (tcp[12] >> 4) * 4;
  if (tcp_len < TCP_MIN || segment->ip_len + tcp_len >= len)
    return FALSE;
  if ((tcp[13] & ~(TCP_PSH | TCP_ECE)) != TCP_ACK)
    return FALSE;
  segment->kind = segment->ip_len == IPV4_LEN ? ESP_GSO_TCP4 : ESP_GSO_TCP6;
  segment->header_len = (guint16) (segment->ip_len + tcp_len);
  return TRUE;
}

static gboolean
classify_udp (Segment *segment, gsize len)
{
  const guint8 *udp = segment->packet + segment->ip_len;

  if (len <= (gsize) segment->ip_len + UDP_LEN || byte_get_u16 (udp + 4) != len - segment->ip_len
      || byte_get_u16 (udp + UDP_CHECK_AT) == 0)
    return FALSE;
  segment->kind = ESP_GSO_UDP;
  segment->header_len = (guint16) (segment->ip_len + UDP_LEN);
  return TRUE;
}

/* Whether the packet could be part of a super-packet. */
static gboolean
classify (const EspJoin *join, const EspInner *inner, Segment *segment)
{
  gboolean joinable = FALSE;

  if (!esp_inner_is_plain (inner))
    return FALSE;
  if (inner->protocol == IPPROTO_TCP && (join->flags & ESP_JOIN_TCP) != 0)
    joinable = classify_tcp (segment, inner->total_len);
  else if (inner->protocol == IPPROTO_UDP && (join->flags & ESP_JOIN_UDP) != 0)
    joinable = classify_udp (segment, inner->total_len);
  segment->payload_len = (guint16) (inner->total_len - segment->header_len);
  return joinable;
}

/* Whether the packet may belong to the flow of an item. Fragments, options and extension headers
 * are not looked behind: they belong to every flow between their addresses. */
static gboolean
may_be_of_flow (const Segment *head, const EspInner *inner)
{
  gsize from = head->ip_len == IPV4_LEN ? 12 : 8;
  gsize addresses = head->ip_len - from;

  if (head->ip_len != esp_inner_bare_len (inner)
      || memcmp (head->packet + from, inner->src, addresses) != 0)
    return FALSE;
  if (!esp_inner_is_plain (inner))
    return TRUE;
  return inner->protocol == (head->kind == ESP_GSO_UDP ? IPPROTO_UDP : IPPROTO_TCP)
         && inner->has_ports
         && memcmp (head->packet + head->ip_len, inner->src + addresses, 4) == 0;
}

static gboolean
checksum_is_right (const Segment *segment)
{
  const guint8 *upper = segment->packet + segment->ip_len;
  gsize upper_len = (gsize) segment->header_len - segment->ip_len + segment->payload_len;
  gboolean v4 = segment->ip_len == IPV4_LEN;
  EspInner inner = {
    .family = v4 ? AF_INET : AF_INET6,
    .src = segment->packet + (v4 ? 12 : 8),
    .dst = segment->packet + (v4 ? 16 : 24),
  };
  guint8 protocol = segment->kind == ESP_GSO_UDP ? IPPROTO_UDP : IPPROTO_TCP;
  guint64 sum = esp_checksum_pseudo (&inner, protocol, upper_len);

  return esp_checksum_fold (esp_checksum (upper, upper_len, sum)) == 0xffff;
}

/* Fields that one IP header must stand for all packets. */
static gboolean
same_ip_header (const Item *item, const guint8 *packet)
{
  const guint8 *head = item->head.packet;

  if (item->head.ip_len == IPV6_LEN)
    return memcmp (head, packet, 4) == 0 && head[7] == packet[7];
  if (head[1] != packet[1] || head[6] != packet[6] || head[8] != packet[8])
    return FALSE;
  /* Numbered one by one, as the split of a super-packet numbers them; moot with DF (RFC 6864). */
  return (head[6] & IPV4_DF) != 0
         || byte_get_u16 (packet + 4) == (guint16) (byte_get_u16 (head + 4) + item->n);
}

static gboolean
same_tcp_header (const Item *item, const Segment *segment)
{
  const guint8 *head = item->head.packet + item->head.ip_len;
  const guint8 *tcp = segment->packet + segment->ip_len;
  gsize options = (gsize) segment->header_len - segment->ip_len - TCP_MIN;

  return byte_get_u32 (tcp + 4) == item->next_seq && memcmp (head + 8, tcp + 8, 5) == 0
         && ((head[13] ^ tcp[13]) & ~TCP_PSH) == 0 && memcmp (head + 14, tcp + 14, 2) == 0
         && memcmp (head + 18, tcp + 18, 2) == 0
         && memcmp (head + TCP_MIN, tcp + TCP_MIN, options) == 0;
}

static gboolean
can_append (Item *item, const Segment *segment)
{
  if (item->head.kind != segment->kind || item->head.header_len != segment->header_len
      || segment->payload_len > item->head.payload_len || item->n == ESP_JOIN_PIECES
      || item->head.header_len + item->payload_len + segment->payload_len > SUPER_MAX)
    return FALSE;
  if (!same_ip_header (item, segment->packet))
    return FALSE;
  if (segment->kind != ESP_GSO_UDP && !same_tcp_header (item, segment))
    return FALSE;
  item->verified = item->verified || checksum_is_right (&item->head);
  return item->verified && checksum_is_right (segment);
}

static guint32
add_piece (EspJoin *join, guint8 *data, gsize len)
{
  Piece *piece = &join->pieces[join->n_pieces];

  *piece = (Piece){ .data = data, .len = (guint32) len, .next = NO_PIECE };
  return join->n_pieces++;
}

static gboolean
ends_super (const Item *item, const Segment *segment)
{
  return segment->payload_len < item->head.payload_len || item->push;
}

static void
note_segment (Item *item, const Segment *segment)
{
  const guint8 *tcp = segment->packet + segment->ip_len;

  item->n++;
  item->payload_len += segment->payload_len;
  if (segment->kind == ESP_GSO_UDP)
    return;
  item->next_seq = byte_get_u32 (tcp + 4) + segment->payload_len;
  item->push = (tcp[13] & TCP_PSH) != 0;
}

static void
append (EspJoin *join, Item *item, const Segment *segment)
{
  guint32 piece = add_piece (join, segment->packet + segment->header_len, segment->payload_len);

  join->pieces[item->last_piece].next = piece;
  item->last_piece = piece;
  note_segment (item, segment);
}

/* Starts an item; remembered as able to grow when the packet is the beginning of one. */
static void
start_item (EspJoin *join, const Segment *segment, gsize len, gboolean joinable)
{
  guint32 index = join->n_items++;
  Item *item = &join->items[index];
  guint32 piece = add_piece (join, segment->packet, len);
  guint slot = join->next_victim;

  *item = (Item){ .head = *segment, .first_piece = piece, .last_piece = piece };
  if (!joinable)
    {
      item->head.kind = ESP_GSO_NONE;
      item->n = 1;
      return;
    }
  note_segment (item, segment);
  if (item->push)
    return;
  for (guint i = 0; i < OPEN_FLOWS; i++)
    if (join->open[i] == NO_ITEM)
      slot = i;
  join->open[slot] = index;
  join->next_victim = (slot + 1) % OPEN_FLOWS;
}

void
esp_join_add (EspJoin *join, guint8 *packet, const EspInner *inner)
{
  Segment segment = { .packet = packet, .ip_len = (guint16) esp_inner_bare_len (inner) };
  gboolean joinable = classify (join, inner, &segment);

  for (guint i = 0; i < OPEN_FLOWS; i++)
    {
      Item *item = join->open[i] != NO_ITEM ? &join->items[join->open[i]] : NULL;

      if (item == NULL || !may_be_of_flow (&item->head, inner))
        continue;
      if (joinable && can_append (item, &segment))
        {
          append (join, item, &segment);
          if (ends_super (item, &segment))
            join->open[i] = NO_ITEM;
          return;
        }
      /* A later packet of the flow must not overtake this one. */
      join->open[i] = NO_ITEM;
    }
  start_item (join, &segment, inner->total_len, joinable);
}

static void
finish_headers (const Item *item, EspOffload *ret_offload)
{
  const Segment *head = &item->head;
  gboolean udp = head->kind == ESP_GSO_UDP;
  gboolean v4 = head->ip_len == IPV4_LEN;
  guint8 *packet = head->packet;
  guint8 *upper = packet + head->ip_len;
  guint total = head->header_len + item->payload_len;
  guint upper_len = total - head->ip_len;
  guint16 check_at = udp ? UDP_CHECK_AT : TCP_CHECK_AT;
  EspInner inner = {
    .family = v4 ? AF_INET : AF_INET6,
    .src = packet + (v4 ? 12 : 8),
    .dst = packet + (v4 ? 16 : 24),
  };
  guint64 sum = esp_checksum_pseudo (&inner, udp ? IPPROTO_UDP : IPPROTO_TCP, upper_len);

  byte_put_u16 (packet + (v4 ? 2 : 4), (guint16) (v4 ? total : total - IPV6_LEN));
  if (v4)
    esp_checksum_ipv4 (packet);
  if (udp)
    byte_put_u16 (upper + 4, (guint16) upper_len);
  else if (item->push)
    upper[13] |= TCP_PSH;
  esp_checksum_store (upper + check_at, esp_checksum_fold (sum));
  *ret_offload = (EspOffload){
    .kind = head->kind,
    .needs_csum = TRUE,
    .header_len = head->header_len,
    .segment = head->payload_len,
    .csum_start = head->ip_len,
    .csum_offset = check_at,
  };
}

guint
esp_join_take (EspJoin *join, guint index, EspOffload *ret_offload, struct iovec *iov)
{
  const Item *item = &join->items[index];
  guint n = 0;

  for (guint32 at = item->first_piece; at != NO_PIECE; at = join->pieces[at].next)
    iov[n++] = (struct iovec){ join->pieces[at].data, join->pieces[at].len };
  if (item->n > 1)
    finish_headers (item, ret_offload);
  else
    *ret_offload = (EspOffload){ .kind = ESP_GSO_NONE };
  return n;
}
