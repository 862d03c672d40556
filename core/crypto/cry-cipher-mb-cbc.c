// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* AES-CBC with HMAC by the multi-buffer library, as jobs of which many run side by side. */
#include "cry-cipher-private.h"
#include "cry-mb-private.h"

#include <string.h>

#define ALIGNMENT 64
#define BLOCK_MAX 128 /* of a hash */
#define CHUNK     32  /* packets whose ICVs are kept while they are opened */

typedef struct
{
  CryDirection direction;
  IMB_MGR *manager; /* owned */
  gsize iv_len, icv_len;
  IMB_JOB cipher_job, hash_job; /* what is the same for all packets */
  _Alignas(16) guint8 encrypt_keys[15 * 16];
  _Alignas(16) guint8 decrypt_keys[15 * 16];
  _Alignas(16) guint8 inner[CRY_HASH_MAX]; /* of the HMAC: its hash states behind the key */
  _Alignas(16) guint8 outer[CRY_HASH_MAX];
} State;

typedef struct
{
  CryInteg integ;
  IMB_HASH_ALG alg;
  gsize block;
} Hash;

static const Hash *
find_hash (CryInteg integ)
{
  static const Hash hashes[] = {
    { CRY_INTEG_HMAC_SHA1_96, IMB_AUTH_HMAC_SHA_1, 64 },
    { CRY_INTEG_HMAC_SHA2_256_128, IMB_AUTH_HMAC_SHA_256, 64 },
    { CRY_INTEG_HMAC_SHA2_384_192, IMB_AUTH_HMAC_SHA_384, 128 },
    { CRY_INTEG_HMAC_SHA2_512_256, IMB_AUTH_HMAC_SHA_512, 128 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
    if (hashes[i].integ == integ)
      return &hashes[i];
  return NULL;
}

/* One block of the hash from its start: what an HMAC needs to know of its key. */
static void
hash_block (IMB_MGR *manager, CryInteg integ, const guint8 *block, guint8 *out)
{
  if (integ == CRY_INTEG_HMAC_SHA1_96)
    manager->sha1_one_block (block, out);
  else if (integ == CRY_INTEG_HMAC_SHA2_256_128)
    manager->sha256_one_block (block, out);
  else if (integ == CRY_INTEG_HMAC_SHA2_384_192)
    manager->sha384_one_block (block, out);
  else
    manager->sha512_one_block (block, out);
}

/* RFC 2104; the keys here are never longer than a block. */
static void
key_hmac (State *state, const Hash *hash, const SecretBuf *key)
{
  guint8 block[BLOCK_MAX] = { 0 };

  memcpy (block, secret_buf_peek (key), secret_buf_len (key));
  for (gsize i = 0; i < hash->block; i++)
    block[i] ^= 0x36;
  hash_block (state->manager, hash->integ, block, state->inner);
  for (gsize i = 0; i < hash->block; i++)
    block[i] ^= 0x36 ^ 0x5c;
  hash_block (state->manager, hash->integ, block, state->outer);
  secret_wipe (block, sizeof block);
  state->hash_job = (IMB_JOB){
    .cipher_mode = IMB_CIPHER_NULL,
    .cipher_direction = IMB_DIR_DECRYPT,
    .chain_order = IMB_ORDER_HASH_CIPHER,
    .hash_alg = hash->alg,
    .auth_tag_output_len_in_bytes = state->icv_len,
    .u.HMAC._hashed_auth_key_xor_ipad = state->inner,
    .u.HMAC._hashed_auth_key_xor_opad = state->outer,
  };
}

static void
key_cbc (State *state, const CryCipherSetup *setup)
{
  const guint8 *key = secret_buf_peek (setup->encr_key);
  gboolean seal = setup->direction == CRY_DIRECTION_SEAL;

  if (setup->encr->key_len == 16)
    state->manager->keyexp_128 (key, state->encrypt_keys, state->decrypt_keys);
  else if (setup->encr->key_len == 24)
    state->manager->keyexp_192 (key, state->encrypt_keys, state->decrypt_keys);
  else
    state->manager->keyexp_256 (key, state->encrypt_keys, state->decrypt_keys);
  state->cipher_job = (IMB_JOB){
    .cipher_mode = IMB_CIPHER_CBC,
    .cipher_direction = seal ? IMB_DIR_ENCRYPT : IMB_DIR_DECRYPT,
    .chain_order = IMB_ORDER_CIPHER_HASH,
    .hash_alg = IMB_AUTH_NULL,
    .enc_keys = state->encrypt_keys,
    .dec_keys = state->decrypt_keys,
    .key_len_in_bytes = setup->encr->key_len,
    .iv_len_in_bytes = setup->encr->iv_len,
  };
}

static void
state_free (gpointer data)
{
  State *state = data;

  if (state->manager != NULL)
    free_mb_mgr (state->manager);
  secret_wipe (state, sizeof *state);
  g_aligned_free (state);
}

static gpointer
state_new (const CryCipherSetup *setup)
{
  const Hash *hash = setup->integ != NULL ? find_hash (setup->integ->integ) : NULL;
  State *state;

  if (setup->encr->encr != CRY_ENCR_AES_CBC || hash == NULL)
    return NULL;
  state = g_aligned_alloc0 (1, sizeof *state, ALIGNMENT);
  state->manager = cry_mb_manager_new ();
  if (state->manager == NULL)
    {
      state_free (state);
      return NULL;
    }
  state->iv_len = setup->encr->iv_len;
  state->icv_len = setup->integ->icv_len;
  key_cbc (state, setup);
  key_hmac (state, hash, setup->integ_key);
  return state;
}

/* A job hashes one run of octets: from the associated data to the trailer. */
static gboolean
is_one_run (const State *state, const CryPacket *packet)
{
  return packet->aad + packet->aad_len == packet->iv && packet->iv + state->iv_len == packet->data
         && packet->data + packet->len == packet->icv && packet->mac_trailer_len <= state->icv_len;
}

static void
set_cipher (IMB_JOB *job, const CryPacket *packet)
{
  job->src = packet->data;
  job->dst = packet->data;
  job->iv = packet->iv;
  job->msg_len_to_cipher_in_bytes = packet->len;
}

/* Everything from the associated data on; the trailer stands where the ICV is or will be. */
static void
set_hash (IMB_JOB *job, const State *state, const CryPacket *packet, guint8 *icv)
{
  gsize before = packet->aad_len + state->iv_len;

  job->src = packet->data - before;
  job->hash_start_src_offset_in_bytes = 0;
  job->msg_len_to_hash_in_bytes = before + packet->len + packet->mac_trailer_len;
  job->auth_tag_output = icv;
  memcpy (packet->icv, packet->mac_trailer, packet->mac_trailer_len);
}

static gboolean
is_done (const IMB_JOB *job)
{
  return job == NULL || job->status == IMB_STATUS_COMPLETED;
}

static gboolean
flush (State *state)
{
  gboolean done = TRUE;
  const IMB_JOB *job;

  while ((job = IMB_FLUSH_JOB (state->manager)) != NULL)
    done = is_done (job) && done;
  return done;
}

static gboolean
seal (gpointer data, const CryPacket *packets, guint n)
{
  State *state = data;
  gboolean done = TRUE;

  for (guint i = 0; i < n && done; i++)
    {
      IMB_JOB *job = IMB_GET_NEXT_JOB (state->manager);
      const CryPacket *packet = &packets[i];

      if (!is_one_run (state, packet))
        {
          done = FALSE;
          break;
        }
      *job = state->cipher_job;
      set_cipher (job, packet);
      set_hash (job, state, packet, packet->icv);
      job->cipher_start_src_offset_in_bytes = packet->aad_len + state->iv_len;
      job->hash_alg = state->hash_job.hash_alg;
      job->auth_tag_output_len_in_bytes = state->icv_len;
      job->u.HMAC = state->hash_job.u.HMAC;
      done = is_done (IMB_SUBMIT_JOB (state->manager));
    }
  return flush (state) && done;
}

/* The ICVs that should be there; what came is kept, since its place is needed. */
static gboolean
hash_all (State *state, const CryPacket *packets, guint n, guint8 came[][CRY_ICV_MAX],
          guint8 right[][CRY_ICV_MAX])
{
  gboolean done = TRUE;

  for (guint i = 0; i < n && done; i++)
    {
      IMB_JOB *job = IMB_GET_NEXT_JOB (state->manager);

      memcpy (came[i], packets[i].icv, state->icv_len);
      *job = state->hash_job;
      set_hash (job, state, &packets[i], right[i]);
      done = is_done (IMB_SUBMIT_JOB (state->manager));
    }
  return flush (state) && done;
}

/* Nothing is decrypted that was not found genuine. */
static void
open_chunk (State *state, const CryPacket *packets, guint n, gboolean *ret_genuine)
{
  guint8 came[CHUNK][CRY_ICV_MAX], right[CHUNK][CRY_ICV_MAX];
  gboolean done = hash_all (state, packets, n, came, right);

  for (guint i = 0; i < n; i++)
    {
      IMB_JOB *job;

      ret_genuine[i] = done && secret_memequal (came[i], right[i], state->icv_len);
      if (!ret_genuine[i])
        continue;
      job = IMB_GET_NEXT_JOB (state->manager);
      *job = state->cipher_job;
      set_cipher (job, &packets[i]);
      done = is_done (IMB_SUBMIT_JOB (state->manager));
    }
  if (flush (state) && done)
    return;
  for (guint i = 0; i < n; i++)
    ret_genuine[i] = FALSE;
}

static void
open_all (gpointer data, const CryPacket *packets, guint n, gboolean *ret_genuine)
{
  State *state = data;

  for (guint i = 0; i < n; i++)
    if (!is_one_run (state, &packets[i]))
      return;
  for (guint at = 0; at < n; at += CHUNK)
    open_chunk (state, packets + at, MIN (CHUNK, n - at), ret_genuine + at);
}

const CryCipherBackend cry_cipher_mb_cbc = { "ipsec-mb", state_new, state_free, seal, open_all };
