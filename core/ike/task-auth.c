// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "task-auth-private.h"

#include "ike-cp.h"
#include "payload-auth.h"
#include "payload-cert.h"
#include "payload-id.h"
#include "payload-sa.h"

/*
 * IKE_AUTH (RFC 7296 sections 1.2, 2.15, 2.16, 2.19): proves both sides, gets addresses, and makes
 * the first Child SA. Nothing of a response is used before the AUTH that covers it has been
 * verified (AUT-03).
 */

/* A request that names every authority of a system store would not fit; an empty one asks for any
 * certificate (CRQ-03). */
#define CERTREQ_HASHES_MAX 20

static void
auth_free (IkeTask *base)
{
  IkeAuthTask *task = (IkeAuthTask *) base;

  g_clear_pointer (&task->own_auth, g_bytes_unref);
  g_clear_pointer (&task->psk, secret_buf_free);
  g_clear_pointer (&task->gateway_id, g_bytes_unref);
  eap_peer_free (task->eap);
  g_free (task);
}

/* ---- The first request ---------------------------------------------------------------------- */

static void
write_own_certificates (const IkeSession *session, IkeMessageBuilder *builder)
{
  const GPtrArray *certificates = session->setup.certificates;

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    {
      gsize len = 0;
      const guint8 *der = cry_cert_der (g_ptr_array_index (certificates, i), &len);

      ike_payload_cert_write (builder, der, len);
    }
}

static void
write_certificate_request (const IkeSession *session, IkeMessageBuilder *builder)
{
  g_autoptr (GByteArray) hashes = NULL;

  if (session->setup.auth == IKE_AUTH_PSK)
    return;
  if (cry_trust_size (session->setup.trust) <= CERTREQ_HASHES_MAX)
    hashes = cry_trust_key_hashes (session->setup.trust);
  ike_payload_certreq_write (builder, hashes != NULL ? hashes->data : NULL,
                             hashes != NULL ? hashes->len : 0, CERTREQ_HASHES_MAX);
}

static void
write_child_request (IkeAuthTask *task, IkeSession *session, IkeMessageBuilder *builder)
{
  IkeCpRequest request
      = { .want_ipv4 = session->setup.want_ipv4, .want_ipv6 = session->setup.want_ipv6 };

  task->spi_in = ike_child_new_spi (session);
  /* There is no key exchange in IKE_AUTH, so no group is offered (SAP-11). */
  ike_child_proposals (session, task->spi_in, FALSE, &task->offered);
  ike_cp_request_write (builder, &request);
  ike_payload_sa_write (builder, &task->offered);
  ike_child_write_ts (builder, TRUE, &session->setup.ts_local, &session->setup.ts_remote);
}

int
ike_auth_send_first (IkeAuthTask *task, IkeSession *session, IkeSa *sa)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  CrySpan auth = ike_span (task->own_auth);

  ike_message_builder_init (&builder);
  ike_payload_id_write (&builder, IKE_PAYLOAD_IDI, &session->setup.local_id);
  write_own_certificates (session, &builder);
  if (session->setup.initial_contact)
    ike_payload_notify_write (&builder, IKE_NOTIFY_INITIAL_CONTACT, NULL, 0);
  write_certificate_request (session, &builder);
  if (session->setup.send_idr)
    ike_payload_id_write (&builder, IKE_PAYLOAD_IDR, &session->setup.remote_id);
  /* Leaving AUTH out is how EAP is asked for (EAP-01). */
  if (task->own_auth != NULL)
    ike_payload_auth_write (&builder, task->own_method, auth.data, auth.len);
  write_child_request (task, session, &builder);
  return ike_sa_request (session, sa, IKE_EXCHANGE_IKE_AUTH, &builder);
}

static int
auth_begin (IkeTask *base, IkeSession *session, IkeSa *sa)
{
  IkeAuthTask *task = (IkeAuthTask *) base;

  if (session->setup.auth == IKE_AUTH_EAP)
    return ike_auth_send_first (task, session, sa);
  return ike_auth_own_ask (task, session, sa);
}

static int
auth_answer (IkeTask *base, IkeSession *session, IkeSa *sa, IkeAnswer *answer)
{
  IkeAuthTask *task = (IkeAuthTask *) base;

  if (task->eap != NULL)
    return ike_auth_eap_answer (task, session, sa, answer);
  return ike_auth_own_take (task, session, sa, answer);
}

