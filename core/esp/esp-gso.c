// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Splits what the kernel's segmentation offload left whole. */
#include "esp-gso.h"

#include "bytes.h"
#include "esp-checksum.h"

#include <string.h>

#define TCP_HEADER_MIN 20
#define TCP_FLAGS_AT   13
#define TCP_FIN        0x01
#define TCP_PSH        0x08
#define TCP_CWR        0x80
#define TCP_CHECK_AT   16
#define UDP_HEADER_LEN 8
#define UDP_CHECK_AT   6

static gboolean
init_tcp (EspSplit *split, sa_family_t family)
{
  const EspInner *inner = &split->inner;
  gsize tcp_len;

  if (inner->family != family || inner->protocol != IPPROTO_TCP
      || inner->total_len < inner->header_len + TCP_HEADER_MIN)
    return FALSE;
  tcp_len = (gsize) (split->packet[inner->header_len + 12] >> 4) * 4;
  split->header_len = inner->header_len + tcp_len;
  return tcp_len >= TCP_HEADER_MIN && split->header_len <= inner->total_len;
}

static gboolean
init_udp (EspSplit *split)
{
  const EspInner *inner = &split->inner;

  split->header_len = inner->header_len + UDP_HEADER_LEN;
  return inner->protocol == IPPROTO_UDP && split->header_len <= inner->total_len;
}

static gboolean
init_kind (EspSplit *split)
{
  const EspOffload *offload = &split->offload;

  switch (offload->kind)
    {
    case ESP_GSO_NONE:
      return !offload->needs_csum
             || (gsize) offload->csum_start + offload->csum_offset + 2 <= split->inner.total_len;
    case ESP_GSO_TCP4:
      return init_tcp (split, AF_INET);
    case ESP_GSO_TCP6:
      return init_tcp (split, AF_INET6);
    case ESP_GSO_UDP:
      return init_udp (split);
    }
  return FALSE;
}

gboolean
esp_split_init (EspSplit *split, const EspOffload *offload, const guint8 *packet, gsize len)
{
  *split = (EspSplit){ .packet = packet, .offload = *offload };
  if (!esp_inner_parse (packet, len, &split->inner))
    return FALSE;
  if (!init_kind (split))
    return FALSE;
  if (offload->kind == ESP_GSO_NONE)
    return TRUE;
  if (offload->segment == 0 || split->inner.later_fragment || split->inner.more_fragments)
    return FALSE;
  split->payload_len = split->inner.total_len - split->header_len;
  return TRUE;
}

static gsize
next_payload (const EspSplit *split)
{
  return MIN (split->payload_len - split->at, split->offload.segment);
}

gsize
esp_split_next_len (const EspSplit *split)
{
  if (split->done)
    return 0;
  if (split->offload.kind == ESP_GSO_NONE)
    return split->inner.total_len;
  return split->header_len + next_payload (split);
}

/* A sum of zero would say that a UDP datagram has no checksum (RFC 768). */
static void
store_checksum (guint8 *at, guint64 sum, gboolean udp)
{
  guint16 checksum = (guint16) ~esp_checksum_fold (sum);

  esp_checksum_store (at, checksum == 0 && udp ? G_MAXUINT16 : checksum);
}

static void
copy_plain (EspSplit *split, guint8 *out)
{
  const EspOffload *offload = &split->offload;
  gsize start = offload->csum_start;
  guint64 sum;

  split->done = TRUE;
  if (!offload->needs_csum)
    {
      memcpy (out, split->packet, split->inner.total_len);
      return;
    }
  memcpy (out, split->packet, start);
  sum = esp_checksum_copy (out + start, split->packet + start, split->inner.total_len - start, 0);
  store_checksum (out + start + offload->csum_offset, sum, split->inner.protocol == IPPROTO_UDP);
}

static void
write_ip_header (const EspSplit *split, guint8 *out, gsize len)
{
  if (split->inner.family == AF_INET6)
    {
      byte_put_u16 (out + 4, (guint16) (len - 40));
      return;
    }
  byte_put_u16 (out + 2, (guint16) len);
  byte_put_u16 (out + 4, (guint16) (byte_get_u16 (out + 4) + split->index));
  esp_checksum_ipv4 (out);
}

static void
write_tcp_header (const EspSplit *split, guint8 *tcp, gboolean last)
{
  byte_put_u32 (tcp + 4, byte_get_u32 (tcp + 4) + (guint32) split->at);
  if (!last)
    tcp[TCP_FLAGS_AT] &= (guint8) ~(TCP_FIN | TCP_PSH);
  /* The sender answered one congestion mark, not one for each segment (RFC 3168 section 6.1.2). */
  if (split->index > 0)
    tcp[TCP_FLAGS_AT] &= (guint8) ~TCP_CWR;
}

void
esp_split_next (EspSplit *split, guint8 *out)
{
  const EspInner *inner = &split->inner;
  gboolean udp = split->offload.kind == ESP_GSO_UDP;
  guint8 *upper = out + inner->header_len;
  gsize payload = next_payload (split);
  gsize upper_len = split->header_len - inner->header_len + payload;
  guint8 *check = upper + (udp ? UDP_CHECK_AT : TCP_CHECK_AT);
  gboolean last = split->at + payload == split->payload_len;
  guint64 sum;

  if (split->offload.kind == ESP_GSO_NONE)
    {
      copy_plain (split, out);
      return;
    }
  memcpy (out, split->packet, split->header_len);
  write_ip_header (split, out, split->header_len + payload);
  if (udp)
    byte_put_u16 (upper + 4, (guint16) upper_len);
  else
    write_tcp_header (split, upper, last);
  check[0] = check[1] = 0;
  sum = esp_checksum_pseudo (inner, udp ? IPPROTO_UDP : IPPROTO_TCP, upper_len);
  sum = esp_checksum (upper, split->header_len - inner->header_len, sum);
  sum = esp_checksum_copy (out + split->header_len, split->packet + split->header_len + split->at,
                           payload, sum);
  store_checksum (check, sum, udp);
  split->at += payload;
  split->index++;
  split->done = last;
}
