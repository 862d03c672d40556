// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* MODP, ECP, Curve25519, Curve448 and ML-KEM key exchanges with an injected private value. */
#include "cry-kex.h"
#include "cry-alg-private.h"
#include "cry-ossl-private.h"

#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/params.h>

/* FIPS 186-5 A.2.1: 64 bits more than the order make the reduction's bias negligible. */
#define ECP_EXTRA_LEN 8

struct CryKex
{
  const CryKeInfo *info; /* static */
  SecretBuf *private;    /* owned; big-endian, XDH as is; KEM: the seed, NULL of who answers */
  guint8 *public;        /* owned */
  gsize public_len;      /* info->public_len, but for who answers with a KEM */
};

typedef struct
{
  gboolean (*make) (CryKex *kex, const Rng *rng);
  SecretBuf *(*derive) (CryKex *kex, const guint8 *peer);
  /* NULL: both sides do the same. */
  SecretBuf *(*answer) (CryKex *kex, const guint8 *peer, const Rng *rng);
} KexFamily;

static BIGNUM *
modp_prime (CryKe group)
{
  switch (group)
    {
    case CRY_KE_MODP1024:
      return BN_get_rfc2409_prime_1024 (NULL);
    case CRY_KE_MODP1536:
      return BN_get_rfc3526_prime_1536 (NULL);
    case CRY_KE_MODP2048:
      return BN_get_rfc3526_prime_2048 (NULL);
    case CRY_KE_MODP3072:
      return BN_get_rfc3526_prime_3072 (NULL);
    case CRY_KE_MODP4096:
      return BN_get_rfc3526_prime_4096 (NULL);
    case CRY_KE_MODP6144:
      return BN_get_rfc3526_prime_6144 (NULL);
    case CRY_KE_MODP8192:
      return BN_get_rfc3526_prime_8192 (NULL);
    case CRY_KE_NONE:
    case CRY_KE_ECP256:
    case CRY_KE_ECP384:
    case CRY_KE_ECP521:
    case CRY_KE_BRAINPOOL256:
    case CRY_KE_BRAINPOOL384:
    case CRY_KE_BRAINPOOL512:
    case CRY_KE_X25519:
    case CRY_KE_X448:
    case CRY_KE_MLKEM512:
    case CRY_KE_MLKEM768:
    case CRY_KE_MLKEM1024:
      break;
    }
  return NULL;
}

static BIGNUM *
private_number (const CryKex *kex)
{
  BIGNUM *number
      = BN_bin2bn (secret_buf_peek (kex->private), (int) secret_buf_len (kex->private), NULL);

  if (number != NULL)
    BN_set_flags (number, BN_FLG_CONSTTIME);
  return number;
}

/* base ^ private mod p, left-padded to the length of p. */
static gboolean
modp_power (const CryKex *kex, const BIGNUM *base, const BIGNUM *prime, guint8 *ret)
{
  g_autoptr (BN_CTX) ctx = BN_CTX_new ();
  g_autoptr (BIGNUM) exponent = private_number (kex);
  g_autoptr (BIGNUM) power = BN_new ();

  return ctx != NULL && exponent != NULL && power != NULL
         && BN_mod_exp_mont_consttime (power, base, exponent, prime, ctx, NULL) == 1
         && BN_bn2binpad (power, ret, kex->info->public_len) == kex->info->public_len;
}

static gboolean
modp_make (CryKex *kex, const Rng *rng)
{
  g_autoptr (BIGNUM) prime = modp_prime (kex->info->group);
  g_autoptr (BIGNUM) generator = BN_new ();

  kex->private = secret_buf_new (kex->info->private_len);
  rng_fill (rng, secret_buf_data (kex->private), kex->info->private_len);
  /* A full-length exponent whatever the source gave, so that it is neither 0 nor 1. */
  secret_buf_data (kex->private)[0] |= 0x80;
  return prime != NULL && generator != NULL && BN_set_word (generator, 2) == 1
         && modp_power (kex, generator, prime, kex->public);
}

static SecretBuf *
modp_derive (CryKex *kex, const guint8 *peer)
{
  g_autoptr (BIGNUM) prime = modp_prime (kex->info->group);
  g_autoptr (BIGNUM) value = BN_bin2bn (peer, kex->info->public_len, NULL);
  g_autoptr (BIGNUM) last = prime != NULL ? BN_dup (prime) : NULL;
  g_autoptr (SecretBuf) shared = NULL;

  /* RFC 6989 section 2.1: 1 < r < p - 1. All our primes are safe, no subgroup test is needed. */
  if (value == NULL || last == NULL || BN_sub_word (last, 1) != 1 || BN_is_zero (value)
      || BN_is_one (value) || BN_cmp (value, last) >= 0)
    return NULL;
  shared = secret_buf_new (kex->info->shared_len);
  if (!modp_power (kex, value, prime, secret_buf_data (shared)))
    return NULL;
  return g_steal_pointer (&shared);
}

