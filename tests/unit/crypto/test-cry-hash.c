// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-hash.h"

#include <string.h>

/* FIPS 180 example "abc", given in two parts. */
static void
test_abc (void)
{
  static const struct
  {
    CryHash hash;
    GChecksumType reference;
  } hashes[] = { { CRY_HASH_SHA1, G_CHECKSUM_SHA1 },
                 { CRY_HASH_SHA2_256, G_CHECKSUM_SHA256 },
                 { CRY_HASH_SHA2_384, G_CHECKSUM_SHA384 },
                 { CRY_HASH_SHA2_512, G_CHECKSUM_SHA512 } };
  const CrySpan parts[] = { { "a", 1 }, { NULL, 0 }, { "bc", 2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (hashes[i].reference);
      guint8 expected[CRY_HASH_MAX], found[CRY_HASH_MAX];
      gsize len = sizeof expected;

      g_checksum_update (checksum, (const guchar *) "abc", 3);
      g_checksum_get_digest (checksum, expected, &len);
      g_assert_cmpuint (len, ==, cry_hash_len (hashes[i].hash));
      g_assert_true (cry_hash (hashes[i].hash, parts, G_N_ELEMENTS (parts), found));
      g_assert_cmpmem (found, len, expected, len);
    }
}

static void
test_unsupported (void)
{
  guint8 digest[CRY_HASH_MAX];

  g_assert_false (cry_hash (CRY_HASH_NONE, NULL, 0, digest));
  g_assert_false (cry_hash (CRY_HASH_IDENTITY, NULL, 0, digest));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/hash/abc", test_abc);
  g_test_add_func ("/crypto/hash/unsupported", test_unsupported);
  return g_test_run ();
}
