// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Packet protection by the crypto library, keyed once. */
#include "cry-cipher.h"
#include "cry-mac-private.h"
#include "status.h"

#include <string.h>

#define NONCE_LEN 12 /* salt || explicit IV, of every AEAD here */
#define MAC_MAX   CRY_HASH_MAX

struct CryCipher
{
  CrySuite suite;
  CryDirection direction;
  const CryEncrInfo *encr;   /* static */
  const CryIntegInfo *integ; /* static; NULL for an AEAD */
  EVP_CIPHER_CTX *ctx;       /* owned; keyed once */
  EVP_MAC_CTX *mac;          /* owned; keyed once; NULL for an AEAD */
  guint8 nonce[NONCE_LEN];   /* the salt stays, the IV changes per packet */
};

static gboolean
key_cipher (CryCipher *cipher, const SecretBuf *key)
{
  g_autoptr (EVP_CIPHER) algorithm = EVP_CIPHER_fetch (NULL, cipher->encr->library_name, NULL);
  const guint8 *bytes = secret_buf_peek (key);

  cipher->ctx = EVP_CIPHER_CTX_new ();
  if (algorithm == NULL || cipher->ctx == NULL
      || EVP_CipherInit_ex2 (cipher->ctx, algorithm, bytes, NULL,
                             cipher->direction == CRY_DIRECTION_SEAL, NULL)
             != 1)
    return FALSE;
  memcpy (cipher->nonce, bytes + cipher->encr->key_len, cipher->encr->salt_len);
  /* IKE and ESP pad by themselves. */
  return EVP_CIPHER_CTX_set_padding (cipher->ctx, 0) == 1;
}

static gboolean
key_mac (CryCipher *cipher, const SecretBuf *key)
{
  if (key == NULL || secret_buf_len (key) != cipher->integ->key_len)
    return FALSE;
  cipher->mac = cry_mac_new (cry_hash_info (cipher->integ->hash), secret_buf_peek (key),
                             secret_buf_len (key));
  return cipher->mac != NULL;
}

CryCipher *
cry_cipher_new (const CrySuite *suite, const SecretBuf *encr_key, const SecretBuf *integ_key,
                CryDirection direction)
{
  g_autoptr (CryCipher) cipher = NULL;

  if (!cry_suite_is_supported (suite) || encr_key == NULL
      || secret_buf_len (encr_key) != cry_suite_encr_key_len (suite))
    return NULL;
  cipher = g_new0 (CryCipher, 1);
  cipher->suite = *suite;
  cipher->direction = direction;
  cipher->encr = cry_encr_info (suite->encr, suite->key_bits);
  cipher->integ = cry_integ_info (suite->integ);
  if (!key_cipher (cipher, encr_key) || (cipher->integ != NULL && !key_mac (cipher, integ_key)))
    return NULL;
  return g_steal_pointer (&cipher);
}

void
cry_cipher_free (CryCipher *cipher)
{
  if (cipher == NULL)
    return;
  EVP_CIPHER_CTX_free (cipher->ctx);
  EVP_MAC_CTX_free (cipher->mac);
  secret_wipe (cipher->nonce, sizeof cipher->nonce);
  g_free (cipher);
}

const CrySuite *
cry_cipher_suite (const CryCipher *cipher)
{
  return &cipher->suite;
}

/* The library counts in int; nothing longer than a datagram ever comes here. */
static gboolean
fits_library (const CryCipher *cipher, const CryPacket *packet)
{
  return packet->len <= G_MAXINT && packet->aad_len <= G_MAXINT
         && packet->len % cipher->encr->block_len == 0;
}

static gboolean
start_packet (CryCipher *cipher, const CryPacket *packet)
{
  const guint8 *iv = packet->iv;

  if (cipher->integ == NULL)
    {
      memcpy (cipher->nonce + cipher->encr->salt_len, packet->iv, cipher->encr->iv_len);
      iv = cipher->nonce;
    }
  return EVP_CipherInit_ex2 (cipher->ctx, NULL, NULL, iv, cipher->direction == CRY_DIRECTION_SEAL,
                             NULL)
         == 1;
}

static gboolean
transform_data (CryCipher *cipher, const CryPacket *packet)
{
  int done = 0;

  if (packet->len == 0)
    return TRUE;
  return EVP_CipherUpdate (cipher->ctx, packet->data, &done, packet->data, (int) packet->len) == 1
         && (gsize) done == packet->len;
}

