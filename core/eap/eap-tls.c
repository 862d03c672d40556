// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* EAP-TLS (RFC 5216, with TLS 1.3 RFC 9190): both sides by certificate. */
#include "eap-method.h"

#include "eap-tls-session.h"
#include "status.h"

/* RFC 9190 section 2.1.1: the server's promise that it has nothing more to say, without which a
 * Success could be somebody else's. */
#define COMMITMENT 0x00

typedef struct
{
  EapTlsSession *session; /* owned */
  gboolean committed;     /* the promise came; tickets may still follow (ETL-09) */
} Tls;

static gpointer
create (const EapMethodSetup *setup)
{
  Tls *self = g_new0 (Tls, 1);

  self->session = eap_tls_session_new (setup, TRUE);
  return self;
}

static void
destroy (gpointer state)
{
  Tls *self = state;

  eap_tls_session_free (self->session);
  g_free (self);
}

/* The session is open: with TLS 1.2 that is all there is, with TLS 1.3 the server must say that it
 * has accepted our certificate. */
static int
conclude (Tls *self, const SecretBuf *data, EapTurn *turn)
{
  if (eap_tls_session_is_1_3 (self->session))
    {
      if (data != NULL && (secret_buf_len (data) != 1 || secret_buf_peek (data)[0] != COMMITMENT))
        return EAP_STEP_DROP;
      self->committed |= data != NULL;
      turn->phase = self->committed ? EAP_PHASE_MAY_END : EAP_PHASE_MIDWAY;
    }
  else if (data == NULL)
    turn->phase = EAP_PHASE_MAY_END;
  else
    return EAP_STEP_DROP;
  return eap_tls_session_say (self->session, NULL, turn);
}

static int
request (gpointer state, const guint8 *data, gsize len, EapTurn *turn)
{
  Tls *self = state;
  g_autoptr (SecretBuf) said = NULL;
  int step = eap_tls_session_recv (self->session, data, len, turn, &said);

  return step == EAP_TLS_STEP_TALK ? conclude (self, said, turn) : step;
}

static int
sign (gpointer state, GBytes *signature, EapTurn *turn)
{
  Tls *self = state;
  g_autoptr (SecretBuf) said = NULL;
  int step = eap_tls_session_sign (self->session, signature, turn, &said);

  return step == EAP_TLS_STEP_TALK ? conclude (self, said, turn) : step;
}

static SecretBuf *
steal_msk (gpointer state)
{
  Tls *self = state;

  return eap_tls_session_keys (self->session, EAP_TYPE_TLS, "client EAP encryption", EAP_MSK_LEN);
}

const EapMethod eap_method_tls = {
  .type = EAP_TYPE_TLS,
  .name = "tls",
  .flags = EAP_METHOD_PROVES_SERVER | EAP_METHOD_NEEDS_CERTIFICATE,
  .create = create,
  .destroy = destroy,
  .request = request,
  .sign = sign,
  .steal_msk = steal_msk,
};
