// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "bytes.h"
#include "esp-checksum.h"
#include "esp-private.h"

/* Decrypts data in place when number and ICV are right, and moves the window. */
static EspDrop
authenticate (EspInbound *sa, guint8 *packet, gsize data_len)
{
  guint8 seq_high[4], scratch[ESP_ESN_AAD_LEN];
  guint64 seq;
  CryPacket cry;

  if (!esp_replay_infer (&sa->replay, byte_get_u32 (packet + 4), sa->format.esn, &seq)
      || !esp_replay_check (&sa->replay, seq))
    return ESP_DROP_REPLAY;
  byte_put_u32 (seq_high, (guint32) (seq >> 32));
  cry = esp_cry_packet (&sa->format, packet, data_len, seq_high, scratch);
  if (!cry_cipher_open (sa->cipher, &cry))
    return ESP_DROP_INTEGRITY;
  esp_replay_update (&sa->replay, seq);
  return ESP_DROP_NONE;
}

/* Removes trailer and padding; the padding bytes are checked (RFC 4303 section 3.4.4.1). */
static gboolean
strip_trailer (const guint8 *data, gsize len, gsize *ret_len, guint8 *ret_next_header)
{
  gsize pad = data[len - 2];

  if (pad + ESP_TRAILER_LEN > len)
    return FALSE;
  for (gsize i = 0; i < pad; i++)
    if (data[len - ESP_TRAILER_LEN - pad + i] != (guint8) (i + 1))
      return FALSE;
  *ret_len = len - ESP_TRAILER_LEN - pad;
  *ret_next_header = data[len - 1];
  return TRUE;
}

/* Version, lengths and IPv4 header checksum; what follows the IP length is TFC padding. */
static EspDrop
check_inner (const EspInbound *sa, const guint8 *inner, gsize len, guint8 next_header,
             gsize *ret_len)
{
  guint8 version = next_header == ESP_NEXT_IPV4 ? 4 : 6;
  EspInner parsed;

  if (len == 0 || inner[0] >> 4 != version || !esp_inner_parse (inner, len, &parsed))
    return ESP_DROP_INNER;
  if (version == 4
      && esp_checksum_fold (esp_checksum (inner, (gsize) (inner[0] & 0x0f) * 4, 0)) != 0xffff)
    return ESP_DROP_INNER;
  if (!esp_selectors_match_inbound (sa->selectors, inner, &parsed))
    return ESP_DROP_SELECTOR;
  *ret_len = parsed.total_len;
  return ESP_DROP_NONE;
}

EspDrop
esp_open (EspInbound *sa, guint8 *packet, gsize len, guint8 **ret_inner, gsize *ret_len)
{
  gsize fixed = ESP_HEADER_LEN + (gsize) sa->format.iv_len + sa->format.icv_len;
  guint8 *data = packet + ESP_HEADER_LEN + sa->format.iv_len;
  gsize data_len = len - fixed;
  gsize inner_len;
  guint8 next_header;
  EspDrop drop;

  if (len < fixed + sa->format.align || data_len % sa->format.align != 0)
    return ESP_DROP_SHORT;
  if (esp_limits_hard_reached (&sa->limits, &sa->counters))
    return ESP_DROP_LIFETIME;
  drop = authenticate (sa, packet, data_len);
  if (drop != ESP_DROP_NONE)
    return drop;
  esp_counters_add (&sa->counters, data_len - ESP_TRAILER_LEN);
  if (!strip_trailer (data, data_len, &inner_len, &next_header))
    return ESP_DROP_PADDING;
  if (next_header == ESP_NEXT_DUMMY)
    return ESP_DROP_DUMMY;
  if (next_header != ESP_NEXT_IPV4 && next_header != ESP_NEXT_IPV6)
    return ESP_DROP_NEXT_HEADER;
  drop = check_inner (sa, data, inner_len, next_header, &inner_len);
  if (drop != ESP_DROP_NONE)
    return drop;
  *ret_inner = data;
  *ret_len = inner_len;
  return ESP_DROP_NONE;
}
