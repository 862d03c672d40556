// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Loads the providers before the file system is gone. */
#include "cry-init.h"
#include "cry-alg-private.h"
#include "cry-ossl-private.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Octets of locked memory for numbers of private keys: an RSA key of 16384 bits takes 10 KiB. */
#define SECURE_HEAP     (256 * 1024)
#define SECURE_HEAP_MIN 32 /* of one piece */

/* ---- Memory of the library ----------------------------------------------------------------- */

static void *
take_memory (size_t size, const char *file, int line)
{
  return malloc (size);
}

/* The library wipes what it knows to be secret, but not the files it takes apart on the way there:
 * nothing that it gives back keeps what was in it. */
static void
wipe_memory (void *memory, const char *file, int line)
{
  if (memory != NULL)
    explicit_bzero (memory, malloc_usable_size (memory));
  free (memory);
}

static void *
move_memory (void *memory, size_t size, const char *file, int line)
{
  void *moved = size > 0 ? malloc (size) : NULL;

  if (moved != NULL && memory != NULL)
    memcpy (moved, memory, MIN (size, malloc_usable_size (memory)));
  if (moved != NULL || size == 0)
    wipe_memory (memory, file, line);
  return moved;
}

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

/* What an older library lacks is not touched, and not offered. */
static void
touch_kems (void)
{
  static const CryKe groups[] = { CRY_KE_MLKEM512, CRY_KE_MLKEM768, CRY_KE_MLKEM1024 };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    (void) cry_ke_is_supported (groups[i]);
}

void
cry_init (void)
{
  g_autoptr (EVP_MAC) hmac = NULL;
  guint8 warm[16];

  /* Both only before the library has used any memory, so not in a process that knew it before. */
  (void) CRYPTO_set_mem_functions (take_memory, move_memory, wipe_memory);
  (void) CRYPTO_secure_malloc_init (SECURE_HEAP, SECURE_HEAP_MIN);

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
  touch_kems ();
  hmac = EVP_MAC_fetch (NULL, "HMAC", NULL);
  g_assert (hmac != NULL);
  g_assert (RAND_bytes (warm, sizeof warm) == 1 && RAND_priv_bytes (warm, sizeof warm) == 1);
}
