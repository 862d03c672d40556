// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Writes the "too big" answers. */
#include "esp-icmp.h"

#include "bytes.h"
#include "esp-checksum.h"

#include <string.h>

#define IPV4_LEN          20
#define IPV6_LEN          40
#define ICMP_LEN          8
#define IPV4_ANSWER_MAX   576
#define TTL               64
#define ICMP4_UNREACHABLE 3
#define ICMP4_FRAG_NEEDED 4
#define ICMP6_TOO_BIG     2
#define ICMP6_INFORMATION 128 /* types from here on are no errors */

static gboolean
icmp4_is_error (guint8 type)
{
  return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

/* RFC 1122 section 3.2.2, RFC 4443 section 2.4 (e). */
static gboolean
may_answer (const guint8 *packet, const EspInner *inner)
{
  guint8 type = (guint8) (inner->src_port >> 8);

  if (inner->later_fragment)
    return FALSE;
  if (inner->family == AF_INET)
    return (packet[6] & 0x40) != 0 && inner->dst[0] < 224 && inner->src[0] < 224
           && inner->src[0] != 0
           && !(inner->protocol == IPPROTO_ICMP && (!inner->has_ports || icmp4_is_error (type)));
  return inner->src[0] != 0xff && inner->dst[0] != 0xff
         && !(inner->protocol == IPPROTO_ICMPV6 && (!inner->has_ports || type < ICMP6_INFORMATION));
}

static gsize
answer_v4 (const guint8 *packet, gsize packet_len, const EspInner *inner, guint mtu, guint8 *out)
{
  gsize quote = MIN (packet_len, IPV4_ANSWER_MAX - IPV4_LEN - ICMP_LEN);
  gsize len = IPV4_LEN + ICMP_LEN + quote;
  guint8 *icmp = out + IPV4_LEN;

  memset (out, 0, IPV4_LEN + ICMP_LEN);
  out[0] = 0x45;
  out[1] = 0xc0; /* internetwork control, RFC 1812 section 4.3.2.5 */
  byte_put_u16 (out + 2, (guint16) len);
  out[8] = TTL;
  out[9] = IPPROTO_ICMP;
  memcpy (out + 12, inner->dst, 4);
  memcpy (out + 16, inner->src, 4);
  esp_checksum_ipv4 (out);
  icmp[0] = ICMP4_UNREACHABLE;
  icmp[1] = ICMP4_FRAG_NEEDED;
  byte_put_u16 (icmp + 6, (guint16) mtu);
  memcpy (icmp + ICMP_LEN, packet, quote);
  esp_checksum_store (icmp + 2,
                      (guint16) ~esp_checksum_fold (esp_checksum (icmp, ICMP_LEN + quote, 0)));
  return len;
}

static gsize
answer_v6 (const guint8 *packet, gsize packet_len, const EspInner *inner, guint mtu, guint8 *out)
{
  gsize quote = MIN (packet_len, ESP_ICMP_MAX - IPV6_LEN - ICMP_LEN);
  EspInner reply = { .family = AF_INET6, .src = out + 8, .dst = out + 24 };
  guint8 *icmp = out + IPV6_LEN;
  guint64 sum;

  memset (out, 0, IPV6_LEN + ICMP_LEN);
  out[0] = 0x60;
  byte_put_u16 (out + 4, (guint16) (ICMP_LEN + quote));
  out[6] = IPPROTO_ICMPV6;
  out[7] = TTL;
  memcpy (out + 8, inner->dst, 16);
  memcpy (out + 24, inner->src, 16);
  icmp[0] = ICMP6_TOO_BIG;
  byte_put_u32 (icmp + 4, mtu);
  memcpy (icmp + ICMP_LEN, packet, quote);
  sum = esp_checksum_pseudo (&reply, IPPROTO_ICMPV6, ICMP_LEN + quote);
  sum = esp_checksum (icmp, ICMP_LEN + quote, sum);
  esp_checksum_store (icmp + 2, (guint16) ~esp_checksum_fold (sum));
  return IPV6_LEN + ICMP_LEN + quote;
}

gsize
esp_icmp_too_big (const guint8 *packet, gsize len, guint mtu, guint8 *out)
{
  EspInner inner;

  if (!esp_inner_parse_quoted (packet, len, &inner) || !may_answer (packet, &inner))
    return 0;
  len = MIN (len, inner.total_len);
  if (inner.family == AF_INET)
    return answer_v4 (packet, len, &inner, mtu, out);
  return answer_v6 (packet, len, &inner, mtu, out);
}
