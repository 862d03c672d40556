// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Remembers questions, and recognises their answers. */
#include "esp-answers.h"

#include "bytes.h"

#include <string.h>

#define TCP_MIN 20
#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10

/* The lowest bit of the upper half: its answer acknowledges; else it goes on from there. */
#define WANTS_ACK 1u

typedef struct
{
  guint32 seq, ack, len; /* len: in sequence numbers */
  guint8 flags;
  guint16 window;
} Segment;

/* FALSE: not the beginning of a TCP segment. */
static gboolean
read_segment (const guint8 *packet, const EspInner *inner, Segment *ret_segment)
{
  const guint8 *tcp = packet + inner->header_len;
  gsize header_len;

  if (inner->protocol != IPPROTO_TCP || inner->later_fragment
      || inner->total_len < inner->header_len + TCP_MIN)
    return FALSE;
  header_len = (gsize) (tcp[12] >> 4) * 4;
  if (header_len < TCP_MIN || inner->header_len + header_len > inner->total_len)
    return FALSE;
  *ret_segment = (Segment){ .seq = byte_get_u32 (tcp + 4),
                            .ack = byte_get_u32 (tcp + 8),
                            .len = (guint32) (inner->total_len - inner->header_len - header_len),
                            .flags = tcp[13],
                            .window = byte_get_u16 (tcp + 14) };
  ret_segment->len += (ret_segment->flags & TCP_SYN) != 0;
  ret_segment->len += (ret_segment->flags & TCP_FIN) != 0;
  return TRUE;
}

static guint32
mix (guint32 hash, const guint8 *octets, gsize len)
{
  for (gsize i = 0; i < len; i += 4)
    {
      guint32 word;

      memcpy (&word, octets + i, sizeof word);
      hash = (hash ^ word) * 0x9e3779b1u;
      hash ^= hash >> 15;
    }
  return hash;
}

/* Who asks whom; never 0, WANTS_ACK clear. */
static guint32
flow_tag (const EspInner *inner, gboolean is_tcp, gboolean inbound)
{
  gsize len = inner->family == AF_INET ? 4 : 16;
  guint32 hash = mix (is_tcp, inbound ? inner->dst : inner->src, len);

  hash = mix (hash, inbound ? inner->src : inner->dst, len);
  if (is_tcp)
    {
      guint16 ours = inbound ? inner->dst_port : inner->src_port;
      guint16 theirs = inbound ? inner->src_port : inner->dst_port;
      guint8 ports[4];

      byte_put_u16 (ports, ours);
      byte_put_u16 (ports + 2, theirs);
      hash = mix (hash, ports, sizeof ports);
    }
  return (hash | 2 * WANTS_ACK) & ~WANTS_ACK;
}

static _Atomic guint64 *
slot_of (EspAnswers *answers, guint32 tag)
{
  return &answers->slots[(tag >> 8) % ESP_ANSWERS_SLOTS];
}

static gboolean
is_of_flow (guint64 question, guint32 tag)
{
  return ((guint32) (question >> 32) & ~WANTS_ACK) == tag;
}

/* A later question of the same flow is answered later than the first. */
static void
ask (EspAnswers *answers, guint32 tag, guint32 kind, guint32 number, gboolean anew)
{
  _Atomic guint64 *slot = slot_of (answers, tag);

  if (anew || !is_of_flow (atomic_load_explicit (slot, memory_order_relaxed), tag))
    atomic_store_explicit (slot, (guint64) (tag | kind) << 32 | number, memory_order_relaxed);
}

gboolean
esp_answers_sent (EspAnswers *answers, const guint8 *packet, const EspInner *inner)
{
  Segment segment;
  gboolean begins;

  if (!read_segment (packet, inner, &segment))
    {
      ask (answers, flow_tag (inner, FALSE, FALSE), 0, 0, FALSE);
      return FALSE;
    }
  /* What ends a connection is not answered; who has no room is asked about it again and again, and
   * is not told more. */
  if ((segment.flags & TCP_RST) != 0 || (segment.len == 0 && segment.window == 0))
    return FALSE;
  begins = (segment.flags & TCP_SYN) != 0;
  if (segment.len > 0)
    ask (answers, flow_tag (inner, TRUE, FALSE), WANTS_ACK, segment.seq + segment.len, begins);
  else
    ask (answers, flow_tag (inner, TRUE, FALSE), 0, segment.ack, FALSE);
  return !begins;
}

static gboolean
is_icmp_error (const EspInner *inner)
{
  guint8 type = (guint8) (inner->src_port >> 8);

  if (inner->protocol == IPPROTO_ICMP)
    return inner->has_ports && (type == 3 || type == 11 || type == 12);
  return inner->protocol == IPPROTO_ICMPV6 && inner->has_ports && type < 128;
}

/* Compared as sequence numbers are, in a circle. */
static gboolean
reaches (guint32 number, guint32 wanted)
{
  return (gint32) (number - wanted) >= 0;
}

static gboolean
is_answer (guint64 question, const Segment *segment)
{
  guint32 wanted = (guint32) question;

  if ((segment->flags & TCP_RST) != 0)
    return TRUE;
  if ((question >> 32 & WANTS_ACK) == 0)
    return reaches (segment->seq, wanted);
  return (segment->flags & TCP_ACK) != 0 && reaches (segment->ack, wanted);
}

gboolean
esp_answers_came (EspAnswers *answers, const guint8 *packet, const EspInner *inner)
{
  Segment segment;
  gboolean is_tcp = read_segment (packet, inner, &segment);
  guint32 tag = flow_tag (inner, is_tcp, TRUE);
  _Atomic guint64 *slot = slot_of (answers, tag);
  guint64 question = atomic_load_explicit (slot, memory_order_relaxed);

  if (is_icmp_error (inner))
    return TRUE;
  if (!is_of_flow (question, tag) || (is_tcp && !is_answer (question, &segment)))
    return FALSE;
  atomic_store_explicit (slot, 0, memory_order_relaxed);
  return TRUE;
}
