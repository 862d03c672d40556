// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_AUTH: the first request and what is common to the later ones. */
#include "task-auth.h"

/* IKE_AUTH (RFC 7296 sections 1.2, 2.15, 2.16, 2.19): proves both sides, gets addresses, and makes
 * the first Child SA. Nothing of a response is used before the AUTH that covers it has been
 * verified (AUT-03). */

#include "ike-closed.h"
#include "ike-cp.h"
#include "payload-ts.h"
#include "task-auth-private.h"

static void
auth_free (IkeTask *base)
{
  IkeAuthTask *task = (IkeAuthTask *) base;

  g_clear_pointer (&task->own_auth, g_bytes_unref);
  g_clear_pointer (&task->own_auth_plain, g_bytes_unref);
  g_clear_pointer (&task->gateway_id, g_bytes_unref);
  eap_peer_free (task->eap);
  g_free (task);
}

static int
auth_begin (IkeTask *base)
{
  return ike_auth_own_begin ((IkeAuthTask *) base);
}

static int
auth_answer (IkeTask *base, IkeAnswer *answer)
{
  IkeAuthTask *task = (IkeAuthTask *) base;

  if (task->eap != NULL)
    return ike_auth_eap_answer (task, answer);
  return ike_auth_own_take (task, answer);
}

/* ---- The first Child SA --------------------------------------------------------------------- */

/* What the gateway may send us: of the selectors it answered, our granted addresses and nothing
 * else of this machine (RFC 4301 section 5.2, TSN-04). */
static void
keep_granted (const IkeConfigReply *config, const IkeTsList *answered, IkeTsList *ret_local)
{
  g_autofree IkeTsList *granted = g_new0 (IkeTsList, 1);

  for (guint i = 0; i < config->n_addresses; i++)
    {
      const IpAddress *address = &config->addresses[i].address;
      const IpRange alone = { *address, *address };
      const IkeTs ts = ike_ts_of_range (&alone);

      ike_ts_list_add (granted, &ts);
    }
  ike_ts_list_narrow (granted, answered, ret_local);
}

/* NULL: the session has ended. */
static IkeConfigReply *
take_config (IkeSession *session, const IkeMessage *response)
{
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_CP);
  IkeConfigReply *config = payload != NULL ? ike_cp_reply_read (payload, &session->setup.cp) : NULL;

  if (config != NULL && config->n_addresses > 0)
    return config;
  ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_NO_ADDRESS);
  ike_config_reply_free (config);
  return NULL;
}

/* FALSE: the session has ended. */
static gboolean
take_suite (IkeAuthTask *task, const IkeMessage *response, IkeChoice *ret_choice)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_SA);
  const char *why = "no SA payload";

  if (payload != NULL && ike_payload_sa_read (payload, answer)
      && ike_proposals_check_choice (&task->offered, answer, ret_choice, &why))
    return TRUE;
  ike_closed_fail_protocol (task->base.sa, why);
  return FALSE;
}

/* What both sides' selectors have in common. An answer that goes beyond what was asked is not taken
 * for more than that (TSN-03; docs/exceptions.md). FALSE: the session has ended. */
static gboolean
take_selectors (IkeSession *session, const IkeMessage *response, const IkeConfigReply *config,
                IkeTsList *ret_local, IkeTsList *ret_remote)
{
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);

  if (ike_message_read_ts (response, TRUE, local, remote))
    {
      keep_granted (config, local, ret_local);
      ike_ts_list_narrow (&session->setup.ts_remote, remote, ret_remote);
    }
  if (ret_local->n > 0 && ret_remote->n > 0)
    return TRUE;
  ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_TS_UNACCEPTABLE);
  return FALSE;
}

static int
install_first (IkeAuthTask *task, const IkeMessage *response, const IkeChoice *choice,
               const IkeTsList *ts_local, const IkeTsList *ts_remote)
{
  IkeSession *session = task->base.session;
  const IkeSa *sa = task->base.sa;
  IkeChildSeed seed = {
    .sa = sa,
    .suite = &choice->suite,
    .peers = response,
    .spi_in = task->spi_in,
    .spi_out = (guint32) choice->peer_spi,
    .we_initiated = TRUE,
    .ni = ike_span (sa->handshake->ni),
    .nr = ike_span (sa->handshake->nr),
    .ts_local = ts_local,
    .ts_remote = ts_remote,
  };
  IkeChild *child = NULL;
  int status = ike_child_install (session, &seed, &child);

  session->children.ts_local = *ts_local;
  session->children.ts_remote = *ts_remote;
  if (status == STATUS_OK)
    ike_child_activate (session, child);
  return status;
}

/* The response that ends the exchange, its AUTH verified: addresses, Child SA, established. An
 * error notify here is about the Child SA only (ERR-07), but without one there is no VPN. */
