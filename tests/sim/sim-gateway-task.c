// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-gateway-private.h"

#define RETRY_AFTER (2 * MONO_SEC)

/* ---- INFORMATIONAL of the client ------------------------------------------------------------- */

static gboolean
is_deleting (const SimIke *ike, guint32 spi_in)
{
  return ike->task != NULL && ike->task->kind == SIM_TASK_DELETE_CHILD
         && ike->task->child_spi == spi_in;
}

/* The client's SA has won although its answer to ours is still to come, or was a refusal. */
static void
yield_to_rival (SimIke *ike, const SimTask *task)
{
  if (task == NULL || task->kind != SIM_TASK_REKEY_IKE || task->rival_ike == NULL)
    return;
  sim_move_children (ike, task->rival_ike);
  ike->replaced = TRUE;
}

/* Removes the Child SAs named and answers with our side of each, except of those whose Delete of
 * ours is on its way (RFC 7296 section 1.4.1). */
static void
handle_delete (SimIke *ike, const IkeDelete *del, IkeMessageBuilder *builder)
{
  guint32 spis[64];
  guint n = 0;

  if (del->protocol == IKE_PROTOCOL_IKE)
    {
      yield_to_rival (ike, ike->task);
      ike->gone = TRUE;
      return;
    }
  for (guint i = 0; i < del->n_spis && n < G_N_ELEMENTS (spis); i++)
    {
      SimChildState *child = sim_find_child_out (ike, ike_delete_spi (del, i));

      if (child == NULL)
        continue;
      if (!is_deleting (ike, child->public.spi_in))
        spis[n++] = child->public.spi_in;
      sim_remove_child (ike, child);
    }
  if (n > 0)
    ike_payload_delete_write (builder, spis, n);
}

/* RFC 4555 sections 3.5, 3.7 and 3.8. */
static void
handle_mobike (SimIke *ike, const IkeMessage *message, IkeMessageBuilder *builder)
{
  const IkeHeader header = { .spi_i = ike->spi_i, .spi_r = ike->spi_r };
  IkeNotify notify;

  if (ike_message_find_notify (message, IKE_NOTIFY_UPDATE_SA_ADDRESSES, &notify))
    {
      ike->gateway->stats.updates++;
      for (guint i = 0; i < ike->children->len; i++)
        ((SimChildState *) g_ptr_array_index (ike->children, i))->public.path = ike->path;
    }
  if (ike_message_find_notify (message, IKE_NOTIFY_COOKIE2, &notify))
    {
      g_autofree guint8 *cookie = g_memdup2 (notify.data, notify.len);

      if ((ike->gateway->config.bad & SIM_BAD_COOKIE2) != 0)
        cookie[0] ^= 1;
      ike_payload_notify_write (builder, IKE_NOTIFY_COOKIE2, cookie, notify.len);
    }
  if (ike_message_find_notify (message, IKE_NOTIFY_NAT_DETECTION_SOURCE_IP, &notify))
    ike_natt_write (builder, &header, &ike->path, FALSE);
}

void
sim_handle_informational (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_DELETE);
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkeNotify error;

  if (ike_message_find_notify (message, IKE_NOTIFY_INVALID_SPI, &error) && error.len == 4)
    ike->gateway->stats.stray_spi = byte_get_u32 (error.data);
  if (sim_is_scripted (ike, &message->header, SIM_AT_INFORMATIONAL))
    return;
  ike_message_builder_init (&builder);
  if (ike_message_find_error (message, &error))
    ike->gateway->stats.error_notifies++;
  for (; payload != NULL; payload = ike_message_find_next (message, payload))
    {
      IkeDelete del;

      if (ike_payload_delete_read (payload, &del))
        handle_delete (ike, &del, &builder);
    }
  if (ike->gateway->config.mobike)
    handle_mobike (ike, message, &builder);
  sim_respond (ike, &message->header, &builder);
}

/* ---- Exchanges of the gateway ---------------------------------------------------------------- */

