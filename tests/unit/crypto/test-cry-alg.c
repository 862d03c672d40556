// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-alg.h"

/* RFC 7296 section 2.13 and 2.14, RFC 5282, RFC 7634: lengths by suite. */
static void
test_suites (void)
{
  static const struct
  {
    CrySuite suite;
    gsize encr_key, integ_key, iv, icv, block;
  } table[] = {
    { { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE }, 20, 0, 8, 16, 1 },
    { { CRY_ENCR_AES_GCM_16, 192, CRY_INTEG_NONE }, 28, 0, 8, 16, 1 },
    { { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE }, 36, 0, 8, 16, 1 },
    { { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE }, 36, 0, 8, 16, 1 },
    { { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA1_96 }, 16, 20, 16, 12, 16 },
    { { CRY_ENCR_AES_CBC, 192, CRY_INTEG_HMAC_SHA2_256_128 }, 24, 32, 16, 16, 16 },
    { { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_384_192 }, 32, 48, 16, 24, 16 },
    { { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_512_256 }, 32, 64, 16, 32, 16 },
    { { CRY_ENCR_AES_CTR, 256, CRY_INTEG_HMAC_SHA2_256_128 }, 36, 32, 8, 16, 1 },
    { { CRY_ENCR_AES_GCM_8, 128, CRY_INTEG_NONE }, 20, 0, 8, 8, 1 },
    { { CRY_ENCR_AES_CCM_16, 256, CRY_INTEG_NONE }, 35, 0, 8, 16, 1 },
    { { CRY_ENCR_AES_CCM_8, 192, CRY_INTEG_NONE }, 27, 0, 8, 8, 1 },
    { { CRY_ENCR_AES_GCM_16_IIV, 128, CRY_INTEG_NONE }, 20, 0, 0, 16, 1 },
    { { CRY_ENCR_NULL_AES_GMAC, 256, CRY_INTEG_NONE }, 36, 0, 8, 16, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const CrySuite *suite = &table[i].suite;

      g_assert_true (cry_suite_is_supported (suite));
      g_assert_cmpint (cry_suite_is_aead (suite), ==, suite->integ == CRY_INTEG_NONE);
      g_assert_cmpuint (cry_suite_encr_key_len (suite), ==, table[i].encr_key);
      g_assert_cmpuint (cry_suite_integ_key_len (suite), ==, table[i].integ_key);
      g_assert_cmpuint (cry_suite_iv_len (suite), ==, table[i].iv);
      g_assert_cmpuint (cry_suite_icv_len (suite), ==, table[i].icv);
      g_assert_cmpuint (cry_suite_block_len (suite), ==, table[i].block);
      g_assert_cmpuint (table[i].icv, <=, CRY_ICV_MAX);
      g_assert_cmpuint (table[i].iv, <=, CRY_IV_MAX);
    }
}

static void
test_suites_refused (void)
{
  static const CrySuite table[] = {
    { CRY_ENCR_NONE, 0, CRY_INTEG_NONE },
    { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_HMAC_SHA1_96 },
    { CRY_ENCR_AES_GCM_16, 0, CRY_INTEG_NONE },
    { CRY_ENCR_AES_GCM_16, 512, CRY_INTEG_NONE },
    { CRY_ENCR_CHACHA20_POLY1305, 256, CRY_INTEG_NONE },
    { CRY_ENCR_AES_CBC, 128, CRY_INTEG_NONE },
    { CRY_ENCR_AES_CTR, 128, CRY_INTEG_NONE },
    { CRY_ENCR_AES_CCM_16, 128, CRY_INTEG_HMAC_SHA2_256_128 },
    { CRY_ENCR_AES_CBC, 0, CRY_INTEG_HMAC_SHA1_96 },
    { (CryEncr) 3, 192, CRY_INTEG_HMAC_SHA1_96 },
    { CRY_ENCR_AES_CBC, 128, (CryInteg) 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_false (cry_suite_is_supported (&table[i]));
}

static void
test_lengths (void)
{
  g_assert_cmpuint (cry_prf_len (CRY_PRF_HMAC_SHA1), ==, 20);
  g_assert_cmpuint (cry_prf_len (CRY_PRF_HMAC_SHA2_256), ==, 32);
  g_assert_cmpuint (cry_prf_len (CRY_PRF_HMAC_SHA2_384), ==, 48);
  g_assert_cmpuint (cry_prf_len (CRY_PRF_HMAC_SHA2_512), ==, 64);
  g_assert_cmpuint (cry_hash_len (CRY_HASH_IDENTITY), ==, 0);
  g_assert_cmpuint (cry_hash_len (CRY_HASH_SHA2_512), ==, CRY_HASH_MAX);
}

/* RFC 8247 section 2.4: 1 and 22 MUST NOT; 23, 24 need a subgroup test we do not have; and what is
 * not in the registry at all (CVE-2014-9221 was an internal number accepted from the wire). */
static void
test_every_other_group_is_unknown (void)
{
  guint known = 0;

  for (guint group = 0; group <= G_MAXUINT16; group++)
    known += cry_ke_is_supported ((CryKe) group) ? 1 : 0;
  /* The three of ML-KEM are the library's: it has all of them or none. */
  g_assert_cmpuint (known, ==, cry_ke_is_supported (CRY_KE_MLKEM768) ? 18 : 15);
  g_assert_false (cry_ke_is_supported ((CryKe) 1));
  g_assert_false (cry_ke_is_supported ((CryKe) 22));
  g_assert_false (cry_ke_is_supported ((CryKe) 1025));
  g_assert_false (cry_prf_is_supported ((CryPrf) 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/alg/ESP-11+KEY-03+KEY-04/suites", test_suites);
  g_test_add_func ("/crypto/alg/AEA-06+SAP-14/suites-refused", test_suites_refused);
  g_test_add_func ("/crypto/alg/KEY-07/lengths", test_lengths);
  g_test_add_func ("/crypto/alg/ALG-04/every-other-group-is-unknown",
                   test_every_other_group_is_unknown);
  return g_test_run ();
}
