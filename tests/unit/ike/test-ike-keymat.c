// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-keymat.h"

#include "status.h"
#include "test-support.h"

/* The numbers were computed by an independent script; SKEYSEED itself is covered by the keys. */
static void
test_derive (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  assert_secret (keymat.d, "0c26341d77313c227236f4aebf29182f0629dbe10e8ac56347f067a8defc22d5");
  assert_secret (keymat.ei,
                 "8748594d3353b3e04121026ebf49d4a4907e2ae4eb2a9831832397da89af6f7968b67ce3");
  assert_secret (keymat.er,
                 "c70fad273ae0bbb34ee581341bbfd3303ab1d48166dde54604d0286bd75427665fbbb117");
  assert_secret (keymat.pi, "f4d9f877d73606ca959fbdb34f746d24f8939191f8d3af60fc816d7edfca54ae");
  assert_secret (keymat.pr, "0e23cdb44dc9e8476619d587774b27a4824b6c47d2e341e57237e03458c7e3e9");
  g_assert_null (keymat.ai);
  g_assert_null (keymat.ar);
}

static void
test_child (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  g_auto (IkeChildKeys) keys = { 0 };

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  setup.seed.shared = NULL;
  g_assert_cmpint (ike_keymat_child (&keymat, &setup.suite.packet, &setup.seed, &keys), ==,
                   STATUS_OK);
  assert_secret (keys.encr_i,
                 "2b9b2f8d7f6469c5053114fe8b9f093e4c8d1156c64f995b9b6455e3a98772fa1f7a4aac");
  assert_secret (keys.encr_r,
                 "e2fe2358d4a4ce9eeb031a0a46eb7d740081ef5fef0f164d899155a8e69520c0e5aac2f4");
  g_assert_null (keys.integ_i);
}

/* Encryption key before integrity key, initiator's direction first (KEY-10): with a MAC the keys
 * are the same stream cut at other places. */
static void
test_child_cut_order (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  g_auto (IkeChildKeys) keys = { 0 };
  const CrySuite cbc = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 };

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  setup.seed.shared = NULL;
  g_assert_cmpint (ike_keymat_child (&keymat, &cbc, &setup.seed, &keys), ==, STATUS_OK);
  assert_secret (keys.encr_i, "2b9b2f8d7f6469c5053114fe8b9f093e");
  assert_secret (keys.integ_i, "4c8d1156c64f995b9b6455e3a98772fa1f7a4aace2fe2358d4a4ce9eeb031a0a");
  assert_secret (keys.encr_r, "46eb7d740081ef5fef0f164d899155a8");
  g_assert_cmpuint (secret_buf_len (keys.integ_r), ==, 32);
}

static void
test_child_pfs (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  g_auto (IkeChildKeys) plain = { 0 };
  g_auto (IkeChildKeys) pfs = { 0 };

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  g_assert_cmpint (ike_keymat_child (&keymat, &setup.suite.packet, &setup.seed, &pfs), ==,
                   STATUS_OK);
  setup.seed.shared = NULL;
  g_assert_cmpint (ike_keymat_child (&keymat, &setup.suite.packet, &setup.seed, &plain), ==,
                   STATUS_OK);
  g_assert_cmpint (memcmp (secret_buf_peek (pfs.encr_i), secret_buf_peek (plain.encr_i),
                           secret_buf_len (plain.encr_i)),
                   !=, 0);
}

/* SKEYSEED of a rekey uses the old prf, the keys the new one (KEY-11). */
static void
test_rekey (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) old = { 0 };
  g_auto (IkeKeymat) fresh = { 0 };
  g_autoptr (SecretBuf) skeyseed = NULL;
  g_autoptr (SecretBuf) expected = NULL;
  g_autoptr (GBytes) spis = hex ("01020304050607081112131415161718");
  CrySpan parts[3];

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &old), ==, STATUS_OK);
  parts[0] = (CrySpan){ secret_buf_peek (setup.shared), 32 };
  parts[1] = setup.seed.ni;
  parts[2] = setup.seed.nr;
  skeyseed
      = cry_prf (CRY_PRF_HMAC_SHA2_256, secret_buf_peek (old.d), secret_buf_len (old.d), parts, 3);
  assert_secret (skeyseed, "1dced9ecf0906ec9ff8dca0f817e283fce07acd95c11dee5beaf9bc00d4bc611");
  parts[0] = setup.seed.ni;
  parts[1] = setup.seed.nr;
  parts[2] = (CrySpan){ g_bytes_get_data (spis, NULL), 16 };
  expected = cry_prf_plus (CRY_PRF_HMAC_SHA2_512, skeyseed, parts, 3, 64);

  setup.suite.prf = CRY_PRF_HMAC_SHA2_512;
  g_assert_cmpint (ike_keymat_rekey (&old, &setup.suite, &setup.seed, &fresh), ==, STATUS_OK);
  g_assert_cmpmem (secret_buf_peek (fresh.d), secret_buf_len (fresh.d), secret_buf_peek (expected),
                   secret_buf_len (expected));
}

