// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* CREATE_CHILD_SA that replaces a Child SA, and its collisions. */
#include "task-rekey-child.h"

/* Rekeying a Child SA, both directions (RFC 7296 sections 1.3.3, 2.8, 2.8.1).
 *
 * Ours: install the new SA, use it, then delete the old one. The gateway's: install the new SA,
 * answer, and go on sending on the old one until its Delete comes, so that no packet arrives where
 * it is not expected. When both cross, the SA of the exchange with the lowest of the four nonces is
 * deleted by who started that exchange, and the old SA by the other. */

#include "ike-child-exchange.h"
#include "ike-closed.h"
#include "ike-proposal-offer.h"
#include "ike-session-private.h"
#include "payload-nonce.h"
#include "payload-ts.h"

typedef struct
{
  IkeTask base;
  IkeChildExchange exchange;
} RekeyTask;

static void
rekey_free (IkeTask *base)
{
  RekeyTask *task = (RekeyTask *) base;

  ike_child_exchange_clear (&task->exchange);
  g_free (task);
}

/* ---- Ours ----------------------------------------------------------------------------------- */

static int
rekey_begin (IkeTask *base)
{
  RekeyTask *task = (RekeyTask *) base;
  IkeChild *child = ike_children_find_in (&base->session->children, base->spi_in);

  /* While the task waited the gateway may have rekeyed or deleted it. */
  if (child == NULL || child->unwanted || child->successor != 0)
    {
      base->done = TRUE;
      return STATUS_OK;
    }
  task->exchange.ts_local = child->ts_local;
  task->exchange.ts_remote = child->ts_remote;
  return ike_child_exchange_send (&task->exchange, base->sa, child);
}

/* Our exchange made a new SA in place of old (NULL: old has gone meanwhile): which of them lives,
 * and what is ours to delete. */
static void
settle_child (IkeSession *session, IkeChild *old, IkeChild *made, GBytes *nonce)
{
  if (old == NULL)
    {
      /* If the gateway rekeyed and deleted it, there is one in use already. */
      if (ike_children_any_but (&session->children, made) == NULL)
        ike_child_activate (session, made);
      else
        made->unwanted = TRUE;
      return;
    }
  if (old->successor != 0 && old->nonce != NULL && ike_nonce_lower (nonce, old->nonce) == nonce)
    {
      /* The lowest nonce is in our exchange: its SA goes, and the gateway deletes the old one. */
      made->unwanted = TRUE;
      return;
    }
  /* Either there is no collision, or the gateway deletes what its own exchange made. */
  old->successor = 0;
  ike_child_activate (session, made);
  old->unwanted = TRUE;
}

/* Tries later; ends the session with account when that has happened too often, or would be of no
 * use: a gateway that makes no more than one SA wants a new session (RKC-13). Takes account. */
static void
put_off (IkeSession *session, IkeChild *child, IkeClosed *account)
{
  child->refusals++;
  if (child->refusals >= IKE_TIMERS_REFUSALS_MAX || account->notify == IKE_NOTIFY_NO_ADDITIONAL_SAS)
    {
      ike_closed_end (session, IKE_FAREWELL_DELETE, account);
      return;
    }
  child->soft = mono_add (session->now, ike_timers_backoff (&session->timers, child->refusals));
  ike_closed_free (account);
}

static void
rekey_refused (IkeSession *session, IkeChild *old, guint16 notify)
{
  IkeClosed *account = NULL;

  /* Deleted or rekeyed by the gateway meanwhile: that is why it refused (COL-05, COL-07). */
  if (old == NULL || old->successor != 0)
    return;
  if (notify == IKE_NOTIFY_CHILD_SA_NOT_FOUND)
    {
      /* The gateway has lost it: nothing that goes that way arrives (RKC-04). */
      ike_child_remove (session, old);
      return;
    }
  account = ike_closed_new (session, notify == 0
                                         ? IKE_REASON_PROTOCOL
                                         : ike_closed_reason_of_notify (notify, session->stage));
  account->notify = notify;
  put_off (session, old, account);
}

static int
rekey_handle (IkeTask *base, const IkeMessage *response)
{
  RekeyTask *task = (RekeyTask *) base;
  IkeSession *session = base->session;
  IkeChild *old = ike_children_find_in (&session->children, base->spi_in);
  IkeChildResult result = { 0 };
  int outcome = ike_child_exchange_take (&task->exchange, base->sa, response, old, &result);

  if (status_is_fatal (outcome) || outcome == IKE_CHILD_AGAIN || outcome == IKE_CHILD_OVER)
    return MIN (outcome, STATUS_OK);
  base->done = TRUE;
  if (outcome == IKE_CHILD_MADE)
    settle_child (session, old, result.child, result.nonce);
  else
    rekey_refused (session, old, result.notify);
  g_clear_pointer (&result.nonce, g_bytes_unref);
  return STATUS_OK;
}

IkeTask *
ike_task_rekey_child_new (guint32 spi_in)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_REKEY_CHILD,
    .begin = rekey_begin,
    .handle = rekey_handle,
    .free = rekey_free,
  };
  RekeyTask *task = g_new0 (RekeyTask, 1);

  task->base.klass = &klass;
  task->base.spi_in = spi_in;
  return &task->base;
}

/* ---- The gateway's -------------------------------------------------------------------------- */

