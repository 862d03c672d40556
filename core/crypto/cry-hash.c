// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Digests by OpenSSL. */
#include "cry-hash.h"
#include "cry-alg-private.h"
#include "cry-ossl-private.h"

gboolean
cry_hash (CryHash hash, const CrySpan *parts, gsize n_parts, guint8 *ret)
{
  const CryHashInfo *info = cry_hash_info (hash);
  g_autoptr (EVP_MD) md = info != NULL ? EVP_MD_fetch (NULL, info->library_name, NULL) : NULL;
  g_autoptr (EVP_MD_CTX) ctx = md != NULL ? EVP_MD_CTX_new () : NULL;

  if (ctx == NULL || EVP_DigestInit_ex2 (ctx, md, NULL) != 1)
    return FALSE;
  for (gsize i = 0; i < n_parts; i++)
    if (parts[i].len > 0 && EVP_DigestUpdate (ctx, parts[i].data, parts[i].len) != 1)
      return FALSE;
  return EVP_DigestFinal_ex (ctx, ret, NULL) == 1;
}
