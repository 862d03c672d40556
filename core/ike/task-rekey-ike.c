// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CREATE_CHILD_SA that replaces the IKE SA, and its collisions. */
#include "task-rekey-ike.h"

/* Rekeying the IKE SA, both directions (RFC 7296 sections 1.3.2, 2.8.2, 2.18). The successor takes
 * the Child SAs over; who started the rekey deletes the old IKE SA. When both cross, the successor
 * of the exchange with the lowest of the four nonces is deleted by who started that exchange. */

#include "ike-closed.h"
#include "ike-exchange.h"
#include "ike-proposal-offer.h"
#include "ike-session-private.h"
#include "payload-nonce.h"

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

/* ---- Ours ----------------------------------------------------------------------------------- */

static int
send_request (RekeyTask *task, CryKe group)
{
  IkeSession *session = task->base.session;
  g_auto (IkeMessageBuilder) builder = { 0 };

  cry_kex_free (task->kex);
  task->kex = cry_kex_new (group, &session->rng);
  if (task->kex == NULL)
    return STATUS_FATAL_CONFIG;
  g_clear_pointer (&task->nonce, g_bytes_unref);
  task->nonce = ike_nonce_new (&session->rng);
  task->rounds++;
  ike_message_builder_init (&builder);
  ike_payload_sa_write (&builder, &task->offered);
  ike_payload_nonce_write (&builder, task->nonce);
  ike_exchange_write_share (&builder, task->kex);
  return ike_sa_request (task->base.sa, IKE_EXCHANGE_CREATE_CHILD_SA, &builder);
}

static int
rekey_begin (IkeTask *base)
{
  RekeyTask *task = (RekeyTask *) base;

  task->spi = ike_sa_new_spi (&base->session->rng);
  task->offered = base->session->setup.ike;
  ike_proposals_set_spi (&task->offered, 8, task->spi);
  ike_proposals_prefer_group (&task->offered, base->sa->suite.group);
  return send_request (task, ike_proposals_first_group (&task->offered));
}

static int
rekey_refused (RekeyTask *task, const IkeNotify *notify)
{
  IkeSession *session = task->base.session;
  IkeSa *sa = task->base.sa;
  CryKe group = ike_exchange_group_wanted (&task->offered, notify);

  if (group != CRY_KE_NONE && group != cry_kex_group (task->kex) && task->rounds < ROUNDS_MAX)
    return send_request (task, group);
  task->base.done = TRUE;
  /* Its own rekey came first. */
  if (sa->rival != NULL)
    ike_sas_succeed (session, sa->rival);
  else if (!ike_timers_on_ike_refused (&session->timers, session->now))
    ike_closed_end_notify (session, IKE_FAREWELL_DELETE, notify->type);
  return STATUS_OK;
}

/* The successor with its keys, in the session's list; borrowed. */
static int
make_successor (const IkeSa *old, gboolean initiator, const IkeSuite *suite, const IkeKeySeed *seed,
                IkeSa **ret_sa)
{
  IkeSession *session = old->session;
  g_autoptr (IkeSa) sa = ike_sa_new (session, 0);
  g_auto (IkeKeymat) keymat = { 0 };
  int status = ike_keymat_rekey (&old->keymat, suite, seed, &keymat);

  if (status_is_fatal (status))
    return status;
  sa->initiator = initiator;
  sa->fragments = old->fragments;
  sa->spi_i = seed->spi_i;
  sa->spi_r = seed->spi_r;
  if (!ike_sa_set_keys (sa, suite, &keymat, &session->rng))
    return STATUS_FATAL_CRYPTO;
  sa->suite.ppk = old->suite.ppk;
  *ret_sa = ike_sas_add (&session->sas, g_steal_pointer (&sa));
  return STATUS_OK;
}

/* Our exchange is complete: which of the successors lives, and what is ours to delete. */
static void
settle_ike (IkeSession *session, IkeSa *old, IkeSa *made, GBytes *nonce)
{
  IkeSa *rival = old->rival;

  if (rival != NULL && ike_nonce_lower (nonce, old->rival_nonce) == nonce)
    {
      /* The lowest nonce is in our exchange; the gateway deletes the old IKE SA. */
      ike_sas_succeed (session, rival);
      made->replaced = made->unwanted = TRUE;
      return;
    }
  ike_sas_succeed (session, made);
  if (rival != NULL)
    rival->replaced = TRUE;
  old->unwanted = TRUE;
}

