// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-prf.h"
#include "vector-file.h"

static void
assert_secret (SecretBuf *found, GByteArray *expected)
{
  g_assert_nonnull (found);
  g_assert_cmpmem (secret_buf_peek (found), secret_buf_len (found), expected->data, expected->len);
}

static void
check_hmac (GKeyFile *file, const char *group)
{
  static const struct
  {
    CryPrf prf;
    const char *name;
  } prfs[] = { { CRY_PRF_HMAC_SHA1, "sha1" },
               { CRY_PRF_HMAC_SHA2_256, "sha256" },
               { CRY_PRF_HMAC_SHA2_384, "sha384" },
               { CRY_PRF_HMAC_SHA2_512, "sha512" } };
  g_autoptr (GByteArray) key = vector_bytes (file, group, "key");
  g_autoptr (GByteArray) data = vector_bytes (file, group, "data");
  /* In two parts, to see that parts are joined. */
  const CrySpan parts[] = { { data->data, 3 }, { NULL, 0 }, { data->data + 3, data->len - 3 } };

  for (gsize i = 0; i < G_N_ELEMENTS (prfs); i++)
    {
      g_autoptr (GByteArray) expected = vector_bytes (file, group, prfs[i].name);
      g_autoptr (SecretBuf) found = NULL;

      if (expected->len == 0)
        continue;
      found = cry_prf (prfs[i].prf, key->data, key->len, parts, G_N_ELEMENTS (parts));
      assert_secret (found, expected);
    }
}

static void
test_hmac (void)
{
  vector_file_each ("hmac.txt", check_hmac);
}

/* SKEYSEED, the seven keys, KEYMAT and the padded key of a shared secret. */
static void
test_derivation (void)
{
  static const char *const names[] = { "sk-d", "sk-ei", "sk-er", "sk-pi", "sk-pr" };
  g_autoptr (GKeyFile) file = vector_file_load ("ikev2-prf.txt");
  g_autoptr (GByteArray) nonces = vector_bytes (file, "derivation", "nonces");
  g_autoptr (GByteArray) spis = vector_bytes (file, "derivation", "spis");
  g_autoptr (GByteArray) shared = vector_bytes (file, "derivation", "shared");
  g_autoptr (GByteArray) skeyseed = vector_bytes (file, "derivation", "skeyseed");
  g_autoptr (GByteArray) keymat = vector_bytes (file, "derivation", "child-keymat");
  g_autoptr (GByteArray) padded = vector_bytes (file, "derivation", "key-pad");
  const CrySpan secret = { shared->data, shared->len };
  const CrySpan pad = { "Key Pad for IKEv2", 17 };
  const CrySpan seed[] = { { nonces->data, nonces->len }, { spis->data, spis->len } };
  g_autoptr (SecretBuf) first
      = cry_prf (CRY_PRF_HMAC_SHA2_256, nonces->data, nonces->len, &secret, 1);
  g_autoptr (SecretBuf) keys = cry_prf_plus (CRY_PRF_HMAC_SHA2_256, first, seed, 2, 3 * 32 + 72);
  g_autoptr (SecretBuf) sk_d = NULL;
  g_autoptr (SecretBuf) child = NULL;
  g_autoptr (SecretBuf) auth = cry_prf (CRY_PRF_HMAC_SHA2_256, "secret", 6, &pad, 1);
  g_autoptr (GByteArray) expected = g_byte_array_new ();

  assert_secret (first, skeyseed);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GByteArray) key = vector_bytes (file, "derivation", names[i]);

      g_byte_array_append (expected, key->data, key->len);
    }
  assert_secret (keys, expected);
  sk_d = secret_buf_new_copy (secret_buf_peek (keys), 32);
  child = cry_prf_plus (CRY_PRF_HMAC_SHA2_256, sk_d, seed, 1, 72);
  assert_secret (child, keymat);
  assert_secret (auth, padded);
}

static void
test_prf_plus_limit (void)
{
  g_autoptr (GKeyFile) file = vector_file_load ("ikev2-prf.txt");
  g_autoptr (GByteArray) last = vector_bytes (file, "longest", "last-block");
  g_autoptr (SecretBuf) key = secret_buf_new_copy ("key", 3);
  const CrySpan seed = { "", 1 };
  g_autoptr (SecretBuf) longest
      = cry_prf_plus (CRY_PRF_HMAC_SHA2_256, key, &seed, 1, (gsize) 255 * 32);
  g_autoptr (SecretBuf) nothing = cry_prf_plus (CRY_PRF_HMAC_SHA2_256, key, &seed, 1, 0);

  g_assert_nonnull (longest);
  g_assert_cmpuint (secret_buf_len (longest), ==, 255 * 32);
  g_assert_cmpmem (secret_buf_peek (longest) + 254 * 32, 32, last->data, last->len);
  g_assert_null (cry_prf_plus (CRY_PRF_HMAC_SHA2_256, key, &seed, 1, (gsize) 255 * 32 + 1));
  g_assert_cmpuint (secret_buf_len (nothing), ==, 0);
}

static void
test_unsupported (void)
{
  g_autoptr (SecretBuf) key = secret_buf_new (1);

  g_assert_null (cry_prf (CRY_PRF_NONE, "k", 1, NULL, 0));
  g_assert_null (cry_prf ((CryPrf) 1, "k", 1, NULL, 0));
  g_assert_null (cry_prf_plus ((CryPrf) 4, key, NULL, 0, 16));
}

/* An empty key must not mean "the key of the context before". */
static void
test_empty_key (void)
{
  const CrySpan data = { "x", 1 };
  g_autoptr (SecretBuf) a = cry_prf (CRY_PRF_HMAC_SHA2_256, NULL, 0, &data, 1);
  g_autoptr (SecretBuf) b = cry_prf (CRY_PRF_HMAC_SHA2_256, "\0\0\0", 3, &data, 1);

  g_assert_cmpmem (secret_buf_peek (a), secret_buf_len (a), secret_buf_peek (b),
                   secret_buf_len (b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/prf/ALG-02/hmac-vectors", test_hmac);
  g_test_add_func ("/crypto/prf/KEY-02/derivation", test_derivation);
  g_test_add_func ("/crypto/prf/KEY-05/prf-plus-limit", test_prf_plus_limit);
  g_test_add_func ("/crypto/prf/unsupported", test_unsupported);
  g_test_add_func ("/crypto/prf/empty-key", test_empty_key);
  return g_test_run ();
}
