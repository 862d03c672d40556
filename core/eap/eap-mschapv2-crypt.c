// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Challenge, response and key calculations of MS-CHAPv2. */
#include "eap-mschapv2-crypt.h"
#include "cry-hash.h"
#include "cry-legacy.h"

#include <string.h>

#define SHA1_LEN      20
#define CHALLENGE_LEN 8 /* of the hashed challenge */
#define DES_KEY_LEN   7
#define DES_BLOCK_LEN 8
#define MPPE_KEY_LEN  16
#define MPPE_PAD_LEN  40

/* Writes one UTF-16LE unit. */
static guint8 *
put_unit (guint8 *at, guint unit)
{
  at[0] = (guint8) unit;
  at[1] = (guint8) (unit >> 8);
  return at + 2;
}

static guint8 *
put_character (guint8 *at, gunichar c)
{
  if (c < 0x10000)
    return put_unit (at, c);
  c -= 0x10000;
  at = put_unit (at, 0xd800 + (c >> 10));
  return put_unit (at, 0xdc00 + (c & 0x3ff));
}

SecretBuf *
mschapv2_password_utf16 (const SecretBuf *password)
{
  const char *text = (const char *) secret_buf_peek (password);
  gsize len = MIN (secret_buf_len (password), SECRET_BUF_MAX / 2);
  gboolean is_utf8 = g_utf8_validate (text, (gssize) len, NULL);
  /* No UTF-8 sequence is shorter than half of its UTF-16. */
  SecretBuf *utf16 = secret_buf_new (2 * len);
  guint8 *at = secret_buf_data (utf16);

  for (gsize i = 0; i < len;)
    {
      at = put_character (at, is_utf8 ? g_utf8_get_char (text + i) : (guint8) text[i]);
      i += is_utf8 ? (gsize) g_utf8_skip[(guint8) text[i]] : 1;
    }
  secret_buf_truncate (utf16, (gsize) (at - secret_buf_data (utf16)));
  return utf16;
}

SecretBuf *
mschapv2_nt_hash (const SecretBuf *password)
{
  g_autoptr (SecretBuf) utf16 = mschapv2_password_utf16 (password);
  g_autoptr (SecretBuf) hash = secret_buf_new (MSCHAPV2_HASH_LEN);

  if (!cry_legacy_md4 (secret_buf_peek (utf16), secret_buf_len (utf16), secret_buf_data (hash)))
    return NULL;
  return g_steal_pointer (&hash);
}

static SecretBuf *
hash_of_hash (const SecretBuf *nt_hash)
{
  g_autoptr (SecretBuf) hash = secret_buf_new (MSCHAPV2_HASH_LEN);

  if (!cry_legacy_md4 (secret_buf_peek (nt_hash), MSCHAPV2_HASH_LEN, secret_buf_data (hash)))
    return NULL;
  return g_steal_pointer (&hash);
}

/* ChallengeHash. */
static gboolean
hash_challenges (const Mschapv2Input *input, guint8 ret_challenge[CHALLENGE_LEN])
{
  const char *domain_end = strchr (input->user, '\\');
  const char *bare = domain_end != NULL ? domain_end + 1 : input->user;
  const CrySpan parts[] = {
    { input->peer_challenge, sizeof input->peer_challenge },
    { input->authenticator_challenge, sizeof input->authenticator_challenge },
    { bare, strlen (bare) },
  };
  guint8 digest[SHA1_LEN];

  if (!cry_hash (CRY_HASH_SHA1, parts, G_N_ELEMENTS (parts), digest))
    return FALSE;
  memcpy (ret_challenge, digest, CHALLENGE_LEN);
  return TRUE;
}

gboolean
mschapv2_nt_response (const Mschapv2Input *input, guint8 ret_response[MSCHAPV2_RESPONSE_LEN])
{
  g_autoptr (SecretBuf) keys = secret_buf_new (3 * DES_KEY_LEN);
  guint8 challenge[CHALLENGE_LEN];

  /* RFC 2759 section 8.5: the hash, padded with zeros, is cut into three DES keys. */
  memcpy (secret_buf_data (keys), secret_buf_peek (input->nt_hash), MSCHAPV2_HASH_LEN);
  if (!hash_challenges (input, challenge))
    return FALSE;
  for (gsize i = 0; i < 3; i++)
    if (!cry_legacy_des (secret_buf_peek (keys) + i * DES_KEY_LEN, challenge,
                         ret_response + i * DES_BLOCK_LEN))
      return FALSE;
  return TRUE;
}

