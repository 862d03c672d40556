// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-session-private.h"

#include "cry-kex.h"
#include "ike-proposal-offer.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"

/*
 * Rekeying the IKE SA, both directions (RFC 7296 sections 1.3.2, 2.8.2, 2.18). The successor takes
 * the Child SAs over; who started the rekey deletes the old IKE SA. When both cross, the successor
 * of the exchange with the lowest of the four nonces is deleted by who started that exchange.
 */

#define ROUNDS_MAX 3 /* groups tried in one task */

typedef struct
{
  IkeTask base;
  guint64 spi; /* of the successor, ours */
  IkeProposals offered;
  CryKex *kex;   /* owned */
  GBytes *nonce; /* owned */
  guint rounds;
} RekeyTask;

static void
rekey_free (IkeTask *base)
{
  RekeyTask *task = (RekeyTask *) base;

  cry_kex_free (task->kex);
  g_clear_pointer (&task->nonce, g_bytes_unref);
  g_free (task);
}

static void
write_exchange (IkeMessageBuilder *builder, GBytes *nonce, const CryKex *kex)
{
  CrySpan span = ike_span (nonce);
  gsize len = 0;
  const guint8 *share = cry_kex_public (kex, &len);

  ike_payload_nonce_write (builder, span.data, span.len);
  ike_payload_ke_write (builder, (guint16) cry_kex_group (kex), share, len);
}

/* ---- Ours ----------------------------------------------------------------------------------- */

static int
send_request (RekeyTask *task, IkeSession *session, IkeSa *sa, CryKe group)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  guint8 nonce[IKE_NONCE_LEN];

  cry_kex_free (task->kex);
  task->kex = cry_kex_new (group, &session->rng);
  if (task->kex == NULL)
    return STATUS_FATAL_CONFIG;
  rng_fill (&session->rng, nonce, sizeof nonce);
  g_clear_pointer (&task->nonce, g_bytes_unref);
  task->nonce = g_bytes_new (nonce, sizeof nonce);
  task->rounds++;
  ike_message_builder_init (&builder);
  ike_payload_sa_write (&builder, &task->offered);
  write_exchange (&builder, task->nonce, task->kex);
  return ike_sa_request (session, sa, IKE_EXCHANGE_CREATE_CHILD_SA, &builder);
}

static int
rekey_begin (IkeTask *base, IkeSession *session, IkeSa *sa)
{
  RekeyTask *task = (RekeyTask *) base;

  task->spi = ike_sa_new_spi (&session->rng);
  task->offered = session->setup.ike;
  ike_proposals_set_spi (&task->offered, 8, task->spi);
  ike_proposals_prefer_group (&task->offered, sa->suite.group);
  return send_request (task, session, sa, ike_proposals_first_group (&task->offered));
}

static int
take_refusal (RekeyTask *task, IkeSession *session, IkeSa *sa, const IkeNotify *notify)
{
  guint16 group = notify->len == 2 ? byte_get_u16 (notify->data) : 0;

  if (notify->type == IKE_NOTIFY_INVALID_KE_PAYLOAD && task->rounds < ROUNDS_MAX
      && group != (guint16) cry_kex_group (task->kex)
      && ike_proposals_has_group (&task->offered, group))
    return send_request (task, session, sa, (CryKe) group);
  task->base.done = TRUE;
  /* Its own rekey came first. */
  if (sa->rival != NULL)
    ike_session_succeed (session, sa->rival);
  else if (!ike_timers_on_ike_refused (&session->timers, session->now))
    ike_session_end_notify (session, IKE_FAREWELL_DELETE, notify->type);
  return STATUS_OK;
}

/* FALSE: the answer is not one to what we asked. */
static gboolean
read_answer (const RekeyTask *task, const IkeMessage *response, IkeChoice *ret_choice,
             SecretBuf **ret_shared)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_KE);
  const char *why = NULL;
  IkeKe ke = { 0 };

  if (payload == NULL || !ike_payload_ke_read (payload, &ke)
      || !ike_payload_sa_read (ike_message_find (response, IKE_PAYLOAD_SA), answer)
      || !ike_proposals_check_choice (&task->offered, answer, ret_choice, &why)
      || ret_choice->peer_spi == 0 || ret_choice->suite.group != cry_kex_group (task->kex)
      || ke.group != (guint16) ret_choice->suite.group)
    return FALSE;
  *ret_shared = cry_kex_derive (task->kex, ke.data, ke.len);
  return *ret_shared != NULL;
}

