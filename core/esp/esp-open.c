// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Checks, decrypts and unwraps packets; what is inside is judged only after its ICV. */
#include "esp-open.h"

#include "bytes.h"
#include "esp-checksum.h"
#include "esp-ecn.h"
#include "esp-private.h"

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
check_inner (const EspInbound *sa, const guint8 *packet, gsize len, guint8 next_header,
             EspInner *ret_inner)
{
  guint8 version = next_header == ESP_NEXT_IPV4 ? 4 : 6;

  if (len == 0 || packet[0] >> 4 != version || !esp_inner_parse (packet, len, ret_inner))
    return ESP_DROP_INNER;
  if (version == 4 && esp_checksum_fold (esp_checksum (packet, ret_inner->header_len, 0)) != 0xffff)
    return ESP_DROP_INNER;
  return esp_selectors_match_inbound (sa->selectors, packet, ret_inner) ? ESP_DROP_NONE
                                                                        : ESP_DROP_SELECTOR;
}

/* After the ICV was right: unwraps data of len bytes, trailer included. */
static EspDrop
unwrap (const EspInbound *sa, guint8 *data, gsize len, guint8 outer_class, EspOpened *opened)
{
  gsize inner_len;
  guint8 next_header;
  EspDrop drop;

  if (!strip_trailer (data, len, &inner_len, &next_header))
    return ESP_DROP_PADDING;
  if (next_header == ESP_NEXT_DUMMY)
    return ESP_DROP_DUMMY;
  if (next_header != ESP_NEXT_IPV4 && next_header != ESP_NEXT_IPV6)
    return ESP_DROP_NEXT_HEADER;
  drop = check_inner (sa, data, inner_len, next_header, &opened->inner);
  if (drop != ESP_DROP_NONE)
    return drop;
  opened->packet = data;
  return esp_ecn_decapsulate (data, outer_class, &opened->odd_mark) ? ESP_DROP_NONE : ESP_DROP_ECN;
}

/* What stood in the batch before may have moved the window or used up the lifetime. */
static EspDrop
accept_number (EspInbound *sa, guint64 seq, gsize bytes)
{
  if (!esp_replay_check (&sa->replay, seq))
    return ESP_DROP_REPLAY;
  if (esp_limits_hard_reached (&sa->limits, &sa->counters))
    return ESP_DROP_LIFETIME;
  esp_replay_update (&sa->replay, seq);
  esp_counters_add (&sa->counters, bytes);
  return ESP_DROP_NONE;
}

gboolean
esp_open_has_room (const EspOpenBatch *batch, const EspInbound *sa)
{
  return batch->n == 0
         || (batch->sa == sa && batch->n < ESP_BATCH_PACKETS && batch->bytes < ESP_BATCH_BYTES);
}

EspDrop
esp_open_add (EspOpenBatch *batch, EspInbound *sa, guint8 *packet, gsize len, guint8 outer_class)
{
  gsize fixed = ESP_HEADER_LEN + (gsize) sa->format.iv_len + sa->format.icv_len;
  gsize data_len = len - fixed;
  guint8 *seq_high = batch->seq_high[batch->n];
  guint64 seq;

  if (len < fixed + sa->format.align || data_len % sa->format.align != 0)
    return ESP_DROP_SHORT;
  if (esp_limits_hard_reached (&sa->limits, &sa->counters))
    return ESP_DROP_LIFETIME;
  if (!esp_replay_infer (&sa->replay, byte_get_u32 (packet + 4), sa->format.esn, &seq)
      || !esp_replay_check (&sa->replay, seq))
    return ESP_DROP_REPLAY;
  byte_put_u32 (seq_high, (guint32) (seq >> 32));
  batch->packets[batch->n]
      = esp_cry_packet (&sa->format, packet, data_len, seq_high, batch->aad[batch->n]);
  batch->seq[batch->n] = seq;
  batch->outer_class[batch->n] = outer_class;
  batch->sa = sa;
  batch->n++;
  batch->bytes += data_len;
  return ESP_DROP_NONE;
}

guint
esp_open_finish (EspOpenBatch *batch)
{
  EspInbound *sa = batch->sa;
  gboolean genuine[ESP_BATCH_PACKETS];
  guint n = batch->n;

  batch->n = 0;
  batch->bytes = 0;
  if (n > 0)
    cry_cipher_open_many (sa->cipher, batch->packets, n, genuine);
  for (guint i = 0; i < n; i++)
    {
      const CryPacket *packet = &batch->packets[i];
      EspOpened *opened = &batch->opened[i];

      opened->odd_mark = FALSE;
      opened->drop
          = genuine[i] ? accept_number (sa, batch->seq[i], packet->len) : ESP_DROP_INTEGRITY;
      if (opened->drop == ESP_DROP_NONE)
        opened->drop = unwrap (sa, packet->data, packet->len, batch->outer_class[i], opened);
    }
  return n;
}
