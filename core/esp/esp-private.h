// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The two halves of an SA as esp-sa.c makes them and esp-seal.c and esp-open.c use them. What every
 * packet writes stands on cache lines of its own; the counters are written by the owning thread and
 * read by any (relaxed).
 */
#pragma once

#include "esp-iv.h"
#include "esp-replay.h"
#include "esp-selector.h"

#include <stdatomic.h>

#define ESP_HEADER_LEN  8 /* SPI, sequence number */
#define ESP_TRAILER_LEN 2 /* pad length, next header */
#define ESP_ESN_AAD_LEN 12
#define ESP_CACHE_LINE  64

typedef struct
{
  _Atomic guint64 packets, bytes;
} EspCounters;

typedef struct
{
  guint64 soft_packets, hard_packets, soft_bytes, hard_bytes; /* G_MAXUINT64: none */
} EspLimits;

typedef struct /* what both directions know of the packet format */
{
  guint32 spi;
  guint8 iv_len, icv_len;
  guint8 align; /* of the ciphertext: the cipher's block, at least 4 */
  gboolean esn, aead;
  gboolean random_iv; /* else the sequence number is the IV, sent or not */
} EspFormat;

struct EspOutbound
{
  _Alignas(ESP_CACHE_LINE) guint64 seq; /* last one sent */
  EspCounters counters;

  _Alignas(ESP_CACHE_LINE) CryCipher *cipher; /* owned */
  EspFormat format;
  EspLimits limits;
  EspIv *iv; /* owned; CBC only */
  gboolean tfc_padding;
  guint dummy_interval;    /* milliseconds; 0: none */
  EspSelectors *selectors; /* owned */
};

struct EspInbound
{
  _Alignas(ESP_CACHE_LINE) EspCounters counters;
  EspReplay replay;

  _Alignas(ESP_CACHE_LINE) CryCipher *cipher; /* owned */
  EspFormat format;
  EspLimits limits;
  EspSelectors *selectors; /* owned */
};

/* Only the owning thread counts, so no read-modify-write is needed. */
static inline void
esp_counters_add (EspCounters *counters, gsize bytes)
{
  guint64 packets_now = atomic_load_explicit (&counters->packets, memory_order_relaxed);
  guint64 bytes_now = atomic_load_explicit (&counters->bytes, memory_order_relaxed);

  atomic_store_explicit (&counters->packets, packets_now + 1, memory_order_relaxed);
  atomic_store_explicit (&counters->bytes, bytes_now + bytes, memory_order_relaxed);
}

static inline gboolean
esp_limits_hard_reached (const EspLimits *limits, const EspCounters *counters)
{
  return atomic_load_explicit (&counters->packets, memory_order_relaxed) >= limits->hard_packets
         || atomic_load_explicit (&counters->bytes, memory_order_relaxed) >= limits->hard_bytes;
}

/* SPI, high and low half of the sequence number. */
static inline void
esp_write_wide_header (const guint8 *header, const guint8 *seq_high, guint8 *wide)
{
  for (guint i = 0; i < 4; i++)
    {
      wide[i] = header[i];
      wide[4 + i] = seq_high[i];
      wide[8 + i] = header[4 + i];
    }
}

/* The parts of the packet that the cipher's description needs in either direction. data_len is the
 * ciphertext's; seq_high and scratch must live as long as the result. */
static inline CryPacket
esp_cry_packet (const EspFormat *format, guint8 *packet, gsize data_len, const guint8 *seq_high,
                guint8 *scratch)
{
  guint8 *data = packet + ESP_HEADER_LEN + format->iv_len;
  gboolean wide = format->esn && format->aead;
  /* Where no IV is sent it is the whole sequence number (RFC 8750 section 4). */
  CryPacket cry = {
    .aad = wide ? scratch : packet,
    .aad_len = wide ? ESP_ESN_AAD_LEN : ESP_HEADER_LEN,
    .iv = format->iv_len != 0 ? packet + ESP_HEADER_LEN : scratch + 4,
    .data = data,
    .len = data_len,
    .icv = data + data_len,
  };

  if (wide || format->iv_len == 0)
    esp_write_wide_header (packet, seq_high, scratch);
  if (format->esn && !format->aead)
    {
      cry.mac_trailer = seq_high;
      cry.mac_trailer_len = 4;
    }
  return cry;
}