/* The successor with its keys, in the session's list; borrowed. */
static int
make_successor (IkeSession *session, const IkeSa *old, gboolean initiator, const IkeSuite *suite,
                const IkeKeySeed *seed, IkeSa **ret_sa)
{
  g_autoptr (IkeSa) sa = ike_sa_new (&session->setup.window, &session->rng);
  g_auto (IkeKeymat) keymat = { 0 };
  int status = ike_keymat_rekey (&old->keymat, suite, seed, &keymat);

  if (status_is_fatal (status))
    return status;
  sa->initiator = initiator;
  sa->spi_i = seed->spi_i;
  sa->spi_r = seed->spi_r;
  if (!ike_sa_set_keys (sa, suite, &keymat, &session->rng))
    return STATUS_FATAL_CRYPTO;
  *ret_sa = sa;
  g_ptr_array_add (session->sas, g_steal_pointer (&sa));
  return STATUS_OK;
}

/* Our exchange is complete: which of the successors lives, and what we have to delete. */
static void
settle (IkeSession *session, IkeSa *old, IkeSa *made, GBytes *nonce)
{
  IkeSa *rival = old->rival;

  if (rival != NULL && ike_nonce_lower (nonce, old->rival_nonce) == nonce)
    {
      /* The lowest nonce is in our exchange; the gateway deletes the old IKE SA. */
      ike_session_succeed (session, rival);
      made->replaced = TRUE;
      g_queue_push_tail (&made->tasks, ike_task_delete_ike_new ());
      return;
    }
  ike_session_succeed (session, made);
  if (rival != NULL)
    rival->replaced = TRUE;
  g_queue_push_tail (&old->tasks, ike_task_delete_ike_new ());
}

static int
rekey_handle (IkeTask *base, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  RekeyTask *task = (RekeyTask *) base;
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  g_autoptr (SecretBuf) shared = NULL;
  g_autoptr (GBytes) nr = NULL;
  const IkePayload *payload = NULL;
  IkeNotify notify = { 0 };
  IkeKeySeed seed = { 0 };
  IkeSa *made = NULL;
  int status = STATUS_OK;

  if (ike_message_find_error (response, &notify) || !ike_message_has (response, IKE_PAYLOAD_SA))
    return take_refusal (task, session, sa, &notify);
  if (!read_answer (task, response, choice, &shared))
    {
      ike_session_end_protocol (session, "the answer to our IKE rekey is for something else");
      return STATUS_OK;
    }
  payload = ike_message_find (response, IKE_PAYLOAD_NONCE);
  nr = g_bytes_new (payload->data, payload->len);
  seed = (IkeKeySeed){
    .ni = ike_span (task->nonce),
    .nr = ike_span (nr),
    .spi_i = task->spi,
    .spi_r = choice->peer_spi,
    .shared = shared,
  };
  status = make_successor (session, sa, TRUE, &choice->suite, &seed, &made);
  if (status_is_fatal (status))
    return status;
  base->done = TRUE;
  settle (session, sa, made, ike_nonce_lower (task->nonce, nr));
  return STATUS_OK;
}

IkeTask *
ike_task_rekey_ike_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_REKEY_IKE,
    .begin = rekey_begin,
    .handle = rekey_handle,
    .free = rekey_free,
  };
  RekeyTask *task = g_new0 (RekeyTask, 1);

  task->base.klass = &klass;
  return &task->base;
}

/* ---- The gateway's -------------------------------------------------------------------------- */

/* COL-10 and COL-13: not while one of our own exchanges changes what the successor would inherit,
 * and not twice. */
static gboolean
is_busy (const IkeSa *sa)
{
  if (sa->replaced || sa->rival != NULL)
    return TRUE;
  if (sa->task == NULL || !sa->task->begun)
    return FALSE;
  switch (sa->task->klass->kind)
    {
    case IKE_TASK_NEW_CHILD:
    case IKE_TASK_REKEY_CHILD:
    case IKE_TASK_DELETE_CHILD:
    case IKE_TASK_DELETE_IKE:
      return TRUE;
    case IKE_TASK_INIT:
    case IKE_TASK_AUTH:
    case IKE_TASK_LIVENESS:
    case IKE_TASK_REKEY_IKE:
      return FALSE;
    }
  return FALSE;
}