static int
finish (IkeAuthTask *task, const IkeMessage *response)
{
  IkeSession *session = task->base.session;
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  g_autofree IkeTsList *ts_local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *ts_remote = g_new0 (IkeTsList, 1);
  IkeEvent event = { .type = IKE_EVENT_CONFIG };
  IkeConfigReply *config = NULL;
  IkeNotify notify = { 0 };
  MonoTime lifetime = 0;
  int status = STATUS_OK;

  if (ike_message_find_error (response, &notify))
    {
      ike_closed_end_notify (session, IKE_FAREWELL_DELETE, notify.type);
      return STATUS_OK;
    }
  if (ike_message_find_notify (response, IKE_NOTIFY_USE_TRANSPORT_MODE, &notify)
      || ike_message_find_notify (response, IKE_NOTIFY_IPCOMP_SUPPORTED, &notify))
    {
      /* Not asked for (TSN-18, OPT-01). */
      ike_closed_end_reason (session, IKE_FAREWELL_DELETE, IKE_REASON_PROTOCOL);
      return STATUS_OK;
    }
  if (!take_suite (task, response, choice))
    return STATUS_OK;
  config = take_config (session, response);
  if (config == NULL || !take_selectors (session, response, config, ts_local, ts_remote))
    {
      ike_config_reply_free (config);
      return STATUS_OK;
    }
  event.config = config;
  ike_outbox_event (&session->outbox, &event);
  status = install_first (task, response, choice, ts_local, ts_remote);
  if (status_is_fatal (status))
    return status;
  session->mobike.supported
      = ike_message_find_notify (response, IKE_NOTIFY_MOBIKE_SUPPORTED, &notify);
  ike_mobike_take_addresses (&session->mobike, response);
  ike_state_enter (session, IKE_STAGE_ESTABLISHED);
  ike_timers_on_established (&session->timers, session->now);
  if (ike_auth_lifetime_read (response, &lifetime))
    ike_timers_on_auth_lifetime (&session->timers, lifetime, session->now);
  if (task->base.sa->suite.ppk)
    session->wants_rekey = TRUE; /* its own messages are not yet protected (RFC 8784 section 6) */
  else if (session->setup.ppk_id != NULL)
    log_sink_info (&session->log, "connected without the post-quantum key, which is optional");
  g_clear_pointer (&task->base.sa->handshake, ike_handshake_free);
  task->base.done = TRUE;
  return STATUS_OK;
}

/* ---- Responses ------------------------------------------------------------------------------ */

static int
take_first (IkeAuthTask *task, const IkeMessage *response)
{
  IkeSession *session = task->base.session;

  if (!ike_auth_gateway_proves (task, response)
      || ike_closed_redirect (session, IKE_FAREWELL_DELETE, response, (CrySpan){ 0 }))
    return STATUS_OK;
  if (session->setup.gateway_only)
    {
      ike_state_enter (session, IKE_STAGE_USER);
      ike_closed_end_reason (session, IKE_FAREWELL_QUIT, IKE_REASON_LOCAL_CLOSE);
      return STATUS_OK;
    }
  if (session->setup.certificate_first)
    return ike_auth_eap_announce (task);
  if (session->setup.auth == IKE_AUTH_EAP)
    return ike_auth_eap_start (task, response);
  ike_state_enter (session, IKE_STAGE_CONFIGURE);
  return finish (task, response);
}

static int
take_last (IkeAuthTask *task, const IkeMessage *response)
{
  if (!ike_auth_ppk_take (task, response))
    return STATUS_OK;
  if (ike_auth_eap_is_confirmed (task, response))
    return ike_closed_redirect (task->base.session, IKE_FAREWELL_DELETE, response, (CrySpan){ 0 })
               ? STATUS_OK
               : finish (task, response);
  ike_closed_end_reason (task->base.session, IKE_FAREWELL_AUTH, IKE_REASON_GATEWAY_AUTH);
  return STATUS_OK;
}

/* No AUTH, no EAP, only an error. In the middle of EAP the user was refused. */
static int
auth_refused (IkeAuthTask *task, guint16 notify)
{
  IkeSession *session = task->base.session;

  /* The gateway knows nobody by the name we asked for: asked without a name it shows its
   * certificate, which either proves the name after all or tells the user what the gateway is
   * really called. */
  if (notify == IKE_NOTIFY_AUTHENTICATION_FAILED && session->setup.send_idr
      && ike_auth_ask_the_other_way (session))
    return STATUS_OK;
  if (notify == IKE_NOTIFY_AUTHENTICATION_FAILED && ike_auth_own_sign_otherwise (task))
    return STATUS_OK;
  if (session->shown != NULL && notify == IKE_NOTIFY_AUTHENTICATION_FAILED && !session->proven)
    {
      ike_closed_fail (task->base.sa, IKE_FAREWELL_NONE, g_steal_pointer (&session->shown));
      return STATUS_OK;
    }
  if (notify == IKE_NOTIFY_AUTHENTICATION_FAILED && session->stage != IKE_STAGE_USER
      && ike_auth_ppk_is_used (task->base.sa))
    {
      ike_closed_fail_reason (task->base.sa, IKE_FAREWELL_NONE, IKE_REASON_PPK);
      return STATUS_OK;
    }
  if (session->stage != IKE_STAGE_USER || notify != IKE_NOTIFY_AUTHENTICATION_FAILED)
    {
      ike_closed_fail_notify (task->base.sa, IKE_FAREWELL_NONE, notify);
      return STATUS_OK;
    }
  ike_auth_eap_refused (task, notify);
  return STATUS_OK;
}

static int
auth_handle (IkeTask *base, const IkeMessage *response)
{
  IkeAuthTask *task = (IkeAuthTask *) base;
  IkeNotify notify = { 0 };
  gboolean speaks
      = ike_message_has (response, IKE_PAYLOAD_AUTH) || ike_message_has (response, IKE_PAYLOAD_EAP);

  /* Some say who they are when they refuse. */
  if (!speaks && ike_message_find_error (response, &notify))
    return auth_refused (task, notify.type);
  if (base->session->stage == IKE_STAGE_GATEWAY)
    return task->second_round ? ike_auth_eap_start (task, response) : take_first (task, response);
  if (base->session->stage == IKE_STAGE_USER)
    return ike_auth_eap_take (task, response);
  if (base->session->stage == IKE_STAGE_CONFIGURE && ike_message_has (response, IKE_PAYLOAD_AUTH))
    return take_last (task, response);
  ike_closed_fail_protocol (base->sa, "IKE_AUTH without anything in it");
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