static void
write_kex (SimIke *ike, SimTask *task, CryKe group, IkeMessageBuilder *builder)
{
  const guint8 *public;
  gsize len;

  rng_fill (ike->gateway->rng, task->nonce, sizeof task->nonce);
  ike_message_builder_add (builder, IKE_PAYLOAD_NONCE, FALSE, task->nonce, sizeof task->nonce);
  if (group == CRY_KE_NONE)
    return;
  task->kex = cry_kex_new (group, ike->gateway->rng);
  public = cry_kex_public (task->kex, &len);
  ike_payload_ke_write (builder, (guint16) group, public, len);
}

/* What we offer when we rekey, with the present group in front. */
static IkeProposals *
new_offer (SimIke *ike, IkeProtocol protocol, guint64 spi)
{
  IkeProposals *offer = g_new0 (IkeProposals, 1);

  sim_own_proposals (ike->gateway, protocol, offer);
  if (!ike->additional)
    ike_proposals_drop_additional (offer);
  if (protocol == IKE_PROTOCOL_ESP && ike->gateway->config.no_pfs)
    ike_proposals_drop_groups (offer);
  ike_proposals_prefer_group (offer, ike->suite.group);
  ike_proposals_set_spi (offer, protocol == IKE_PROTOCOL_IKE ? 8 : 4, spi);
  return offer;
}

static gboolean
start_rekey_child (SimIke *ike, SimTask *task, MonoTime now)
{
  SimChildState *child = sim_find_child (ike, task->child_spi);
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeProposals *offer = NULL;

  if (child == NULL)
    return FALSE;
  task->new_child_spi = (guint32) sim_new_spi (ike->gateway) | 0x100;
  offer = new_offer (ike, IKE_PROTOCOL_ESP, task->new_child_spi);
  ike_message_builder_init (&builder);
  ike_payload_notify_write_spi (&builder, IKE_NOTIFY_REKEY_SA, child->public.spi_in);
  if (ike->gateway->config.no_tfc)
    ike_payload_notify_write (&builder, IKE_NOTIFY_ESP_TFC_PADDING_NOT_SUPPORTED, NULL, 0);
  ike_payload_sa_write (&builder, offer);
  write_kex (ike, task, ike_proposals_first_group (offer), &builder);
  ike_message_write_ts (&builder, TRUE, &child->public.ts_local, &child->public.ts_remote);
  sim_request (ike, task, IKE_EXCHANGE_CREATE_CHILD_SA, &builder, now);
  return TRUE;
}

static gboolean
start_rekey_ike (SimIke *ike, SimTask *task, MonoTime now)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autofree IkeProposals *offer = NULL;

  if (ike->replaced)
    return FALSE;
  task->new_ike_spi = sim_new_spi (ike->gateway);
  offer = new_offer (ike, IKE_PROTOCOL_IKE, task->new_ike_spi);
  ike_message_builder_init (&builder);
  ike_payload_sa_write (&builder, offer);
  write_kex (ike, task, ike_proposals_first_group (offer), &builder);
  sim_request (ike, task, IKE_EXCHANGE_CREATE_CHILD_SA, &builder, now);
  return TRUE;
}

static gboolean
start_informational (SimIke *ike, SimTask *task, MonoTime now)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  if (task->kind == SIM_TASK_DELETE_IKE)
    ike_payload_delete_write (&builder, NULL, 0);
  if (task->kind == SIM_TASK_DELETE_CHILD)
    {
      if (sim_find_child (ike, task->child_spi) == NULL)
        return FALSE;
      ike_payload_delete_write (&builder, &task->child_spi, 1);
    }
  sim_request (ike, task, IKE_EXCHANGE_INFORMATIONAL, &builder, now);
  return TRUE;
}

static gboolean
start (SimIke *ike, SimTask *task, MonoTime now)
{
  switch (task->kind)
    {
    case SIM_TASK_REKEY_CHILD:
      return start_rekey_child (ike, task, now);
    case SIM_TASK_REKEY_IKE:
      return start_rekey_ike (ike, task, now);
    case SIM_TASK_PING:
    case SIM_TASK_DELETE_CHILD:
    case SIM_TASK_DELETE_IKE:
      return start_informational (ike, task, now);
    case SIM_TASK_NONE:
      break;
    }
  return FALSE;
}

