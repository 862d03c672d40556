// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* AES-GCM and ChaCha20-Poly1305 by the multi-buffer library, without a job around each packet. */
#include "cry-cipher-private.h"
#include "cry-mb-private.h"

#include <string.h>

#define ICV_LEN   16
#define ALIGNMENT 64 /* the library's widest loads fault on a key that is not */

typedef struct State State;

struct State
{
  struct gcm_key_data gcm_key;
  struct gcm_context_data gcm;
  struct chacha20_poly1305_context_data chacha;
  guint8 chacha_key[32];
  void (*transform) (State *state, const CryPacket *packet, guint8 *icv);
  aes_gcm_enc_dec_t gcm_transform;
  chacha_poly_init_t chacha_init;
  chacha_poly_enc_dec_update_t chacha_update;
  chacha_poly_finalize_t chacha_finalize;
  guint8 salt_len;
  guint8 nonce[CRY_NONCE_LEN]; /* the salt stays, the IV changes per packet */
};

static void
transform_gcm (State *state, const CryPacket *packet, guint8 *icv)
{
  state->gcm_transform (&state->gcm_key, &state->gcm, packet->data, packet->data, packet->len,
                        state->nonce, packet->aad, packet->aad_len, icv, ICV_LEN);
}

static void
transform_chacha (State *state, const CryPacket *packet, guint8 *icv)
{
  state->chacha_init (state->chacha_key, &state->chacha, state->nonce, packet->aad,
                      packet->aad_len);
  state->chacha_update (state->chacha_key, &state->chacha, packet->data, packet->data, packet->len);
  state->chacha_finalize (&state->chacha, icv, ICV_LEN);
}

static void
key_gcm (State *state, const CryCipherSetup *setup, IMB_MGR *manager)
{
  const guint8 *key = secret_buf_peek (setup->encr_key);
  gboolean seal = setup->direction == CRY_DIRECTION_SEAL;

  state->transform = transform_gcm;
  if (setup->encr->key_len == 16)
    {
      state->gcm_transform = seal ? manager->gcm128_enc : manager->gcm128_dec;
      manager->gcm128_pre (key, &state->gcm_key);
    }
  else if (setup->encr->key_len == 24)
    {
      state->gcm_transform = seal ? manager->gcm192_enc : manager->gcm192_dec;
      manager->gcm192_pre (key, &state->gcm_key);
    }
  else
    {
      state->gcm_transform = seal ? manager->gcm256_enc : manager->gcm256_dec;
      manager->gcm256_pre (key, &state->gcm_key);
    }
}

static void
key_chacha (State *state, const CryCipherSetup *setup, IMB_MGR *manager)
{
  memcpy (state->chacha_key, secret_buf_peek (setup->encr_key), sizeof state->chacha_key);
  state->transform = transform_chacha;
  state->chacha_init = manager->chacha20_poly1305_init;
  state->chacha_update = setup->direction == CRY_DIRECTION_SEAL
                             ? manager->chacha20_poly1305_enc_update
                             : manager->chacha20_poly1305_dec_update;
  state->chacha_finalize = manager->chacha20_poly1305_finalize;
}

/* Only the functions that the manager chose are kept, so that an SA does not cost its memory. */
static gpointer
state_new (const CryCipherSetup *setup)
{
  g_autoptr (IMB_MGR) manager = NULL;
  State *state;

  if (setup->encr->mode != CRY_MODE_AEAD || setup->encr->icv_len != ICV_LEN)
    return NULL;
  manager = cry_mb_manager_new ();
  if (manager == NULL)
    return NULL;
  state = g_aligned_alloc0 (1, sizeof *state, ALIGNMENT);
  if (setup->encr->encr == CRY_ENCR_CHACHA20_POLY1305
      || setup->encr->encr == CRY_ENCR_CHACHA20_POLY1305_IIV)
    key_chacha (state, setup, manager);
  else
    key_gcm (state, setup, manager);
  state->salt_len = setup->encr->salt_len;
  memcpy (state->nonce, secret_buf_peek (setup->encr_key) + setup->encr->key_len, state->salt_len);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  secret_wipe (state, sizeof *state);
  g_aligned_free (state);
}

static gboolean
seal (gpointer data, const CryPacket *packets, guint n)
{
  State *state = data;

  for (guint i = 0; i < n; i++)
    {
      memcpy (state->nonce + state->salt_len, packets[i].iv, CRY_NONCE_LEN - state->salt_len);
      state->transform (state, &packets[i], packets[i].icv);
    }
  return TRUE;
}

static void
open_all (gpointer data, const CryPacket *packets, guint n, gboolean *ret_genuine)
{
  State *state = data;
  guint8 icv[ICV_LEN];

  for (guint i = 0; i < n; i++)
    {
      memcpy (state->nonce + state->salt_len, packets[i].iv, CRY_NONCE_LEN - state->salt_len);
      state->transform (state, &packets[i], icv);
      ret_genuine[i] = secret_memequal (icv, packets[i].icv, ICV_LEN);
    }
}

const CryCipherBackend cry_cipher_mb_aead = { "ipsec-mb", state_new, state_free, seal, open_all };
