// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What the plane does with octets from the network and from the TUN device: the first octet
 * chooses the path. A peer that holds the keys can put anything inside an ESP packet, so the input
 * is also sealed as it is and then opened.
 */
#include "esp-gso.h"
#include "esp-icmp.h"
#include "esp-mss.h"
#include "esp-open.h"
#include "esp-private.h"

#include <string.h>

#define ROOM 70000

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

typedef struct
{
  EspInbound *in;
  CryCipher *seal;
} Keys;

static void
keys_init (Keys *keys, gboolean esn)
{
  CrySuite suite = { .encr = CRY_ENCR_AES_GCM_16, .key_bits = 128 };
  g_autoptr (SecretBuf) key = secret_buf_new (20);
  EspTs any[2] = { { .port_to = 65535 }, { .port_to = 80 } };
  EspSaParams params = {
    .spi_in = 1,
    .suite = suite,
    .esn = esn,
    .encr_in = key,
    .ts_local = any,
    .ts_remote = any,
    .n_ts_local = 2,
    .n_ts_remote = 2,
  };

  g_assert (ip_range_parse ("0.0.0.0/0", &any[0].addresses));
  g_assert (ip_range_parse ("::/0", &any[1].addresses));
  keys->in = esp_inbound_new (&params);
  keys->seal = cry_cipher_new (&suite, key, NULL, CRY_DIRECTION_SEAL);
}

static void
keys_clear (Keys *keys)
{
  esp_inbound_free (keys->in);
  cry_cipher_free (keys->seal);
}

/* What an ESP packet alone in a batch becomes. */
static EspOpened
open_one (EspInbound *sa, guint8 *packet, gsize len, guint8 outer_class)
{
  g_autofree EspOpenBatch *batch = g_new0 (EspOpenBatch, 1);
  EspOpened opened = { .drop = esp_open_add (batch, sa, packet, len, outer_class) };

  return esp_open_finish (batch) > 0 ? batch->opened[0] : opened;
}

static void
open_sealed (guint8 *buf, const guint8 *data, gsize len, gboolean esn)
{
  guint8 seq_high[4] = { 0 }, scratch[ESP_ESN_AAD_LEN];
  Keys keys;
  CryPacket packet;
  EspOpened opened;

  keys_init (&keys, esn);
  memset (buf, 0, 16);
  buf[7] = 1;
  memcpy (buf + 16, data, len);
  packet = esp_cry_packet (&keys.in->format, buf, len, seq_high, scratch);
  g_assert (cry_cipher_seal (keys.seal, &packet) == 0);
  opened = open_one (keys.in, buf, 16 + len + 16, (guint8) len);
  if (opened.drop == ESP_DROP_NONE)
    {
      g_assert (opened.packet >= buf + 16);
      g_assert (opened.packet + opened.inner.total_len <= buf + 16 + len);
      esp_mss_clamp (opened.packet, &opened.inner, 576);
    }
  keys_clear (&keys);
}

static void
open_raw (guint8 *buf, const guint8 *data, gsize len)
{
  Keys keys;

  keys_init (&keys, FALSE);
  memcpy (buf, data, len);
  g_assert (open_one (keys.in, buf, len, 0).drop != ESP_DROP_NONE);
  keys_clear (&keys);
}

static void
split (guint8 *buf, const guint8 *data, gsize len)
{
  EspOffload offload;
  EspSplit state;
  gsize next, total = 0;

  if (len < 8)
    return;
  offload = (EspOffload){
    .kind = (EspGsoKind) (data[0] % 4),
    .needs_csum = (data[0] & 4) != 0,
    .segment = (guint16) (data[1] << 8 | data[2]),
    .csum_start = (guint16) (data[3] << 8 | data[4]),
    .csum_offset = data[5],
  };
  if (!esp_split_init (&state, &offload, data + 8, len - 8))
    return;
  while ((next = esp_split_next_len (&state)) > 0)
    {
      g_assert (next <= len);
      esp_split_next (&state, buf);
      total += next;
      g_assert (total < 100 * G_MAXUINT16 || offload.segment < 1000);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autofree guint8 *buf = NULL;
  guint8 answer[ESP_ICMP_MAX];
  EspInner inner;
  guint8 way;

  if (len < 2 || len > 65535)
    return 0;
  buf = g_malloc (ROOM);
  way = *data++;
  len--;
  switch (way % 4)
    {
    case 0:
      open_raw (buf, data, len);
      break;
    case 1:
      open_sealed (buf, data, len / 4 * 4, (way & 8) != 0);
      break;
    case 2:
      split (buf, data, len);
      break;
    default:
      (void) esp_icmp_too_big (data, len, 1300, answer);
      memcpy (buf, data, len);
      if (esp_inner_parse (buf, len, &inner))
        esp_mss_clamp (buf, &inner, 1200);
    }
  return 0;
}