/* Three keys have the post-quantum key in them afterwards; what protects messages stays. */
static void
test_ppk (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  g_auto (IkeKeymat) mixed = { 0 };
  g_autoptr (SecretBuf) ppk = secret_buf_new_copy ("test-ppk", 8);

  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  g_assert_cmpint (ike_keymat_mix_ppk (&keymat, ppk, &mixed), ==, STATUS_OK);
  g_assert_null (mixed.ei);
  ike_keymat_take_ppk (&keymat, &mixed);
  g_assert_null (mixed.d);
  assert_secret (keymat.d, "950a9690f173ff95838bbf97538231423c25381ff6370f765c8d8ac7a81a0ad6");
  assert_secret (keymat.pi, "613395a938ff9cd5cd31d48a84417e961d2a8a5302edb53bcb9fcce5ea0e9742");
  assert_secret (keymat.pr, "5198c0bda7a5b2ce399b2d9e2e8650e24d1c8767d6fe78a25c96afb487fdafe6");
  assert_secret (keymat.ei,
                 "8748594d3353b3e04121026ebf49d4a4907e2ae4eb2a9831832397da89af6f7968b67ce3");
}

/* Nonces as long as a payload may have them, and not longer. */
static void
test_long_nonces (void)
{
  static const guint8 nonce[IKE_NONCE_MAX + 1] = { 1 };

  for (guint i = 0; i < 3; i++)
    {
      g_auto (KeySetup) setup = { 0 };
      g_auto (IkeKeymat) keymat = { 0 };

      key_setup_init (&setup);
      setup.seed.ni = (CrySpan){ nonce, IKE_NONCE_MAX + (i == 1) };
      setup.seed.nr = (CrySpan){ nonce, IKE_NONCE_MAX + (i == 2) };
      g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat) == STATUS_OK, ==,
                       i == 0);
    }
}

/* Lengths for every suite (KEY-03, KEY-04). */
static void
test_lengths (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };

  key_setup_init (&setup);
  setup.suite.packet = (CrySuite){ CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_512_256 };
  setup.suite.prf = CRY_PRF_HMAC_SHA2_384;
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  g_assert_cmpuint (secret_buf_len (keymat.d), ==, 48);
  g_assert_cmpuint (secret_buf_len (keymat.ai), ==, 64);
  g_assert_cmpuint (secret_buf_len (keymat.ei), ==, 32);
  g_assert_cmpuint (secret_buf_len (keymat.pr), ==, 48);
}

/* A key of an AEAD has its salt behind it (RFC 5282 section 7.1, RFC 7634 section 2). */
static void
test_salts (void)
{
  static const struct
  {
    CrySuite suite;
    gsize len;
  } rows[] = {
    { { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE }, 20 },
    { { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE }, 36 },
    { { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE }, 36 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (KeySetup) setup = { 0 };
      g_auto (IkeKeymat) keymat = { 0 };
      g_auto (IkeChildKeys) keys = { 0 };

      key_setup_init (&setup);
      setup.suite.packet = rows[i].suite;
      g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
      g_assert_cmpuint (secret_buf_len (keymat.ei), ==, rows[i].len);
      g_assert_cmpuint (secret_buf_len (keymat.er), ==, rows[i].len);
      g_assert_cmpint (ike_keymat_child (&keymat, &rows[i].suite, &setup.seed, &keys), ==,
                       STATUS_OK);
      g_assert_cmpuint (secret_buf_len (keys.encr_i), ==, rows[i].len);
      g_assert_cmpuint (secret_buf_len (keys.encr_r), ==, rows[i].len);
    }
}

/* Nothing of a closed SA is left to make its keys from. */
static void
test_erased (void)
{
  g_auto (KeySetup) setup = { 0 };
  IkeKeymat keymat = { 0 };
  IkeChildKeys keys = { 0 };

  key_setup_init (&setup);
  setup.suite.packet = (CrySuite){ CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_512_256 };
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_OK);
  g_assert_cmpint (ike_keymat_child (&keymat, &setup.suite.packet, &setup.seed, &keys), ==,
                   STATUS_OK);
  ike_keymat_clear (&keymat);
  ike_child_keys_clear (&keys);
  g_assert_true (keymat.d == NULL && keymat.ai == NULL && keymat.ar == NULL && keymat.ei == NULL
                 && keymat.er == NULL && keymat.pi == NULL && keymat.pr == NULL);
  g_assert_true (keys.encr_i == NULL && keys.encr_r == NULL && keys.integ_i == NULL
                 && keys.integ_r == NULL);
}

