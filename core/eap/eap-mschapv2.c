// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* EAP-MSCHAPv2 (draft-kamath-pppext-eap-mschapv2, RFC 2759) as the peer, with password retry and
 * password change. */
#include "eap-method.h"

#include "bytes.h"
#include "eap-mschapv2-crypt.h"
#include "eap-mschapv2-words.h"
#include "status.h"

#include <string.h>

#define VERSION_WITH_CHANGE 3
#define RESPONSE_VALUE_LEN  49 /* peer challenge, 8 reserved, NT-Response, flags */
#define RESERVED_LEN        8
#define CHANGE_LEN          586
#define HEADER_LEN          4
#define USER_MAX            256 /* bytes; RFC 2759 section 4 */

typedef enum
{
  OP_CHALLENGE = 1,
  OP_RESPONSE = 2,
  OP_SUCCESS = 3,
  OP_FAILURE = 4,
  OP_CHANGE_PASSWORD = 7,
} OpCode;

typedef enum
{
  STATE_IDLE = 0,     /* before a challenge */
  STATE_ASKED,        /* waiting for the password */
  STATE_ASKED_CHANGE, /* waiting for a new password */
  STATE_RESPONDED,    /* waiting for the server's proof or refusal */
  STATE_VERIFIED,     /* the server is genuine; keys exist */
  STATE_REFUSED,
} Mschapv2State;

typedef struct
{
  Mschapv2State state;
  const char *user; /* borrowed from the peer */
  const Rng *rng;   /* borrowed */
  guint8 id;        /* MS-CHAPv2-ID of the response to come */
  guint8 authenticator_challenge[MSCHAPV2_CHALLENGE_LEN];
  guint8 peer_challenge[MSCHAPV2_CHALLENGE_LEN];
  guint8 response[MSCHAPV2_RESPONSE_LEN];
  SecretBuf *nt_hash; /* owned; of the password last used */
  SecretBuf *msk;     /* owned */
} Mschapv2;

static gpointer
create (const EapMethodSetup *setup)
{
  Mschapv2 *self = g_new0 (Mschapv2, 1);

  self->user = setup->config.user;
  self->rng = setup->rng;
  return self;
}

static void
destroy (gpointer state)
{
  Mschapv2 *self = state;

  secret_buf_free (self->nt_hash);
  secret_buf_free (self->msk);
  g_free (self);
}

static Mschapv2Input
calculation_input (const Mschapv2 *self)
{
  Mschapv2Input input = { .user = self->user, .nt_hash = self->nt_hash };

  memcpy (input.authenticator_challenge, self->authenticator_challenge,
          sizeof input.authenticator_challenge);
  memcpy (input.peer_challenge, self->peer_challenge, sizeof input.peer_challenge);
  return input;
}

static int
handle_challenge (Mschapv2 *self, guint8 id, ByteReader *reader, EapTurn *turn)
{
  guint8 value_len = byte_read_u8 (reader);
  const guint8 *value = byte_read_bytes (reader, MSCHAPV2_CHALLENGE_LEN);

  if (value == NULL || value_len != MSCHAPV2_CHALLENGE_LEN)
    return EAP_STEP_DROP;
  /* After a verified round some gateways chain another one. */
  if (self->state != STATE_IDLE && self->state != STATE_VERIFIED)
    return EAP_STEP_DROP;
  memcpy (self->authenticator_challenge, value, MSCHAPV2_CHALLENGE_LEN);
  g_clear_pointer (&self->msk, secret_buf_free);
  self->id = id;
  self->state = STATE_ASKED;
  turn->kind = EAP_SECRET_PASSWORD;
  return EAP_STEP_NEED_SECRET;
}

static void
acknowledge (EapTurn *turn, OpCode op)
{
  /* Success and Failure are answered by the bare op-code (draft-kamath section 2.4). */
  turn->data = secret_buf_new (1);
  secret_buf_data (turn->data)[0] = (guint8) op;
}