gboolean
mschapv2_authenticator_proof (const Mschapv2Input *input,
                              const guint8 response[MSCHAPV2_RESPONSE_LEN],
                              guint8 ret_proof[MSCHAPV2_PROOF_LEN])
{
  static const char signing[] = "Magic server to client signing constant";
  static const char more[] = "Pad to make it do more than one iteration";
  g_autoptr (SecretBuf) hash = hash_of_hash (input->nt_hash);
  guint8 challenge[CHALLENGE_LEN];
  guint8 digest[SHA1_LEN];

  if (hash == NULL || !hash_challenges (input, challenge))
    return FALSE;
  const CrySpan first[] = {
    { secret_buf_peek (hash), MSCHAPV2_HASH_LEN },
    { response, MSCHAPV2_RESPONSE_LEN },
    { signing, sizeof signing - 1 },
  };
  const CrySpan second[] = {
    { digest, sizeof digest },
    { challenge, sizeof challenge },
    { more, sizeof more - 1 },
  };
  return cry_hash (CRY_HASH_SHA1, first, G_N_ELEMENTS (first), digest)
         && cry_hash (CRY_HASH_SHA1, second, G_N_ELEMENTS (second), ret_proof);
}

/* GetMasterKey. */
static SecretBuf *
master_key (const SecretBuf *nt_hash, const guint8 response[MSCHAPV2_RESPONSE_LEN])
{
  static const char magic[] = "This is the MPPE Master Key";
  g_autoptr (SecretBuf) hash = hash_of_hash (nt_hash);
  g_autoptr (SecretBuf) key = secret_buf_new (SHA1_LEN);

  if (hash == NULL)
    return NULL;
  const CrySpan parts[] = {
    { secret_buf_peek (hash), MSCHAPV2_HASH_LEN },
    { response, MSCHAPV2_RESPONSE_LEN },
    { magic, sizeof magic - 1 },
  };
  if (!cry_hash (CRY_HASH_SHA1, parts, G_N_ELEMENTS (parts), secret_buf_data (key)))
    return NULL;
  secret_buf_truncate (key, MPPE_KEY_LEN);
  return g_steal_pointer (&key);
}

/* GetAsymmetricStartKey for 128 bits. */
static gboolean
start_key (const SecretBuf *master, const char *magic, guint8 *ret_key)
{
  static const guint8 zeros[MPPE_PAD_LEN];
  g_autoptr (SecretBuf) digest = secret_buf_new (SHA1_LEN);
  guint8 pad[MPPE_PAD_LEN];

  memset (pad, 0xf2, sizeof pad);
  const CrySpan parts[] = {
    { secret_buf_peek (master), MPPE_KEY_LEN },
    { zeros, sizeof zeros },
    { magic, strlen (magic) },
    { pad, sizeof pad },
  };
  if (!cry_hash (CRY_HASH_SHA1, parts, G_N_ELEMENTS (parts), secret_buf_data (digest)))
    return FALSE;
  memcpy (ret_key, secret_buf_peek (digest), MPPE_KEY_LEN);
  return TRUE;
}

SecretBuf *
mschapv2_msk (const SecretBuf *nt_hash, const guint8 response[MSCHAPV2_RESPONSE_LEN])
{
  static const char client_sends[] = "On the client side, this is the send key; "
                                     "on the server side, it is the receive key.";
  static const char client_receives[] = "On the client side, this is the receive key; "
                                        "on the server side, it is the send key.";
  g_autoptr (SecretBuf) master = master_key (nt_hash, response);
  g_autoptr (SecretBuf) msk = secret_buf_new (MSCHAPV2_MSK_LEN);

  if (master == NULL || !start_key (master, client_sends, secret_buf_data (msk))
      || !start_key (master, client_receives, secret_buf_data (msk) + MPPE_KEY_LEN))
    return NULL;
  return g_steal_pointer (&msk);
}

void
mschapv2_encrypt_new_password (const SecretBuf *utf16, const SecretBuf *old_hash,
                               guint8 ret_block[MSCHAPV2_NEW_PASSWORD])
{
  const gsize room = 2 * MSCHAPV2_PASSWORD_MAX;
  gsize len = secret_buf_len (utf16);

  g_assert (len <= room);
  /* Right-aligned before a little-endian length. */
  memcpy (ret_block + room - len, secret_buf_peek (utf16), len);
  memset (ret_block + room, 0, MSCHAPV2_NEW_PASSWORD - room);
  ret_block[room] = (guint8) len;
  ret_block[room + 1] = (guint8) (len >> 8);
  cry_legacy_rc4 (secret_buf_peek (old_hash), MSCHAPV2_HASH_LEN, ret_block, MSCHAPV2_NEW_PASSWORD);
}

gboolean
mschapv2_encrypt_old_hash (const SecretBuf *old_hash, const SecretBuf *new_hash,
                           guint8 ret_block[MSCHAPV2_HASH_LEN])
{
  const guint8 *old = secret_buf_peek (old_hash);
  const guint8 *key = secret_buf_peek (new_hash);

  return cry_legacy_des (key, old, ret_block)
         && cry_legacy_des (key + DES_KEY_LEN, old + DES_BLOCK_LEN, ret_block + DES_BLOCK_LEN);
}
