// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-kex.h"

#include "bytes.h"
#include "vector-file.h"

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <string.h>

static void
fill_from_array (gpointer ctx, guint8 *buf, gsize len)
{
  const GByteArray *array = ctx;

  g_assert_cmpuint (len, ==, array->len);
  memcpy (buf, array->data, len);
}

static void
fill_with_counter (gpointer ctx, guint8 *buf, gsize len)
{
  guint8 *counter = ctx;

  for (gsize i = 0; i < len; i++)
    buf[i] = (*counter)++;
}

static gboolean
is_xdh (CryKe group)
{
  return group == CRY_KE_X25519 || group == CRY_KE_X448;
}

/* A key exchange with this private value: X25519 and X448 take what is drawn, an ECP group adds one
 * to it after reducing 64 bits more. */
static CryKex *
kex_with_private (CryKe group, GByteArray *private)
{
  g_autoptr (GByteArray) drawn = g_byte_array_new ();
  const Rng rng = { fill_from_array, drawn };

  if (!is_xdh (group))
    g_byte_array_append (drawn, (const guint8 *) "\0\0\0\0\0\0\0\0", 8);
  g_byte_array_append (drawn, private->data, private->len);
  if (!is_xdh (group))
    {
      g_assert_cmpuint (drawn->data[drawn->len - 1], >, 0);
      drawn->data[drawn->len - 1]--;
    }
  return cry_kex_new (group, &rng);
}

static void
check_side (CryKe group, GByteArray *private, GByteArray *public, GByteArray *peer,
            GByteArray *expected)
{
  g_autoptr (CryKex) kex = kex_with_private (group, private);
  g_autoptr (SecretBuf) shared = NULL;
  const guint8 *value;
  gsize len;

  g_assert_nonnull (kex);
  g_assert_cmpint (cry_kex_group (kex), ==, group);
  value = cry_kex_public (kex, &len);
  g_assert_cmpmem (value, len, public->data, public->len);
  shared = cry_kex_derive (kex, peer->data, peer->len);
  g_assert_nonnull (shared);
  g_assert_cmpmem (secret_buf_peek (shared), secret_buf_len (shared), expected->data,
                   expected->len);
}

static void
check_vector (GKeyFile *file, const char *name)
{
  CryKe group = (CryKe) vector_int (file, name, "group");
  g_autoptr (GByteArray) private_i = vector_bytes (file, name, "private-i");
  g_autoptr (GByteArray) public_i = vector_bytes (file, name, "public-i");
  g_autoptr (GByteArray) private_r = vector_bytes (file, name, "private-r");
  g_autoptr (GByteArray) public_r = vector_bytes (file, name, "public-r");
  g_autoptr (GByteArray) shared = vector_bytes (file, name, "shared");

  check_side (group, private_i, public_i, public_r, shared);
  check_side (group, private_r, public_r, public_i, shared);
}

static void
test_vectors (void)
{
  vector_file_each ("kex.txt", check_vector);
}

static void
assert_same (const SecretBuf *a, const SecretBuf *b)
{
  g_assert_cmpmem (secret_buf_peek (a), secret_buf_len (a), secret_buf_peek (b),
                   secret_buf_len (b));
}

