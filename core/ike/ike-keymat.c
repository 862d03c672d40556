// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* SKEYSEED, the seven keys and KEYMAT. */
#include "ike-keymat.h"

/* From nonces and shared secrets to keys. */

#include "bytes.h"
#include "status.h"

#include <string.h>

/* Cuts the next len bytes off the keying material; NULL for none. */
static SecretBuf *
cut (const SecretBuf *material, gsize *at, gsize len)
{
  SecretBuf *key;

  if (len == 0)
    return NULL;
  key = secret_buf_new_copy (secret_buf_peek (material) + *at, len);
  *at += len;
  return key;
}

static CrySpan
span_of (const SecretBuf *secret)
{
  return (CrySpan){ secret_buf_peek (secret), secret_buf_len (secret) };
}

static gboolean
is_usable (const IkeSuite *suite)
{
  return cry_prf_is_supported (suite->prf) && cry_suite_is_supported (&suite->packet);
}

/* The seven keys out of SKEYSEED, in the order of RFC 7296 section 2.14. */
static int
expand (const IkeSuite *suite, const IkeKeySeed *seed, const SecretBuf *skeyseed,
        IkeKeymat *ret_keymat)
{
  gsize prf_len = cry_prf_len (suite->prf);
  gsize integ_len = cry_suite_integ_key_len (&suite->packet);
  gsize encr_len = cry_suite_encr_key_len (&suite->packet);
  g_autoptr (SecretBuf) material = NULL;
  guint8 spis[16];
  const CrySpan parts[] = { seed->ni, seed->nr, { spis, sizeof spis } };
  IkeKeymat keymat = { .prf = suite->prf, .suite = suite->packet };
  gsize at = 0;

  byte_put_u32 (spis, (guint32) (seed->spi_i >> 32));
  byte_put_u32 (spis + 4, (guint32) seed->spi_i);
  byte_put_u32 (spis + 8, (guint32) (seed->spi_r >> 32));
  byte_put_u32 (spis + 12, (guint32) seed->spi_r);
  material = cry_prf_plus (suite->prf, skeyseed, parts, G_N_ELEMENTS (parts),
                           3 * prf_len + 2 * integ_len + 2 * encr_len);
  if (material == NULL)
    return STATUS_FATAL_CRYPTO;
  keymat.d = cut (material, &at, prf_len);
  keymat.ai = cut (material, &at, integ_len);
  keymat.ar = cut (material, &at, integ_len);
  keymat.ei = cut (material, &at, encr_len);
  keymat.er = cut (material, &at, encr_len);
  keymat.pi = cut (material, &at, prf_len);
  keymat.pr = cut (material, &at, prf_len);
  *ret_keymat = keymat;
  return STATUS_OK;
}

int
ike_keymat_derive (const IkeSuite *suite, const IkeKeySeed *seed, IkeKeymat *ret_keymat)
{
  g_autoptr (SecretBuf) skeyseed = NULL;
  guint8 nonces[2 * IKE_NONCE_MAX];
  const CrySpan parts[] = { span_of (seed->shared) };

  if (!is_usable (suite) || seed->ni.len > IKE_NONCE_MAX || seed->nr.len > IKE_NONCE_MAX)
    return STATUS_FATAL_CONFIG;
  memcpy (nonces, seed->ni.data, seed->ni.len);
  memcpy (nonces + seed->ni.len, seed->nr.data, seed->nr.len);
  skeyseed = cry_prf (suite->prf, nonces, seed->ni.len + seed->nr.len, parts, G_N_ELEMENTS (parts));
  if (skeyseed == NULL)
    return STATUS_FATAL_CRYPTO;
  return expand (suite, seed, skeyseed, ret_keymat);
}

