// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Remembers the senders of large segments, and writes to them. */
#include "esp-senders.h"

#include "bytes.h"
#include "esp-checksum.h"
#include "esp-icmp.h"

#include <string.h>

#define TCP_LEN 20
#define LARGE   576 /* octets of a packet: nobody is asked to send smaller ones */

static EspSender *
slot_of (EspSenders *senders, const EspInner *inner)
{
  guint hash = inner->src_port * 31u + inner->dst_port;

  hash += inner->src[inner->family == AF_INET ? 3 : 15];
  return &senders->slots[hash % ESP_SENDERS_SLOTS];
}

/* The header of one packet of that size instead of that of all of them. */
static void
set_size (EspSender *sender, sa_family_t family)
{
  if (family == AF_INET6)
    {
      byte_put_u16 (sender->quote + 4, (guint16) (sender->size - 40));
      return;
    }
  byte_put_u16 (sender->quote + 2, (guint16) sender->size);
  esp_checksum_ipv4 (sender->quote);
}

void
esp_senders_note (EspSenders *senders, const guint8 *packet, const EspInner *inner, guint segment)
{
  const guint8 *tcp = packet + inner->header_len;
  EspSender *sender;
  gsize headers, payload;

  if (inner->protocol != IPPROTO_TCP || !esp_inner_is_plain (inner)
      || inner->total_len < inner->header_len + TCP_LEN || inner->total_len <= LARGE)
    return;
  headers = inner->header_len + (gsize) (tcp[12] >> 4) * 4;
  if (headers > inner->total_len)
    return;
  payload = inner->total_len - headers;
  sender = slot_of (senders, inner);
  sender->size = (guint) (headers + (segment != 0 ? segment : payload));
  sender->quote_len = (guint) inner->header_len + TCP_LEN;
  memcpy (sender->quote, packet, sender->quote_len);
  byte_put_u32 (sender->quote + inner->header_len + 4, byte_get_u32 (tcp + 4) + (guint32) payload);
  set_size (sender, inner->family);
}

gsize
esp_senders_tell (const EspSenders *senders, guint slot, guint mtu, guint8 *out)
{
  const EspSender *sender = &senders->slots[slot];

  if (sender->size <= mtu)
    return 0;
  return esp_icmp_too_big (sender->quote, sender->quote_len, mtu, out);
}
