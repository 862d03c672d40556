// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* PEAP version 0 (draft-kamath-pppext-peapv0): EAP without its header inside TLS, and a result at
 * the end that both sides must agree on. */
#include "eap-method.h"

#include "bytes.h"
#include "eap-inner.h"
#include "eap-peap-binding.h"
#include "eap-tls-session.h"
#include "status.h"

#include <string.h>

#define CODE_REQUEST   1
#define EAP_HEADER_LEN 4
#define LABEL          "client EAP encryption"

typedef struct
{
  EapTlsSession *session; /* owned */
  EapInner inner;
  PeapBinding binding; /* keys of both, once the server has asked for it */
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
  peap_binding_clear (&self->binding);
  g_free (self);
}

/* The server's proof that the end of the tunnel is the end of the inner method, and ours. */
static int
bind (Peap *self, const guint8 *packet, const PeapTlvs *tlvs, EapTurn *turn)
{
  g_autoptr (SecretBuf) tunnel
      = eap_tls_session_keys (self->session, EAP_TYPE_PEAP, LABEL, PEAP_TUNNEL_KEY_LEN);
  g_autoptr (SecretBuf) inner = eap_peer_take_msk (self->inner.peer);
  g_autoptr (SecretBuf) response = NULL;
  guint8 answer[PEAP_BINDING_LEN];

  peap_binding_clear (&self->binding);
  if (tunnel == NULL || !peap_binding_init (&self->binding, tunnel, inner))
    return STATUS_FATAL_CRYPTO;
  if (!peap_binding_verifies (&self->binding, tlvs->binding))
    {
      turn->reason = EAP_REASON_SERVER_NOT_GENUINE;
      return EAP_STEP_FAIL;
    }
  if (!peap_binding_answer (&self->binding, tlvs->binding, answer))
    return STATUS_FATAL_CRYPTO;
  response = peap_tlvs_answer (packet[1], PEAP_RESULT_SUCCESS, answer);
  return eap_tls_session_say (self->session, response, turn);
}

static int
say_result (Peap *self, guint8 identifier, PeapResult result, EapTurn *turn)
{
  g_autoptr (SecretBuf) response = peap_tlvs_answer (identifier, result, NULL);

  return eap_tls_session_say (self->session, response, turn);
}

static int
refuse_unknown (Peap *self, guint8 identifier, guint16 unknown, EapTurn *turn)
{
  g_autoptr (SecretBuf) response = peap_tlvs_nak (identifier, unknown);

  turn->phase = EAP_PHASE_MIDWAY;
  return eap_tls_session_say (self->session, response, turn);
}

/* A server that skips the user's proof, or its own, and says success all the same is not the one
 * that knows the password. */
static int
take_tlvs (Peap *self, const guint8 *packet, gsize len, EapTurn *turn)
{
  PeapTlvs tlvs;

  if (!peap_tlvs_read (packet, len, &tlvs))
    return EAP_STEP_DROP;
  eap_inner_tell_phase (&self->inner, turn);
  if (tlvs.unknown != 0)
    return refuse_unknown (self, packet[1], tlvs.unknown, turn);
  if (tlvs.result == PEAP_RESULT_SUCCESS && turn->phase == EAP_PHASE_MAY_END)
    return tlvs.has_binding ? bind (self, packet, &tlvs, turn)
                            : say_result (self, packet[1], PEAP_RESULT_SUCCESS, turn);
  if (tlvs.result == PEAP_RESULT_FAILURE)
    {
      if (turn->phase != EAP_PHASE_REFUSED)
        turn->reason = EAP_REASON_REJECTED;
      turn->phase = EAP_PHASE_REFUSED;
      return say_result (self, packet[1], PEAP_RESULT_FAILURE, turn);
    }
  turn->reason = EAP_REASON_PROTOCOL;
  return tlvs.result == PEAP_RESULT_NONE ? EAP_STEP_DROP : EAP_STEP_FAIL;
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

static int
recv_inner (Peap *self, const guint8 *packet, gsize len, EapTurn *turn)
{
  g_autoptr (GBytes) response = NULL;
  int step = eap_inner_recv (&self->inner, packet, len, turn, &response);

  return apply_inner (self, step, response, turn);
}

static int
talk (Peap *self, const SecretBuf *said, EapTurn *turn)
{
  gsize len = said != NULL ? secret_buf_len (said) : 0;
  const guint8 *data = len > 0 ? secret_buf_peek (said) : NULL;
  g_autoptr (SecretBuf) packet = NULL;

  /* The handshake is complete: the server speaks first. */
  if (len == 0)
    return eap_tls_session_say (self->session, NULL, turn);
  if (peap_tlvs_are_in (data, len))
    return take_tlvs (self, data, len, turn);
  if (peap_tlvs_has_header (data, len))
    return recv_inner (self, data, len, turn);
  if (len > SECRET_BUF_MAX - EAP_HEADER_LEN - 1)
    return EAP_STEP_DROP;
  packet = secret_buf_new (EAP_HEADER_LEN + len);
  secret_buf_data (packet)[0] = CODE_REQUEST;
  secret_buf_data (packet)[1] = turn->identifier;
  byte_put_u16 (secret_buf_data (packet) + 2, (guint16) (EAP_HEADER_LEN + len));
  memcpy (secret_buf_data (packet) + EAP_HEADER_LEN, data, len);
  return recv_inner (self, secret_buf_peek (packet), EAP_HEADER_LEN + len, turn);
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

  return self->binding.ipmk != NULL
             ? peap_binding_msk (&self->binding)
             : eap_tls_session_keys (self->session, EAP_TYPE_PEAP, LABEL, EAP_MSK_LEN);
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
