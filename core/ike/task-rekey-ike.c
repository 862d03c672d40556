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

#define ROUNDS_MAX    3               /* groups tried in one task */
#define FOLLOWUP_TIME (20 * MONO_SEC) /* RFC 9370 section 2.2.4 advises 5 to 20 seconds */
#define LINK_LEN      16

typedef struct
{
  IkeTask base;
  guint64 spi; /* of the successor, ours */
  IkeProposals offered;
  CryKex *kex;   /* owned */
  GBytes *nonce; /* owned */
  guint rounds;
  IkeFollowup *followup; /* owned: once CREATE_CHILD_SA is agreed on and more is to follow */
} RekeyTask;

static void
rekey_free (IkeTask *base)
{
  RekeyTask *task = (RekeyTask *) base;

  cry_kex_free (task->kex);
  g_clear_pointer (&task->nonce, g_bytes_unref);
  ike_followup_free (task->followup);
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
  if (!base->sa->additional)
    ike_proposals_drop_additional (&task->offered);
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
  sa->following = FALSE;
  /* Its own rekey came first. */
  if (sa->rival != NULL)
    ike_sas_succeed (session, sa->rival);
  else if (notify->type == IKE_NOTIFY_NO_ADDITIONAL_SAS
           || !ike_timers_on_ike_refused (&session->timers, session->now))
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
  sa->additional = old->additional;
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

/* All key exchanges are done. */
static int
complete (RekeyTask *task, const IkeKeying *keying, const SecretBuf *more)
{
  IkeSa *sa = task->base.sa;
  const IkeKeySeed seed = {
    .ni = ike_span (task->nonce),
    .nr = ike_span (keying->peer_nonce),
    .spi_i = task->spi,
    .spi_r = keying->choice.peer_spi,
    .shared = keying->shared,
    .more = more,
  };
  IkeSa *made = NULL;
  int status = make_successor (sa, TRUE, &keying->choice.suite, &seed, &made);

  if (status_is_fatal (status))
    return status;
  task->base.done = TRUE;
  sa->following = FALSE;
  settle_ike (sa->session, sa, made, ike_nonce_lower (task->nonce, keying->peer_nonce));
  return STATUS_OK;
}

/* With the next of the further key exchanges. */
static int
send_further (RekeyTask *task)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  cry_kex_free (task->kex);
  task->kex = cry_kex_new (ike_followup_next (task->followup), &task->base.session->rng);
  if (task->kex == NULL)
    return STATUS_FATAL_CONFIG;
  ike_message_builder_init (&builder);
  ike_exchange_write_share (&builder, task->kex);
  ike_followup_write_link (task->followup, &builder);
  return ike_sa_request (task->base.sa, IKE_EXCHANGE_IKE_FOLLOWUP_KE, &builder);
}

/* The next one, or the end. The gateway must have said how they are linked. */
static int
go_on (RekeyTask *task, const IkeMessage *response)
{
  if (!ike_followup_take_link (task->followup, response))
    {
      ike_closed_fail_protocol (task->base.sa, "further key exchanges without a link");
      return STATUS_OK;
    }
  if (ike_followup_next (task->followup) == CRY_KE_NONE)
    return complete (task, task->followup->keying, task->followup->more);
  return send_further (task);
}

static int
handle_further (RekeyTask *task, const IkeMessage *response)
{
  IkeNotify notify = { 0 };
  SecretBuf *shared = NULL;

  if (ike_message_find_error (response, &notify))
    return rekey_refused (task, &notify);
  shared = ike_exchange_read_further (task->kex, response);
  if (shared == NULL)
    {
      ike_closed_fail_protocol (task->base.sa, "no answer to a further key exchange");
      return STATUS_OK;
    }
  ike_followup_add (task->followup, shared);
  return go_on (task, response);
}

/* Where the gateway's own rekey crossed ours and ours has the lowest nonce, it would be deleted at
 * once: nothing follows then (RFC 9370 section 2.2.4). */
static gboolean
has_lost (const RekeyTask *task, const IkeKeying *keying)
{
  const IkeSa *sa = task->base.sa;
  GBytes *lower = ike_nonce_lower (task->nonce, keying->peer_nonce);

  return sa->rival != NULL && ike_nonce_lower (lower, sa->rival_nonce) == lower;
}

static int
begin_further (RekeyTask *task, IkeKeying *keying /* taken */, const IkeMessage *response)
{
  IkeSession *session = task->base.session;
  IkeSa *sa = task->base.sa;

  task->followup = ike_followup_new (keying, task->spi, session->now);
  if (has_lost (task, keying))
    {
      task->base.done = TRUE;
      ike_sas_succeed (session, sa->rival);
      return STATUS_OK;
    }
  sa->following = TRUE;
  return go_on (task, response);
}