/* 0, or the notify to refuse with. A key exchange is not optional here (KEY-12). */
static guint16
negotiate (IkeSession *session, const IkeMessage *request, IkeChoice *ret_choice, IkeKe *ret_ke)
{
  g_autofree IkeProposals *theirs = g_new0 (IkeProposals, 1);
  const IkePayload *payload = ike_message_find (request, IKE_PAYLOAD_KE);

  if (payload == NULL || !ike_payload_ke_read (payload, ret_ke)
      || !ike_payload_sa_read (ike_message_find (request, IKE_PAYLOAD_SA), theirs))
    return IKE_NOTIFY_INVALID_SYNTAX;
  if (!ike_proposals_select (&session->setup.ike, theirs, ret_ke->group, ret_choice)
      || ret_choice->peer_spi == 0 || ret_choice->suite.group == CRY_KE_NONE)
    return IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  return ret_ke->group == (guint16) ret_choice->suite.group ? 0 : IKE_NOTIFY_INVALID_KE_PAYLOAD;
}

static int
take_request (IkeSession *session, IkeSa *sa, const IkeMessage *request, IkeChoice *choice,
              const IkeKe *ke, IkeMessageBuilder *builder)
{
  const IkePayload *payload = ike_message_find (request, IKE_PAYLOAD_NONCE);
  g_autoptr (GBytes) ni = g_bytes_new (payload->data, payload->len);
  g_autoptr (GBytes) nr = NULL;
  g_autoptr (CryKex) kex = cry_kex_new (choice->suite.group, &session->rng);
  g_autoptr (SecretBuf) shared = kex != NULL ? cry_kex_derive (kex, ke->data, ke->len) : NULL;
  guint8 nonce[IKE_NONCE_LEN];
  IkeKeySeed seed = { .spi_i = choice->peer_spi, .shared = shared };
  IkeSa *made = NULL;
  int status = STATUS_OK;

  if (shared == NULL)
    {
      ike_payload_notify_write (builder, IKE_NOTIFY_INVALID_SYNTAX, NULL, 0);
      return STATUS_OK;
    }
  rng_fill (&session->rng, nonce, sizeof nonce);
  nr = g_bytes_new (nonce, sizeof nonce);
  seed.ni = ike_span (ni);
  seed.nr = ike_span (nr);
  seed.spi_r = ike_sa_new_spi (&session->rng);
  status = make_successor (session, sa, FALSE, &choice->suite, &seed, &made);
  if (status_is_fatal (status))
    return status;
  choice->answer.spi_len = 8;
  choice->answer.spi = seed.spi_r;
  ike_payload_sa_write_one (builder, &choice->answer);
  write_exchange (builder, nr, kex);
  if (sa->task != NULL && sa->task->begun && sa->task->klass->kind == IKE_TASK_REKEY_IKE)
    {
      /* Ours is on its way; which one lives shows when its answer comes. */
      sa->rival = made;
      sa->rival_nonce = g_bytes_ref (ike_nonce_lower (ni, nr));
      return STATUS_OK;
    }
  ike_session_succeed (session, made);
  return STATUS_OK;
}

int
ike_answer_rekey_ike (IkeSession *session, IkeSa *sa, const IkeMessage *request,
                      IkeMessageBuilder *builder)
{
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  IkeKe ke = { 0 };
  guint16 refusal = IKE_NOTIFY_TEMPORARY_FAILURE;

  if (!is_busy (sa) && sa == session->sa)
    refusal = negotiate (session, request, choice, &ke);
  if (refusal == 0)
    return take_request (session, sa, request, choice, &ke, builder);
  log_sink_debug (&session->log, "rekey of the IKE SA refused: notify %u", refusal);
  if (refusal == IKE_NOTIFY_INVALID_KE_PAYLOAD)
    ike_payload_notify_write_u16 (builder, refusal, (guint16) choice->suite.group);
  else
    ike_payload_notify_write (builder, refusal, NULL, 0);
  return STATUS_OK;
}
