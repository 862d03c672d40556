// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* PEAP version 0 (draft-kamath-pppext-peapv0): EAP without its header inside TLS, and a result at
 * the end that both sides must agree on. */
#include "eap-method.h"

#include "bytes.h"
#include "eap-peap-binding.h"
#include "eap-tunnel.h"
#include "status.h"

#include <string.h>

#define CODE_REQUEST   1
#define EAP_HEADER_LEN 4
#define LABEL          "client EAP encryption"

typedef struct
{
  EapTunnel tunnel;
  PeapBinding binding; /* keys of both, once the server has asked for it */
} Peap;

/* The server's proof that the end of the tunnel is the end of the inner method, and ours. */
static int
bind (Peap *self, const guint8 *packet, const PeapTlvs *tlvs, EapTurn *turn)
{
  g_autoptr (SecretBuf) tunnel
      = eap_tls_session_keys (self->tunnel.session, EAP_TYPE_PEAP, LABEL, PEAP_TUNNEL_KEY_LEN);
  g_autoptr (SecretBuf) inner = eap_peer_take_msk (self->tunnel.inner.peer);
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
  return eap_tls_session_say (self->tunnel.session, response, turn);
}

static int
say_result (Peap *self, guint8 identifier, PeapResult result, EapTurn *turn)
{
  g_autoptr (SecretBuf) response = peap_tlvs_answer (identifier, result, NULL);

  return eap_tls_session_say (self->tunnel.session, response, turn);
}

static int
refuse_unknown (Peap *self, guint8 identifier, guint16 unknown, EapTurn *turn)
{
  g_autoptr (SecretBuf) response = peap_tlvs_nak (identifier, unknown);

  turn->phase = EAP_PHASE_MIDWAY;
  return eap_tls_session_say (self->tunnel.session, response, turn);
}

/* A server that skips the user's proof, or its own, and says success all the same is not the one
 * that knows the password. */
static int
take_tlvs (Peap *self, const guint8 *packet, gsize len, EapTurn *turn)
{
  PeapTlvs tlvs;

  if (!peap_tlvs_read (packet, len, &tlvs))
    return EAP_STEP_DROP;
  eap_inner_tell_phase (&self->tunnel.inner, turn);
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

/* Without the header. Only a result ends the method. */
static int
say_packet (gpointer tunnel, GBytes *packet, EapTurn *turn)
{
  Peap *self = tunnel;
  g_autoptr (SecretBuf) body = NULL;
  gsize len;
  const guint8 *bytes = g_bytes_get_data (packet, &len);
  EapPhase phase;

  body = secret_buf_new_copy (bytes + EAP_HEADER_LEN, len - EAP_HEADER_LEN);
  eap_inner_tell_phase (&self->tunnel.inner, turn);
  phase = turn->phase;
  turn->phase = phase == EAP_PHASE_MAY_END ? EAP_PHASE_MIDWAY : phase;
  return eap_tls_session_say (self->tunnel.session, body, turn);
}

static int
talk (gpointer tunnel, const SecretBuf *said, EapTurn *turn)
{
  Peap *self = tunnel;
  gsize len = said != NULL ? secret_buf_len (said) : 0;
  const guint8 *data = len > 0 ? secret_buf_peek (said) : NULL;
  g_autoptr (SecretBuf) packet = NULL;

  /* The handshake is complete: the server speaks first. */
  if (len == 0)
    return eap_tls_session_say (self->tunnel.session, NULL, turn);
  if (peap_tlvs_are_in (data, len))
    return take_tlvs (self, data, len, turn);
  if (peap_tlvs_has_header (data, len))
    return eap_tunnel_recv_inner (tunnel, data, len, turn);
  if (len > SECRET_BUF_MAX - EAP_HEADER_LEN - 1)
    return EAP_STEP_DROP;
  packet = secret_buf_new (EAP_HEADER_LEN + len);
  secret_buf_data (packet)[0] = CODE_REQUEST;
  secret_buf_data (packet)[1] = turn->identifier;
  byte_put_u16 (secret_buf_data (packet) + 2, (guint16) (EAP_HEADER_LEN + len));
  memcpy (secret_buf_data (packet) + EAP_HEADER_LEN, data, len);
  return eap_tunnel_recv_inner (tunnel, secret_buf_peek (packet), EAP_HEADER_LEN + len, turn);
}

static gpointer
create (const EapMethodSetup *setup)
{
  static const EapTunnelPacking packing = { talk, say_packet };
  Peap *self = g_new0 (Peap, 1);

  eap_tunnel_init (&self->tunnel, setup, &packing);
  return self;
}

static void
destroy (gpointer state)
{
  Peap *self = state;

  eap_tunnel_clear (&self->tunnel);
  peap_binding_clear (&self->binding);
  g_free (self);
}

static SecretBuf *
steal_msk (gpointer state)
{
  Peap *self = state;

  return self->binding.ipmk != NULL
             ? peap_binding_msk (&self->binding)
             : eap_tls_session_keys (self->tunnel.session, EAP_TYPE_PEAP, LABEL, EAP_MSK_LEN);
}

const EapMethod eap_method_peap = {
  .type = EAP_TYPE_PEAP,
  .name = "peap",
  .flags = EAP_METHOD_PROVES_SERVER,
  .create = create,
  .destroy = destroy,
  .request = eap_tunnel_request,
  .answer = eap_tunnel_answer,
  .steal_msk = steal_msk,
};
