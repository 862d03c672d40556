// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-cipher-private.h"
#include "cry-prf.h"
#include "status.h"
#include "vector-file.h"

#include <string.h>

typedef struct
{
  CrySuite suite;
  SecretBuf *encr_key;
  SecretBuf *integ_key;
  GByteArray *aad, *iv, *clear, *sealed, *icv;
} Case;

static void
case_clear (Case *c)
{
  secret_buf_free (c->encr_key);
  secret_buf_free (c->integ_key);
  g_byte_array_unref (c->aad);
  g_byte_array_unref (c->iv);
  g_byte_array_unref (c->clear);
  g_byte_array_unref (c->sealed);
  g_byte_array_unref (c->icv);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static Case
read_case (GKeyFile *file, const char *group, CryInteg integ)
{
  Case c = { .suite = { (CryEncr) vector_int (file, group, "encr"),
                        (guint16) vector_int (file, group, "key-bits"), integ },
             .encr_key = vector_secret (file, group, "key"),
             .aad = vector_bytes (file, group, "aad"),
             .iv = vector_bytes (file, group, "iv"),
             .clear = vector_bytes (file, group, "clear"),
             .sealed = vector_bytes (file, group, "sealed"),
             .icv = vector_bytes (file, group, "icv") };

  c.integ_key = secret_buf_new (cry_suite_integ_key_len (&c.suite));
  memset (secret_buf_data (c.integ_key), 0x5a, secret_buf_len (c.integ_key));
  return c;
}

typedef struct /* associated data, IV, data and ICV, one behind the other as on the wire */
{
  GByteArray *octets;
  CryPacket packet;
} Run;

static void
run_clear (Run *run)
{
  g_byte_array_unref (run->octets);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static Run
run_new (const Case *c, GByteArray *data, GByteArray *icv)
{
  Run run = { .octets = g_byte_array_new () };
  guint8 *at;

  g_byte_array_append (run.octets, c->aad->data, c->aad->len);
  g_byte_array_append (run.octets, c->iv->data, c->iv->len);
  g_byte_array_append (run.octets, data->data, data->len);
  g_byte_array_append (run.octets, icv->data, icv->len);
  at = run.octets->data;
  run.packet = (CryPacket){ .aad = at,
                            .aad_len = c->aad->len,
                            .iv = at + c->aad->len,
                            .data = at + c->aad->len + c->iv->len,
                            .len = data->len,
                            .icv = at + c->aad->len + c->iv->len + data->len };
  return run;
}

/* Bits of ICV, associated data, ciphertext and IV all matter, and the context survives what it
 * refused. */
static void
check_tampering (const Case *c, CryCipher *opener)
{
  gsize len = (gsize) c->aad->len + c->iv->len + c->sealed->len + c->icv->len;

  for (gsize bit = 0; bit < 8 * len; bit += 5)
    {
      g_auto (Run) run = run_new (c, c->sealed, c->icv);

      run.octets->data[bit / 8] ^= (guint8) (1 << bit % 8);
      g_assert_false (cry_cipher_open (opener, &run.packet));
    }
}

static void
check_on (const Case *c, const CryCipherBackend *backend)
{
  g_autoptr (CryCipher) sealer
      = cry_cipher_new_on (backend, &c->suite, c->encr_key, c->integ_key, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener
      = cry_cipher_new_on (backend, &c->suite, c->encr_key, c->integ_key, CRY_DIRECTION_OPEN);

  if (sealer == NULL && backend != &cry_cipher_openssl)
    return;
  g_assert_nonnull (sealer);
  g_assert_nonnull (opener);
  /* The second round proves that a context is fit for the next packet. */
  for (guint round = 0; round < 2; round++)
    {
      g_auto (Run) run = run_new (c, c->clear, c->icv);

      memset (run.packet.icv, 0xaa, c->icv->len);
      g_assert_cmpint (cry_cipher_seal (sealer, &run.packet), ==, STATUS_OK);
      g_assert_cmpmem (run.packet.data, run.packet.len, c->sealed->data, c->sealed->len);
      g_assert_cmpmem (run.packet.icv, cry_suite_icv_len (&c->suite), c->icv->data, c->icv->len);
      check_tampering (c, opener);
      g_assert_true (cry_cipher_open (opener, &run.packet));
      g_assert_cmpmem (run.packet.data, run.packet.len, c->clear->data, c->clear->len);
    }
}

/* The same vectors for every library. */
static void
check_case (const Case *c)
{
  for (gsize i = 0; cry_cipher_backend_nth (i) != NULL; i++)
    check_on (c, cry_cipher_backend_nth (i));
}

static void
check_aead (GKeyFile *file, const char *group)
{
  g_auto (Case) c = read_case (file, group, CRY_INTEG_NONE);

  check_case (&c);
}

static void
test_aead (void)
{
  vector_file_each ("aead.txt", check_aead);
}

/* The ICV of encrypt-then-MAC from its definition. */
static void
set_icv (Case *c)
{
  static const CryPrf prfs[]
      = { CRY_PRF_HMAC_SHA1, CRY_PRF_HMAC_SHA2_256, CRY_PRF_HMAC_SHA2_384, CRY_PRF_HMAC_SHA2_512 };
  const CrySpan parts[] = { { c->aad->data, c->aad->len },
                            { c->iv->data, c->iv->len },
                            { c->sealed->data, c->sealed->len } };
  gsize key_len = secret_buf_len (c->integ_key);

  for (gsize i = 0; i < G_N_ELEMENTS (prfs); i++)
    if (cry_prf_len (prfs[i]) == key_len)
      {
        g_autoptr (SecretBuf) mac
            = cry_prf (prfs[i], secret_buf_peek (c->integ_key), key_len, parts, 3);

        g_byte_array_set_size (c->icv, 0);
        g_byte_array_append (c->icv, secret_buf_peek (mac), (guint) cry_suite_icv_len (&c->suite));
      }
}

static void
check_cbc (GKeyFile *file, const char *group)
{
  static const CryInteg integs[] = { CRY_INTEG_HMAC_SHA1_96, CRY_INTEG_HMAC_SHA2_256_128,
                                     CRY_INTEG_HMAC_SHA2_384_192, CRY_INTEG_HMAC_SHA2_512_256 };

  for (gsize i = 0; i < G_N_ELEMENTS (integs); i++)
    {
      g_auto (Case) c = read_case (file, group, integs[i]);

      g_byte_array_append (c.aad, (const guint8 *) "\0\0\x43\x21\0\0\0\1", 8);
      set_icv (&c);
      check_case (&c);
    }
}

static void
test_cbc (void)
{
  vector_file_each ("aes-cbc.txt", check_cbc);
}

static void
test_ctr (void)
{
  vector_file_each ("aes-ctr.txt", check_cbc);
}

/* RFC 4303 section 3.3.2: with ESN the high half is in the MAC and not in the packet. */
static void
test_mac_trailer (void)
{
  static const guint8 high[4] = { 0, 0, 0, 1 };
  const CrySuite suite = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 };
  g_autoptr (SecretBuf) encr_key = secret_buf_new (16);
  g_autoptr (SecretBuf) integ_key = secret_buf_new (32);
  g_autoptr (CryCipher) sealer = cry_cipher_new (&suite, encr_key, integ_key, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener = cry_cipher_new (&suite, encr_key, integ_key, CRY_DIRECTION_OPEN);
  guint8 data[32] = { 1, 2, 3 }, sealed[32], iv[16] = { 9 }, icv[CRY_ICV_MAX];
  CryPacket packet = { .aad = (const guint8 *) "12345678",
                       .aad_len = 8,
                       .iv = iv,
                       .data = data,
                       .len = sizeof data,
                       .icv = icv,
                       .mac_trailer = high,
                       .mac_trailer_len = sizeof high };

  g_assert_cmpint (cry_cipher_seal (sealer, &packet), ==, STATUS_OK);
  memcpy (sealed, data, sizeof sealed);
  packet.mac_trailer_len = 0;
  g_assert_false (cry_cipher_open (opener, &packet));
  /* Nothing is decrypted before the MAC has been verified. */
  g_assert_cmpmem (data, sizeof data, sealed, sizeof sealed);
  packet.mac_trailer_len = sizeof high;
  g_assert_true (cry_cipher_open (opener, &packet));
  g_assert_cmpmem (data, 4, "\1\2\3\0", 4);
}

/* RFC 4543: what it protects stays readable, and each octet of it counts, the IV's as well. */
static void
test_gmac (void)
{
  const CrySuite suite = { CRY_ENCR_NULL_AES_GMAC, 128, CRY_INTEG_NONE };
  g_autoptr (SecretBuf) key = secret_buf_new (20);
  g_autoptr (CryCipher) sealer = cry_cipher_new (&suite, key, NULL, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) opener = cry_cipher_new (&suite, key, NULL, CRY_DIRECTION_OPEN);
  guint8 octets[8 + 8 + 20 + 16] = "headerhhiviviviv twenty octets here";
  CryPacket packet = {
    .aad = octets,
    .aad_len = 8,
    .iv = octets + 8,
    .data = octets + 16,
    .len = 20,
    .icv = octets + 36,
  };
  /* Of another implementation, over header, IV and data. */
  static const guint8 expected[] = { 0x68, 0x32, 0x9a, 0xa3, 0xa6, 0xf2, 0x3e, 0x42,
                                     0x40, 0xd3, 0x0d, 0x1b, 0xa0, 0x4b, 0x05, 0x61 };
  guint8 before[36];

  memcpy (before, octets, sizeof before);
  g_assert_cmpint (cry_cipher_seal (sealer, &packet), ==, STATUS_OK);
  g_assert_cmpmem (octets, sizeof before, before, sizeof before);
  g_assert_cmpmem (packet.icv, 16, expected, sizeof expected);
  g_assert_true (cry_cipher_open (opener, &packet));
  for (gsize i = 0; i < sizeof octets; i++)
    {
      octets[i] ^= 1;
      g_assert_false (cry_cipher_open (opener, &packet));
      octets[i] ^= 1;
    }
}

static void
test_refusals (void)
{
  const CrySuite cbc = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_256_128 };
  const CrySuite gcm = { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE };
  const CrySuite none = { CRY_ENCR_AES_CBC, 128, CRY_INTEG_NONE };
  g_autoptr (SecretBuf) key16 = secret_buf_new (16);
  g_autoptr (SecretBuf) key20 = secret_buf_new (20);
  g_autoptr (SecretBuf) key32 = secret_buf_new (32);
  g_autoptr (CryCipher) sealer = cry_cipher_new (&cbc, key16, key32, CRY_DIRECTION_SEAL);
  g_autoptr (CryCipher) aead = cry_cipher_new (&gcm, key20, NULL, CRY_DIRECTION_OPEN);
  guint8 data[16] = { 0 }, iv[16] = { 0 }, icv[CRY_ICV_MAX];
  CryPacket packet = { .iv = iv, .data = data, .len = 15, .icv = icv };

  g_assert_null (cry_cipher_new (&cbc, key20, key32, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&cbc, key16, key20, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&cbc, key16, NULL, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&gcm, key16, NULL, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&gcm, NULL, NULL, CRY_DIRECTION_SEAL));
  g_assert_null (cry_cipher_new (&none, key16, NULL, CRY_DIRECTION_SEAL));
  g_assert_nonnull (aead);

  g_assert_cmpint (cry_cipher_seal (sealer, &packet), ==, STATUS_FATAL_CRYPTO);
  packet.len = 16;
  g_assert_false (cry_cipher_open (sealer, &packet));
  g_assert_cmpint (cry_cipher_seal (aead, &packet), ==, STATUS_FATAL_CRYPTO);
}

static const CrySuite all_suites[] = {
  { CRY_ENCR_AES_GCM_16, 128, CRY_INTEG_NONE },
  { CRY_ENCR_AES_GCM_16, 192, CRY_INTEG_NONE },
  { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE },
  { CRY_ENCR_CHACHA20_POLY1305, 0, CRY_INTEG_NONE },
  { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA1_96 },
  { CRY_ENCR_AES_CBC, 192, CRY_INTEG_HMAC_SHA2_256_128 },
  { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_256_128 },
  { CRY_ENCR_AES_CBC, 128, CRY_INTEG_HMAC_SHA2_384_192 },
  { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_512_256 },
  { CRY_ENCR_AES_CTR, 192, CRY_INTEG_HMAC_SHA2_256_128 },
  { CRY_ENCR_AES_GCM_12, 256, CRY_INTEG_NONE },
  { CRY_ENCR_AES_GCM_8, 128, CRY_INTEG_NONE },
  { CRY_ENCR_AES_GCM_16_IIV, 256, CRY_INTEG_NONE },
  { CRY_ENCR_AES_CCM_16, 192, CRY_INTEG_NONE },
  { CRY_ENCR_AES_CCM_12, 128, CRY_INTEG_NONE },
  { CRY_ENCR_AES_CCM_8, 256, CRY_INTEG_NONE },
  { CRY_ENCR_AES_CCM_16_IIV, 128, CRY_INTEG_NONE },
  { CRY_ENCR_CHACHA20_POLY1305_IIV, 0, CRY_INTEG_NONE },
  { CRY_ENCR_NULL_AES_GMAC, 256, CRY_INTEG_NONE },
};

#define MANY     40   /* packets of a batch: more than any library works on side by side */
#define LONGEST  1504 /* octets of data */
#define RUN_ROOM (12 + CRY_IV_MAX + LONGEST + CRY_ICV_MAX)

typedef struct
{
  guint8 octets[MANY][RUN_ROOM];
  CryPacket packets[MANY];
  guint n;
} Batch;

/* Lengths, contents, associated data with and without an extended number: all by chance. */
static void
fill_batch (Batch *batch, GRand *rand, const CrySuite *suite)
{
  static const guint8 trailer[4] = { 0, 0, 0, 9 };
  gsize block = cry_suite_block_len (suite), iv_len = cry_suite_iv_len (suite);
  gboolean esn = g_rand_boolean (rand), aead = cry_suite_is_aead (suite);

  batch->n = (guint) g_rand_int_range (rand, 1, MANY + 1);
  for (guint i = 0; i < batch->n; i++)
    {
      guint8 *at = batch->octets[i];
      gsize len = (gsize) g_rand_int_range (rand, 1, LONGEST + 1) / block * block;
      gsize aad_len = esn && aead ? 12 : 8;

      for (gsize j = 0; j < RUN_ROOM; j++)
        at[j] = (guint8) g_rand_int (rand);
      batch->packets[i] = (CryPacket){ .aad = at,
                                       .aad_len = aad_len,
                                       .iv = iv_len != 0 ? at + aad_len : at,
                                       .data = at + aad_len + iv_len,
                                       .len = MAX (len, block),
                                       .icv = at + aad_len + iv_len + MAX (len, block) };
      if (esn && !aead)
        {
          batch->packets[i].mac_trailer = trailer;
          batch->packets[i].mac_trailer_len = sizeof trailer;
        }
    }
}

/* The same batch at another place. */
static void
copy_batch (const Batch *from, Batch *to)
{
  *to = *from;
  for (guint i = 0; i < from->n; i++)
    {
      gssize shift = to->octets[i] - from->octets[i];

      to->packets[i].aad += shift;
      to->packets[i].iv += shift;
      to->packets[i].data += shift;
      to->packets[i].icv += shift;
    }
}

typedef struct
{
  CryCipher *sealer, *opener;
} Both;

static void
both_init (Both *both, const CryCipherBackend *backend, const CrySuite *suite)
{
  g_autoptr (SecretBuf) encr_key = secret_buf_new (cry_suite_encr_key_len (suite));
  g_autoptr (SecretBuf) integ_key = secret_buf_new (cry_suite_integ_key_len (suite));

  memset (secret_buf_data (encr_key), 0x3c, secret_buf_len (encr_key));
  memset (secret_buf_data (integ_key), 0x5a, secret_buf_len (integ_key));
  both->sealer = cry_cipher_new_on (backend, suite, encr_key, integ_key, CRY_DIRECTION_SEAL);
  both->opener = cry_cipher_new_on (backend, suite, encr_key, integ_key, CRY_DIRECTION_OPEN);
}

static void
both_clear (Both *both)
{
  g_clear_pointer (&both->sealer, cry_cipher_free);
  g_clear_pointer (&both->opener, cry_cipher_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Both, both_clear)

/* Both seal the same octets; of what was then changed here and there both open the same. */
static void
check_same (const Both *ours, const Both *theirs, GRand *rand, const CrySuite *suite)
{
  g_autofree Batch *a = g_new (Batch, 1), *b = g_new (Batch, 1);
  gboolean genuine[2][MANY];

  fill_batch (a, rand, suite);
  copy_batch (a, b);
  g_assert_cmpint (cry_cipher_seal_many (ours->sealer, a->packets, a->n), ==, STATUS_OK);
  g_assert_cmpint (cry_cipher_seal_many (theirs->sealer, b->packets, b->n), ==, STATUS_OK);
  g_assert_cmpmem (a->octets, a->n * RUN_ROOM, b->octets, b->n * RUN_ROOM);
  for (guint i = 0; i < a->n; i++)
    if (g_rand_boolean (rand))
      {
        gsize len = (gsize) (a->packets[i].icv - a->octets[i]) + cry_suite_icv_len (suite);
        gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) len);

        a->octets[i][at] ^= 1;
        b->octets[i][at] ^= 1;
      }
  cry_cipher_open_many (ours->opener, a->packets, a->n, genuine[0]);
  cry_cipher_open_many (theirs->opener, b->packets, b->n, genuine[1]);
  for (guint i = 0; i < a->n; i++)
    {
      g_assert_cmpint (genuine[0][i], ==, genuine[1][i]);
      if (genuine[0][i])
        g_assert_cmpmem (a->packets[i].data, a->packets[i].len, b->packets[i].data,
                         b->packets[i].len);
    }
}

static void
test_back_ends_agree (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4106);

  for (gsize i = 0; cry_cipher_backend_nth (i) != &cry_cipher_openssl; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (all_suites); j++)
      {
        g_auto (Both) ours = { 0 }, theirs = { 0 };

        both_init (&ours, cry_cipher_backend_nth (i), &all_suites[j]);
        both_init (&theirs, &cry_cipher_openssl, &all_suites[j]);
        for (guint round = 0; ours.sealer != NULL && round < 40; round++)
          check_same (&ours, &theirs, rand, &all_suites[j]);
      }
}

