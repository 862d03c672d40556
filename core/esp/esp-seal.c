// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Gives packets their number, IV, padding and trailer, and has them encrypted. */
#include "esp-seal.h"

#include "bytes.h"
#include "esp-private.h"
#include "status.h"

static guint8
next_header_of (const guint8 *inner, gsize len)
{
  if (len == 0)
    return 0;
  if (inner[0] >> 4 == 4)
    return ESP_NEXT_IPV4;
  return inner[0] >> 4 == 6 ? ESP_NEXT_IPV6 : 0;
}

/* Appends the padding 1, 2, 3 ... and the trailer (RFC 4303 section 2.4); returns the length of
 * what will be the ciphertext. */
static gsize
append_trailer (const EspFormat *format, guint8 *data, gsize len, guint8 next_header)
{
  gsize padded = (len + ESP_TRAILER_LEN + format->align - 1) / format->align * format->align;
  gsize pad = padded - len - ESP_TRAILER_LEN;

  for (gsize i = 0; i < pad; i++)
    data[len + i] = (guint8) (i + 1);
  data[padded - 2] = (guint8) pad;
  data[padded - 1] = next_header;
  return padded;
}

/* An IV that only must not repeat is the sequence number (RFC 4106 section 3.1). */
static gboolean
write_iv (EspOutbound *sa, guint8 *at, guint64 seq)
{
  if (sa->format.iv_len == 0)
    return TRUE;
  if (sa->format.random_iv)
    return esp_iv_next (sa->iv, at, sa->format.iv_len);
  byte_put_u32 (at, (guint32) (seq >> 32));
  byte_put_u32 (at + 4, (guint32) seq);
  return TRUE;
}

gboolean
esp_seal_has_room (const EspSealBatch *batch, const EspOutbound *sa)
{
  return batch->n == 0
         || (batch->sa == sa && batch->n < ESP_BATCH_PACKETS && batch->bytes < ESP_BATCH_BYTES);
}

static EspDrop
add (EspSealBatch *batch, EspOutbound *sa, guint8 *buf, gsize len, guint8 next_header,
     gsize *ret_len)
{
  guint64 seq = sa->seq + 1;
  guint8 *seq_high = batch->seq_high[batch->n];
  gsize padded;

  if (sa->seq >= (sa->format.esn ? G_MAXUINT64 : G_MAXUINT32))
    return ESP_DROP_SEQUENCE;
  if (esp_limits_hard_reached (&sa->limits, &sa->counters))
    return ESP_DROP_LIFETIME;
  byte_put_u32 (buf, sa->format.spi);
  byte_put_u32 (buf + 4, (guint32) seq);
  byte_put_u32 (seq_high, (guint32) (seq >> 32));
  if (!write_iv (sa, buf + ESP_HEADER_LEN, seq))
    return ESP_DROP_CRYPTO;
  padded = append_trailer (&sa->format, buf + esp_headroom (sa), len, next_header);
  /* Spent even if the library fails later: a number and IV must never be used twice. */
  sa->seq = seq;
  esp_counters_add (&sa->counters, padded);
  batch->packets[batch->n]
      = esp_cry_packet (&sa->format, buf, padded, seq_high, batch->aad[batch->n]);
  batch->sa = sa;
  batch->n++;
  batch->bytes += padded;
  *ret_len = esp_headroom (sa) + padded + sa->format.icv_len;
  return ESP_DROP_NONE;
}

EspDrop
esp_seal_add (EspSealBatch *batch, EspOutbound *sa, guint8 *buf, gsize len, gsize *ret_len)
{
  guint8 next_header = next_header_of (buf + esp_headroom (sa), len);

  return next_header != 0 ? add (batch, sa, buf, len, next_header, ret_len) : ESP_DROP_INNER;
}

EspDrop
esp_seal_add_dummy (EspSealBatch *batch, EspOutbound *sa, guint8 *buf, gsize len, gsize *ret_len)
{
  return add (batch, sa, buf, len, ESP_NEXT_DUMMY, ret_len);
}

gboolean
esp_seal_finish (EspSealBatch *batch)
{
  guint n = batch->n;

  batch->n = 0;
  batch->bytes = 0;
  return n == 0 || cry_cipher_seal_many (batch->sa->cipher, batch->packets, n) == STATUS_OK;
}
