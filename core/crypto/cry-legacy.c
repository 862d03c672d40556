// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* MD4, MD5, DES and RC4 for the two methods that need them. */
#include "cry-legacy.h"
#include "cry-ossl-private.h"
#include "secret.h"

#include <string.h>

#define MD4_BLOCK 64
#define MD4_WORDS 4

static guint32
get_le32 (const guint8 *at)
{
  return (guint32) at[0] | (guint32) at[1] << 8 | (guint32) at[2] << 16 | (guint32) at[3] << 24;
}

static void
put_le32 (guint8 *at, guint32 value)
{
  for (gsize i = 0; i < 4; i++)
    at[i] = (guint8) (value >> (8 * i));
}

static guint32
rotate_left (guint32 value, guint bits)
{
  return value << bits | value >> (32 - bits);
}

/* The F, G and H of RFC 1320 section 3.4, by round. */
static guint32
md4_mix (gsize round, guint32 x, guint32 y, guint32 z)
{
  if (round == 0)
    return (x & y) | (~x & z);
  if (round == 1)
    return (x & y) | (x & z) | (y & z);
  return x ^ y ^ z;
}

static void
md4_block (guint32 state[MD4_WORDS], const guint8 *block)
{
  static const guint8 shifts[3][4] = { { 3, 7, 11, 19 }, { 3, 5, 9, 13 }, { 3, 9, 11, 15 } };
  static const guint32 constants[3] = { 0, 0x5a827999, 0x6ed9eba1 };
  static const guint8 order[3][16] = {
    { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
    { 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 },
    { 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 },
  };
  guint32 work[MD4_WORDS];

  memcpy (work, state, sizeof work);
  for (gsize round = 0; round < 3; round++)
    for (gsize step = 0; step < 16; step++)
      {
        /* The four registers take turns: a, d, c, b. */
        gsize at = (MD4_WORDS - step % MD4_WORDS) % MD4_WORDS;
        guint32 mixed = md4_mix (round, work[(at + 1) % MD4_WORDS], work[(at + 2) % MD4_WORDS],
                                 work[(at + 3) % MD4_WORDS]);

        work[at] = rotate_left (work[at] + mixed + get_le32 (block + 4 * order[round][step])
                                    + constants[round],
                                shifts[round][step % 4]);
      }
  for (gsize i = 0; i < MD4_WORDS; i++)
    state[i] += work[i];
  secret_wipe (work, sizeof work);
}

gboolean
cry_legacy_md4 (const guint8 *data, gsize len, guint8 ret_digest[16])
{
  guint32 state[MD4_WORDS] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
  gsize whole = len - len % MD4_BLOCK;
  gsize rest = len - whole;
  guint8 tail[2 * MD4_BLOCK] = { 0 };
  gsize tail_len = rest < MD4_BLOCK - 8 ? MD4_BLOCK : 2 * MD4_BLOCK;

  for (gsize at = 0; at < whole; at += MD4_BLOCK)
    md4_block (state, data + at);
  if (rest > 0)
    memcpy (tail, data + whole, rest);
  tail[rest] = 0x80;
  put_le32 (tail + tail_len - 8, (guint32) ((guint64) len << 3));
  put_le32 (tail + tail_len - 4, (guint32) ((guint64) len >> 29));
  for (gsize at = 0; at < tail_len; at += MD4_BLOCK)
    md4_block (state, tail + at);
  for (gsize i = 0; i < MD4_WORDS; i++)
    put_le32 (ret_digest + 4 * i, state[i]);
  secret_wipe (tail, sizeof tail);
  secret_wipe (state, sizeof state);
  return TRUE;
}

gboolean
cry_legacy_md5 (const guint8 *data, gsize len, guint8 ret_digest[16])
{
  g_autoptr (EVP_MD) md = EVP_MD_fetch (NULL, "MD5", NULL);

  return md != NULL && EVP_Digest (data, len, ret_digest, NULL, md, NULL) == 1;
}

/* Seven key bits per octet, the parity bit (lowest) left zero: the library ignores it. */
static void
spread_des_key (const guint8 key[7], guint8 ret_spread[8])
{
  guint64 bits = 0;

  for (gsize i = 0; i < 7; i++)
    bits = bits << 8 | key[i];
  for (gsize i = 0; i < 8; i++)
    ret_spread[i] = (guint8) (bits >> (49 - 7 * i) << 1);
  secret_wipe (&bits, sizeof bits);
}

gboolean
cry_legacy_des (const guint8 key[7], const guint8 clear[8], guint8 ret_cypher[8])
{
  /* Single DES lives in the library's legacy provider, which is a file the sandbox hides; triple
   * DES is in the default one, and with three equal keys it is single DES. */
  g_autoptr (EVP_CIPHER) triple = EVP_CIPHER_fetch (NULL, "DES-EDE3-ECB", NULL);
  g_autoptr (EVP_CIPHER_CTX) ctx = EVP_CIPHER_CTX_new ();
  guint8 keys[24];
  gboolean done;
  int len = 0;

  spread_des_key (key, keys);
  memcpy (keys + 8, keys, 8);
  memcpy (keys + 16, keys, 8);
  done = triple != NULL && ctx != NULL && EVP_EncryptInit_ex2 (ctx, triple, keys, NULL, NULL) == 1
         && EVP_CIPHER_CTX_set_padding (ctx, 0) == 1
         && EVP_EncryptUpdate (ctx, ret_cypher, &len, clear, 8) == 1 && len == 8;
  secret_wipe (keys, sizeof keys);
  return done;
}

void
cry_legacy_rc4 (const guint8 *key, gsize key_len, guint8 *data, gsize len)
{
  guint8 state[256];
  guint8 i = 0, j = 0;

  for (gsize n = 0; n < sizeof state; n++)
    state[n] = (guint8) n;
  for (gsize n = 0; n < sizeof state; n++)
    {
      guint8 swapped = state[n];

      j = (guint8) (j + swapped + key[n % key_len]);
      state[n] = state[j];
      state[j] = swapped;
    }
  j = 0;
  for (gsize n = 0; n < len; n++)
    {
      guint8 swapped;

      i = (guint8) (i + 1);
      swapped = state[i];
      j = (guint8) (j + swapped);
      state[i] = state[j];
      state[j] = swapped;
      data[n] ^= state[(guint8) (state[i] + swapped)];
    }
  secret_wipe (state, sizeof state);
}
