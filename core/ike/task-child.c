// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-session-private.h"

#include "ike-proposal-offer.h"
#include "payload-ke.h"
#include "payload-nonce.h"
#include "payload-sa.h"

/*
 * CREATE_CHILD_SA for a Child SA (RFC 7296 sections 1.3.1 and 1.3.3): the exchange itself, and the
 * task that makes a Child SA from nothing when the gateway has deleted the last one.
 */

#define ROUNDS_MAX 4 /* groups and proposals tried in one task */

void
ike_child_exchange_clear (IkeChildExchange *exchange)
{
  g_clear_pointer (&exchange->kex, cry_kex_free);
  g_clear_pointer (&exchange->nonce, g_bytes_unref);
}

/* ---- Request -------------------------------------------------------------------------------- */

static int
prepare (IkeChildExchange *exchange, IkeSession *session)
{
  guint8 nonce[IKE_NONCE_LEN];

  ike_child_exchange_clear (exchange);
  if (exchange->spi_in == 0)
    exchange->spi_in = ike_child_new_spi (session);
  ike_child_proposals (session, exchange->spi_in, !session->no_pfs, &exchange->offered);
  /* A group that the gateway asked for is kept; everything else is fresh in every round. */
  if (exchange->group == CRY_KE_NONE || session->no_pfs)
    exchange->group = ike_proposals_first_group (&exchange->offered);
  if (exchange->group != CRY_KE_NONE)
    {
      exchange->kex = cry_kex_new (exchange->group, &session->rng);
      if (exchange->kex == NULL)
        return STATUS_FATAL_CONFIG;
    }
  rng_fill (&session->rng, nonce, sizeof nonce);
  exchange->nonce = g_bytes_new (nonce, sizeof nonce);
  exchange->rounds++;
  session->n_deleted_early = 0;
  return STATUS_OK;
}

int
ike_child_exchange_send (IkeChildExchange *exchange, IkeSession *session, IkeSa *sa,
                         const IkeChild *rekeyed)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  CrySpan nonce = { 0 };
  int status = prepare (exchange, session);

  if (status_is_fatal (status))
    return status;
  ike_message_builder_init (&builder);
  /* Named by the SPI we receive on (RKC-01). */
  if (rekeyed != NULL)
    ike_payload_notify_write_spi (&builder, IKE_NOTIFY_REKEY_SA, rekeyed->spi_in);
  ike_payload_sa_write (&builder, &exchange->offered);
  nonce = ike_span (exchange->nonce);
  ike_payload_nonce_write (&builder, nonce.data, nonce.len);
  if (exchange->kex != NULL)
    {
      gsize len = 0;
      const guint8 *share = cry_kex_public (exchange->kex, &len);

      ike_payload_ke_write (&builder, (guint16) cry_kex_group (exchange->kex), share, len);
    }
  ike_child_write_ts (&builder, TRUE, &exchange->ts_local, &exchange->ts_remote);
  return ike_sa_request (session, sa, IKE_EXCHANGE_CREATE_CHILD_SA, &builder);
}

/* ---- Response ------------------------------------------------------------------------------- */

static int
again_with_group (IkeChildExchange *exchange, IkeSession *session, IkeSa *sa,
                  const IkeNotify *notify, const IkeChild *rekeyed)
{
  guint16 group = notify->len == 2 ? byte_get_u16 (notify->data) : 0;
  int status = STATUS_OK;

  if (exchange->kex == NULL || exchange->rounds >= ROUNDS_MAX || group == (guint16) exchange->group
      || !ike_proposals_has_group (&exchange->offered, group))
    return IKE_CHILD_REFUSED;
  exchange->group = (CryKe) group;
  status = ike_child_exchange_send (exchange, session, sa, rekeyed);
  return status_is_fatal (status) ? status : IKE_CHILD_AGAIN;
}

