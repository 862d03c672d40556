// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Packet protection by OpenSSL: every suite, on every processor, one packet at a time. */
#include "cry-cipher-private.h"
#include "cry-mac-private.h"

#include <string.h>

#define MAC_MAX CRY_HASH_MAX

typedef struct
{
  CryDirection direction;
  const CryEncrInfo *encr;   /* static */
  const CryIntegInfo *integ; /* static; NULL for an AEAD */
  EVP_CIPHER_CTX *ctx;       /* owned; keyed once */
  EVP_MAC_CTX *mac;          /* owned; keyed once; NULL for an AEAD */
  /* The salt stays, the IV changes per packet; of CTR a block number of 1 follows (RFC 3686). */
  guint8 nonce[CRY_BLOCK_MAX];
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  EVP_CIPHER_CTX_free (state->ctx);
  EVP_MAC_CTX_free (state->mac);
  secret_wipe (state->nonce, sizeof state->nonce);
  g_free (state);
}

/* CCM has to know the lengths of nonce and tag before the key. */
static gboolean
set_lengths (State *state)
{
  return state->encr->mode != CRY_MODE_CCM
         || (EVP_CIPHER_CTX_ctrl (state->ctx, EVP_CTRL_AEAD_SET_IVLEN,
                                  state->encr->salt_len + CRY_IV_IMPLICIT, NULL)
                 == 1
             && EVP_CIPHER_CTX_ctrl (state->ctx, EVP_CTRL_AEAD_SET_TAG, state->encr->icv_len, NULL)
                    == 1);
}

static gboolean
key_cipher (State *state, const SecretBuf *key)
{
  g_autoptr (EVP_CIPHER) algorithm = EVP_CIPHER_fetch (NULL, state->encr->library_name, NULL);
  const guint8 *bytes = secret_buf_peek (key);

  state->ctx = EVP_CIPHER_CTX_new ();
  if (algorithm == NULL || state->ctx == NULL
      || EVP_CipherInit_ex2 (state->ctx, algorithm, NULL, NULL,
                             state->direction == CRY_DIRECTION_SEAL, NULL)
             != 1
      || !set_lengths (state) || EVP_CipherInit_ex2 (state->ctx, NULL, bytes, NULL, -1, NULL) != 1)
    return FALSE;
  memcpy (state->nonce, bytes + state->encr->key_len, state->encr->salt_len);
  if (state->encr->mode == CRY_MODE_CTR)
    state->nonce[CRY_BLOCK_MAX - 1] = 1;
  return TRUE;
}

static gpointer
state_new (const CryCipherSetup *setup)
{
  State *state = g_new0 (State, 1);

  state->direction = setup->direction;
  state->encr = setup->encr;
  state->integ = setup->integ;
  if (state->integ != NULL)
    state->mac
        = cry_mac_new (cry_hash_info (state->integ->hash), secret_buf_peek (setup->integ_key),
                       secret_buf_len (setup->integ_key));
  if (key_cipher (state, setup->encr_key) && (state->integ == NULL || state->mac != NULL))
    return state;
  state_free (state);
  return NULL;
}

static gboolean
start_packet (State *state, const CryPacket *packet)
{
  const guint8 *iv = packet->iv;

  if (state->encr->mode != CRY_MODE_CBC)
    {
      memcpy (state->nonce + state->encr->salt_len, packet->iv, CRY_IV_IMPLICIT);
      iv = state->nonce;
    }
  return EVP_CipherInit_ex2 (state->ctx, NULL, NULL, iv, state->direction == CRY_DIRECTION_SEAL,
                             NULL)
         == 1;
}

/* For a cipher without tag the call that knows no padding: IKE and ESP pad by themselves, and
 * turning it off would be done again for every packet. */
static gboolean
transform_blocks (State *state, const CryPacket *packet)
{
  return packet->len == 0
         || EVP_Cipher (state->ctx, packet->data, packet->data, (unsigned int) packet->len)
                == (int) packet->len;
}

static gboolean
transform_data (State *state, const CryPacket *packet)
{
  int done = 0;

  if (packet->len == 0)
    return TRUE;
  return EVP_CipherUpdate (state->ctx, packet->data, &done, packet->data, (int) packet->len) == 1
         && (gsize) done == packet->len;
}