/* ---- The first Child SA --------------------------------------------------------------------- */

static gboolean
has_address (const IkeConfigReply *config, const IkeTsList *ts_local)
{
  for (guint i = 0; i < config->n_addr4; i++)
    if (ike_ts_list_has_address (ts_local, AF_INET, config->addr4[i].addr))
      return TRUE;
  for (guint i = 0; i < config->n_addr6; i++)
    if (ike_ts_list_has_address (ts_local, AF_INET6, config->addr6[i].addr))
      return TRUE;
  return FALSE;
}

/* The addresses, checked against the selectors that must cover one of them (TSN-04). NULL: the
 * session has ended. */
static IkeConfigReply *
take_config (IkeSession *session, const IkeMessage *response, const IkeTsList *ts_local)
{
  IkeCpRequest request
      = { .want_ipv4 = session->setup.want_ipv4, .want_ipv6 = session->setup.want_ipv6 };
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_CP);
  IkeConfigReply *config = payload != NULL ? ike_cp_reply_read (payload, &request) : NULL;

  if (config != NULL && config->n_addr4 + config->n_addr6 > 0 && has_address (config, ts_local))
    return config;
  ike_session_end_reason (session, IKE_FAREWELL_DELETE,
                          config == NULL || config->n_addr4 + config->n_addr6 == 0
                              ? IKE_REASON_NO_ADDRESS
                              : IKE_REASON_TS_UNACCEPTABLE);
  ike_config_reply_free (config);
  return NULL;
}

/* FALSE: the session has ended. */
static gboolean
take_suite (IkeAuthTask *task, IkeSession *session, const IkeMessage *response,
            IkeChoice *ret_choice)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_SA);
  const char *why = "no SA payload";

  if (payload != NULL && ike_payload_sa_read (payload, answer)
      && ike_proposals_check_choice (&task->offered, answer, ret_choice, &why))
    return TRUE;
  log_sink_debug (&session->log, "first Child SA: %s", why);
  ike_session_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_PROTOCOL);
  return FALSE;
}

/* FALSE: the session has ended. */
static gboolean
take_selectors (IkeSession *session, const IkeMessage *response, IkeTsList *ret_local,
                IkeTsList *ret_remote)
{
  if (ike_child_read_ts (response, TRUE, ret_local, ret_remote)
      && ike_ts_list_contains (&session->setup.ts_local, ret_local)
      && ike_ts_list_contains (&session->setup.ts_remote, ret_remote))
    return TRUE;
  ike_session_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_TS_UNACCEPTABLE);
  return FALSE;
}

static int
install_first (IkeAuthTask *task, IkeSession *session, IkeSa *sa, const IkeChoice *choice,
               const IkeTsList *ts_local, const IkeTsList *ts_remote)
{
  IkeChildSeed seed = {
    .sa = sa,
    .suite = &choice->suite,
    .spi_in = task->spi_in,
    .spi_out = (guint32) choice->peer_spi,
    .we_initiated = TRUE,
    .ni = ike_span (session->handshake.ni),
    .nr = ike_span (session->handshake.nr),
    .ts_local = ts_local,
    .ts_remote = ts_remote,
  };
  IkeChild *child = NULL;
  int status = ike_child_install (session, &seed, &child);

  session->ts_local = *ts_local;
  session->ts_remote = *ts_remote;
  if (status == STATUS_OK)
    ike_child_activate (session, child);
  return status;
}

/* The response that ends the exchange, its AUTH verified: addresses, Child SA, established. An
 * error notify here is about the Child SA only (ERR-07), but without one there is no VPN. */