static int
take_refusal (IkeChildExchange *exchange, IkeSession *session, IkeSa *sa, const IkeNotify *notify,
              const IkeChild *rekeyed, IkeChildResult *ret_result)
{
  int status = STATUS_OK;

  ret_result->notify = notify->type;
  if (notify->type == IKE_NOTIFY_INVALID_KE_PAYLOAD)
    return again_with_group (exchange, session, sa, notify, rekeyed);
  /* Whether the gateway is set up for PFS shows only here: IKE_AUTH has no key exchange. Unless the
   * profile asked for it by name we go without. */
  if (notify->type != IKE_NOTIFY_NO_PROPOSAL_CHOSEN || session->no_pfs || exchange->kex == NULL
      || !session->setup.esp_is_default)
    return IKE_CHILD_REFUSED;
  session->no_pfs = TRUE;
  status = ike_child_exchange_send (exchange, session, sa, rekeyed);
  return status_is_fatal (status) ? status : IKE_CHILD_AGAIN;
}

/* FALSE: the answer is not one to what we asked. */
static gboolean
read_answer (const IkeChildExchange *exchange, IkeSession *session, const IkeMessage *response,
             IkeChoice *ret_choice, SecretBuf **ret_shared)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_KE);
  const char *why = NULL;
  IkeKe ke = { 0 };

  if (!ike_payload_sa_read (ike_message_find (response, IKE_PAYLOAD_SA), answer))
    return FALSE;
  if (!ike_proposals_check_choice (&exchange->offered, answer, ret_choice, &why))
    {
      log_sink_debug (&session->log, "CREATE_CHILD_SA: %s", why);
      return FALSE;
    }
  if (ret_choice->suite.group == CRY_KE_NONE)
    return TRUE;
  if (exchange->kex == NULL || ret_choice->suite.group != cry_kex_group (exchange->kex)
      || payload == NULL || !ike_payload_ke_read (payload, &ke)
      || ke.group != (guint16) ret_choice->suite.group)
    return FALSE;
  *ret_shared = cry_kex_derive (exchange->kex, ke.data, ke.len);
  return *ret_shared != NULL;
}

/* An answer lies within what was proposed, and is not narrower than what it replaces (TSN-03,
 * TSN-13). */
static gboolean
read_selectors (const IkeChildExchange *exchange, const IkeMessage *response, IkeTsList *ret_local,
                IkeTsList *ret_remote)
{
  return ike_child_read_ts (response, TRUE, ret_local, ret_remote)
         && ike_ts_list_contains (&exchange->ts_local, ret_local)
         && ike_ts_list_contains (&exchange->ts_remote, ret_remote)
         && ike_ts_list_contains (ret_local, &exchange->ts_local)
         && ike_ts_list_contains (ret_remote, &exchange->ts_remote);
}

static gboolean
was_deleted_early (const IkeSession *session, guint32 spi_out)
{
  guint n = MIN (session->n_deleted_early, G_N_ELEMENTS (session->deleted_early));

  for (guint i = 0; i < n; i++)
    if (session->deleted_early[i] == spi_out)
      return TRUE;
  return FALSE;
}

static int
install (const IkeChildExchange *exchange, IkeSession *session, const IkeSa *sa,
         const IkeChildSeed *partial, const IkeMessage *response, IkeChildResult *ret_result)
{
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_NONCE);
  g_autoptr (GBytes) nr = g_bytes_new (payload->data, payload->len);
  IkeChildSeed seed = *partial;
  int status = STATUS_OK;

  seed.sa = sa;
  seed.spi_in = exchange->spi_in;
  seed.we_initiated = TRUE;
  seed.ni = ike_span (exchange->nonce);
  seed.nr = ike_span (nr);
  status = ike_child_install (session, &seed, &ret_result->child);
  if (status_is_fatal (status))
    return status;
  ret_result->nonce = g_bytes_ref (ike_nonce_lower (exchange->nonce, nr));
  return IKE_CHILD_MADE;
}

