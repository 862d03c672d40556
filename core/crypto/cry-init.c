// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Loads the providers before the file system is gone. */
#include "cry-init.h"
#include "cry-alg-private.h"
#include "cry-ossl-private.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

static void
touch_cipher (const char *name)
{
  g_autoptr (EVP_CIPHER) cipher = EVP_CIPHER_fetch (NULL, name, NULL);

  g_assert (cipher != NULL);
}

static void
touch_digest (const char *name)
{
  g_autoptr (EVP_MD) digest = EVP_MD_fetch (NULL, name, NULL);

  g_assert (digest != NULL);
}

void
cry_init (void)
{
  g_autoptr (EVP_MAC) hmac = NULL;
  guint8 warm[16];

  /* The administrator's openssl.cnf may load engines and providers from files the sandbox hides,
   * and may forbid algorithms a profile asked for; neither is wanted here. */
  g_assert (OPENSSL_init_crypto (OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_CIPHERS
                                     | OPENSSL_INIT_ADD_ALL_DIGESTS
                                     | OPENSSL_INIT_LOAD_CRYPTO_STRINGS,
                                 NULL)
            == 1);
  for (gsize i = 0; cry_encr_info_nth (i) != NULL; i++)
    touch_cipher (cry_encr_info_nth (i)->library_name);
  for (gsize i = 0; cry_hash_info_nth (i) != NULL; i++)
    touch_digest (cry_hash_info_nth (i)->library_name);
  touch_digest ("MD5");
  touch_cipher ("DES-EDE3-ECB");
  hmac = EVP_MAC_fetch (NULL, "HMAC", NULL);
  g_assert (hmac != NULL);
  g_assert (RAND_bytes (warm, sizeof warm) == 1 && RAND_priv_bytes (warm, sizeof warm) == 1);
}