static void
test_unsupported (void)
{
  g_auto (KeySetup) setup = { 0 };
  IkeKeymat keymat = { 0 };

  key_setup_init (&setup);
  setup.suite.prf = CRY_PRF_NONE;
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &keymat), ==, STATUS_FATAL_CONFIG);
}

/* After a further key exchange: everything anew out of SK_d, its secret and the first nonces. */
static void
test_further (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) first = { 0 };
  g_auto (IkeKeymat) second = { 0 };
  guint8 shared[32];
  g_autoptr (SecretBuf) further = NULL;

  for (guint i = 0; i < sizeof shared; i++)
    shared[i] = (guint8) (0x80 + i);
  further = secret_buf_new_copy (shared, sizeof shared);
  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &first), ==, STATUS_OK);
  setup.seed.shared = further;
  g_assert_cmpint (ike_keymat_rekey (&first, &setup.suite, &setup.seed, &second), ==, STATUS_OK);
  assert_secret (second.d, "c4d059de1f2b0afcb1bb6b2401bd6a4cf247fe12a0833bb6b1e353dbee6fb543");
  assert_secret (second.pi, "3eb01aed416dd183029f0ef26d95a00aa876cc2e1a13ef759981e1a1c8f47c29");
}

/* The secrets of a rekey stand behind the nonces, but for the first. */
static void
test_rekey_further (void)
{
  g_auto (KeySetup) setup = { 0 };
  g_auto (IkeKeymat) old = { 0 };
  g_auto (IkeKeymat) fresh = { 0 };
  g_autoptr (SecretBuf) skeyseed = NULL;
  g_autoptr (SecretBuf) expected = NULL;
  g_autoptr (SecretBuf) further = NULL;
  g_autoptr (GBytes) spis = hex ("01020304050607081112131415161718");
  g_autoptr (GBytes) known
      = hex ("8ef59423b8d3201ce9a040b7a1fc18ce5fb8eeb65021f44f1b292f1ec3a23b05");
  guint8 shared[32];
  CrySpan parts[3];

  for (guint i = 0; i < sizeof shared; i++)
    shared[i] = (guint8) (0x80 + i);
  further = secret_buf_new_copy (shared, sizeof shared);
  key_setup_init (&setup);
  g_assert_cmpint (ike_keymat_derive (&setup.suite, &setup.seed, &old), ==, STATUS_OK);
  setup.seed.more = further;
  g_assert_cmpint (ike_keymat_rekey (&old, &setup.suite, &setup.seed, &fresh), ==, STATUS_OK);
  skeyseed = secret_buf_new_copy (g_bytes_get_data (known, NULL), 32);
  parts[0] = setup.seed.ni;
  parts[1] = setup.seed.nr;
  parts[2] = (CrySpan){ g_bytes_get_data (spis, NULL), 16 };
  expected = cry_prf_plus (CRY_PRF_HMAC_SHA2_256, skeyseed, parts, 3, 32);
  g_assert_cmpmem (secret_buf_peek (fresh.d), 32, secret_buf_peek (expected), 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/keymat/KEY-01+KEY-02/derive", test_derive);
  g_test_add_func ("/ike/keymat/KEY-08/child", test_child);
  g_test_add_func ("/ike/keymat/KEY-10/child-cut-order", test_child_cut_order);
  g_test_add_func ("/ike/keymat/KEY-09/child-pfs", test_child_pfs);
  g_test_add_func ("/ike/keymat/KEY-11+RKI-09/rekey", test_rekey);
  g_test_add_func ("/ike/keymat/KEY-03/lengths", test_lengths);
  g_test_add_func ("/ike/keymat/MSG-17/long-nonces", test_long_nonces);
  g_test_add_func ("/ike/keymat/KEY-04/salts", test_salts);
  g_test_add_func ("/ike/keymat/KEY-15/erased", test_erased);
  g_test_add_func ("/ike/keymat/unsupported", test_unsupported);
  g_test_add_func ("/ike/keymat/PPK-04/three-keys", test_ppk);
  g_test_add_func ("/ike/keymat/AKE-06/further", test_further);
  g_test_add_func ("/ike/keymat/AKE-11/rekey-further", test_rekey_further);
  return g_test_run ();
}