/* 0, or the notify to refuse with. */
static guint16
may_rekey (const IkeSa *sa, const IkeChild *child)
{
  /* An SA we do not know may be the one whose making the gateway has finished and we have not. */
  if (child == NULL)
    return ike_tasks_is_under_way (&sa->tasks, IKE_TASK_REKEY_CHILD)
                   || ike_tasks_is_under_way (&sa->tasks, IKE_TASK_NEW_CHILD)
               ? IKE_NOTIFY_TEMPORARY_FAILURE
               : IKE_NOTIFY_CHILD_SA_NOT_FOUND;
  /* What we are closing, or have already rekeyed (COL-06), and anything while the IKE SA itself
   * changes (COL-11). */
  if (child->unwanted || child->successor != 0
      || ike_tasks_is_under_way (&sa->tasks, IKE_TASK_REKEY_IKE))
    return IKE_NOTIFY_TEMPORARY_FAILURE;
  if (sa->session->children.list->len >= IKE_CHILDREN_MAX)
    return IKE_NOTIFY_NO_ADDITIONAL_SAS;
  return 0;
}

/* 0, or the notify to refuse with. What is in use is taken where it is offered, and else what the
 * profile allows (SAP-23). A gateway without PFS is good enough unless the profile names groups. */
static guint16
negotiate_child (IkeSession *session, const IkeChild *child, const IkeMessage *request,
                 IkeKeying *keying)
{
  g_autofree IkeProposals *ours = g_new0 (IkeProposals, 1);
  guint32 spi_in = ike_child_new_spi (session);
  guint n_ways = session->setup.esp_is_default ? 4 : 2;
  guint16 refusal = IKE_NOTIFY_NO_PROPOSAL_CHOSEN;

  for (guint i = 0; i < n_ways && refusal == IKE_NOTIFY_NO_PROPOSAL_CHOSEN; i++)
    {
      ike_child_proposals (session, spi_in, i < 2, ours);
      if (i % 2 == 0)
        ike_proposals_keep_suite (ours, &child->suite.packet, child->suite.esn);
      refusal = ike_exchange_accept (ours, request, &session->rng, keying);
    }
  keying->choice.answer.spi_len = 4;
  keying->choice.answer.spi = spi_in;
  return refusal;
}

/* What is in use stays in use: neither more nor less (TSN-13). */
static guint16
check_selectors (const IkeMessage *request, const IkeChild *child, IkeTsList *ret_local,
                 IkeTsList *ret_remote)
{
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);

  if (!ike_message_read_ts (request, FALSE, local, remote))
    return IKE_NOTIFY_TS_UNACCEPTABLE;
  ike_ts_list_narrow (&child->ts_local, local, ret_local);
  ike_ts_list_narrow (&child->ts_remote, remote, ret_remote);
  return ike_ts_list_contains (ret_local, &child->ts_local)
                 && ike_ts_list_contains (ret_remote, &child->ts_remote)
             ? 0
             : IKE_NOTIFY_TS_UNACCEPTABLE;
}

static int
grant_rekey (IkeSa *sa, const IkeMessage *request, IkeChild *child, const IkeKeying *keying,
             const IkeTsList *ts_local, const IkeTsList *ts_remote, IkeMessageBuilder *builder)
{
  IkeChildSeed seed = {
    .sa = sa,
    .suite = &keying->choice.suite,
    .peers = request,
    .spi_in = (guint32) keying->choice.answer.spi,
    .spi_out = (guint32) keying->choice.peer_spi,
    .ni = ike_span (keying->peer_nonce),
    .nr = ike_span (keying->nonce),
    .shared = keying->shared,
    .ts_local = ts_local,
    .ts_remote = ts_remote,
    .replaces = child->spi_in,
  };
  int status = ike_child_install (sa->session, &seed, NULL);

  if (status_is_fatal (status))
    return status;
  child->successor = seed.spi_in;
  child->nonce = g_bytes_ref (ike_nonce_lower (keying->peer_nonce, keying->nonce));
  ike_exchange_write_accepted (builder, keying);
  ike_message_write_ts (builder, FALSE, ts_local, ts_remote);
  return STATUS_OK;
}

int
ike_answer_rekey_child (IkeSa *sa, const IkeMessage *request, IkeMessageBuilder *builder)
{
  g_autoptr (IkeKeying) keying = g_new0 (IkeKeying, 1);
  g_autofree IkeTsList *ts_local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *ts_remote = g_new0 (IkeTsList, 1);
  IkeSession *session = sa->session;
  IkeChild *child = NULL;
  IkeNotify target = { 0 };
  guint16 refusal = 0;

  if (!ike_message_find_notify (request, IKE_NOTIFY_REKEY_SA, &target))
    return STATUS_FATAL_INTERNAL;
  /* The gateway names what it receives on, which is what we send on (RKC-02). */
  if (target.protocol == IKE_PROTOCOL_ESP && target.spi_len == 4)
    child = ike_children_find_out (&session->children, (guint32) target.spi);
  refusal = may_rekey (sa, child);
  if (refusal == 0)
    refusal = negotiate_child (session, child, request, keying);
  if (refusal == 0)
    refusal = check_selectors (request, child, ts_local, ts_remote);
  if (refusal == 0)
    return grant_rekey (sa, request, child, keying, ts_local, ts_remote, builder);
  log_sink_debug (&session->log, "rekey of a Child SA refused: notify %u", refusal);
  if (refusal != IKE_NOTIFY_CHILD_SA_NOT_FOUND)
    return ike_exchange_write_refusal (builder, refusal, keying);
  ike_payload_notify_write_spi (builder, refusal, (guint32) target.spi);
  return STATUS_OK;
}