static void
test_agreement (void)
{
  static const struct
  {
    CryKe group;
    gsize public_len;
  } groups[]
      = { { CRY_KE_MODP1024, 128 },    { CRY_KE_MODP1536, 192 },    { CRY_KE_MODP2048, 256 },
          { CRY_KE_MODP3072, 384 },    { CRY_KE_MODP4096, 512 },    { CRY_KE_ECP256, 64 },
          { CRY_KE_ECP384, 96 },       { CRY_KE_ECP521, 132 },      { CRY_KE_X25519, 32 },
          { CRY_KE_BRAINPOOL256, 64 }, { CRY_KE_BRAINPOOL384, 96 }, { CRY_KE_BRAINPOOL512, 128 },
          { CRY_KE_X448, 56 },         { CRY_KE_MODP6144, 768 },    { CRY_KE_MODP8192, 1024 } };
  guint8 counter = 1;
  const Rng rng = { fill_with_counter, &counter };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr (CryKex) a = cry_kex_new (groups[i].group, &rng);
      g_autoptr (CryKex) b = cry_kex_new (groups[i].group, &rng);
      gsize a_len, b_len;
      const guint8 *a_public = cry_kex_public (a, &a_len);
      const guint8 *b_public = cry_kex_public (b, &b_len);
      g_autoptr (SecretBuf) at_a = cry_kex_derive (a, b_public, b_len);
      g_autoptr (SecretBuf) at_b = cry_kex_derive (b, a_public, a_len);

      g_assert_true (cry_ke_is_supported (groups[i].group));
      g_assert_cmpuint (a_len, ==, groups[i].public_len);
      g_assert_true (memcmp (a_public, b_public, a_len) != 0);
      assert_same (at_a, at_b);
    }
}

/* Whatever the source gives (all zeros, all ones), the exchange works and is reproducible. */
static void
test_degenerate_source (void)
{
  static const CryKe groups[]
      = { CRY_KE_MODP2048, CRY_KE_ECP256, CRY_KE_ECP384, CRY_KE_ECP521, CRY_KE_X25519 };
  static const gsize drawn[] = { 40, 40, 56, 74, 32 };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint octet = 0; octet <= 255; octet += 255)
      {
        g_autoptr (GByteArray) bytes = g_byte_array_new ();
        const Rng rng = { fill_from_array, bytes };
        g_autoptr (CryKex) a = NULL;
        g_autoptr (CryKex) b = NULL;
        const guint8 *a_public, *b_public;
        gsize len;

        g_byte_array_set_size (bytes, (guint) drawn[i]);
        memset (bytes->data, (int) octet, bytes->len);
        a = cry_kex_new (groups[i], &rng);
        b = cry_kex_new (groups[i], &rng);
        g_assert_true (a != NULL && b != NULL);
        a_public = cry_kex_public (a, &len);
        b_public = cry_kex_public (b, &len);
        g_assert_cmpmem (a_public, len, b_public, len);
      }
}

static BIGNUM *
group_prime (CryKe group)
{
  switch ((int) group)
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
    default:
      g_assert_not_reached ();
    }
}

/* RFC 6989 section 2.1: 0, 1, p-1, p and above are refused; 2 and p-2 are fine. */
static void
check_modp_peer (CryKe group)
{
  static const struct
  {
    gboolean from_prime;
    int offset;
    gboolean legal;
  } values[] = { { FALSE, 0, FALSE }, { FALSE, 1, FALSE }, { FALSE, 2, TRUE }, { TRUE, -2, TRUE },
                 { TRUE, -1, FALSE }, { TRUE, 0, FALSE },  { TRUE, 1, FALSE } };
  guint8 counter = 1;
  const Rng rng = { fill_with_counter, &counter };
  g_autoptr (CryKex) kex = cry_kex_new (group, &rng);
  g_autofree guint8 *peer = NULL;
  gsize len;

  (void) cry_kex_public (kex, &len);
  peer = g_malloc0 (len + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      BIGNUM *value = group_prime (group);
      g_autoptr (SecretBuf) shared = NULL;

      g_assert_cmpint (BN_num_bits (value), ==, (int) (8 * len));
      if (!values[i].from_prime)
        BN_zero (value);
      if (values[i].offset >= 0)
        BN_add_word (value, (BN_ULONG) values[i].offset);
      else
        BN_sub_word (value, (BN_ULONG) -values[i].offset);
      g_assert_cmpint (BN_bn2binpad (value, peer, (int) len), ==, (int) len);
      shared = cry_kex_derive (kex, peer, len);
      g_assert_cmpint (shared != NULL, ==, values[i].legal);
      BN_free (value);
    }
  memset (peer, 0xff, len);
  g_assert_null (cry_kex_derive (kex, peer, len));
  memset (peer, 0, len);
  peer[len - 1] = 2;
  g_assert_null (cry_kex_derive (kex, peer, len - 1));
  g_assert_null (cry_kex_derive (kex, peer, len + 1));
  g_assert_null (cry_kex_derive (kex, peer, 0));
}

