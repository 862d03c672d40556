// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Framing and TLS put together: what the methods of the TLS family have in common. */
#include "eap-tls-session.h"

#include "eap-tls-frame.h"
#include "status.h"

#define KEY_MATERIAL 128 /* MSK and EMSK; how much is asked for changes it */
#define LABEL_1_3    "EXPORTER_EAP_TLS_Key_Material"

struct EapTlsSession
{
  const EapMethodSetup *setup; /* borrowed */
  gboolean with_certificate;
  gboolean has_signed; /* our certificate and its proof are on the way */
  gboolean was_open;
  EapTlsFrame frame;
  EapPhase phase_at_end; /* of the message that is being sent */
  CryTls *tls;           /* owned; NULL before the start */
};

EapTlsSession *
eap_tls_session_new (const EapMethodSetup *setup, gboolean with_certificate)
{
  EapTlsSession *session = g_new0 (EapTlsSession, 1);

  session->setup = setup;
  session->with_certificate = with_certificate;
  eap_tls_frame_init (&session->frame);
  return session;
}

void
eap_tls_session_free (EapTlsSession *session)
{
  if (session == NULL)
    return;
  eap_tls_frame_clear (&session->frame);
  cry_tls_free (session->tls);
  g_free (session);
}

static void
explain (const EapTlsSession *session, EapTurn *turn)
{
  const CryTlsFault *fault = cry_tls_fault (session->tls);

  switch (fault->kind)
    {
    case CRY_TLS_FAULT_CERT:
      turn->reason = EAP_REASON_SERVER_CERT;
      turn->verdict.code = fault->verdict.code;
      turn->verdict.detail = g_strdup (fault->verdict.detail);
      break;
    case CRY_TLS_FAULT_NAME:
      turn->reason = EAP_REASON_SERVER_NAME;
      turn->expected = g_strdup (session->setup->config.server_name);
      turn->found = g_strdup (fault->found);
      break;
    case CRY_TLS_FAULT_ALERT:
      turn->reason = session->has_signed ? EAP_REASON_CERT_REFUSED : EAP_REASON_TLS;
      turn->text = g_strdup (fault->text);
      break;
    case CRY_TLS_FAULT_PROTOCOL:
    case CRY_TLS_FAULT_NONE:
      turn->reason = EAP_REASON_TLS;
      turn->text = g_strdup (fault->text);
      break;
    }
}

/* The next fragment; the method stands where turn says only when the last one is out. A server that
 * ends it all before there is a session, and before it has seen anything of the user, cannot have
 * refused a login, whether or not TLS's own alert said so. */
static int
respond (EapTlsSession *session, EapTurn *turn)
{
  turn->data = eap_tls_frame_next (&session->frame);
  if (turn->reason == EAP_REASON_NONE && !session->was_open && !session->has_signed)
    turn->reason = EAP_REASON_TLS;
  if (session->frame.outgoing != NULL)
    {
      session->phase_at_end = turn->phase;
      turn->phase = EAP_PHASE_MIDWAY;
    }
  return EAP_STEP_RESPOND;
}

/* The server learns why from TLS's own alert, if there is one, and must answer it with Failure
 * (RFC 5216 section 2.1.3, RFC 9190 section 2.1.4). */
static int
fail (EapTlsSession *session, EapTurn *turn)
{
  GBytes *alert = cry_tls_take_records (session->tls);

  explain (session, turn);
  if (alert == NULL)
    return EAP_STEP_FAIL;
  eap_tls_frame_send (&session->frame, alert);
  turn->phase = EAP_PHASE_REFUSED;
  return respond (session, turn);
}

static int
ask_signature (const EapTlsSession *session, EapTurn *turn)
{
  turn->octets = g_bytes_ref (cry_tls_wanted_signature (session->tls, &turn->sig));
  return EAP_STEP_NEED_SIGNATURE;
}