void
sim_start_task (SimIke *ike, MonoTime now)
{
  while (ike->established && ike->task == NULL && !g_queue_is_empty (ike->wanted))
    {
      SimTask *task = g_queue_peek_head (ike->wanted);

      if (task->not_before > now)
        return;
      g_queue_pop_head (ike->wanted);
      if (start (ike, task, now))
        ike->task = task;
      else
        sim_task_free (task);
    }
}

/* ---- Their responses ------------------------------------------------------------------------- */

static CrySpan
span_of (GBytes *bytes)
{
  gsize len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  return (CrySpan){ data, len };
}

/* Whether our exchange made the redundant SA (RFC 7296 section 2.8.1). */
static gboolean
we_lost (const SimTask *task, const IkePayload *nonce)
{
  const CrySpan mine[] = { { task->nonce, sizeof task->nonce }, { nonce->data, nonce->len } };
  CrySpan theirs[2];

  if (task->rival_ni == NULL)
    return FALSE;
  theirs[0] = span_of (task->rival_ni);
  theirs[1] = span_of (task->rival_nr);
  return sim_lowest_is_first (mine, theirs);
}

/* Checks the SA payload of a response and derives the shared secret (owned, or NULL without KE). */
static gboolean
read_choice (SimIke *ike, SimTask *task, const IkeMessage *message, IkeProtocol protocol,
             IkeChoice *ret_choice, SecretBuf **ret_shared)
{
  guint64 spi = protocol == IKE_PROTOCOL_IKE ? task->new_ike_spi : task->new_child_spi;
  g_autofree IkeProposals *offer = new_offer (ike, protocol, spi);
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *sa = ike_message_find (message, IKE_PAYLOAD_SA);
  const IkePayload *ke = ike_message_find (message, IKE_PAYLOAD_KE);
  const char *why;
  IkeKe theirs;

  if (sa == NULL || !ike_message_has (message, IKE_PAYLOAD_NONCE)
      || !ike_payload_sa_read (sa, answer)
      || !ike_proposals_check_choice (offer, answer, ret_choice, &why))
    return FALSE;
  *ret_shared = NULL;
  if (ret_choice->suite.group == CRY_KE_NONE)
    return ke == NULL;
  if (ke == NULL || !ike_payload_ke_read (ke, &theirs)
      || theirs.group != (guint16) cry_kex_group (task->kex))
    return FALSE;
  *ret_shared = cry_kex_derive (task->kex, theirs.data, theirs.len);
  return *ret_shared != NULL;
}

static void
finish_rekey_child (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now)
{
  const IkePayload *nonce = ike_message_find (message, IKE_PAYLOAD_NONCE);
  g_autofree SimChildSpec *spec = g_new0 (SimChildSpec, 1);
  g_autoptr (SecretBuf) shared = NULL;

  if (!read_choice (ike, task, message, IKE_PROTOCOL_ESP, &spec->choice, &shared)
      || !ike_message_read_ts (message, TRUE, &spec->tsi, &spec->tsr))
    {
      ike->gateway->stats.dropped++;
      return;
    }
  spec->shared = shared;
  spec->ni = (CrySpan){ task->nonce, sizeof task->nonce };
  spec->nr = (CrySpan){ nonce->data, nonce->len };
  spec->we_started = TRUE;
  spec->spi_in = task->new_child_spi;
  sim_child_add (ike, spec, now);
  sim_want (ike, SIM_TASK_DELETE_CHILD,
            we_lost (task, nonce) ? task->new_child_spi : task->child_spi, now);
}