static void
test_modp_peer (void)
{
  check_modp_peer (CRY_KE_MODP1024);
  check_modp_peer (CRY_KE_MODP1536);
  check_modp_peer (CRY_KE_MODP2048);
  check_modp_peer (CRY_KE_MODP3072);
  check_modp_peer (CRY_KE_MODP4096);
}

/* g^x against the definition, with the exponent that the counter gives. */
static void
test_modp_public (void)
{
  guint8 counter = 1, exponent[40], expected[256];
  const Rng rng = { fill_with_counter, &counter };
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_MODP2048, &rng);
  BN_CTX *ctx = BN_CTX_new ();
  BIGNUM *prime = group_prime (CRY_KE_MODP2048);
  BIGNUM *base = BN_new (), *x = NULL, *result = BN_new ();
  const guint8 *public;
  gsize len;

  for (gsize i = 0; i < sizeof exponent; i++)
    exponent[i] = (guint8) (i + 1);
  exponent[0] |= 0x80;
  x = BN_bin2bn (exponent, sizeof exponent, NULL);
  BN_set_word (base, 2);
  g_assert_cmpint (BN_mod_exp (result, base, x, prime, ctx), ==, 1);
  g_assert_cmpint (BN_bn2binpad (result, expected, sizeof expected), ==, sizeof expected);
  public = cry_kex_public (kex, &len);
  g_assert_cmpmem (public, len, expected, sizeof expected);
  BN_free (prime);
  BN_free (base);
  BN_free (x);
  BN_free (result);
  BN_CTX_free (ctx);
}

static void
check_ecp_peer (GKeyFile *file, const char *name)
{
  CryKe group = (CryKe) vector_int (file, name, "group");
  g_autoptr (GByteArray) private = vector_bytes (file, name, "private-i");
  g_autoptr (GByteArray) peer = vector_bytes (file, name, "public-r");
  g_autoptr (CryKex) kex = NULL;
  g_autoptr (SecretBuf) shared = NULL;
  guint half = peer->len / 2;

  if (is_xdh (group))
    return;
  kex = kex_with_private (group, private);
  shared = cry_kex_derive (kex, peer->data, peer->len);
  g_assert_nonnull (shared);
  g_assert_null (cry_kex_derive (kex, peer->data, peer->len - 1));
  g_assert_null (cry_kex_derive (kex, peer->data, half));
  /* Off the curve, in either coordinate. */
  peer->data[peer->len - 1] ^= 1;
  g_assert_null (cry_kex_derive (kex, peer->data, peer->len));
  peer->data[peer->len - 1] ^= 1;
  peer->data[half - 1] ^= 1;
  g_assert_null (cry_kex_derive (kex, peer->data, peer->len));
  /* Infinity has no form; zeros are no point; coordinates beyond the field are no coordinates. */
  memset (peer->data, 0, peer->len);
  g_assert_null (cry_kex_derive (kex, peer->data, peer->len));
  memset (peer->data, 0xff, peer->len);
  g_assert_null (cry_kex_derive (kex, peer->data, peer->len));
}

static void
test_ecp_peer (void)
{
  vector_file_each ("kex.txt", check_ecp_peer);
}

/* RFC 7748 section 6.1 and RFC 8031 section 5: low order gives all zeros and is refused. */
static void
test_x25519_low_order (void)
{
  static const char *const points[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  };
  guint8 counter = 1;
  const Rng rng = { fill_with_counter, &counter };
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_X25519, &rng);

  for (gsize i = 0; i < G_N_ELEMENTS (points); i++)
    {
      g_autoptr (GByteArray) peer = vector_from_hex (points[i]);

      g_assert_null (cry_kex_derive (kex, peer->data, peer->len));
      g_assert_null (cry_kex_derive (kex, peer->data, peer->len - 1));
    }
}