/* Draws 1 .. order - 1 with one read of the source, so that seeded runs stay in step. */
static gboolean
ecp_draw_private (CryKex *kex, const EC_GROUP *group, const Rng *rng)
{
  g_autoptr (SecretBuf) drawn = secret_buf_new ((gsize) kex->info->private_len + ECP_EXTRA_LEN);
  g_autoptr (BN_CTX) ctx = BN_CTX_new ();
  g_autoptr (BIGNUM) limit = BN_dup (EC_GROUP_get0_order (group));
  g_autoptr (BIGNUM) number = NULL;

  rng_fill (rng, secret_buf_data (drawn), secret_buf_len (drawn));
  number = BN_bin2bn (secret_buf_peek (drawn), (int) secret_buf_len (drawn), NULL);
  if (ctx == NULL || limit == NULL || number == NULL)
    return FALSE;
  BN_set_flags (number, BN_FLG_CONSTTIME);
  kex->private = secret_buf_new (kex->info->private_len);
  return BN_sub_word (limit, 1) == 1 && BN_mod (number, number, limit, ctx) == 1
         && BN_add_word (number, 1) == 1
         && BN_bn2binpad (number, secret_buf_data (kex->private), kex->info->private_len)
                == kex->info->private_len;
}

/* x, and y unless ret_y is NULL, each padded to the length of the field. */
static gboolean
ecp_write_point (const CryKex *kex, const EC_GROUP *group, const EC_POINT *point, guint8 *ret_x,
                 guint8 *ret_y)
{
  g_autoptr (BIGNUM) x = BN_new ();
  g_autoptr (BIGNUM) y = BN_new ();
  int len = kex->info->shared_len;

  /* Fails for the point at infinity, which has no coordinates. */
  return x != NULL && y != NULL && EC_POINT_get_affine_coordinates (group, point, x, y, NULL) == 1
         && BN_bn2binpad (x, ret_x, len) == len
         && (ret_y == NULL || BN_bn2binpad (y, ret_y, len) == len);
}

static gboolean
ecp_make (CryKex *kex, const Rng *rng)
{
  g_autoptr (EC_GROUP) group = EC_GROUP_new_by_curve_name (kex->info->nid);
  g_autoptr (EC_POINT) point = group != NULL ? EC_POINT_new (group) : NULL;
  g_autoptr (BIGNUM) number = NULL;

  if (point == NULL || !ecp_draw_private (kex, group, rng))
    return FALSE;
  number = private_number (kex);
  return number != NULL && EC_POINT_mul (group, point, number, NULL, NULL, NULL) == 1
         && ecp_write_point (kex, group, point, kex->public, kex->public + kex->info->shared_len);
}

static SecretBuf *
ecp_derive (CryKex *kex, const guint8 *peer)
{
  int len = kex->info->shared_len;
  g_autoptr (EC_GROUP) group = EC_GROUP_new_by_curve_name (kex->info->nid);
  g_autoptr (EC_POINT) point = group != NULL ? EC_POINT_new (group) : NULL;
  g_autoptr (BIGNUM) x = BN_bin2bn (peer, len, NULL);
  g_autoptr (BIGNUM) y = BN_bin2bn (peer + len, len, NULL);
  g_autoptr (BIGNUM) number = private_number (kex);
  g_autoptr (BIGNUM) field = BN_new ();
  g_autoptr (SecretBuf) shared = NULL;

  if (point == NULL || x == NULL || y == NULL || number == NULL || field == NULL)
    return NULL;
  /* RFC 6989 section 2.3: coordinates in range and the curve's equation holds; setting them
   * checks the equation. The cofactor is 1, so nothing more is needed. */
  if (EC_GROUP_get_curve (group, field, NULL, NULL, NULL) != 1 || BN_cmp (x, field) >= 0
      || BN_cmp (y, field) >= 0 || EC_POINT_set_affine_coordinates (group, point, x, y, NULL) != 1
      || EC_POINT_mul (group, point, NULL, point, number, NULL) != 1)
    return NULL;
  shared = secret_buf_new (kex->info->shared_len);
  /* RFC 5903 section 7: the shared secret is x alone. */
  if (!ecp_write_point (kex, group, point, secret_buf_data (shared), NULL))
    return NULL;
  return g_steal_pointer (&shared);
}