static int
finish (IkeAuthTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  g_autofree IkeTsList *ts_local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *ts_remote = g_new0 (IkeTsList, 1);
  IkeEvent event = { .type = IKE_EVENT_CONFIG };
  IkeNotify notify = { 0 };
  int status = STATUS_OK;

  if (ike_message_find_error (response, &notify))
    {
      ike_session_end_notify (session, IKE_FAREWELL_DELETE, notify.type);
      return STATUS_OK;
    }
  if (ike_message_find_notify (response, IKE_NOTIFY_USE_TRANSPORT_MODE, &notify))
    {
      /* Not asked for, and of no use to a tunnel (TSN-18). */
      ike_session_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_PROTOCOL);
      return STATUS_OK;
    }
  if (!take_suite (task, session, response, choice)
      || !take_selectors (session, response, ts_local, ts_remote))
    return STATUS_OK;
  event.config = take_config (session, response, ts_local);
  if (event.config == NULL)
    return STATUS_OK;
  ike_session_push_event (session, &event);
  status = install_first (task, session, sa, choice, ts_local, ts_remote);
  if (status_is_fatal (status))
    return status;
  ike_state_enter (session, IKE_STAGE_ESTABLISHED);
  ike_timers_on_established (&session->timers, session->now);
  ike_handshake_clear (&session->handshake);
  task->base.done = TRUE;
  return STATUS_OK;
}

/* ---- Responses ------------------------------------------------------------------------------ */

static int
take_first (IkeAuthTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  if (!ike_auth_gateway_proves (task, session, sa, response))
    return STATUS_OK;
  if (session->setup.auth == IKE_AUTH_EAP)
    return ike_auth_eap_start (task, session, sa, response);
  ike_state_enter (session, IKE_STAGE_CONFIGURE);
  return finish (task, session, sa, response);
}

static int
take_last (IkeAuthTask *task, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  if (!ike_auth_eap_is_confirmed (task, session, sa, response))
    {
      ike_session_end_reason (session, IKE_FAREWELL_AUTH, IKE_REASON_GATEWAY_AUTH);
      return STATUS_OK;
    }
  return finish (task, session, sa, response);
}

/* The gateway knows nobody by the name we asked for, and nothing of the user's has been sent yet:
 * asked without a name it shows its certificate, which either proves the name after all or tells
 * the user what the gateway is really called. */
static gboolean
may_ask_without_name (const IkeSession *session, guint16 notify)
{
  return notify == IKE_NOTIFY_AUTHENTICATION_FAILED && session->stage == IKE_STAGE_GATEWAY
         && session->setup.auth == IKE_AUTH_EAP && session->setup.send_idr
         && session->setup.idr_is_wish;
}

/* A refusal: no AUTH, no EAP, only an error. In the middle of EAP the user was refused. */
static int
take_refusal (IkeAuthTask *task, IkeSession *session, const IkeNotify *notify)
{
  if (may_ask_without_name (session, notify->type))
    {
      session->setup.send_idr = FALSE;
      task->base.done = TRUE;
      ike_session_start_over (session);
      return STATUS_OK;
    }
  if (session->stage != IKE_STAGE_USER || notify->type != IKE_NOTIFY_AUTHENTICATION_FAILED)
    {
      ike_session_end_notify (session, IKE_FAREWELL_NONE, notify->type);
      return STATUS_OK;
    }
  ike_auth_eap_refused (task, session, notify);
  return STATUS_OK;
}

static int
auth_handle (IkeTask *base, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  IkeAuthTask *task = (IkeAuthTask *) base;
  IkeNotify notify = { 0 };
  gboolean speaks = ike_message_has (response, IKE_PAYLOAD_AUTH)
                    || ike_message_has (response, IKE_PAYLOAD_EAP)
                    || ike_message_has (response, IKE_PAYLOAD_IDR);

  if (!speaks && ike_message_find_error (response, &notify))
    return take_refusal (task, session, &notify);
  switch (session->stage)
    {
    case IKE_STAGE_GATEWAY:
      return take_first (task, session, sa, response);
    case IKE_STAGE_USER:
      return ike_auth_eap_take (task, session, sa, response);
    case IKE_STAGE_CONFIGURE:
      if (ike_message_has (response, IKE_PAYLOAD_AUTH))
        return take_last (task, session, sa, response);
      break;
    case IKE_STAGE_IDLE:
    case IKE_STAGE_INIT:
    case IKE_STAGE_ESTABLISHED:
    case IKE_STAGE_CLOSING:
    case IKE_STAGE_CLOSED:
      break;
    }
  ike_session_end_protocol (session, "IKE_AUTH without anything in it");
  return STATUS_OK;
}

IkeTask *
ike_task_auth_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_AUTH,
    .begin = auth_begin,
    .handle = auth_handle,
    .answer = auth_answer,
    .free = auth_free,
  };
  IkeAuthTask *task = g_new0 (IkeAuthTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