/* RFC 8031 section 3.2: the top bit of what the peer sent says nothing, and a value that is not
 * reduced is one like any other. */
static void
test_x25519_not_canonical (void)
{
  static const char *const pairs[][2] = {
    { "0900000000000000000000000000000000000000000000000000000000000000",
      "0900000000000000000000000000000000000000000000000000000000000080" },
    { "0900000000000000000000000000000000000000000000000000000000000000",
      "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f" },
  };
  guint8 counter = 1;
  const Rng rng = { fill_with_counter, &counter };
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_X25519, &rng);

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GByteArray) plain = vector_from_hex (pairs[i][0]);
      g_autoptr (GByteArray) strange = vector_from_hex (pairs[i][1]);
      g_autoptr (SecretBuf) a = cry_kex_derive (kex, plain->data, plain->len);
      g_autoptr (SecretBuf) b = cry_kex_derive (kex, strange->data, strange->len);

      g_assert_true (a != NULL && b != NULL);
      assert_same (a, b);
    }
}

/* A public value and a secret that begin with zeros keep their length (RFC 7296 section 2.14). */
static void
test_modp_is_padded (void)
{
  const guint8 exponent[40] = { [39] = 3 }; /* the exponent's top bit is set by the exchange */
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const Rng rng = { fill_from_array, bytes };
  guint8 peer[256] = { [255] = 2 };
  guint zeros = 0;
  gsize len;

  /* Of a few hundred exchanges one has a zero in front. */
  g_byte_array_append (bytes, exponent, sizeof exponent);
  for (guint i = 0; i < 3000 && zeros < 2; i++)
    {
      g_autoptr (CryKex) one = NULL;
      g_autoptr (SecretBuf) secret = NULL;
      const guint8 *value;

      byte_put_u16 (bytes->data + 36, (guint16) i);
      one = cry_kex_new (CRY_KE_MODP2048, &rng);
      value = cry_kex_public (one, &len);
      g_assert_cmpuint (len, ==, 256);
      if (value[0] != 0)
        continue;
      /* With 2 as the peer's value the secret is our own public value. */
      secret = cry_kex_derive (one, peer, sizeof peer);
      g_assert_cmpmem (secret_buf_peek (secret), secret_buf_len (secret), value, len);
      zeros++;
    }
  g_assert_cmpuint (zeros, >, 0);
}

/* The same points of the other curve: 0, 1, p - 1, p and p + 1. */
static void
test_x448_low_order (void)
{
  guint8 counter = 1;
  const Rng rng = { fill_with_counter, &counter };
  g_autoptr (CryKex) kex = cry_kex_new (CRY_KE_X448, &rng);
  guint8 point[56] = { 0 };

  g_assert_null (cry_kex_derive (kex, point, sizeof point));
  point[0] = 1;
  g_assert_null (cry_kex_derive (kex, point, sizeof point));
  memset (point, 0xff, sizeof point);
  point[28] = 0xfe;
  g_assert_null (cry_kex_derive (kex, point, sizeof point));
  point[0] = 0xfe;
  g_assert_null (cry_kex_derive (kex, point, sizeof point));
  memset (point, 0, 28);
  memset (point + 28, 0xff, 28);
  g_assert_null (cry_kex_derive (kex, point, sizeof point));
}

static void
test_unsupported (void)
{
  guint8 counter = 0;
  const Rng rng = { fill_with_counter, &counter };

  g_assert_null (cry_kex_new (CRY_KE_NONE, &rng));
  g_assert_null (cry_kex_new ((CryKe) 22, &rng));
  g_assert_cmpuint (counter, ==, 0);
}

/* ---- ML-KEM --------------------------------------------------------------------------------- */

