// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Makes IVs in blocks from a key stream of their own. */
#include "esp-iv.h"

#include "bytes.h"
#include "cry-cipher.h"
#include "cry-prf.h"
#include "status.h"

#include <string.h>

#define POOL_LEN 512 /* bytes: 32 IVs a refill */

struct EspIv
{
  CryCipher *stream; /* owned */
  guint64 block;     /* nonce of the next refill */
  gsize left;        /* unused bytes, at the end of the pool */
  guint8 pool[POOL_LEN];
};

static const CrySuite stream_suite = { .encr = CRY_ENCR_AES_GCM_16, .key_bits = 128 };

EspIv *
esp_iv_new (const SecretBuf *key)
{
  static const char label[] = "Genkan ESP CBC IV";
  CrySpan part = { label, sizeof label };
  g_autoptr (SecretBuf) own
      = cry_prf (CRY_PRF_HMAC_SHA2_256, secret_buf_peek (key), secret_buf_len (key), &part, 1);
  CryCipher *stream;
  EspIv *iv;

  if (own == NULL)
    return NULL;
  secret_buf_truncate (own, cry_suite_encr_key_len (&stream_suite));
  stream = cry_cipher_new (&stream_suite, own, NULL, CRY_DIRECTION_SEAL);
  if (stream == NULL)
    return NULL;
  iv = g_new0 (EspIv, 1);
  iv->stream = stream;
  return iv;
}

void
esp_iv_free (EspIv *iv)
{
  if (iv == NULL)
    return;
  cry_cipher_free (iv->stream);
  secret_wipe (iv, sizeof *iv);
  g_free (iv);
}

static gboolean
refill (EspIv *iv)
{
  guint8 nonce[8], icv[CRY_ICV_MAX];
  CryPacket packet = { .iv = nonce, .data = iv->pool, .len = POOL_LEN, .icv = icv };

  byte_put_u32 (nonce, (guint32) (iv->block >> 32));
  byte_put_u32 (nonce + 4, (guint32) iv->block);
  memset (iv->pool, 0, POOL_LEN);
  if (cry_cipher_seal (iv->stream, &packet) != STATUS_OK)
    return FALSE;
  iv->block++;
  iv->left = POOL_LEN;
  return TRUE;
}

gboolean
esp_iv_next (EspIv *iv, guint8 *ret_iv, gsize len)
{
  if (iv->left < len && !refill (iv))
    return FALSE;
  memcpy (ret_iv, iv->pool + POOL_LEN - iv->left, len);
  iv->left -= len;
  return TRUE;
}
