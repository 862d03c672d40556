// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Private keys: parsing, unlocking, signing. */
#include "cry-sig.h"
#include "cry-key-private.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <string.h>

struct CryPrivateKey
{
  EVP_PKEY *pkey; /* owned */
  CryKeyType type;
};

typedef struct
{
  const SecretBuf *passphrase; /* borrowed; NULL when there is none */
  gboolean asked;
} Passphrase;

/* The library's question; without an answer it must fail, never prompt. */
static int
give_passphrase (char *buf, int size, int rwflag, void *user_data)
{
  Passphrase *passphrase = user_data;
  gsize len;

  passphrase->asked = TRUE;
  if (passphrase->passphrase == NULL)
    return -1;
  len = secret_buf_len (passphrase->passphrase);
  if (len > (gsize) size)
    return -1;
  memcpy (buf, secret_buf_peek (passphrase->passphrase), len);
  return (int) len;
}

static BIO *
bio_of_secret (const SecretBuf *file)
{
  return BIO_new_mem_buf (secret_buf_peek (file), (int) secret_buf_len (file));
}

static EVP_PKEY *
parse_pem (const SecretBuf *file, Passphrase *passphrase)
{
  g_autoptr (BIO) bio = bio_of_secret (file);

  if (bio == NULL)
    return NULL;
  return PEM_read_bio_PrivateKey_ex (bio, NULL, give_passphrase, passphrase, NULL, NULL);
}

static EVP_PKEY *
parse_der (const SecretBuf *file, Passphrase *passphrase)
{
  const guint8 *at = secret_buf_peek (file);
  EVP_PKEY *pkey = d2i_AutoPrivateKey_ex (NULL, &at, (long) secret_buf_len (file), NULL, NULL);
  g_autoptr (BIO) bio = NULL;

  if (pkey != NULL)
    return pkey;
  bio = bio_of_secret (file);
  return bio != NULL ? d2i_PKCS8PrivateKey_bio (bio, NULL, give_passphrase, passphrase) : NULL;
}

static gboolean
looks_like_pem (const SecretBuf *file)
{
  static const char marker[] = "-----BEGIN ";

  return memmem (secret_buf_peek (file), secret_buf_len (file), marker, sizeof marker - 1) != NULL;
}

static int
failure_result (const Passphrase *passphrase)
{
  if (!passphrase->asked)
    return CRY_PRIVATE_KEY_MALFORMED;
  return passphrase->passphrase == NULL ? CRY_PRIVATE_KEY_NEEDS_PASSPHRASE
                                        : CRY_PRIVATE_KEY_WRONG_PASSPHRASE;
}

int
cry_private_key_parse (const SecretBuf *file, const SecretBuf *passphrase, CryPrivateKey **ret_key)
{
  Passphrase answer = { .passphrase = passphrase };
  g_autoptr (EVP_PKEY) pkey = NULL;
  CryPrivateKey *key;
  CryKeyType type;

  pkey = looks_like_pem (file) ? parse_pem (file, &answer) : parse_der (file, &answer);
  ERR_clear_error ();
  if (pkey == NULL)
    return failure_result (&answer);
  type = cry_key_classify (pkey);
  if (type == CRY_KEY_UNKNOWN)
    return CRY_PRIVATE_KEY_UNSUPPORTED;
  key = g_new0 (CryPrivateKey, 1);
  key->pkey = g_steal_pointer (&pkey);
  key->type = type;
  *ret_key = key;
  return CRY_PRIVATE_KEY_OK;
}

void
cry_private_key_free (CryPrivateKey *key)
{
  if (key == NULL)
    return;
  EVP_PKEY_free (key->pkey);
  g_free (key);
}

GBytes *
cry_private_key_public (const CryPrivateKey *key)
{
  guint8 *der = NULL;
  int len = i2d_PUBKEY (key->pkey, &der);
  GBytes *bytes = len > 0 ? g_bytes_new (der, (gsize) len) : NULL;

  OPENSSL_free (der);
  ERR_clear_error ();
  return bytes;
}

GBytes *
cry_private_key_sign (const CryPrivateKey *key, CrySig sig, const guint8 *data, gsize data_len)
{
  guint8 signature[CRY_SIG_OCTETS_MAX];
  gsize len = sizeof signature;
  g_autoptr (EVP_MD_CTX) ctx = NULL;
  EVP_PKEY_CTX *pkey_ctx = NULL; /* borrowed from ctx */

  if (!cry_sig_fits_key (sig, key->type))
    return NULL;
  ctx = EVP_MD_CTX_new ();
  if (ctx == NULL
      || EVP_DigestSignInit_ex (ctx, &pkey_ctx, cry_sig_digest_name (sig), NULL, NULL, key->pkey,
                                NULL)
             != 1
      || !cry_sig_set_padding (sig, pkey_ctx)
      || EVP_DigestSign (ctx, signature, &len, data, data_len) != 1)
    {
      ERR_clear_error ();
      return NULL;
    }
  return g_bytes_new (signature, len);
}