static const struct
{
  CryKe group;
  gsize key_len, ciphertext_len;
} kems[] = {
  { CRY_KE_MLKEM512, 800, 768 },
  { CRY_KE_MLKEM768, 1184, 1088 },
  { CRY_KE_MLKEM1024, 1568, 1568 },
};

static gboolean
skips_without (CryKe group)
{
  if (cry_ke_is_supported (group))
    return FALSE;
  g_test_skip ("this crypto library has no ML-KEM");
  return TRUE;
}

/* Both sides come to the same 32 octets; another ciphertext gives others, without an error. */
static void
test_kem_agrees (void)
{
  guint8 counter = 0;
  const Rng rng = { fill_with_counter, &counter };

  if (skips_without (CRY_KE_MLKEM512))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (kems); i++)
    {
      g_autoptr (CryKex) ours = cry_kex_new (kems[i].group, &rng);
      g_autoptr (CryKex) again = cry_kex_new (kems[i].group, &rng);
      g_autoptr (CryKex) theirs = NULL;
      g_autoptr (SecretBuf) sent = NULL;
      g_autoptr (SecretBuf) got = NULL;
      g_autoptr (SecretBuf) wrong = NULL;
      g_autofree guint8 *bent = NULL;
      gsize key_len, again_len, len;
      const guint8 *key = cry_kex_public (ours, &key_len);
      const guint8 *other = cry_kex_public (again, &again_len);
      const guint8 *ciphertext = NULL;

      g_assert_true (cry_ke_is_post_quantum (kems[i].group));
      g_assert_cmpuint (key_len, ==, kems[i].key_len);
      g_assert_cmpint (memcmp (key, other, key_len), !=, 0);
      theirs = cry_kex_answer (kems[i].group, key, key_len, &rng, &sent);
      g_assert_nonnull (theirs);
      ciphertext = cry_kex_public (theirs, &len);
      g_assert_cmpuint (len, ==, kems[i].ciphertext_len);
      got = cry_kex_derive (ours, ciphertext, len);
      g_assert_cmpuint (secret_buf_len (got), ==, 32);
      g_assert_cmpmem (secret_buf_peek (got), 32, secret_buf_peek (sent), 32);
      bent = g_memdup2 (ciphertext, len);
      bent[7] ^= 1;
      wrong = cry_kex_derive (ours, bent, len);
      g_assert_cmpuint (secret_buf_len (wrong), ==, 32);
      g_assert_cmpint (memcmp (secret_buf_peek (wrong), secret_buf_peek (got), 32), !=, 0);
    }
}

/* Lengths, and coefficients that are no smaller than q. */
static void
test_kem_refuses (void)
{
  guint8 counter = 0;
  const Rng rng = { fill_with_counter, &counter };

  if (skips_without (CRY_KE_MLKEM512))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (kems); i++)
    {
      g_autoptr (CryKex) ours = cry_kex_new (kems[i].group, &rng);
      g_autofree guint8 *value = g_malloc0 (2048);
      SecretBuf *shared = NULL;
      gsize len;

      memcpy (value, cry_kex_public (ours, &len), kems[i].key_len);
      for (gssize more = -1; more <= 1; more += 2)
        {
          g_assert_null (cry_kex_answer (kems[i].group, value, len + more, &rng, &shared));
          g_assert_null (cry_kex_derive (ours, value, kems[i].ciphertext_len + more));
        }
      value[0] = 0xff;
      value[1] |= 0x0f;
      g_assert_null (cry_kex_answer (kems[i].group, value, len, &rng, &shared));
      g_assert_null (shared);
    }
}

/* A hundred keys, ciphertexts and rejections out of SHAKE-128 of nothing, and SHAKE-128 of what
 * comes out, as several implementations of FIPS 203 agree on it. */