static EVP_PKEY *
xdh_key (const CryKex *kex)
{
  return EVP_PKEY_new_raw_private_key_ex (NULL, OBJ_nid2sn (kex->info->nid), NULL,
                                          secret_buf_peek (kex->private),
                                          secret_buf_len (kex->private));
}

static gboolean
xdh_make (CryKex *kex, const Rng *rng)
{
  gsize len = kex->info->public_len;
  g_autoptr (EVP_PKEY) key = NULL;

  kex->private = secret_buf_new (kex->info->private_len);
  rng_fill (rng, secret_buf_data (kex->private), kex->info->private_len);
  key = xdh_key (kex);
  return key != NULL && EVP_PKEY_get_raw_public_key (key, kex->public, &len) == 1;
}

static SecretBuf *
xdh_derive (CryKex *kex, const guint8 *peer)
{
  gsize len = kex->info->shared_len;
  g_autoptr (EVP_PKEY) key = xdh_key (kex);
  g_autoptr (EVP_PKEY) theirs = EVP_PKEY_new_raw_public_key_ex (NULL, OBJ_nid2sn (kex->info->nid),
                                                                NULL, peer, kex->info->public_len);
  g_autoptr (EVP_PKEY_CTX) ctx = key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  g_autoptr (SecretBuf) shared = secret_buf_new (len);
  static const guint8 zero[CRY_HASH_MAX];

  if (ctx == NULL || theirs == NULL || EVP_PKEY_derive_init (ctx) != 1
      || EVP_PKEY_derive_set_peer (ctx, theirs) != 1
      || EVP_PKEY_derive (ctx, secret_buf_data (shared), &len) != 1)
    return NULL;
  /* RFC 8031 section 5: an all-zero result (low order) must abort. */
  if (secret_memequal (secret_buf_peek (shared), zero, secret_buf_len (shared)))
    return NULL;
  return g_steal_pointer (&shared);
}

/* Names of the library's parameters; the headers of older versions have no macros for them. */
#define KEM_SEED     "seed" /* d and z of FIPS 203 */
#define KEM_COINS    "ikme" /* m of FIPS 203 */
#define KEM_COIN_LEN 32

static EVP_PKEY *
kem_key (const CryKex *kex)
{
  g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_name (NULL, kex->info->library_name, NULL);
  g_autoptr (SecretBuf) seed = secret_buf_dup (kex->private);
  const OSSL_PARAM params[] = {
    OSSL_PARAM_construct_octet_string (KEM_SEED, secret_buf_data (seed), secret_buf_len (seed)),
    OSSL_PARAM_construct_end (),
  };
  EVP_PKEY *key = NULL;

  if (ctx == NULL || EVP_PKEY_keygen_init (ctx) != 1 || EVP_PKEY_CTX_set_params (ctx, params) != 1
      || EVP_PKEY_generate (ctx, &key) != 1)
    return NULL;
  return key;
}

static gboolean
kem_make (CryKex *kex, const Rng *rng)
{
  gsize len = 0;
  g_autoptr (EVP_PKEY) key = NULL;

  kex->private = secret_buf_new (kex->info->private_len);
  rng_fill (rng, secret_buf_data (kex->private), kex->info->private_len);
  key = kem_key (kex);
  return key != NULL
         && EVP_PKEY_get_octet_string_param (key, OSSL_PKEY_PARAM_PUB_KEY, kex->public,
                                             kex->public_len, &len)
                == 1
         && len == kex->public_len;
}

static SecretBuf *
kem_derive (CryKex *kex, const guint8 *peer)
{
  g_autoptr (EVP_PKEY) key = kex->private != NULL ? kem_key (kex) : NULL;
  g_autoptr (EVP_PKEY_CTX) ctx = key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  g_autoptr (SecretBuf) shared = secret_buf_new (kex->info->shared_len);
  gsize len = kex->info->shared_len;

  if (ctx == NULL || EVP_PKEY_decapsulate_init (ctx, NULL) != 1
      || EVP_PKEY_decapsulate (ctx, secret_buf_data (shared), &len, peer, kex->info->answer_len)
             != 1)
    return NULL;
  return g_steal_pointer (&shared);
}

/* The peer's encapsulation key; NULL when its coefficients are out of range (FIPS 203 section 7.2).
 */