static int
rekey_handle (IkeTask *base, const IkeMessage *response)
{
  RekeyTask *task = (RekeyTask *) base;
  g_autoptr (IkeKeying) keying = NULL;
  const char *why = NULL;
  IkeNotify notify = { 0 };

  if (task->followup != NULL)
    return handle_further (task, response);
  if (ike_message_find_error (response, &notify) || !ike_message_has (response, IKE_PAYLOAD_SA))
    return rekey_refused (task, &notify);
  keying = g_new0 (IkeKeying, 1);
  if (!ike_exchange_read (&task->offered, task->kex, response, keying, &why))
    {
      ike_closed_fail_protocol (base->sa, why);
      return STATUS_OK;
    }
  if (keying->choice.suite.n_additional > 0)
    return begin_further (task, g_steal_pointer (&keying), response);
  return complete (task, keying, NULL);
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

  if (sa->replaced || sa->rival != NULL || sa->following || sa != sa->session->sas.current)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (ike_tasks_is_under_way (&sa->tasks, kinds[i]))
      return TRUE;
  return FALSE;
}

/* 0, or the notify to refuse with. A key exchange is not optional here (KEY-12). While a rekey of
 * our own is on its way, which of the two lives is settled only where both end at once. */
static guint16
negotiate_ike (const IkeSa *sa, const IkeMessage *request, IkeKeying *keying)
{
  IkeSession *session = sa->session;
  g_autofree IkeProposals *ours = g_memdup2 (&session->setup.ike, sizeof session->setup.ike);
  guint16 refusal = IKE_NOTIFY_INVALID_SYNTAX;

  if (!sa->additional)
    ike_proposals_drop_additional (ours);
  if (ike_message_has (request, IKE_PAYLOAD_KE))
    refusal = ike_exchange_accept (ours, request, &session->rng, keying);
  if (refusal == 0 && (keying->choice.peer_spi == 0 || keying->shared == NULL))
    refusal = IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  if (refusal == 0 && keying->choice.suite.n_additional > 0
      && ike_tasks_is_under_way (&sa->tasks, IKE_TASK_REKEY_IKE))
    refusal = IKE_NOTIFY_TEMPORARY_FAILURE;
  return refusal;
}

static int
grant (IkeSa *sa, const IkeKeying *keying, guint64 spi, const SecretBuf *more)
{
  IkeSession *session = sa->session;
  const IkeKeySeed seed = {
    .ni = ike_span (keying->peer_nonce),
    .nr = ike_span (keying->nonce),
    .spi_i = keying->choice.peer_spi,
    .spi_r = spi,
    .shared = keying->shared,
    .more = more,
  };
  IkeSa *made = NULL;
  int status = make_successor (sa, FALSE, &keying->choice.suite, &seed, &made);

  if (status_is_fatal (status))
    return status;
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

/* More is to follow before there is a successor. Takes keying. */
static void
expect_further (IkeSa *sa, IkeKeying *keying, guint64 spi, IkeMessageBuilder *builder)
{
  IkeSession *session = sa->session;
  guint8 link[LINK_LEN];

  rng_fill (&session->rng, link, sizeof link);
  ike_followup_free (sa->followup);
  sa->followup = ike_followup_new (keying, spi, session->now);
  sa->followup->link = g_bytes_new (link, sizeof link);
  ike_followup_write_link (sa->followup, builder);
}

int
ike_answer_rekey_ike (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
{
  g_autoptr (IkeKeying) keying = g_new0 (IkeKeying, 1);
  guint64 spi = ike_sa_new_spi (&sa->session->rng);
  guint16 refusal = IKE_NOTIFY_TEMPORARY_FAILURE;

  if (!is_busy (sa))
    refusal = negotiate_ike (sa, request, keying);
  if (refusal != 0)
    {
      log_sink_debug (&sa->session->log, "rekey of the IKE SA refused: notify %u", refusal);
      return ike_exchange_write_refusal (builder, refusal, keying);
    }
  keying->choice.answer.spi_len = 8;
  keying->choice.answer.spi = spi;
  ike_exchange_write_accepted (builder, keying);
  if (keying->choice.suite.n_additional == 0)
    return grant (sa, keying, spi, NULL);
  expect_further (sa, g_steal_pointer (&keying), spi, builder);
  return STATUS_OK;
}

int
ike_answer_rekey_ike_further (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
{
  IkeSession *session = sa->session;
  g_autoptr (IkeFollowup) followup = g_steal_pointer (&sa->followup);
  g_autoptr (CryKex) kex = NULL;
  SecretBuf *shared = NULL;
  IkeKe ke = { 0 };

  if (followup == NULL || session->now - followup->since > FOLLOWUP_TIME || is_busy (sa)
      || !ike_followup_is_linked (followup, request))
    {
      ike_payload_notify_write (builder, IKE_NOTIFY_STATE_NOT_FOUND, NULL, 0);
      return STATUS_OK;
    }
  if (ike_payload_ke_read (ike_message_find (request, IKE_PAYLOAD_KE), &ke)
      && ke.group == (guint16) ike_followup_next (followup))
    kex = cry_kex_answer (ike_followup_next (followup), ke.data, ke.len, &session->rng, &shared);
  if (kex == NULL)
    return ike_exchange_write_refusal (builder, IKE_NOTIFY_INVALID_SYNTAX, followup->keying);
  ike_followup_add (followup, shared);
  ike_exchange_write_share (builder, kex);
  if (ike_followup_next (followup) == CRY_KE_NONE)
    return grant (sa, followup->keying, followup->spi, followup->more);
  ike_followup_write_link (followup, builder);
  sa->followup = g_steal_pointer (&followup);
  return STATUS_OK;
}