static void
test_kem_accumulated (void)
{
  enum
  {
    ROUNDS = 100,
    SEED = 64,
    COINS = 32,
    CIPHERTEXT = 1088,
    ROUND = SEED + COINS + CIPHERTEXT,
  };
  g_autofree guint8 *stream = g_malloc (ROUNDS * ROUND);
  EVP_MD_CTX *in = EVP_MD_CTX_new ();
  EVP_MD_CTX *out = EVP_MD_CTX_new ();
  g_autoptr (GByteArray) expected
      = vector_from_hex ("1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415");
  guint8 digest[32];

  if (!skips_without (CRY_KE_MLKEM768))
    {
      g_assert_cmpint (EVP_DigestInit_ex (in, EVP_shake128 (), NULL), ==, 1);
      g_assert_cmpint (EVP_DigestFinalXOF (in, stream, ROUNDS * ROUND), ==, 1);
      g_assert_cmpint (EVP_DigestInit_ex (out, EVP_shake128 (), NULL), ==, 1);
      for (gsize i = 0; i < ROUNDS; i++)
        {
          g_autoptr (GByteArray) seed = g_byte_array_new ();
          g_autoptr (GByteArray) coins = g_byte_array_new ();
          const Rng makes = { fill_from_array, seed };
          const Rng answers = { fill_from_array, coins };
          g_autoptr (CryKex) ours = NULL;
          g_autoptr (CryKex) theirs = NULL;
          g_autoptr (SecretBuf) sent = NULL;
          g_autoptr (SecretBuf) rejected = NULL;
          gsize len;
          const guint8 *value = NULL;

          g_byte_array_append (seed, stream + i * ROUND, SEED);
          g_byte_array_append (coins, stream + i * ROUND + SEED, COINS);
          ours = cry_kex_new (CRY_KE_MLKEM768, &makes);
          value = cry_kex_public (ours, &len);
          EVP_DigestUpdate (out, value, len);
          theirs = cry_kex_answer (CRY_KE_MLKEM768, value, len, &answers, &sent);
          value = cry_kex_public (theirs, &len);
          EVP_DigestUpdate (out, value, len);
          EVP_DigestUpdate (out, secret_buf_peek (sent), 32);
          rejected = cry_kex_derive (ours, stream + i * ROUND + SEED + COINS, CIPHERTEXT);
          EVP_DigestUpdate (out, secret_buf_peek (rejected), 32);
        }
      g_assert_cmpint (EVP_DigestFinalXOF (out, digest, sizeof digest), ==, 1);
      g_assert_cmpmem (digest, sizeof digest, expected->data, expected->len);
    }
  EVP_MD_CTX_free (in);
  EVP_MD_CTX_free (out);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/kex/KEY-07/vectors", test_vectors);
  g_test_add_func ("/crypto/kex/agreement", test_agreement);
  g_test_add_func ("/crypto/kex/x448-low-order", test_x448_low_order);
  g_test_add_func ("/crypto/kex/degenerate-source", test_degenerate_source);
  g_test_add_func ("/crypto/kex/INI-11/modp-peer", test_modp_peer);
  g_test_add_func ("/crypto/kex/modp-public", test_modp_public);
  g_test_add_func ("/crypto/kex/INI-12/ecp-peer", test_ecp_peer);
  g_test_add_func ("/crypto/kex/INI-13/x25519-low-order", test_x25519_low_order);
  g_test_add_func ("/crypto/kex/INI-13/x25519-not-canonical", test_x25519_not_canonical);
  g_test_add_func ("/crypto/kex/MSG-19/modp-is-padded", test_modp_is_padded);
  g_test_add_func ("/crypto/kex/unsupported", test_unsupported);
  g_test_add_func ("/crypto/kex/AKE-13+AKE-15+AKE-16+KEY-07/kem-agrees", test_kem_agrees);
  g_test_add_func ("/crypto/kex/AKE-14/kem-refuses", test_kem_refuses);
  g_test_add_func ("/crypto/kex/AKE-13+AKE-15/kem-accumulated", test_kem_accumulated);
  return g_test_run ();
}
