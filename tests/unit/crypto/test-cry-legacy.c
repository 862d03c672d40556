// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-legacy.h"
#include "vector-file.h"

#include <string.h>

static void
assert_hex (const guint8 *bytes, gsize len, const char *hex)
{
  g_autoptr (GByteArray) expected = vector_from_hex (hex);

  g_assert_cmpmem (bytes, len, expected->data, expected->len);
}

/* RFC 1320 and RFC 1321 appendix A.5. */
static void
test_digests (void)
{
  static const struct
  {
    const char *text, *md4, *md5;
  } table[] = {
    { "", "31d6cfe0d16ae931b73c59d7e0c089c0", "d41d8cd98f00b204e9800998ecf8427e" },
    { "a", "bde52cb31de33e46245e05fbdbd6fb24", "0cc175b9c0f1b6a831c399e269772661" },
    { "abc", "a448017aaf21d8525fc10ae87aa6729d", "900150983cd24fb0d6963f7d28e17f72" },
    { "message digest", "d9130a8164549fe818874806e1c7014b", "f96b697d7cb7938d525a2f31aaf161d0" },
    { "abcdefghijklmnopqrstuvwxyz", "d79e1c308aa5bbcdeea8ed63df412da9",
      "c3fcd3d76192e4007dfb496cca67e13b" },
    { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
      "043f8582f241db351ce627e153e7f0e4", "d174ab98d277d9f5a5611c2c9f419d9f" },
    { "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
      "e33b4ddc9c38f2199c3e7b164fcc0536", "57edf4a22be3c955ac49da2e2107b67a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const guint8 *text = (const guint8 *) table[i].text;
      gsize len = strlen (table[i].text);
      guint8 digest[16];

      g_assert_true (cry_legacy_md4 (text, len, digest));
      assert_hex (digest, 16, table[i].md4);
      g_assert_true (cry_legacy_md5 (text, len, digest));
      assert_hex (digest, 16, table[i].md5);
    }
}

/* Where padding needs one block or two; values from an independent implementation. */
static void
test_md4_block_limits (void)
{
  static const struct
  {
    gsize len;
    const char *md4;
  } table[] = {
    { 55, "92f32bb82c95ad10e8f87ae58ab06807" },  { 56, "374d5f08103b7092c83b4626ebceffab" },
    { 63, "2870452596e98fffd48332289b3472b9" },  { 64, "b1abf956a5ae6f3221e5fe85e300fbb0" },
    { 65, "afc1a3308fc176a53238a09aeddec2e6" },  { 119, "b55ae15e41e55643b0c3daad5e05c905" },
    { 120, "d8f9adfc41ec43552619606c70cfd287" }, { 128, "7c087dd92a6743e09f3763a6d99c9d26" },
  };
  guint8 text[256];

  memset (text, 'x', sizeof text);
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      guint8 digest[16];

      g_assert_true (cry_legacy_md4 (text, table[i].len, digest));
      assert_hex (digest, 16, table[i].md4);
    }
}

/* RFC 2759 section 9.2 (the three parts of the response) and 9.3 (key spreading). */
static void
test_des (void)
{
  static const struct
  {
    const char *key, *cypher;
  } table[] = { { "44ebba8d5312b8", "82309ecd8d708b5e" },
                { "d611474411f569", "a08faa3981cd8354" },
                { "89ae0000000000", "4233114a3d85d6df" } };
  g_autoptr (GByteArray) clear = vector_from_hex ("d02e4386bce91226");

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GByteArray) key = vector_from_hex (table[i].key);
      guint8 cypher[8];

      g_assert_true (cry_legacy_des (key->data, clear->data, cypher));
      assert_hex (cypher, 8, table[i].cypher);
    }
}

/* RFC 6229, keys of 40 and 128 bits, at offsets 0 and 240. */
static void
test_rc4 (void)
{
  static const struct
  {
    const char *key, *at_0, *at_240;
  } table[] = {
    { "0102030405", "b2396305f03dc027ccc3524a0a1118a8", "28cb1132c96ce286421dcaadb8b69eae" },
    { "0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97",
      "065902e4b620f6cc36c8589f66432f2b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (GByteArray) key = vector_from_hex (table[i].key);
      guint8 data[256] = { 0 };

      cry_legacy_rc4 (key->data, key->len, data, sizeof data);
      assert_hex (data, 16, table[i].at_0);
      assert_hex (data + 240, 16, table[i].at_240);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/legacy/EMS-19/digests", test_digests);
  g_test_add_func ("/crypto/legacy/EMS-19/md4-block-limits", test_md4_block_limits);
  g_test_add_func ("/crypto/legacy/EMS-06/des", test_des);
  g_test_add_func ("/crypto/legacy/EMS-13/rc4", test_rc4);
  return g_test_run ();
}
