// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Sums words of the machine's own width and order; folding makes an Internet checksum of it. */
#include "esp-checksum.h"

#include "ip.h"

#include <string.h>

/* Two words side by side, which every 64-bit machine adds at once. */
typedef guint64 Lanes __attribute__ ((vector_size (16)));

#define BLOCK (4 * sizeof (Lanes)) /* bytes a step */

static guint64
load_u64 (const guint8 *at)
{
  guint64 word;

  memcpy (&word, at, sizeof word);
  return word;
}

static Lanes
load_lanes (const guint8 *at)
{
  Lanes words;

  memcpy (&words, at, sizeof words);
  return words;
}

/* A 64-bit word as the sum of its halves: 2^31 of them fit before anything is lost. */
static guint64
halves (guint64 word)
{
  return (word & G_MAXUINT32) + (word >> 32);
}

static Lanes
lane_halves (Lanes words)
{
  return (words & G_MAXUINT32) + (words >> 32);
}

static guint64
add_lanes (Lanes lanes)
{
  return lanes[0] + lanes[1];
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
  Lanes a = { 0 }, b = { 0 };

  for (; len >= BLOCK; data += BLOCK, len -= BLOCK)
    {
      Lanes w, x, y, z;

      w = load_lanes (data);
      x = load_lanes (data + 16);
      y = load_lanes (data + 32);
      z = load_lanes (data + 48);
      a += lane_halves (w) + lane_halves (x);
      b += lane_halves (y) + lane_halves (z);
    }
  return add_tail (data, len, sum + add_lanes (a + b));
}

guint64
esp_checksum_copy (guint8 *to, const guint8 *from, gsize len, guint64 sum)
{
  Lanes a = { 0 }, b = { 0 };

  for (; len >= BLOCK; to += BLOCK, from += BLOCK, len -= BLOCK)
    {
      Lanes w, x, y, z;

      w = load_lanes (from);
      x = load_lanes (from + 16);
      y = load_lanes (from + 32);
      z = load_lanes (from + 48);
      a += lane_halves (w) + lane_halves (x);
      b += lane_halves (y) + lane_halves (z);
      memcpy (to, &w, sizeof w);
      memcpy (to + 16, &x, sizeof x);
      memcpy (to + 32, &y, sizeof y);
      memcpy (to + 48, &z, sizeof z);
    }
  memcpy (to, from, len);
  return add_tail (from, len, sum + add_lanes (a + b));
}

guint64
esp_checksum_pseudo (const EspInner *inner, guint8 protocol, gsize len)
{
  gsize address_len = ip_family_octets (inner->family);
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