static gboolean
feed_aad (CryCipher *cipher, const CryPacket *packet)
{
  int done = 0;

  if (packet->aad_len == 0)
    return TRUE;
  return EVP_CipherUpdate (cipher->ctx, NULL, &done, packet->aad, (int) packet->aad_len) == 1;
}

static gboolean
compute_mac (CryCipher *cipher, const CryPacket *packet, guint8 ret_mac[MAC_MAX])
{
  gsize len = 0;

  return cry_mac_restart (cipher->mac)
         && EVP_MAC_update (cipher->mac, packet->aad, packet->aad_len) == 1
         && EVP_MAC_update (cipher->mac, packet->iv, cipher->encr->iv_len) == 1
         && EVP_MAC_update (cipher->mac, packet->data, packet->len) == 1
         && EVP_MAC_update (cipher->mac, packet->mac_trailer, packet->mac_trailer_len) == 1
         && EVP_MAC_final (cipher->mac, ret_mac, &len, MAC_MAX) == 1;
}

static gboolean
seal_aead (CryCipher *cipher, const CryPacket *packet)
{
  guint8 rest[CRY_BLOCK_MAX];
  int done = 0;

  return start_packet (cipher, packet) && feed_aad (cipher, packet)
         && transform_data (cipher, packet) && EVP_CipherFinal_ex (cipher->ctx, rest, &done) == 1
         && EVP_CIPHER_CTX_ctrl (cipher->ctx, EVP_CTRL_AEAD_GET_TAG, cipher->encr->icv_len,
                                 packet->icv)
                == 1;
}

static gboolean
seal_cbc (CryCipher *cipher, const CryPacket *packet)
{
  guint8 mac[MAC_MAX];

  if (!start_packet (cipher, packet) || !transform_data (cipher, packet)
      || !compute_mac (cipher, packet, mac))
    return FALSE;
  memcpy (packet->icv, mac, cipher->integ->icv_len);
  return TRUE;
}

int
cry_cipher_seal (CryCipher *cipher, const CryPacket *packet)
{
  gboolean sealed;

  if (cipher->direction != CRY_DIRECTION_SEAL || !fits_library (cipher, packet))
    return STATUS_FATAL_CRYPTO;
  sealed = cipher->integ == NULL ? seal_aead (cipher, packet) : seal_cbc (cipher, packet);
  return sealed ? STATUS_OK : STATUS_FATAL_CRYPTO;
}

int
cry_cipher_seal_many (CryCipher *cipher, const CryPacket *packets, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      int status = cry_cipher_seal (cipher, &packets[i]);

      if (status != STATUS_OK)
        return status;
    }
  return STATUS_OK;
}

static gboolean
open_aead (CryCipher *cipher, const CryPacket *packet)
{
  guint8 rest[CRY_BLOCK_MAX];
  int done = 0;

  return start_packet (cipher, packet)
         && EVP_CIPHER_CTX_ctrl (cipher->ctx, EVP_CTRL_AEAD_SET_TAG, cipher->encr->icv_len,
                                 packet->icv)
                == 1
         && feed_aad (cipher, packet) && transform_data (cipher, packet)
         && EVP_CipherFinal_ex (cipher->ctx, rest, &done) == 1;
}

static gboolean
open_cbc (CryCipher *cipher, const CryPacket *packet)
{
  guint8 mac[MAC_MAX];

  return compute_mac (cipher, packet, mac)
         && secret_memequal (mac, packet->icv, cipher->integ->icv_len)
         && start_packet (cipher, packet) && transform_data (cipher, packet);
}

gboolean
cry_cipher_open (CryCipher *cipher, const CryPacket *packet)
{
  if (cipher->direction != CRY_DIRECTION_OPEN || !fits_library (cipher, packet))
    return FALSE;
  return cipher->integ == NULL ? open_aead (cipher, packet) : open_cbc (cipher, packet);
}

void
cry_cipher_open_many (CryCipher *cipher, const CryPacket *packets, guint n, gboolean *ret_genuine)
{
  for (guint i = 0; i < n; i++)
    ret_genuine[i] = cry_cipher_open (cipher, &packets[i]);
}
