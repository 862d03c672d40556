// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-child-exchange.h"

/* CREATE_CHILD_SA for a Child SA, our request and what comes back. */

#include "ike-closed.h"
#include "ike-proposal-offer.h"
#include "ike-session-private.h"
#include "payload-nonce.h"
#include "payload-ts.h"

#define ROUNDS_MAX 4 /* groups and proposals tried in one task */

void
ike_child_exchange_clear (IkeChildExchange *exchange)
{
  g_clear_pointer (&exchange->kex, cry_kex_free);
  g_clear_pointer (&exchange->nonce, g_bytes_unref);
}

void
ike_child_proposals (const IkeSession *session, guint32 spi_in, gboolean groups,
                     IkeProposals *ret_proposals)
{
  *ret_proposals = session->setup.esp;
  if (!groups)
    ike_proposals_drop_groups (ret_proposals);
  ike_proposals_set_spi (ret_proposals, 4, spi_in);
}

/* ---- Request -------------------------------------------------------------------------------- */

static int
prepare (IkeChildExchange *exchange, const IkeSa *sa, const IkeChild *rekeyed)
{
  IkeSession *session = sa->session;
  CryKe known = session->children.group != CRY_KE_NONE ? session->children.group : sa->suite.group;

  ike_child_exchange_clear (exchange);
  if (exchange->spi_in == 0)
    exchange->spi_in = ike_child_new_spi (session);
  ike_child_proposals (session, exchange->spi_in, !exchange->no_pfs, &exchange->offered);
  if (rekeyed != NULL && !exchange->widened)
    ike_proposals_keep_suite (&exchange->offered, &rekeyed->suite.packet, rekeyed->suite.esn);
  ike_proposals_prefer_group (&exchange->offered, known);
  /* A group that the gateway asked for is kept; everything else is fresh in every round. */
  if (exchange->group == CRY_KE_NONE || exchange->no_pfs)
    exchange->group = ike_proposals_first_group (&exchange->offered);
  if (exchange->group != CRY_KE_NONE)
    {
      exchange->kex = cry_kex_new (exchange->group, &session->rng);
      if (exchange->kex == NULL)
        return STATUS_FATAL_CONFIG;
    }
  exchange->nonce = ike_nonce_new (&session->rng);
  exchange->rounds++;
  session->children.n_deleted_early = 0;
  return STATUS_OK;
}

int
ike_child_exchange_send (IkeChildExchange *exchange, IkeSa *sa, const IkeChild *rekeyed)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  int status = prepare (exchange, sa, rekeyed);

  if (status_is_fatal (status))
    return status;
  ike_message_builder_init (&builder);
  /* Named by the SPI we receive on (RKC-01). */
  if (rekeyed != NULL)
    ike_payload_notify_write_spi (&builder, IKE_NOTIFY_REKEY_SA, rekeyed->spi_in);
  ike_payload_sa_write (&builder, &exchange->offered);
  ike_payload_nonce_write (&builder, exchange->nonce);
  ike_exchange_write_share (&builder, exchange->kex);
  ike_message_write_ts (&builder, TRUE, &exchange->ts_local, &exchange->ts_remote);
  return ike_sa_request (sa, IKE_EXCHANGE_CREATE_CHILD_SA, &builder);
}

/* ---- Response ------------------------------------------------------------------------------- */

static int
send_again (IkeChildExchange *exchange, IkeSa *sa, const IkeChild *rekeyed)
{
  int status = ike_child_exchange_send (exchange, sa, rekeyed);

  return status_is_fatal (status) ? status : IKE_CHILD_AGAIN;
}

/* What could suit the gateway better; FALSE: there is nothing. Whether it is set up for PFS shows
 * only now: IKE_AUTH has no key exchange. Unless the profile asked for it by name we go without.
 * Then, what was in use may have gone out of its policy. */
static gboolean
offer_other (IkeChildExchange *exchange, const IkeSession *session, const IkeChild *rekeyed)
{
  if (exchange->kex != NULL && session->setup.esp_is_default)
    exchange->no_pfs = TRUE;
  else if (rekeyed != NULL && !exchange->widened)
    {
      exchange->widened = TRUE;
      exchange->no_pfs = FALSE;
      exchange->group = CRY_KE_NONE;
    }
  else
    return FALSE;
  return TRUE;
}

static int
take_error (IkeChildExchange *exchange, IkeSa *sa, const IkeNotify *notify, const IkeChild *rekeyed,
            IkeChildResult *ret_result)
{
  IkeSession *session = sa->session;
  CryKe group = ike_exchange_group_wanted (&exchange->offered, notify);

  ret_result->notify = notify->type;
  if (exchange->rounds >= ROUNDS_MAX)
    return IKE_CHILD_REFUSED;
  if (exchange->kex != NULL && group != CRY_KE_NONE && group != exchange->group)
    {
      exchange->group = group;
      return send_again (exchange, sa, rekeyed);
    }
  return notify->type == IKE_NOTIFY_NO_PROPOSAL_CHOSEN && offer_other (exchange, session, rekeyed)
             ? send_again (exchange, sa, rekeyed)
             : IKE_CHILD_REFUSED;
}

