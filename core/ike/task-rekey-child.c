// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-session-private.h"

#include "ike-proposal-offer.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"

/*
 * Rekeying a Child SA, both directions (RFC 7296 sections 1.3.3, 2.8, 2.8.1).
 *
 * Ours: install the new SA, use it, then delete the old one. The gateway's: install the new SA,
 * answer, and go on sending on the old one until its Delete comes, so that no packet arrives where
 * it is not expected. When both cross, the SA of the exchange with the lowest of the four nonces is
 * deleted by who started that exchange, and the old SA by the other.
 */

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
rekey_begin (IkeTask *base, IkeSession *session, IkeSa *sa)
{
  RekeyTask *task = (RekeyTask *) base;
  IkeChild *child = ike_child_find_in (session, base->spi_in);

  /* While the task waited the gateway may have rekeyed or deleted it. */
  if (child == NULL || child->deleting || child->successor != 0)
    {
      base->done = TRUE;
      return STATUS_OK;
    }
  task->exchange.ts_local = child->ts_local;
  task->exchange.ts_remote = child->ts_remote;
  return ike_child_exchange_send (&task->exchange, session, sa, child);
}

static void
delete_later (IkeSession *session, IkeChild *child)
{
  child->deleting = TRUE;
  ike_session_add_task (session, ike_task_delete_child_new (child->spi_in));
}

/* Our exchange made a new SA in place of old (NULL: old has gone meanwhile). */
static void
settle (IkeSession *session, IkeChild *old, IkeChild *made, GBytes *nonce)
{
  if (old == NULL)
    {
      /* If the gateway rekeyed and deleted it, there is one in use already. */
      IkeChild *other = NULL;

      made->deleting = TRUE;
      other = ike_child_any (session);
      made->deleting = FALSE;
      if (other == NULL)
        ike_child_activate (session, made);
      else
        delete_later (session, made);
      return;
    }
  if (old->successor != 0 && old->nonce != NULL && ike_nonce_lower (nonce, old->nonce) == nonce)
    {
      /* The lowest nonce is in our exchange: its SA goes, and the gateway deletes the old one. */
      delete_later (session, made);
      return;
    }
  /* Either there is no collision, or the gateway deletes what its own exchange made. */
  old->successor = 0;
  ike_child_activate (session, made);
  delete_later (session, old);
}

static void
take_refusal (IkeSession *session, IkeChild *old, guint16 notify)
{
  IkeClosed *account = NULL;

  /* Deleted or rekeyed by the gateway meanwhile: that is why it refused (COL-05, COL-07). */
  if (old == NULL || old->successor != 0)
    {
      ike_child_ensure (session);
      return;
    }
  if (notify == IKE_NOTIFY_CHILD_SA_NOT_FOUND)
    {
      /* The gateway has lost it: nothing that goes that way arrives (RKC-04). */
      ike_child_remove (session, old);
      ike_child_ensure (session);
      return;
    }
  account = ike_closed_new (session, notify == 0
                                         ? IKE_REASON_PROTOCOL
                                         : ike_closed_reason_of_notify (notify, session->stage));
  account->notify = notify;
  ike_child_refused (session, old, account);
}