static void
complete_rekey_ike (SimIke *ike, SimTask *task, MonoTime now)
{
  const IkeKeying *keying = task->followup->keying;
  CrySpan nonce = ike_span (keying->peer_nonce);
  const IkePayload theirs = { .data = nonce.data, .len = nonce.len };
  SimIke *fresh = sim_ike_new (ike->gateway, task->new_ike_spi, keying->choice.peer_spi, TRUE);
  const IkeKeySeed seed = { .ni = { task->nonce, sizeof task->nonce },
                            .nr = nonce,
                            .spi_i = fresh->spi_i,
                            .spi_r = fresh->spi_r,
                            .shared = keying->shared,
                            .more = task->followup->more };

  g_assert_cmpint (ike_keymat_rekey (&ike->keymat, &keying->choice.suite, &seed, &fresh->keymat),
                   ==, 0);
  sim_inherit (ike, fresh, &keying->choice.suite, now);
  ike->replaced = TRUE;
  if (we_lost (task, &theirs))
    {
      /* Ours is the redundant one; the client deletes the old SA. */
      fresh->replaced = TRUE;
      if (task->rival_ike != NULL)
        sim_move_children (ike, task->rival_ike);
      sim_want (fresh, SIM_TASK_DELETE_IKE, 0, now);
      return;
    }
  sim_move_children (ike, fresh);
  if (task->rival_ike != NULL)
    task->rival_ike->replaced = TRUE;
  sim_want (ike, SIM_TASK_DELETE_IKE, 0, now);
}

/* The answer to CREATE_CHILD_SA, or to one of the IKE_FOLLOWUP_KE after it. */
static void
finish_rekey_ike (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now)
{
  IkeKeying *keying;
  SecretBuf *shared = NULL;
  IkeChoice choice;
  gboolean goes_on = FALSE;

  if (task->followup != NULL)
    goes_on = sim_take_followup (ike, task, message, now);
  else
    {
      if (!read_choice (ike, task, message, IKE_PROTOCOL_IKE, &choice, &shared))
        {
          ike->gateway->stats.dropped++;
          return;
        }
      keying = g_new0 (IkeKeying, 1);
      keying->choice = choice;
      keying->peer_nonce = ike_message_nonce (message);
      keying->shared = shared;
      task->followup = ike_followup_new (keying, task->new_ike_spi, now);
      if (choice.suite.n_additional > 0)
        goes_on = sim_send_followup (ike, task, message, now);
    }
  if (goes_on)
    ike->task = task;
  else
    complete_rekey_ike (ike, task, now);
}

static void
handle_refusal (SimIke *ike, const SimTask *task, guint16 error, MonoTime now)
{
  SimChildState *child = sim_find_child (ike, task->child_spi);

  ike->gateway->stats.error_notifies++;
  yield_to_rival (ike, task);
  if (error == IKE_NOTIFY_TEMPORARY_FAILURE && !ike->replaced)
    sim_want (ike, task->kind, task->child_spi, now + RETRY_AFTER);
  else if (error == IKE_NOTIFY_CHILD_SA_NOT_FOUND && child != NULL)
    sim_remove_child (ike, child);
}

static void
finish (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now)
{
  SimChildState *child = sim_find_child (ike, task->child_spi);
  IkeNotify error;

  if (ike_message_find_error (message, &error))
    {
      handle_refusal (ike, task, error.type, now);
      return;
    }
  switch (task->kind)
    {
    case SIM_TASK_REKEY_CHILD:
      finish_rekey_child (ike, task, message, now);
      break;
    case SIM_TASK_REKEY_IKE:
      finish_rekey_ike (ike, task, message, now);
      break;
    case SIM_TASK_DELETE_CHILD:
      if (child != NULL)
        sim_remove_child (ike, child);
      break;
    case SIM_TASK_DELETE_IKE:
      ike->gone = TRUE;
      break;
    case SIM_TASK_PING:
    case SIM_TASK_NONE:
      break;
    }
}

void
sim_handle_response (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  SimTask *task = ike->task;

  if (task == NULL || message->header.message_id != task->message_id)
    {
      ike->gateway->stats.dropped++;
      return;
    }
  ike->gateway->stats.answered++;
  ike->task = NULL;
  finish (ike, task, message, now);
  if (ike->task != task)
    sim_task_free (task);
}