/* What a bulk cipher seals, any other opens, whichever libraries they are. */
static void
test_bulk (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (all_suites); i++)
    {
      const CrySuite *suite = &all_suites[i];
      g_autoptr (SecretBuf) encr_key = secret_buf_new (cry_suite_encr_key_len (suite));
      g_autoptr (SecretBuf) integ_key = secret_buf_new (cry_suite_integ_key_len (suite));
      g_autoptr (CryCipher) sealer
          = cry_cipher_new_bulk (suite, encr_key, integ_key, CRY_DIRECTION_SEAL);
      g_autoptr (CryCipher) opener
          = cry_cipher_new (suite, encr_key, integ_key, CRY_DIRECTION_OPEN);
      g_autofree Batch *batch = g_new (Batch, 1);
      g_autoptr (GRand) rand = g_rand_new_with_seed (1);
      gboolean genuine[MANY];

      g_assert_nonnull (sealer);
      g_assert_cmpstr (cry_cipher_library (opener), ==, "openssl");
      fill_batch (batch, rand, suite);
      g_assert_cmpint (cry_cipher_seal_many (sealer, batch->packets, batch->n), ==, STATUS_OK);
      cry_cipher_open_many (opener, batch->packets, batch->n, genuine);
      for (guint j = 0; j < batch->n; j++)
        g_assert_true (genuine[j]);
      g_assert_null (cry_cipher_new_bulk (suite, NULL, integ_key, CRY_DIRECTION_SEAL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/cipher/AEA-01+AEA-05+AEA-08+AEA-09/aead-vectors", test_aead);
  g_test_add_func ("/crypto/cipher/AEA-10/ctr", test_ctr);
  g_test_add_func ("/crypto/cipher/AEA-16/gmac", test_gmac);
  g_test_add_func ("/crypto/cipher/ALG-07/aes-cbc-vectors", test_cbc);
  g_test_add_func ("/crypto/cipher/AEA-17/mac-trailer", test_mac_trailer);
  g_test_add_func ("/crypto/cipher/refusals", test_refusals);
  g_test_add_func ("/crypto/cipher/back-ends-agree", test_back_ends_agree);
  g_test_add_func ("/crypto/cipher/bulk", test_bulk);
  return g_test_run ();
}