/* What was proposed and no more (TSN-03; docs/exceptions.md), and all of it, since it replaces what
 * is in use (TSN-13). */
static gboolean
read_selectors (const IkeChildExchange *exchange, const IkeMessage *response, IkeTsList *ret_local,
                IkeTsList *ret_remote)
{
  g_autofree IkeTsList *local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *remote = g_new0 (IkeTsList, 1);

  if (!ike_message_read_ts (response, TRUE, local, remote))
    return FALSE;
  ike_ts_list_narrow (&exchange->ts_local, local, ret_local);
  ike_ts_list_narrow (&exchange->ts_remote, remote, ret_remote);
  return ike_ts_list_contains (ret_local, &exchange->ts_local)
         && ike_ts_list_contains (ret_remote, &exchange->ts_remote);
}

static gboolean
is_usable (const IkeChildExchange *exchange, IkeSession *session, const IkeMessage *response,
           IkeKeying *keying)
{
  const char *why = NULL;
  IkeNotify notify = { 0 };

  /* Neither transport mode (TSN-18) nor compression (OPT-01) was asked for. */
  if (session->children.list->len >= IKE_CHILDREN_MAX
      || ike_message_find_notify (response, IKE_NOTIFY_USE_TRANSPORT_MODE, &notify)
      || ike_message_find_notify (response, IKE_NOTIFY_IPCOMP_SUPPORTED, &notify))
    return FALSE;
  if (ike_exchange_read (&exchange->offered, exchange->kex, response, keying, &why))
    return TRUE;
  log_sink_debug (&session->log, "CREATE_CHILD_SA: %s", why);
  return FALSE;
}

static int
install (const IkeChildExchange *exchange, const IkeSa *sa, const IkeMessage *response,
         const IkeKeying *keying, const IkeTsList *ts_local, const IkeTsList *ts_remote,
         const IkeChild *rekeyed, IkeChildResult *ret_result)
{
  IkeChildSeed seed = {
    .sa = sa,
    .suite = &keying->choice.suite,
    .peers = response,
    .spi_in = exchange->spi_in,
    .spi_out = (guint32) keying->choice.peer_spi,
    .we_initiated = TRUE,
    .ni = ike_span (exchange->nonce),
    .nr = ike_span (keying->peer_nonce),
    .shared = keying->shared,
    .ts_local = ts_local,
    .ts_remote = ts_remote,
    .replaces = rekeyed != NULL ? rekeyed->spi_in : 0,
  };
  int status = ike_child_install (sa->session, &seed, &ret_result->child);

  if (status_is_fatal (status))
    return status;
  if (keying->choice.suite.group != CRY_KE_NONE)
    sa->session->children.group = keying->choice.suite.group;
  else if (exchange->no_pfs)
    log_sink_info (&sa->session->log, "the gateway wants no key exchange for the traffic alone");
  ret_result->nonce = g_bytes_ref (ike_nonce_lower (exchange->nonce, keying->peer_nonce));
  return IKE_CHILD_MADE;
}

int
ike_child_exchange_take (IkeChildExchange *exchange, IkeSa *sa, const IkeMessage *response,
                         const IkeChild *rekeyed, IkeChildResult *ret_result)
{
  IkeChildren *children = &sa->session->children;
  g_autoptr (IkeKeying) keying = g_new0 (IkeKeying, 1);
  g_autofree IkeTsList *ts_local = g_new0 (IkeTsList, 1);
  g_autofree IkeTsList *ts_remote = g_new0 (IkeTsList, 1);
  IkeNotify notify = { 0 };

  *ret_result = (IkeChildResult){ 0 };
  if (ike_message_find_error (response, &notify))
    return take_error (exchange, sa, &notify, rekeyed, ret_result);
  if (!ike_message_has (response, IKE_PAYLOAD_SA))
    return IKE_CHILD_REFUSED;
  if (!is_usable (exchange, sa->session, response, keying)
      || !read_selectors (exchange, response, ts_local, ts_remote))
    {
      if (keying->bad_share)
        {
          /* It is broken or malicious (INI-14). */
          ike_closed_fail_protocol (sa, "an invalid key share");
          return IKE_CHILD_OVER;
        }
      /* The gateway has an SA now that we cannot use (RKC-15). */
      ike_children_note_orphan (children, exchange->spi_in);
      return IKE_CHILD_UNUSABLE;
    }
  /* Its Delete overtook the answer that speaks of it. */
  if (ike_children_was_deleted (children, (guint32) keying->choice.peer_spi))
    return IKE_CHILD_UNUSABLE;
  return install (exchange, sa, response, keying, ts_local, ts_remote, rekeyed, ret_result);
}