int
ike_keymat_rekey (const IkeKeymat *old, const IkeSuite *suite, const IkeKeySeed *seed,
                  IkeKeymat *ret_keymat)
{
  g_autoptr (SecretBuf) skeyseed = NULL;
  const CrySpan parts[] = {
    span_of (seed->shared),
    seed->ni,
    seed->nr,
    seed->more != NULL ? span_of (seed->more) : (CrySpan){ 0 },
  };

  if (!is_usable (suite))
    return STATUS_FATAL_CONFIG;
  skeyseed = cry_prf (old->prf, secret_buf_peek (old->d), secret_buf_len (old->d), parts,
                      G_N_ELEMENTS (parts));
  if (skeyseed == NULL)
    return STATUS_FATAL_CRYPTO;
  return expand (suite, seed, skeyseed, ret_keymat);
}

static SecretBuf *
mix (CryPrf prf, const SecretBuf *ppk, const SecretBuf *key)
{
  const CrySpan parts[] = { span_of (key) };

  return cry_prf_plus (prf, ppk, parts, G_N_ELEMENTS (parts), secret_buf_len (key));
}

int
ike_keymat_mix_ppk (const IkeKeymat *keymat, const SecretBuf *ppk, IkeKeymat *ret_mixed)
{
  g_auto (IkeKeymat) mixed = {
    .prf = keymat->prf,
    .suite = keymat->suite,
    .d = mix (keymat->prf, ppk, keymat->d),
    .pi = mix (keymat->prf, ppk, keymat->pi),
    .pr = mix (keymat->prf, ppk, keymat->pr),
  };

  if (mixed.d == NULL || mixed.pi == NULL || mixed.pr == NULL)
    return STATUS_FATAL_CRYPTO;
  *ret_mixed = mixed;
  mixed = (IkeKeymat){ 0 };
  return STATUS_OK;
}

static void
replace (SecretBuf **key, SecretBuf **by)
{
  secret_buf_free (*key);
  *key = g_steal_pointer (by);
}

void
ike_keymat_take_ppk (IkeKeymat *keymat, IkeKeymat *mixed)
{
  replace (&keymat->d, &mixed->d);
  replace (&keymat->pi, &mixed->pi);
  replace (&keymat->pr, &mixed->pr);
}

int
ike_keymat_child (const IkeKeymat *keymat, const CrySuite *suite, const IkeKeySeed *seed,
                  IkeChildKeys *ret_keys)
{
  gsize integ_len = cry_suite_integ_key_len (suite);
  gsize encr_len = cry_suite_encr_key_len (suite);
  g_autoptr (SecretBuf) material = NULL;
  CrySpan parts[3];
  gsize n = 0;
  gsize at = 0;

  if (!cry_suite_is_supported (suite))
    return STATUS_FATAL_CONFIG;
  if (seed->shared != NULL)
    parts[n++] = span_of (seed->shared);
  parts[n++] = seed->ni;
  parts[n++] = seed->nr;
  material = cry_prf_plus (keymat->prf, keymat->d, parts, n, 2 * (encr_len + integ_len));
  if (material == NULL)
    return STATUS_FATAL_CRYPTO;
  ret_keys->encr_i = cut (material, &at, encr_len);
  ret_keys->integ_i = cut (material, &at, integ_len);
  ret_keys->encr_r = cut (material, &at, encr_len);
  ret_keys->integ_r = cut (material, &at, integ_len);
  return STATUS_OK;
}

void
ike_keymat_clear (IkeKeymat *keymat)
{
  g_clear_pointer (&keymat->d, secret_buf_free);
  g_clear_pointer (&keymat->ai, secret_buf_free);
  g_clear_pointer (&keymat->ar, secret_buf_free);
  g_clear_pointer (&keymat->ei, secret_buf_free);
  g_clear_pointer (&keymat->er, secret_buf_free);
  g_clear_pointer (&keymat->pi, secret_buf_free);
  g_clear_pointer (&keymat->pr, secret_buf_free);
}

void
ike_child_keys_clear (IkeChildKeys *keys)
{
  g_clear_pointer (&keys->encr_i, secret_buf_free);
  g_clear_pointer (&keys->integ_i, secret_buf_free);
  g_clear_pointer (&keys->encr_r, secret_buf_free);
  g_clear_pointer (&keys->integ_r, secret_buf_free);
}