int
ike_child_exchange_take (IkeChildExchange *exchange, IkeSession *session, IkeSa *sa,
                         const IkeMessage *response, const IkeChild *rekeyed,
                         IkeChildResult *ret_result)
{
  g_autofree IkeChoice *choice = g_new0 (IkeChoice, 1);
  g_autofree IkeTsList *ts_local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *ts_remote = g_new0 (IkeTsList, 1);
  g_autoptr (SecretBuf) shared = NULL;
  IkeChildSeed seed = { .ts_local = ts_local, .ts_remote = ts_remote };
  IkeNotify notify = { 0 };

  *ret_result = (IkeChildResult){ 0 };
  if (ike_message_find_error (response, &notify))
    return take_refusal (exchange, session, sa, &notify, rekeyed, ret_result);
  if (!ike_message_has (response, IKE_PAYLOAD_SA))
    return IKE_CHILD_REFUSED;
  /* Transport mode was not asked for (TSN-18). */
  if (session->children->len >= IKE_CHILDREN_MAX
      || ike_message_find_notify (response, IKE_NOTIFY_USE_TRANSPORT_MODE, &notify)
      || !read_answer (exchange, session, response, choice, &shared)
      || !read_selectors (exchange, response, ts_local, ts_remote))
    {
      /* The gateway has an SA now that we cannot use (RKC-15). */
      ike_session_add_task (session, ike_task_delete_child_new (exchange->spi_in));
      return IKE_CHILD_UNUSABLE;
    }
  /* Its Delete overtook the answer that speaks of it. */
  if (was_deleted_early (session, (guint32) choice->peer_spi))
    return IKE_CHILD_UNUSABLE;
  seed.suite = &choice->suite;
  seed.spi_out = (guint32) choice->peer_spi;
  seed.shared = shared;
  seed.replaces = rekeyed != NULL ? rekeyed->spi_in : 0;
  return install (exchange, session, sa, &seed, response, ret_result);
}

/* ---- A Child SA from nothing ---------------------------------------------------------------- */

typedef struct
{
  IkeTask base;
  IkeChildExchange exchange;
} ChildTask;

static void
child_free (IkeTask *base)
{
  ChildTask *task = (ChildTask *) base;

  ike_child_exchange_clear (&task->exchange);
  g_free (task);
}

static int
child_begin (IkeTask *base, IkeSession *session, IkeSa *sa)
{
  ChildTask *task = (ChildTask *) base;

  if (ike_child_any (session) != NULL)
    {
      base->done = TRUE;
      return STATUS_OK;
    }
  /* What the first one had: this machine's addresses and routes stand for that. When the gateway
   * has changed its mind only a new session brings new ones. */
  task->exchange.ts_local = session->ts_local;
  task->exchange.ts_remote = session->ts_remote;
  return ike_child_exchange_send (&task->exchange, session, sa, NULL);
}

/* Only a gateway that is busy is asked again: with any other refusal a new session is the quicker
 * way back. */
static void
take_loss (IkeSession *session, guint16 notify)
{
  IkeClosed *account = NULL;

  session->child_refusals++;
  if (notify == IKE_NOTIFY_TEMPORARY_FAILURE
      && ike_timers_on_child_refused (&session->timers, session->child_refusals, session->now))
    return;
  account = ike_closed_new (session, IKE_REASON_CHILD_LOST);
  account->notify = notify;
  ike_session_end (session, IKE_FAREWELL_DELETE, account);
}

static int
child_handle (IkeTask *base, IkeSession *session, IkeSa *sa, const IkeMessage *response)
{
  ChildTask *task = (ChildTask *) base;
  IkeChildResult result = { 0 };
  int outcome = ike_child_exchange_take (&task->exchange, session, sa, response, NULL, &result);

  if (status_is_fatal (outcome) || outcome == IKE_CHILD_AGAIN)
    return MIN (outcome, STATUS_OK);
  base->done = TRUE;
  g_clear_pointer (&result.nonce, g_bytes_unref);
  if (outcome == IKE_CHILD_MADE)
    {
      session->child_refusals = 0;
      ike_child_activate (session, result.child);
    }
  else
    take_loss (session, result.notify);
  return STATUS_OK;
}

IkeTask *
ike_task_child_new (void)
{
  static const IkeTaskClass klass = {
    .kind = IKE_TASK_NEW_CHILD,
    .begin = child_begin,
    .handle = child_handle,
    .free = child_free,
  };
  ChildTask *task = g_new0 (ChildTask, 1);

  task->base.klass = &klass;
  return &task->base;
}
