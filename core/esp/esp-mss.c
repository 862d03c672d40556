// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Finds and lowers the MSS option. */
#include "esp-mss.h"

#include "bytes.h"
#include "esp-checksum.h"

#define TCP_MIN      20
#define TCP_SYN      0x02
#define TCP_CHECK_AT 16
#define OPTION_END   0
#define OPTION_NOP   1
#define OPTION_MSS   2

/* The TCP header of a SYN and its length; NULL for all other packets. */
static guint8 *
syn_header (guint8 *packet, const EspInner *inner, gsize *ret_tcp_len)
{
  guint8 *tcp = packet + inner->header_len;
  gsize tcp_len;

  if (inner->protocol != IPPROTO_TCP || inner->later_fragment
      || inner->total_len < inner->header_len + TCP_MIN || (tcp[13] & TCP_SYN) == 0)
    return NULL;
  tcp_len = (gsize) (tcp[12] >> 4) * 4;
  if (tcp_len < TCP_MIN || inner->header_len + tcp_len > inner->total_len)
    return NULL;
  *ret_tcp_len = tcp_len;
  return tcp;
}

/* The two octets of the MSS value, or NULL. */
static guint8 *
find_mss (guint8 *tcp, gsize tcp_len)
{
  gsize at = TCP_MIN;

  while (at < tcp_len && tcp[at] != OPTION_END)
    {
      gsize left = tcp_len - at;

      if (tcp[at] == OPTION_NOP)
        {
          at++;
          continue;
        }
      if (left < 2 || tcp[at + 1] < 2 || tcp[at + 1] > left)
        return NULL;
      if (tcp[at] == OPTION_MSS && tcp[at + 1] == 4)
        return tcp + at + 2;
      at += tcp[at + 1];
    }
  return NULL;
}

void
esp_mss_clamp (guint8 *packet, const EspInner *inner, guint mtu)
{
  gsize fixed = esp_inner_bare_len (inner) + TCP_MIN;
  gsize tcp_len;
  guint8 *tcp = syn_header (packet, inner, &tcp_len);
  guint8 *mss = tcp != NULL ? find_mss (tcp, tcp_len) : NULL;
  guint16 before, after, check;
  guint64 sum;

  if (mss == NULL || mtu <= fixed || byte_get_u16 (mss) <= mtu - fixed)
    return;
  before = esp_checksum_fold (esp_checksum (tcp, tcp_len, 0));
  byte_put_u16 (mss, (guint16) (mtu - fixed));
  after = esp_checksum_fold (esp_checksum (tcp, tcp_len, 0));
  __builtin_memcpy (&check, tcp + TCP_CHECK_AT, sizeof check);
  sum = (guint64) (guint16) ~check + (guint16) ~before + after; /* RFC 1624 */
  esp_checksum_store (tcp + TCP_CHECK_AT, (guint16) ~esp_checksum_fold (sum));
}
