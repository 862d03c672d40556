// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "esp-checksum.h"

#include <string.h>

#define BLOCK 32 /* bytes a step */

static guint64
load_u64 (const guint8 *at)
{
  guint64 word;

  memcpy (&word, at, sizeof word);
  return word;
}

/* A 64-bit word as the sum of its halves: 2^31 of them fit before anything is lost. */
static guint64
halves (guint64 word)
{
  return (word & G_MAXUINT32) + (word >> 32);
}

static guint64
add_tail (const guint8 *data, gsize len, guint64 sum)
{
  guint64 word = 0;

  for (; len >= 8; data += 8, len -= 8)
    sum += halves (load_u64 (data));
  memcpy (&word, data, len);
  return sum + halves (word);
}

guint64
esp_checksum (const guint8 *data, gsize len, guint64 sum)
{
  guint64 a = 0, b = 0, c = 0, d = 0;

  for (; len >= BLOCK; data += BLOCK, len -= BLOCK)
    {
      a += halves (load_u64 (data));
      b += halves (load_u64 (data + 8));
      c += halves (load_u64 (data + 16));
      d += halves (load_u64 (data + 24));
    }
  return add_tail (data, len, sum + a + b + c + d);
}

guint64
esp_checksum_copy (guint8 *to, const guint8 *from, gsize len, guint64 sum)
{
  guint64 a = 0, b = 0;

  for (; len >= BLOCK; to += BLOCK, from += BLOCK, len -= BLOCK)
    {
      guint64 words[4];

      memcpy (words, from, sizeof words);
      a += halves (words[0]) + halves (words[1]);
      b += halves (words[2]) + halves (words[3]);
      memcpy (to, words, sizeof words);
    }
  memcpy (to, from, len);
  return add_tail (from, len, sum + a + b);
}

guint64
esp_checksum_pseudo (const EspInner *inner, guint8 protocol, gsize len)
{
  gsize address_len = inner->family == AF_INET ? 4 : 16;
  guint64 sum = esp_checksum (inner->src, address_len, 0);

  sum = esp_checksum (inner->dst, address_len, sum);
  return sum + g_htons (protocol) + g_htonl ((guint32) len);
}

void
esp_checksum_ipv4 (guint8 *packet)
{
  gsize header_len = (gsize) (packet[0] & 0x0f) * 4;

  packet[10] = packet[11] = 0;
  esp_checksum_store (packet + 10,
                      (guint16) ~esp_checksum_fold (esp_checksum (packet, header_len, 0)));
}