static int
rekey_handle (IkeTask *base, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  RekeyTask *task = (RekeyTask *) base;
  IkeChild *old = ike_child_find_in (session, base->spi_in);
  IkeChildResult result = { 0 };
  int outcome = ike_child_exchange_take (&task->exchange, session, sa, response, old, &result);

  if (status_is_fatal (outcome) || outcome == IKE_CHILD_AGAIN)
    return MIN (outcome, STATUS_OK);
  base->done = TRUE;
  if (outcome == IKE_CHILD_MADE)
    settle (session, old, result.child, result.nonce);
  else
    take_refusal (session, old, result.notify);
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

typedef struct /* what its request and our answer come to */
{
  IkeChoice choice;
  IkeTsList ts_local, ts_remote;
  CryKex *kex;       /* owned */
  SecretBuf *shared; /* owned */
} Rekeyed;

static void
rekeyed_free (Rekeyed *rekeyed)
{
  cry_kex_free (rekeyed->kex);
  secret_buf_free (rekeyed->shared);
  g_free (rekeyed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rekeyed, rekeyed_free)

static gboolean
is_under_way (const IkeSa *sa, IkeTaskKind kind)
{
  return sa->task != NULL && sa->task->begun && !sa->task->done && sa->task->klass->kind == kind;
}

/* 0, or the notify to refuse with. */
static guint16
may_rekey (IkeSession *session, IkeSa *sa, const IkeChild *child)
{
  /* An SA we do not know may be the one whose making the gateway has finished and we have not. */
  if (child == NULL)
    return is_under_way (sa, IKE_TASK_REKEY_CHILD) || is_under_way (sa, IKE_TASK_NEW_CHILD)
               ? IKE_NOTIFY_TEMPORARY_FAILURE
               : IKE_NOTIFY_CHILD_SA_NOT_FOUND;
  /* What we are closing, or have already rekeyed (COL-06), and anything while the IKE SA itself
   * changes (COL-11). */
  if (child->deleting || child->successor != 0 || is_under_way (sa, IKE_TASK_REKEY_IKE))
    return IKE_NOTIFY_TEMPORARY_FAILURE;
  if (session->children->len >= IKE_CHILDREN_MAX)
    return IKE_NOTIFY_NO_ADDITIONAL_SAS;
  return 0;
}

/* 0, or the notify to refuse with. */
static guint16
negotiate_suite (IkeSession *session, const IkeMessage *request, guint32 spi_in, Rekeyed *rekeyed,
                 IkeKe *ret_ke)
{
  g_autofree IkeProposals *ours = g_new0 (IkeProposals, 1);
  g_autofree IkeProposals *theirs = g_new0 (IkeProposals, 1);
  const IkePayload *ke_payload = ike_message_find (request, IKE_PAYLOAD_KE);

  if (!ike_payload_sa_read (ike_message_find (request, IKE_PAYLOAD_SA), theirs)
      || (ke_payload != NULL && !ike_payload_ke_read (ke_payload, ret_ke)))
    return IKE_NOTIFY_INVALID_SYNTAX;
  ike_child_proposals (session, spi_in, TRUE, ours);
  if (!ike_proposals_select (ours, theirs, ret_ke->group, &rekeyed->choice))
    {
      /* A gateway without PFS is good enough unless the profile names groups. */
      if (!session->setup.esp_is_default)
        return IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
      ike_proposals_drop_groups (ours);
      if (!ike_proposals_select (ours, theirs, CRY_KE_NONE, &rekeyed->choice))
        return IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
    }
  rekeyed->choice.answer.spi_len = 4;
  rekeyed->choice.answer.spi = spi_in;
  return 0;
}

/* 0, or the notify to refuse with. */
static guint16
exchange_keys (IkeSession *session, const IkeKe *ke, Rekeyed *rekeyed)
{
  CryKe group = rekeyed->choice.suite.group;

  if (group == CRY_KE_NONE)
    return 0;
  if (ke->group != (guint16) group)
    return IKE_NOTIFY_INVALID_KE_PAYLOAD;
  rekeyed->kex = cry_kex_new (group, &session->rng);
  if (rekeyed->kex != NULL)
    rekeyed->shared = cry_kex_derive (rekeyed->kex, ke->data, ke->len);
  return rekeyed->shared != NULL ? 0 : IKE_NOTIFY_INVALID_SYNTAX;
}

/* What is in use stays in use: neither more nor less (TSN-13). */
static guint16
narrow (const IkeMessage *request, const IkeChild *child, Rekeyed *rekeyed)
{
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);

  if (!ike_child_read_ts (request, FALSE, local, remote))
    return IKE_NOTIFY_TS_UNACCEPTABLE;
  ike_ts_list_narrow (&child->ts_local, local, &rekeyed->ts_local);
  ike_ts_list_narrow (&child->ts_remote, remote, &rekeyed->ts_remote);
  if (!ike_ts_list_contains (&rekeyed->ts_local, &child->ts_local)
      || !ike_ts_list_contains (&rekeyed->ts_remote, &child->ts_remote))
    return IKE_NOTIFY_TS_UNACCEPTABLE;
  return 0;
}

static void
write_refusal (IkeMessageBuilder *builder, guint16 notify, guint32 spi, const Rekeyed *rekeyed)
{
  if (notify == IKE_NOTIFY_CHILD_SA_NOT_FOUND)
    ike_payload_notify_write_spi (builder, notify, spi);
  else if (notify == IKE_NOTIFY_INVALID_KE_PAYLOAD)
    ike_payload_notify_write_u16 (builder, notify, (guint16) rekeyed->choice.suite.group);
  else
    ike_payload_notify_write (builder, notify, NULL, 0);
}

static void
write_answer (IkeMessageBuilder *builder, const Rekeyed *rekeyed, GBytes *nonce)
{
  CrySpan span = ike_span (nonce);

  ike_payload_sa_write_one (builder, &rekeyed->choice.answer);
  ike_payload_nonce_write (builder, span.data, span.len);
  if (rekeyed->kex != NULL)
    {
      gsize len = 0;
      const guint8 *share = cry_kex_public (rekeyed->kex, &len);

      ike_payload_ke_write (builder, (guint16) cry_kex_group (rekeyed->kex), share, len);
    }
  ike_child_write_ts (builder, FALSE, &rekeyed->ts_local, &rekeyed->ts_remote);
}

static int
take_request (IkeSession *session, IkeSa *sa, const IkeMessage *request, IkeChild *child,
              const Rekeyed *rekeyed, IkeMessageBuilder *builder)
{
  const IkePayload *payload = ike_message_find (request, IKE_PAYLOAD_NONCE);
  g_autoptr (GBytes) ni = g_bytes_new (payload->data, payload->len);
  g_autoptr (GBytes) nr = NULL;
  guint8 nonce[IKE_NONCE_LEN];
  IkeChildSeed seed = {
    .sa = sa,
    .suite = &rekeyed->choice.suite,
    .spi_in = (guint32) rekeyed->choice.answer.spi,
    .spi_out = (guint32) rekeyed->choice.peer_spi,
    .shared = rekeyed->shared,
    .ts_local = &rekeyed->ts_local,
    .ts_remote = &rekeyed->ts_remote,
    .replaces = child->spi_in,
  };
  int status = STATUS_OK;

  rng_fill (&session->rng, nonce, sizeof nonce);
  nr = g_bytes_new (nonce, sizeof nonce);
  seed.ni = ike_span (ni);
  seed.nr = ike_span (nr);
  status = ike_child_install (session, &seed, NULL);
  if (status_is_fatal (status))
    return status;
  child->successor = seed.spi_in;
  child->nonce = g_bytes_ref (ike_nonce_lower (ni, nr));
  write_answer (builder, rekeyed, nr);
  return STATUS_OK;
}

int
ike_answer_rekey_child (IkeSession *session, IkeSa *sa, const IkeMessage *request,
                        IkeMessageBuilder *builder)
{
  g_autoptr (Rekeyed) rekeyed = g_new0 (Rekeyed, 1);
  IkeChild *child = NULL;
  IkeNotify target = { 0 };
  IkeKe ke = { 0 };
  guint16 refusal = 0;

  if (!ike_message_find_notify (request, IKE_NOTIFY_REKEY_SA, &target))
    return STATUS_FATAL_INTERNAL;
  /* The gateway names what it receives on, which is what we send on (RKC-02). */
  if (target.protocol == IKE_PROTOCOL_ESP && target.spi_len == 4)
    child = ike_child_find_out (session, (guint32) target.spi);
  refusal = may_rekey (session, sa, child);
  if (refusal == 0)
    refusal = negotiate_suite (session, request, ike_child_new_spi (session), rekeyed, &ke);
  if (refusal == 0)
    refusal = exchange_keys (session, &ke, rekeyed);
  if (refusal == 0)
    refusal = narrow (request, child, rekeyed);
  if (refusal == 0)
    return take_request (session, sa, request, child, rekeyed, builder);
  log_sink_debug (&session->log, "rekey of a Child SA refused: notify %u", refusal);
  write_refusal (builder, refusal, (guint32) target.spi, rekeyed);
  return STATUS_OK;
}
