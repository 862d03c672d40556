// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Makes and ends the two halves of an SA, and says what they were used for. */
#include "esp-private.h"

/* Soft limit by the sequence space: with 1/8 of it left a rekey has minutes at any speed. */
#define SOFT_SHARE(max) ((max) - (max) / 8)
#define SOFT_PACKETS    (G_GUINT64_CONSTANT (1) << 32)

static guint64
limit_or_none (guint64 limit)
{
  return limit != 0 ? limit : G_MAXUINT64;
}

static EspLimits
limits_from_params (const EspSaParams *params)
{
  /* With 64-bit numbers the bounds of the ciphers come first: new keys long before (AEA-12). */
  guint64 soft = params->esn ? SOFT_PACKETS : SOFT_SHARE ((guint64) G_MAXUINT32);

  return (EspLimits){
    .soft_packets = params->soft_packets != 0 ? params->soft_packets : soft,
    .hard_packets = params->hard_packets != 0 ? params->hard_packets : G_MAXUINT64,
    .soft_bytes = limit_or_none (params->soft_bytes),
    .hard_bytes = limit_or_none (params->hard_bytes),
  };
}

static gboolean
suite_is_usable (const CrySuite *suite)
{
  /* Encryption without integrity is never an SA (RFC 4301 section 3.2). */
  return cry_suite_is_supported (suite)
         && (cry_suite_is_aead (suite) || suite->integ != CRY_INTEG_NONE);
}

/* Of the ciphertext (RFC 4303 section 2.4). */
static gsize
align_of (const CrySuite *suite)
{
  return MAX (4, cry_suite_block_len (suite));
}

static EspFormat
format_from_params (const EspSaParams *params, guint32 spi)
{
  return (EspFormat){
    .spi = spi,
    .iv_len = (guint8) cry_suite_iv_len (&params->suite),
    .icv_len = (guint8) cry_suite_icv_len (&params->suite),
    .align = (guint8) align_of (&params->suite),
    .esn = params->esn,
    .aead = cry_suite_is_aead (&params->suite),
    .random_iv = cry_suite_iv_is_random (&params->suite),
  };
}

static gpointer
alloc_record (gsize size)
{
  return g_aligned_alloc0 (1, size, ESP_CACHE_LINE);
}

EspOutbound *
esp_outbound_new (const EspSaParams *params)
{
  g_autoptr (EspOutbound) sa = NULL;

  if (!suite_is_usable (&params->suite) || params->spi_out == 0 || params->encr_out == NULL)
    return NULL;
  sa = alloc_record (sizeof *sa);
  sa->format = format_from_params (params, params->spi_out);
  sa->limits = limits_from_params (params);
  sa->tfc_padding = params->tfc_padding;
  sa->dummy_interval = params->dummy_interval;
  sa->selectors = esp_selectors_new (params);
  sa->cipher = cry_cipher_new_bulk (&params->suite, params->encr_out, params->integ_out,
                                    CRY_DIRECTION_SEAL);
  if (sa->format.random_iv)
    sa->iv = esp_iv_new (params->encr_out);
  if (sa->selectors == NULL || sa->cipher == NULL || (sa->format.random_iv && sa->iv == NULL))
    return NULL;
  return g_steal_pointer (&sa);
}

EspInbound *
esp_inbound_new (const EspSaParams *params)
{
  g_autoptr (EspInbound) sa = NULL;

  if (!suite_is_usable (&params->suite) || params->spi_in == 0 || params->encr_in == NULL)
    return NULL;
  sa = alloc_record (sizeof *sa);
  sa->format = format_from_params (params, params->spi_in);
  sa->limits = limits_from_params (params);
  esp_replay_init (&sa->replay,
                   params->replay_window != 0 ? params->replay_window : ESP_REPLAY_DEFAULT);
  sa->selectors = esp_selectors_new (params);
  sa->cipher
      = cry_cipher_new_bulk (&params->suite, params->encr_in, params->integ_in, CRY_DIRECTION_OPEN);
  if (sa->selectors == NULL || sa->cipher == NULL)
    return NULL;
  return g_steal_pointer (&sa);
}

void
esp_outbound_free (EspOutbound *sa)
{
  if (sa == NULL)
    return;
  cry_cipher_free (sa->cipher);
  esp_iv_free (sa->iv);
  esp_selectors_free (sa->selectors);
  g_aligned_free (sa);
}

void
esp_inbound_free (EspInbound *sa)
{
  if (sa == NULL)
    return;
  cry_cipher_free (sa->cipher);
  esp_selectors_free (sa->selectors);
  g_aligned_free (sa);
}

gsize
esp_headroom (const EspOutbound *sa)
{
  return ESP_HEADER_LEN + sa->format.iv_len;
}

gsize
esp_sealed_len (const EspOutbound *sa, gsize len)
{
  gsize align = sa->format.align;
  gsize padded = (len + ESP_TRAILER_LEN + align - 1) / align * align;

  return ESP_HEADER_LEN + sa->format.iv_len + padded + sa->format.icv_len;
}

gsize
esp_padded_len (const EspOutbound *sa, gsize len, gsize mtu)
{
  return sa->tfc_padding ? MAX (len, mtu) : len;
}

gsize
esp_inner_mtu (const CrySuite *suite, gsize room)
{
  gsize fixed = ESP_HEADER_LEN + cry_suite_iv_len (suite) + cry_suite_icv_len (suite);
  gsize align = align_of (suite);

  if (room < fixed + align)
    return 0;
  return (room - fixed) / align * align - ESP_TRAILER_LEN;
}

static void
fill_usage (const EspCounters *counters, const EspLimits *limits, EspUsage *ret_usage)
{
  guint64 packets = atomic_load_explicit (&counters->packets, memory_order_relaxed);
  guint64 bytes = atomic_load_explicit (&counters->bytes, memory_order_relaxed);

  *ret_usage = (EspUsage){
    .packets = packets,
    .bytes = bytes,
    .soft_reached = packets >= limits->soft_packets || bytes >= limits->soft_bytes,
    .hard_reached = packets >= limits->hard_packets || bytes >= limits->hard_bytes,
  };
}

void
esp_outbound_usage (const EspOutbound *sa, EspUsage *ret_usage)
{
  fill_usage (&sa->counters, &sa->limits, ret_usage);
}

void
esp_inbound_usage (const EspInbound *sa, EspUsage *ret_usage)
{
  fill_usage (&sa->counters, &sa->limits, ret_usage);
}

guint
esp_outbound_dummy_interval (const EspOutbound *sa)
{
  return sa->dummy_interval;
}

const char *
esp_outbound_library (const EspOutbound *sa)
{
  return cry_cipher_library (sa->cipher);
}

gboolean
esp_outbound_covers (const EspOutbound *sa, const guint8 *packet, const EspInner *inner)
{
  return esp_selectors_match_outbound (sa->selectors, packet, inner);
}
