// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE_AUTH: the EAP rounds. */
#include "task-auth-private.h"

/* EAP inside IKE_AUTH (RFC 7296 section 2.16). The EAP peer is created only after the gateway has
 * been proven, so there is nothing that could answer, or ask the user, before. */

#include "ike-closed.h"
#include "ike-psk.h"
#include "payload-auth.h"
#include "payload-eap.h"
#include "payload-id.h"

/* Packets of one conversation. A chain of certificates in small fragments needs many. */
#define ROUNDS_MAX 256

static int
send_packet (IkeSa *sa, GBytes *packet)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  CrySpan span = ike_span (packet);

  ike_message_builder_init (&builder);
  ike_payload_eap_write (&builder, span.data, span.len);
  return ike_sa_request (sa, IKE_EXCHANGE_IKE_AUTH, &builder);
}

/* The key of the last AUTH pair: the MSK, or SK_p of the sender with a method that makes none
 * (EAP-04). */
static const SecretBuf *
auth_key (const IkeAuthTask *task, const SecretBuf *sk_p)
{
  const SecretBuf *msk = eap_peer_msk (task->eap);

  return msk != NULL ? msk : sk_p;
}

static GBytes *
prove_last (const IkeAuthTask *task, const SecretBuf *sk_pi)
{
  g_autoptr (GBytes) octets = ike_auth_own_octets (task, sk_pi);

  return octets != NULL ? ike_auth_psk (task->base.sa->suite.prf, auth_key (task, sk_pi), octets)
                        : NULL;
}

static int
send_last (IkeAuthTask *task)
{
  IkeSa *sa = task->base.sa;
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) auth = prove_last (task, ike_auth_ppk_sk_pi (sa));
  CrySpan span = ike_span (auth);

  if (auth == NULL)
    return STATUS_FATAL_CRYPTO;
  if (ike_auth_ppk_wants_plain (task))
    task->own_auth_plain = prove_last (task, sa->keymat.pi);
  ike_message_builder_init (&builder);
  ike_payload_auth_write (&builder, IKE_AUTH_METHOD_SHARED_KEY, span.data, span.len);
  ike_auth_ppk_write (task, &builder);
  ike_state_enter (sa->session, IKE_STAGE_CONFIGURE);
  return ike_sa_request (sa, IKE_EXCHANGE_IKE_AUTH, &builder);
}

static IkeSecretKind
secret_kind (EapSecretKind kind)
{
  switch (kind)
    {
    case EAP_SECRET_PASSWORD:
      return IKE_SECRET_PASSWORD;
    case EAP_SECRET_RESPONSE:
      return IKE_SECRET_RESPONSE;
    case EAP_SECRET_NEW_PASSWORD:
      return IKE_SECRET_NEW_PASSWORD;
    }
  return IKE_SECRET_RESPONSE;
}

static void
ask_secret (IkeAuthTask *task, EapEvent *from)
{
  IkeOutbox *outbox = &task->base.session->outbox;
  IkeEvent event = { .type = IKE_EVENT_NEED_SECRET };

  task->eap_ticket = from->ticket;
  task->eap_retry = from->retry;
  event.ticket = task->base.ticket = ike_outbox_ticket (outbox);
  event.secret.kind = secret_kind (from->kind);
  event.secret.round = from->round;
  event.secret.retry = from->retry;
  event.secret.prompt = g_steal_pointer (&from->text);
  ike_outbox_event (outbox, &event);
}

static void
ask_signature (IkeAuthTask *task, EapEvent *from)
{
  IkeOutbox *outbox = &task->base.session->outbox;
  IkeEvent event = { .type = IKE_EVENT_NEED_SIGNATURE, .sig = from->sig };

  task->eap_ticket = from->ticket;
  event.ticket = task->base.ticket = ike_outbox_ticket (outbox);
  event.octets = g_steal_pointer (&from->octets);
  ike_outbox_event (outbox, &event);
}

/* Who has no other answer than the one that was refused has not cancelled anything: the credentials
 * are wrong, and that is what the user is told. */
static void
eap_failed (const IkeAuthTask *task, EapEvent *from)
{
  IkeSession *session = task->base.session;
  gboolean cancelled = from->reason == EAP_REASON_CANCELLED;
  gboolean declined = cancelled && !task->eap_retry;
  gboolean ended_there = from->reason == EAP_REASON_REJECTED;
  IkeClosed *account
      = ike_closed_new (session, declined ? IKE_REASON_SECRET_CANCELLED : IKE_REASON_EAP);

  account->eap_reason = cancelled && !declined ? EAP_REASON_REJECTED : from->reason;
  account->notify = task->eap_notify;
  account->peer_text = g_steal_pointer (&from->text);
  account->expected = g_steal_pointer (&from->expected);
  account->found = g_steal_pointer (&from->found);
  account->verdict = from->verdict;
  from->verdict = (CryVerdict){ 0 };
  ike_closed_end (session, ended_there ? IKE_FAREWELL_NONE : IKE_FAREWELL_QUIT, account);
}

static void
take_event (IkeAuthTask *task, EapEvent *from)
{
  IkeEvent message = { .type = IKE_EVENT_MESSAGE };

  switch (from->type)
    {
    case EAP_EVENT_NEED_SECRET:
      ask_secret (task, from);
      break;
    case EAP_EVENT_NEED_SIGNATURE:
      ask_signature (task, from);
      break;
    case EAP_EVENT_MESSAGE:
      message.text = g_steal_pointer (&from->text);
      if (message.text != NULL)
        ike_outbox_event (&task->base.session->outbox, &message);
      break;
    case EAP_EVENT_SUCCEEDED:
      task->eap_done = TRUE;
      break;
    case EAP_EVENT_FAILED:
      eap_failed (task, from);
      break;
    }
}