static int
handle_success (Mschapv2 *self, ByteReader *reader, EapTurn *turn)
{
  Mschapv2Input input = calculation_input (self);
  guint8 expected[MSCHAPV2_PROOF_LEN];

  if (self->state != STATE_RESPONDED)
    return EAP_STEP_DROP;
  if (!mschapv2_authenticator_proof (&input, self->response, expected))
    return STATUS_FATAL_CRYPTO;
  if (!mschapv2_words_prove (reader->at, reader->left, expected))
    {
      /* Whoever cannot prove that it knows the password gets no further word from us. */
      turn->reason = EAP_REASON_SERVER_NOT_GENUINE;
      return EAP_STEP_FAIL;
    }
  self->msk = mschapv2_msk (self->nt_hash, self->response);
  if (self->msk == NULL)
    return STATUS_FATAL_CRYPTO;
  g_clear_pointer (&self->nt_hash, secret_buf_free);
  self->state = STATE_VERIFIED;
  turn->phase = EAP_PHASE_MAY_END;
  acknowledge (turn, OP_SUCCESS);
  return EAP_STEP_RESPOND;
}

static int
handle_failure (Mschapv2 *self, guint8 id, ByteReader *reader, EapTurn *turn)
{
  g_auto (Mschapv2Refusal) refusal = { 0 };
  gboolean may_change;

  if (self->state != STATE_RESPONDED)
    return EAP_STEP_DROP;
  mschapv2_words_read_refusal (reader->at, reader->left, &refusal);
  turn->text = g_steal_pointer (&refusal.message);
  memcpy (self->authenticator_challenge, refusal.challenge, sizeof refusal.challenge);
  self->id = (guint8) (id + 1);

  may_change
      = refusal.error == MSCHAPV2_ERROR_PASSWORD_EXPIRED && refusal.version >= VERSION_WITH_CHANGE;
  if (refusal.has_challenge && may_change)
    {
      self->state = STATE_ASKED_CHANGE;
      turn->kind = EAP_SECRET_NEW_PASSWORD;
      return EAP_STEP_NEED_SECRET;
    }
  if (refusal.has_challenge && refusal.may_retry && refusal.error == MSCHAPV2_ERROR_AUTHENTICATION)
    {
      self->state = STATE_ASKED;
      turn->kind = EAP_SECRET_PASSWORD;
      turn->retry = TRUE;
      return EAP_STEP_NEED_SECRET;
    }
  self->state = STATE_REFUSED;
  turn->phase = EAP_PHASE_REFUSED;
  turn->reason = mschapv2_words_reason (refusal.error);
  acknowledge (turn, OP_FAILURE);
  return EAP_STEP_RESPOND;
}

static int
request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  Mschapv2 *self = state;
  ByteReader reader = byte_reader (data, len);
  guint8 op = byte_read_u8 (&reader);
  guint8 id = byte_read_u8 (&reader);

  /* MS-Length repeats the EAP length less five. Servers get it wrong, and the EAP length has
   * already bounded the data, so it is not looked at (CVE-2025-62291 came from trusting it). */
  byte_read_skip (&reader, 2);
  if (!byte_reader_ok (&reader))
    return EAP_STEP_DROP;
  switch (op)
    {
    case OP_CHALLENGE:
      return handle_challenge (self, id, &reader, turn);
    case OP_SUCCESS:
      return handle_success (self, &reader, turn);
    case OP_FAILURE:
      return handle_failure (self, id, &reader, turn);
    default:
      return EAP_STEP_DROP;
    }
}

/* A fresh peer challenge and the NT-Response under the present hash. */
static gboolean
make_response (Mschapv2 *self)
{
  Mschapv2Input input;

  rng_fill (self->rng, self->peer_challenge, sizeof self->peer_challenge);
  input = calculation_input (self);
  return mschapv2_nt_response (&input, self->response);
}

static guint8 *
put_bytes (guint8 *at, const void *bytes, gsize len)
{
  memcpy (at, bytes, len);
  return at + len;
}