/* What TLS made of its input. */
static int
apply (EapTlsSession *session, CryTlsStep step, EapTurn *turn, SecretBuf **ret_data)
{
  GBytes *records;

  if (step == CRY_TLS_STEP_FAILED)
    return fail (session, turn);
  if (step == CRY_TLS_STEP_SIGN)
    return ask_signature (session, turn);
  records = cry_tls_take_records (session->tls);
  if (step == CRY_TLS_STEP_OPEN)
    session->was_open = TRUE;
  if (records != NULL)
    eap_tls_frame_send (&session->frame, records);
  else if (step == CRY_TLS_STEP_OPEN)
    {
      *ret_data = cry_tls_take_data (session->tls);
      return EAP_TLS_STEP_TALK;
    }
  return respond (session, turn);
}

static int
start (EapTlsSession *session, EapTurn *turn, SecretBuf **ret_data)
{
  const EapConfig *config = &session->setup->config;
  const CryTlsConfig tls = {
    .trust = config->trust,
    .server_name = config->server_name,
    .when = (turn->now + config->wall_offset) / MONO_SEC,
    .certificates = session->with_certificate ? config->certificates : NULL,
  };

  if (session->tls != NULL)
    return EAP_STEP_DROP;
  session->tls = cry_tls_new (&tls);
  if (session->tls == NULL)
    {
      turn->reason = session->with_certificate ? EAP_REASON_NO_SIGNATURE : EAP_REASON_TLS;
      return EAP_STEP_FAIL;
    }
  return apply (session, cry_tls_step (session->tls, NULL, 0), turn, ret_data);
}

static int
take_message (EapTlsSession *session, EapTurn *turn, SecretBuf **ret_data)
{
  GByteArray *message = session->frame.incoming;
  CryTlsStep step;

  if (session->tls == NULL)
    return EAP_STEP_DROP;
  step = cry_tls_step (session->tls, message->data, message->len);
  g_byte_array_set_size (message, 0);
  return apply (session, step, turn, ret_data);
}

int
eap_tls_session_recv (EapTlsSession *session, const guint8 *data, gsize len, EapTurn *turn,
                      SecretBuf **ret_data)
{
  *ret_data = NULL;
  switch (eap_tls_frame_recv (&session->frame, data, len))
    {
    case EAP_TLS_FRAME_START:
      return start (session, turn, ret_data);
    case EAP_TLS_FRAME_MESSAGE:
      return take_message (session, turn, ret_data);
    case EAP_TLS_FRAME_ACKNOWLEDGE:
      turn->phase = turn->stands;
      return respond (session, turn);
    case EAP_TLS_FRAME_GO_ON:
      turn->phase = session->phase_at_end;
      return respond (session, turn);
    case EAP_TLS_FRAME_DROP:
      break;
    }
  return EAP_STEP_DROP;
}

int
eap_tls_session_sign (EapTlsSession *session, GBytes *signature, EapTurn *turn,
                      SecretBuf **ret_data)
{
  *ret_data = NULL;
  session->has_signed = TRUE;
  return apply (session, cry_tls_sign (session->tls, signature), turn, ret_data);
}

int
eap_tls_session_say (EapTlsSession *session, const SecretBuf *data, EapTurn *turn)
{
  GBytes *records = NULL;

  if (data != NULL && !cry_tls_put_data (session->tls, data))
    return STATUS_FATAL_CRYPTO;
  records = cry_tls_take_records (session->tls);
  if (records != NULL)
    eap_tls_frame_send (&session->frame, records);
  return respond (session, turn);
}

gboolean
eap_tls_session_is_1_3 (const EapTlsSession *session)
{
  return cry_tls_is_1_3 (session->tls);
}

SecretBuf *
eap_tls_session_export (EapTlsSession *session, const char *label, gsize len)
{
  return cry_tls_export (session->tls, label, NULL, 0, len);
}

SecretBuf *
eap_tls_session_keys (EapTlsSession *session, EapType type, const char *label, gsize len)
{
  const guint8 context = (guint8) type;
  SecretBuf *keys = cry_tls_is_1_3 (session->tls)
                        ? cry_tls_export (session->tls, LABEL_1_3, &context, 1, KEY_MATERIAL)
                        : cry_tls_export (session->tls, label, NULL, 0, KEY_MATERIAL);

  if (keys != NULL)
    secret_buf_truncate (keys, len);
  return keys;
}