static void
drain_events (IkeAuthTask *task)
{
  EapEvent event = { 0 };

  while (eap_peer_pull_event (task->eap, &event))
    {
      take_event (task, &event);
      eap_event_clear (&event);
      event = (EapEvent){ 0 };
    }
}

/* Carries on with whatever the EAP peer has to say after an input. */
static int
drain (IkeAuthTask *task)
{
  g_autoptr (GBytes) packet = NULL;
  gboolean has_packet = eap_peer_pull_packet (task->eap, &packet);

  drain_events (task);
  if (task->base.session->stage == IKE_STAGE_CLOSED)
    return STATUS_OK;
  if (task->eap_done && ike_auth_ppk_is_missing (task->base.sa))
    return ike_auth_own_wait_for (task, IKE_SECRET_PPK);
  if (task->eap_done)
    return send_last (task);
  if (has_packet)
    return send_packet (task->base.sa, packet);
  /* Without a packet to send and without a question to the user nothing would ever happen again:
   * the gateway sent something that EAP discards (EAP-10). */
  if (task->base.ticket == 0)
    ike_closed_fail_protocol (task->base.sa, "an EAP packet that leads nowhere");
  return STATUS_OK;
}

static int
feed (IkeAuthTask *task, const IkeMessage *response)
{
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_EAP);
  guint64 dropped;
  int status;

  if (payload == NULL || ++task->eap_rounds > ROUNDS_MAX)
    {
      ike_closed_fail_protocol (task->base.sa, "no EAP packet where one is due, or without end");
      return STATUS_OK;
    }
  dropped = eap_peer_dropped (task->eap);
  status = eap_peer_recv (task->eap, payload->data, payload->len, task->base.session->now);
  if (status_is_fatal (status))
    return status;
  if (eap_peer_dropped (task->eap) > dropped)
    ike_outbox_drop (&task->base.session->outbox, "its EAP packet is malformed or out of order");
  return drain (task);
}

int
ike_auth_eap_announce (IkeAuthTask *task)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  task->second_round = TRUE;
  ike_message_builder_init (&builder);
  ike_payload_id_write (&builder, IKE_PAYLOAD_IDI, &task->base.session->setup.user_id);
  return ike_sa_request (task->base.sa, IKE_EXCHANGE_IKE_AUTH, &builder);
}

int
ike_auth_eap_start (IkeAuthTask *task, const IkeMessage *response)
{
  IkeSession *session = task->base.session;
  const IkeSetup *setup = &session->setup;
  EapConfig config = {
    .identity = setup->eap_identity,
    .user = setup->eap_user,
    .methods = (const char *const *) setup->eap_methods,
    .inner = setup->eap_inner,
    .server_authenticated = TRUE,
    .server_name = setup->eap_server_name,
    .trust = setup->eap_trust,
    .certificates = setup->eap_certificates,
    .wall_offset = setup->wall_offset,
  };

  ike_state_enter (session, IKE_STAGE_USER);
  task->eap = eap_peer_new (&config, &session->rng, &session->log);
  return feed (task, response);
}

int
ike_auth_eap_take (IkeAuthTask *task, const IkeMessage *response)
{
  return feed (task, response);
}

static int
take_ppk (IkeAuthTask *task, IkeAnswer *answer)
{
  g_autoptr (SecretBuf) ppk = NULL;
  int status = STATUS_OK;

  if (answer->secret == NULL)
    {
      ike_closed_end_reason (task->base.session, IKE_FAREWELL_DELETE, IKE_REASON_SECRET_CANCELLED);
      return STATUS_OK;
    }
  ppk = ike_psk_read (g_steal_pointer (&answer->secret));
  status = ike_auth_ppk_mix (task->base.sa, ppk);
  return status == STATUS_OK ? send_last (task) : status;
}

int
ike_auth_eap_answer (IkeAuthTask *task, IkeAnswer *answer)
{
  MonoTime now = task->base.session->now;
  int status = STATUS_OK;

  if (task->waits_for == IKE_SECRET_PPK)
    return take_ppk (task, answer);
  if (answer->signature != NULL)
    status = eap_peer_answer_signature (task->eap, task->eap_ticket, answer->signature, now);
  else
    status = eap_peer_answer (task->eap, task->eap_ticket, g_steal_pointer (&answer->secret), now);
  if (status_is_fatal (status))
    return status;
  return drain (task);
}

void
ike_auth_eap_refused (IkeAuthTask *task, guint16 notify)
{
  task->eap_notify = notify;
  eap_peer_refused (task->eap);
  drain_events (task);
}

gboolean
ike_auth_eap_is_confirmed (const IkeAuthTask *task, const IkeMessage *response)
{
  const IkeSa *sa = task->base.sa;
  g_autoptr (GBytes) octets = ike_auth_gateway_octets (sa, task->gateway_id);
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_AUTH);
  IkeAuth auth = { 0 };

  return octets != NULL && payload != NULL && ike_payload_auth_read (payload, &auth)
         && ike_auth_psk_verify (sa->suite.prf, auth_key (task, sa->keymat.pr), octets, &auth);
}