static gboolean
feed_aad (State *state, const guint8 *aad, gsize len)
{
  int done = 0;

  return len == 0 || EVP_CipherUpdate (state->ctx, NULL, &done, aad, (int) len) == 1;
}

static gboolean
feed (State *state, const CryPacket *packet)
{
  int done = 0;

  switch (state->encr->mode)
    {
    case CRY_MODE_GMAC: /* the IV is part of it (RFC 4543 with its errata) */
      return feed_aad (state, packet->aad, packet->aad_len)
             && feed_aad (state, packet->iv, state->encr->iv_len)
             && feed_aad (state, packet->data, packet->len);
    case CRY_MODE_CCM: /* begins with how much there will be */
      return EVP_CipherUpdate (state->ctx, NULL, &done, NULL, (int) packet->len) == 1
             && feed_aad (state, packet->aad, packet->aad_len) && transform_data (state, packet);
    case CRY_MODE_AEAD:
    case CRY_MODE_CBC:
    case CRY_MODE_CTR:
      break;
    }
  return feed_aad (state, packet->aad, packet->aad_len) && transform_data (state, packet);
}

/* CCM is done after its one piece of data; the others check or make the tag here. */
static gboolean
finish (State *state)
{
  guint8 rest[CRY_BLOCK_MAX];
  int done = 0;

  return state->encr->mode == CRY_MODE_CCM || EVP_CipherFinal_ex (state->ctx, rest, &done) == 1;
}

static gboolean
compute_mac (State *state, const CryPacket *packet, guint8 ret_mac[MAC_MAX])
{
  gsize len = 0;

  return cry_mac_restart (state->mac)
         && EVP_MAC_update (state->mac, packet->aad, packet->aad_len) == 1
         && EVP_MAC_update (state->mac, packet->iv, state->encr->iv_len) == 1
         && EVP_MAC_update (state->mac, packet->data, packet->len) == 1
         && EVP_MAC_update (state->mac, packet->mac_trailer, packet->mac_trailer_len) == 1
         && EVP_MAC_final (state->mac, ret_mac, &len, MAC_MAX) == 1;
}

static gboolean
seal_aead (State *state, const CryPacket *packet)
{
  return start_packet (state, packet) && feed (state, packet) && finish (state)
         && EVP_CIPHER_CTX_ctrl (state->ctx, EVP_CTRL_AEAD_GET_TAG, state->encr->icv_len,
                                 packet->icv)
                == 1;
}

static gboolean
seal_with_mac (State *state, const CryPacket *packet)
{
  guint8 mac[MAC_MAX];

  if (!start_packet (state, packet) || !transform_blocks (state, packet)
      || !compute_mac (state, packet, mac))
    return FALSE;
  memcpy (packet->icv, mac, state->integ->icv_len);
  return TRUE;
}

static gboolean
open_aead (State *state, const CryPacket *packet)
{
  return start_packet (state, packet)
         && EVP_CIPHER_CTX_ctrl (state->ctx, EVP_CTRL_AEAD_SET_TAG, state->encr->icv_len,
                                 packet->icv)
                == 1
         && feed (state, packet) && finish (state);
}

static gboolean
open_with_mac (State *state, const CryPacket *packet)
{
  guint8 mac[MAC_MAX];

  return compute_mac (state, packet, mac)
         && secret_memequal (mac, packet->icv, state->integ->icv_len)
         && start_packet (state, packet) && transform_blocks (state, packet);
}

static gboolean
seal (gpointer data, const CryPacket *packets, guint n)
{
  State *state = data;

  for (guint i = 0; i < n; i++)
    if (!(state->integ == NULL ? seal_aead (state, &packets[i])
                               : seal_with_mac (state, &packets[i])))
      return FALSE;
  return TRUE;
}

static void
open_all (gpointer data, const CryPacket *packets, guint n, gboolean *ret_genuine)
{
  State *state = data;

  for (guint i = 0; i < n; i++)
    ret_genuine[i] = state->integ == NULL ? open_aead (state, &packets[i])
                                          : open_with_mac (state, &packets[i]);
}

const CryCipherBackend cry_cipher_openssl = { "openssl", state_new, state_free, seal, open_all };