/* Op-code, MS-CHAPv2-ID and MS-Length, the rest zero. */
static SecretBuf *
new_packet (const Mschapv2 *self, OpCode op, gsize len)
{
  SecretBuf *packet = secret_buf_new (len);

  secret_buf_data (packet)[0] = (guint8) op;
  secret_buf_data (packet)[1] = self->id;
  byte_put_u16 (secret_buf_data (packet) + 2, (guint16) len);
  return packet;
}

static int
answer_password (Mschapv2 *self, const SecretBuf *password, EapTurn *turn)
{
  gsize user_len = strnlen (self->user, USER_MAX);
  guint8 *at;

  secret_buf_free (self->nt_hash);
  self->nt_hash = mschapv2_nt_hash (password);
  if (self->nt_hash == NULL || !make_response (self))
    return STATUS_FATAL_CRYPTO;
  turn->data = new_packet (self, OP_RESPONSE, HEADER_LEN + 1 + RESPONSE_VALUE_LEN + user_len);
  at = secret_buf_data (turn->data) + HEADER_LEN;
  *at++ = RESPONSE_VALUE_LEN;
  at = put_bytes (at, self->peer_challenge, sizeof self->peer_challenge) + RESERVED_LEN;
  at = put_bytes (at, self->response, sizeof self->response) + 1;
  put_bytes (at, self->user, user_len);
  self->state = STATE_RESPONDED;
  return EAP_STEP_RESPOND;
}

/* RFC 2759 section 7: Encrypted-Password, Encrypted-Hash, Peer-Challenge, Reserved, NT-Response,
 * Flags. The response, and all that follows from it, is made with the new password. */
static int
answer_new_password (Mschapv2 *self, const SecretBuf *password, EapTurn *turn)
{
  g_autoptr (SecretBuf) utf16 = mschapv2_password_utf16 (password);
  g_autoptr (SecretBuf) old_hash = NULL;
  guint8 *at;

  if (secret_buf_len (utf16) > 2 * MSCHAPV2_PASSWORD_MAX)
    {
      turn->kind = EAP_SECRET_NEW_PASSWORD;
      turn->retry = TRUE;
      return EAP_STEP_NEED_SECRET;
    }
  old_hash = g_steal_pointer (&self->nt_hash);
  self->nt_hash = mschapv2_nt_hash (password);
  if (self->nt_hash == NULL || !make_response (self))
    return STATUS_FATAL_CRYPTO;
  turn->data = new_packet (self, OP_CHANGE_PASSWORD, CHANGE_LEN);
  at = secret_buf_data (turn->data) + HEADER_LEN;
  rng_fill (self->rng, at, MSCHAPV2_NEW_PASSWORD);
  mschapv2_encrypt_new_password (utf16, old_hash, at);
  at += MSCHAPV2_NEW_PASSWORD;
  if (!mschapv2_encrypt_old_hash (old_hash, self->nt_hash, at))
    return STATUS_FATAL_CRYPTO;
  at += MSCHAPV2_HASH_LEN;
  at = put_bytes (at, self->peer_challenge, sizeof self->peer_challenge) + RESERVED_LEN;
  put_bytes (at, self->response, sizeof self->response);
  self->state = STATE_RESPONDED;
  return EAP_STEP_RESPOND;
}

static int
answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  Mschapv2 *self = state;

  switch (self->state)
    {
    case STATE_ASKED:
      return answer_password (self, secret, turn);
    case STATE_ASKED_CHANGE:
      return answer_new_password (self, secret, turn);
    case STATE_IDLE:
    case STATE_RESPONDED:
    case STATE_VERIFIED:
    case STATE_REFUSED:
      break;
    }
  return STATUS_FATAL_INTERNAL;
}

static SecretBuf *
steal_msk (gpointer state)
{
  Mschapv2 *self = state;

  return g_steal_pointer (&self->msk);
}

const EapMethod eap_method_mschapv2 = {
  .type = EAP_TYPE_MSCHAPV2,
  .name = "mschapv2",
  .create = create,
  .destroy = destroy,
  .request = request,
  .answer = answer,
  .steal_msk = steal_msk,
};