static int
rekey_handle (IkeTask *base, const IkeMessage *response)
{
  RekeyTask *task = (RekeyTask *) base;
  g_autoptr (IkeKeying) keying = g_new0 (IkeKeying, 1);
  const char *why = NULL;
  IkeNotify notify = { 0 };
  IkeKeySeed seed = { 0 };
  IkeSa *made = NULL;
  int status = STATUS_OK;

  if (ike_message_find_error (response, &notify) || !ike_message_has (response, IKE_PAYLOAD_SA))
    return rekey_refused (task, &notify);
  if (!ike_exchange_read (&task->offered, task->kex, response, keying, &why))
    {
      ike_closed_fail_protocol (base->sa, why);
      return STATUS_OK;
    }
  seed = (IkeKeySeed){
    .ni = ike_span (task->nonce),
    .nr = ike_span (keying->peer_nonce),
    .spi_i = task->spi,
    .spi_r = keying->choice.peer_spi,
    .shared = keying->shared,
  };
  status = make_successor (base->sa, TRUE, &keying->choice.suite, &seed, &made);
  if (status_is_fatal (status))
    return status;
  base->done = TRUE;
  settle_ike (base->session, base->sa, made, ike_nonce_lower (task->nonce, keying->peer_nonce));
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
  static const IkeTaskKind kinds[]
      = { IKE_TASK_NEW_CHILD, IKE_TASK_REKEY_CHILD, IKE_TASK_DELETE_CHILD, IKE_TASK_DELETE_IKE };

  if (sa->replaced || sa->rival != NULL || sa != sa->session->sas.current)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (ike_tasks_is_under_way (&sa->tasks, kinds[i]))
      return TRUE;
  return FALSE;
}

/* 0, or the notify to refuse with. A key exchange is not optional here (KEY-12). */
static guint16
negotiate_ike (IkeSession *session, const IkeMessage *request, IkeKeying *keying)
{
  guint16 refusal = IKE_NOTIFY_INVALID_SYNTAX;

  if (ike_message_has (request, IKE_PAYLOAD_KE))
    refusal = ike_exchange_accept (&session->setup.ike, request, &session->rng, keying);
  if (refusal == 0 && (keying->choice.peer_spi == 0 || keying->shared == NULL))
    refusal = IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  return refusal;
}

static int
grant_rekey (IkeSa *sa, IkeKeying *keying, IkeMessageBuilder *builder)
{
  IkeSession *session = sa->session;
  IkeKeySeed seed = {
    .ni = ike_span (keying->peer_nonce),
    .nr = ike_span (keying->nonce),
    .spi_i = keying->choice.peer_spi,
    .spi_r = ike_sa_new_spi (&session->rng),
    .shared = keying->shared,
  };
  IkeSa *made = NULL;
  int status = make_successor (sa, FALSE, &keying->choice.suite, &seed, &made);

  if (status_is_fatal (status))
    return status;
  keying->choice.answer.spi_len = 8;
  keying->choice.answer.spi = seed.spi_r;
  ike_exchange_write_accepted (builder, keying);
  if (ike_tasks_is_under_way (&sa->tasks, IKE_TASK_REKEY_IKE))
    {
      /* Ours is on its way; which one lives shows when its answer comes. */
      sa->rival = made;
      sa->rival_nonce = g_bytes_ref (ike_nonce_lower (keying->peer_nonce, keying->nonce));
    }
  else
    ike_sas_succeed (session, made);
  return STATUS_OK;
}

int
ike_answer_rekey_ike (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
{
  g_autoptr (IkeKeying) keying = g_new0 (IkeKeying, 1);
  guint16 refusal = IKE_NOTIFY_TEMPORARY_FAILURE;

  if (!is_busy (sa))
    refusal = negotiate_ike (sa->session, request, keying);
  if (refusal == 0)
    return grant_rekey (sa, keying, builder);
  log_sink_debug (&sa->session->log, "rekey of the IKE SA refused: notify %u", refusal);
  return ike_exchange_write_refusal (builder, refusal, keying);
}
