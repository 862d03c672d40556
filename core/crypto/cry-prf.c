// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The pseudo-random functions, and prf+ made of them. */
#include "cry-prf.h"
#include "cry-mac-private.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#define PRF_PLUS_BLOCKS_MAX 255 /* RFC 7296 section 2.13: the counter is one octet */

EVP_MAC_CTX *
cry_mac_new (const CryHashInfo *hash, const void *key, gsize key_len)
{
  g_autoptr (EVP_MAC) hmac = EVP_MAC_fetch (NULL, "HMAC", NULL);
  g_autoptr (EVP_MAC_CTX) mac = hmac != NULL ? EVP_MAC_CTX_new (hmac) : NULL;
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, (char *) hash->library_name, 0),
    OSSL_PARAM_construct_end (),
  };

  /* A NULL key would mean "keep the old one" to the library. */
  if (mac == NULL || EVP_MAC_init (mac, key != NULL ? key : "", key_len, params) != 1)
    return NULL;
  return g_steal_pointer (&mac);
}

gboolean
cry_mac_restart (EVP_MAC_CTX *mac)
{
  return EVP_MAC_init (mac, NULL, 0, NULL) == 1;
}

static gboolean
update_with_spans (EVP_MAC_CTX *mac, const CrySpan *parts, gsize n_parts)
{
  for (gsize i = 0; i < n_parts; i++)
    if (parts[i].len > 0 && EVP_MAC_update (mac, parts[i].data, parts[i].len) != 1)
      return FALSE;
  return TRUE;
}

SecretBuf *
cry_prf (CryPrf prf, const void *key, gsize key_len, const CrySpan *parts, gsize n_parts)
{
  const CryHashInfo *info = cry_prf_info (prf);
  g_autoptr (EVP_MAC_CTX) mac = info != NULL ? cry_mac_new (info, key, key_len) : NULL;
  g_autoptr (SecretBuf) out = NULL;
  gsize len = 0;

  if (mac == NULL)
    return NULL;
  out = secret_buf_new (info->len);
  if (!update_with_spans (mac, parts, n_parts)
      || EVP_MAC_final (mac, secret_buf_data (out), &len, info->len) != 1 || len != info->len)
    return NULL;
  return g_steal_pointer (&out);
}

SecretBuf *
cry_prf_plus (CryPrf prf, const SecretBuf *key, const CrySpan *parts, gsize n_parts, gsize len)
{
  const CryHashInfo *info = cry_prf_info (prf);
  g_autoptr (EVP_MAC_CTX) mac = NULL;
  g_autoptr (SecretBuf) out = NULL;
  gsize blocks;

  if (info == NULL || len > (gsize) PRF_PLUS_BLOCKS_MAX * info->len)
    return NULL;
  mac = cry_mac_new (info, secret_buf_peek (key), secret_buf_len (key));
  if (mac == NULL)
    return NULL;

  blocks = (len + info->len - 1) / info->len;
  out = secret_buf_new (blocks * info->len);
  for (gsize i = 0; i < blocks; i++)
    {
      guint8 *block = secret_buf_data (out) + i * info->len;
      guint8 counter = (guint8) (i + 1);
      gsize written = 0;

      if ((i > 0 && !cry_mac_restart (mac))
          || (i > 0 && EVP_MAC_update (mac, block - info->len, info->len) != 1)
          || !update_with_spans (mac, parts, n_parts) || EVP_MAC_update (mac, &counter, 1) != 1
          || EVP_MAC_final (mac, block, &written, info->len) != 1)
        return NULL;
    }
  secret_buf_truncate (out, len);
  return g_steal_pointer (&out);
}