static EVP_PKEY *
kem_peer (const CryKeInfo *info, const guint8 *peer)
{
  g_autoptr (EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new_from_name (NULL, info->library_name, NULL);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_octet_string (OSSL_PKEY_PARAM_PUB_KEY, (void *) peer, info->public_len),
    OSSL_PARAM_construct_end (),
  };
  EVP_PKEY *key = NULL;

  if (ctx == NULL || EVP_PKEY_fromdata_init (ctx) != 1
      || EVP_PKEY_fromdata (ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
    return NULL;
  return key;
}

static SecretBuf *
kem_answer (CryKex *kex, const guint8 *peer, const Rng *rng)
{
  g_autoptr (EVP_PKEY) key = kem_peer (kex->info, peer);
  g_autoptr (EVP_PKEY_CTX) ctx = key != NULL ? EVP_PKEY_CTX_new_from_pkey (NULL, key, NULL) : NULL;
  g_autoptr (SecretBuf) coins = secret_buf_new (KEM_COIN_LEN);
  g_autoptr (SecretBuf) shared = secret_buf_new (kex->info->shared_len);
  const OSSL_PARAM params[] = {
    OSSL_PARAM_construct_octet_string (KEM_COINS, secret_buf_data (coins), KEM_COIN_LEN),
    OSSL_PARAM_construct_end (),
  };
  gsize len = kex->info->shared_len;

  kex->public_len = kex->info->answer_len;
  kex->public = g_malloc0 (kex->public_len);
  rng_fill (rng, secret_buf_data (coins), KEM_COIN_LEN);
  if (ctx == NULL || EVP_PKEY_encapsulate_init (ctx, params) != 1
      || EVP_PKEY_encapsulate (ctx, kex->public, &kex->public_len, secret_buf_data (shared), &len)
             != 1)
    return NULL;
  return g_steal_pointer (&shared);
}

static const KexFamily *
kex_family (CryKeFamily family)
{
  static const KexFamily modp = { modp_make, modp_derive, NULL };
  static const KexFamily ecp = { ecp_make, ecp_derive, NULL };
  static const KexFamily xdh = { xdh_make, xdh_derive, NULL };
  static const KexFamily kem = { kem_make, kem_derive, kem_answer };

  switch (family)
    {
    case CRY_KE_FAMILY_MODP:
      return &modp;
    case CRY_KE_FAMILY_ECP:
      return &ecp;
    case CRY_KE_FAMILY_XDH:
      return &xdh;
    case CRY_KE_FAMILY_KEM:
      return &kem;
    }
  g_assert_not_reached ();
}

CryKex *
cry_kex_new (CryKe group, const Rng *rng)
{
  const CryKeInfo *info = cry_ke_info (group);
  g_autoptr (CryKex) kex = NULL;

  if (info == NULL)
    return NULL;
  kex = g_new0 (CryKex, 1);
  kex->info = info;
  kex->public_len = info->public_len;
  kex->public = g_malloc0 (kex->public_len);
  if (!kex_family (info->family)->make (kex, rng))
    return NULL;
  return g_steal_pointer (&kex);
}

CryKex *
cry_kex_answer (CryKe group, const guint8 *peer, gsize peer_len, const Rng *rng,
                SecretBuf **ret_shared)
{
  const CryKeInfo *info = cry_ke_info (group);
  const KexFamily *family = info != NULL ? kex_family (info->family) : NULL;
  g_autoptr (CryKex) kex = NULL;

  if (info == NULL || peer_len != info->public_len)
    return NULL;
  if (family->answer == NULL)
    {
      kex = cry_kex_new (group, rng);
      *ret_shared = kex != NULL ? family->derive (kex, peer) : NULL;
    }
  else
    {
      kex = g_new0 (CryKex, 1);
      kex->info = info;
      *ret_shared = family->answer (kex, peer, rng);
    }
  return *ret_shared != NULL ? g_steal_pointer (&kex) : NULL;
}

void
cry_kex_free (CryKex *kex)
{
  if (kex == NULL)
    return;
  secret_buf_free (kex->private);
  g_free (kex->public);
  g_free (kex);
}

CryKe
cry_kex_group (const CryKex *kex)
{
  return kex->info->group;
}

const guint8 *
cry_kex_public (const CryKex *kex, gsize *ret_len)
{
  *ret_len = kex->public_len;
  return kex->public;
}

SecretBuf *
cry_kex_derive (CryKex *kex, const guint8 *peer, gsize peer_len)
{
  const CryKeInfo *info = kex->info;

  if (peer_len != (info->answer_len != 0 ? info->answer_len : info->public_len))
    return NULL;
  return kex_family (kex->info->family)->derive (kex, peer);
}
