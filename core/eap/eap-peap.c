// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-method.h"

#include "bytes.h"
#include "eap-inner.h"
#include "eap-tls-session.h"
#include "status.h"

#include <string.h>

/* PEAP version 0 (draft-kamath-pppext-peapv0): EAP without its header inside TLS, and a result at
 * the end that both sides must agree on. */

#define CODE_REQUEST   1
#define CODE_RESPONSE  2
#define EAP_HEADER_LEN 4
#define TLV_RESULT     3
#define TLV_TYPE_MASK  0x3fff /* without the mandatory and the reserved bit */
#define TLV_MANDATORY  0x8000
#define RESULT_SUCCESS 1
#define RESULT_FAILURE 2
#define RESULT_LEN     2
#define RESULT_PACKET  11 /* header, type, one TLV of two octets */
#define TLV_OF_PACKET  5

typedef struct
{
  EapTlsSession *session; /* owned */
  EapInner inner;
} Peap;

static gpointer
create (const EapMethodSetup *setup)
{
  Peap *self = g_new0 (Peap, 1);

  self->session = eap_tls_session_new (setup, FALSE);
  eap_inner_init (&self->inner, setup);
  return self;
}

static void
destroy (gpointer state)
{
  Peap *self = state;

  eap_tls_session_free (self->session);
  eap_inner_clear (&self->inner);
  g_free (self);
}

/* The status of the Result TLV in an EAP packet of that type; 0: there is none. */
static guint16
read_result (const guint8 *packet, gsize len)
{
  ByteReader reader = byte_reader (packet, len);

  byte_read_skip (&reader, TLV_OF_PACKET);
  while (byte_reader_ok (&reader) && reader.left > 0)
    {
      guint16 type = byte_read_u16 (&reader) & TLV_TYPE_MASK;
      guint16 value_len = byte_read_u16 (&reader);
      const guint8 *value = byte_read_bytes (&reader, value_len);

      if (value != NULL && type == TLV_RESULT && value_len == RESULT_LEN)
        return byte_get_u16 (value);
    }
  return 0;
}

static int
say_result (Peap *self, guint8 identifier, guint16 result, EapTurn *turn)
{
  g_autoptr (SecretBuf) packet = secret_buf_new (RESULT_PACKET);
  guint8 *at = secret_buf_data (packet);

  at[0] = CODE_RESPONSE;
  at[1] = identifier;
  byte_put_u16 (at + 2, RESULT_PACKET);
  at[EAP_HEADER_LEN] = EAP_TYPE_TLV;
  byte_put_u16 (at + TLV_OF_PACKET, TLV_MANDATORY | TLV_RESULT);
  byte_put_u16 (at + TLV_OF_PACKET + 2, RESULT_LEN);
  byte_put_u16 (at + TLV_OF_PACKET + 4, result);
  return eap_tls_session_say (self->session, packet, turn);
}

/* A server that skips the user's proof, or its own, and says success all the same is not the one
 * that knows the password. */
static int
take_result (Peap *self, const guint8 *packet, gsize len, EapTurn *turn)
{
  guint16 result = read_result (packet, len);

  eap_inner_tell_phase (&self->inner, turn);
  if (result == RESULT_SUCCESS && turn->phase == EAP_PHASE_MAY_END)
    return say_result (self, packet[1], RESULT_SUCCESS, turn);
  if (result == RESULT_FAILURE)
    {
      if (turn->phase != EAP_PHASE_REFUSED)
        turn->reason = EAP_REASON_REJECTED;
      turn->phase = EAP_PHASE_REFUSED;
      return say_result (self, packet[1], RESULT_FAILURE, turn);
    }
  turn->reason = EAP_REASON_PROTOCOL;
  return result == 0 ? EAP_STEP_DROP : EAP_STEP_FAIL;
}

/* What the inner peer made of its input, without the header. Only a result ends the method. */
static int
apply_inner (Peap *self, int step, GBytes *packet, EapTurn *turn)
{
  g_autoptr (SecretBuf) body = NULL;
  const guint8 *bytes;
  gsize len;
  EapPhase phase;

  if (step != EAP_STEP_RESPOND)
    return step;
  bytes = g_bytes_get_data (packet, &len);
  body = secret_buf_new_copy (bytes + EAP_HEADER_LEN, len - EAP_HEADER_LEN);
  eap_inner_tell_phase (&self->inner, turn);
  phase = turn->phase;
  turn->phase = phase == EAP_PHASE_MAY_END ? EAP_PHASE_MIDWAY : phase;
  return eap_tls_session_say (self->session, body, turn);
}

static gboolean
has_header (const guint8 *data, gsize len)
{
  return len > EAP_HEADER_LEN && data[0] == CODE_REQUEST && byte_get_u16 (data + 2) == len
         && data[EAP_HEADER_LEN] == EAP_TYPE_TLV;
}

static int
talk (Peap *self, const SecretBuf *said, EapTurn *turn)
{
  gsize len = said != NULL ? secret_buf_len (said) : 0;
  const guint8 *data = len > 0 ? secret_buf_peek (said) : NULL;
  g_autoptr (SecretBuf) packet = NULL;
  g_autoptr (GBytes) response = NULL;
  int step;

  /* The handshake is complete: the server speaks first. */
  if (len == 0)
    return eap_tls_session_say (self->session, NULL, turn);
  if (has_header (data, len))
    return take_result (self, data, len, turn);
  if (len > SECRET_BUF_MAX - EAP_HEADER_LEN - 1)
    return EAP_STEP_DROP;
  packet = secret_buf_new (EAP_HEADER_LEN + len);
  secret_buf_data (packet)[0] = CODE_REQUEST;
  secret_buf_data (packet)[1] = turn->identifier;
  byte_put_u16 (secret_buf_data (packet) + 2, (guint16) (EAP_HEADER_LEN + len));
  memcpy (secret_buf_data (packet) + EAP_HEADER_LEN, data, len);
  step = eap_inner_recv (&self->inner, secret_buf_peek (packet), EAP_HEADER_LEN + len, turn,
                         &response);
  return apply_inner (self, step, response, turn);
}

static int
request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  Peap *self = state;
  g_autoptr (SecretBuf) said = NULL;
  int step = eap_tls_session_recv (self->session, data, len, turn, &said);

  return step == EAP_TLS_STEP_TALK ? talk (self, said, turn) : step;
}

static int
answer (gpointer state, const SecretBuf *secret, EapTurn *turn)
{
  Peap *self = state;
  g_autoptr (GBytes) response = NULL;
  int step = eap_inner_answer (&self->inner, secret, turn, &response);

  return apply_inner (self, step, response, turn);
}

static SecretBuf *
steal_msk (gpointer state)
{
  Peap *self = state;

  return eap_tls_session_msk (self->session, EAP_TYPE_PEAP, "client EAP encryption");
}

const EapMethod eap_method_peap = {
  .type = EAP_TYPE_PEAP,
  .name = "peap",
  .flags = EAP_METHOD_PROVES_SERVER,
  .create = create,
  .destroy = destroy,
  .request = request,
  .answer = answer,
  .steal_msk = steal_msk,
};
