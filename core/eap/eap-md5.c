// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* MD5-Challenge (RFC 3748 section 5.4, RFC 1994 section 4.1). No keys, no proof of the server. */
#include "eap-method.h"

#include "bytes.h"
#include "cry-legacy.h"
#include "status.h"

#include <string.h>

#define MD5_LEN       16
#define CHALLENGE_MAX 255

typedef struct
{
  guint8 challenge[CHALLENGE_MAX];
  gsize challenge_len;
  guint8 identifier;
} Md5State;

static gpointer
create (const EapMethodSetup *setup)
{
  return g_new0 (Md5State, 1);
}

static void
destroy (gpointer state)
{
  g_free (state);
}

static int
request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  Md5State *md5 = state;
  ByteReader reader = byte_reader (data, len);
  gsize challenge_len = byte_read_u8 (&reader);
  const guint8 *challenge = byte_read_bytes (&reader, challenge_len);

  /* What follows the challenge is the server's name, which nobody needs. */
  if (challenge == NULL || challenge_len == 0)
    return EAP_STEP_DROP;
  memcpy (md5->challenge, challenge, challenge_len);
  md5->challenge_len = challenge_len;
  md5->identifier = turn->identifier;
  turn->kind = EAP_SECRET_PASSWORD;
  return EAP_STEP_NEED_SECRET;
}

static int
answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  const Md5State *md5 = state;
  gsize len = secret_buf_len (secret);
  g_autoptr (SecretBuf) hashed = NULL;
  guint8 *at;

  if (len > SECRET_BUF_MAX - 1 - md5->challenge_len)
    return STATUS_FATAL_LIMIT;
  hashed = secret_buf_new (1 + len + md5->challenge_len);
  at = secret_buf_data (hashed);
  at[0] = md5->identifier;
  memcpy (at + 1, secret_buf_peek (secret), len);
  memcpy (at + 1 + len, md5->challenge, md5->challenge_len);

  turn->data = secret_buf_new (1 + MD5_LEN);
  secret_buf_data (turn->data)[0] = MD5_LEN;
  if (!cry_legacy_md5 (at, secret_buf_len (hashed), secret_buf_data (turn->data) + 1))
    return STATUS_FATAL_CRYPTO;
  turn->phase = EAP_PHASE_MAY_END;
  return EAP_STEP_RESPOND;
}

const EapMethod eap_method_md5 = {
  .type = EAP_TYPE_MD5,
  .name = "md5",
  .create = create,
  .destroy = destroy,
  .request = request,
  .answer = answer,
};
