// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-gateway-private.h"

#include <string.h>

void
sim_own_proposals (const SimGateway *gateway, IkeProtocol protocol, IkeProposals *ret_list)
{
  const SimGatewayConfig *config = &gateway->config;
  const char *list = protocol == IKE_PROTOCOL_IKE ? config->ike_proposals : config->esp_proposals;

  g_assert_true (ike_proposals_parse (list, protocol, config->legacy, ret_list, NULL));
}

void
sim_child_free (SimChildState *child)
{
  secret_buf_free (child->encr_in);
  secret_buf_free (child->encr_out);
  secret_buf_free (child->integ_in);
  secret_buf_free (child->integ_out);
  g_free (child);
}

SimChildState *
sim_find_child (const SimIke *ike, guint32 spi_in)
{
  for (guint i = 0; i < ike->children->len; i++)
    {
      SimChildState *child = g_ptr_array_index (ike->children, i);

      if (child->public.spi_in == spi_in)
        return child;
    }
  return NULL;
}

SimChildState *
sim_find_child_out (const SimIke *ike, guint32 spi_out)
{
  for (guint i = 0; i < ike->children->len; i++)
    {
      SimChildState *child = g_ptr_array_index (ike->children, i);

      if (child->public.spi_out == spi_out)
        return child;
    }
  return NULL;
}

void
sim_remove_child (SimIke *ike, SimChildState *child)
{
  g_ptr_array_remove (ike->children, child);
}

void
sim_move_children (SimIke *from, SimIke *to)
{
  while (from->children->len > 0)
    g_ptr_array_add (to->children, g_ptr_array_steal_index (from->children, 0));
}

/* ---- Making one ------------------------------------------------------------------------------ */

static void
take_keys (SimChildState *child, IkeChildKeys *keys, gboolean we_started)
{
  child->encr_in = we_started ? keys->encr_r : keys->encr_i;
  child->integ_in = we_started ? keys->integ_r : keys->integ_i;
  child->encr_out = we_started ? keys->encr_i : keys->encr_r;
  child->integ_out = we_started ? keys->integ_i : keys->integ_r;
  child->public.encr_in = child->encr_in;
  child->public.encr_out = child->encr_out;
  child->public.integ_in = child->integ_in;
  child->public.integ_out = child->integ_out;
}

SimChildState *
sim_child_add (SimIke *ike, const SimChildSpec *spec, MonoTime now)
{
  SimChildState *child = g_new0 (SimChildState, 1);
  const IkeKeySeed seed = { .ni = spec->ni, .nr = spec->nr, .shared = spec->shared };
  IkeChildKeys keys = { 0 };

  g_assert_cmpint (ike_keymat_child (&ike->keymat, &spec->choice.suite.packet, &seed, &keys), ==,
                   0);
  take_keys (child, &keys, spec->we_started);
  child->public.spi_in = spec->spi_in;
  child->public.spi_out = (guint32) spec->choice.peer_spi;
  child->public.suite = spec->choice.suite.packet;
  child->public.esn = spec->choice.suite.esn;
  child->public.ts_local = spec->we_started ? spec->tsi : spec->tsr;
  child->public.ts_remote = spec->we_started ? spec->tsr : spec->tsi;
  child->public.since = now;
  child->public.path = ike->path;
  g_ptr_array_add (ike->children, child);
  return child;
}

guint16
sim_child_choose (SimIke *ike, SimChildSpec *spec, gboolean groups)
{
  g_autofree IkeProposals *ours = g_new0 (IkeProposals, 1);

  sim_own_proposals (ike->gateway, IKE_PROTOCOL_ESP, ours);
  if (!groups)
    ike_proposals_drop_groups (ours);
  if (!ike_proposals_select (ours, spec->offer, spec->group_sent, &spec->choice))
    return IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  if (spec->choice.suite.group != CRY_KE_NONE && spec->choice.suite.group != spec->group_sent)
    return IKE_NOTIFY_INVALID_KE_PAYLOAD;
  return 0;
}

/* The client's side may be its virtual addresses, or anything when it has none. */
static IkeTsList
client_policy (const SimIke *ike)
{
  const IkeConfigReply *cp = &ike->gateway->config.cp;
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);
  IkeTsList list = { 0 };

  if (!ike->want_cp || ike->gateway->config.no_cp || cp->n_addresses == 0)
    {
      ike_ts_list_add (&list, &any4);
      ike_ts_list_add (&list, &any6);
      return list;
    }
  for (guint i = 0; i < cp->n_addresses; i++)
    {
      const IpRange alone = { cp->addresses[i].address, cp->addresses[i].address };
      const IkeTs ts = ike_ts_of_range (&alone);

      ike_ts_list_add (&list, &ts);
    }
  return list;
}

static void
widen (const SimIke *ike, SimBad bad, IkeTsList *list)
{
  if ((ike->gateway->config.bad & (guint) bad) != 0)
    *list = (IkeTsList){ .n = 1, .ts = { ike_ts_any (AF_INET) } };
}

guint16
sim_child_answer (SimIke *ike, SimChildSpec *spec, IkeMessageBuilder *builder, MonoTime now)
{
  const IkeTsList policy = client_policy (ike);
  IkeProposal answer = spec->choice.answer;
  IkeTsList tsi;
  IkeTsList tsr;

  ike_ts_list_narrow (&policy, &spec->tsi, &tsi);
  ike_ts_list_narrow (&ike->gateway->config.ts, &spec->tsr, &tsr);
  if (tsi.n == 0 || tsr.n == 0)
    return IKE_NOTIFY_TS_UNACCEPTABLE;
  spec->tsi = tsi;
  spec->tsr = tsr;
  widen (ike, SIM_BAD_WIDER_TSI, &tsi);
  widen (ike, SIM_BAD_WIDER_TS, &tsr);
  spec->spi_in = (guint32) sim_new_spi (ike->gateway) | 0x100;
  sim_child_add (ike, spec, now);
  answer.spi_len = 4;
  answer.spi = spec->spi_in;
  if ((ike->gateway->config.bad & SIM_BAD_TRANSPORT_MODE) != 0)
    ike_payload_notify_write (builder, IKE_NOTIFY_USE_TRANSPORT_MODE, NULL, 0);
  if ((ike->gateway->config.bad & SIM_BAD_IPCOMP) != 0)
    ike_payload_notify_write (builder, IKE_NOTIFY_IPCOMP_SUPPORTED, "\x12\x34\x02", 3);
  if (ike->gateway->config.no_tfc)
    ike_payload_notify_write (builder, IKE_NOTIFY_ESP_TFC_PADDING_NOT_SUPPORTED, NULL, 0);
  ike_payload_sa_write_one (builder, &answer);
  ike_message_write_ts (builder, FALSE, &tsr, &tsi);
  return 0;
}

gboolean
sim_lowest_is_first (const CrySpan mine[2], const CrySpan theirs[2])
{
  const CrySpan *all[] = { &mine[0], &mine[1], &theirs[0], &theirs[1] };
  guint lowest = 0;

  for (guint i = 1; i < G_N_ELEMENTS (all); i++)
    {
      gsize len = MIN (all[i]->len, all[lowest]->len);
      int order = memcmp (all[i]->data, all[lowest]->data, len);

      if (order < 0 || (order == 0 && all[i]->len < all[lowest]->len))
        lowest = i;
    }
  return lowest < 2;
}

/* ---- CREATE_CHILD_SA of the client ----------------------------------------------------------- */

typedef struct
{
  const IkeMessage *message;
  IkeProposals proposals;
  IkeKe ke; /* group 0: none came */
  CrySpan ni;
  guint8 nr[IKE_NONCE_LEN];
} Request;

static gboolean
read_request (const IkeMessage *message, Request *ret_request)
{
  const IkePayload *nonce = ike_message_find (message, IKE_PAYLOAD_NONCE);
  const IkePayload *ke = ike_message_find (message, IKE_PAYLOAD_KE);

  if (nonce == NULL || !ike_message_has (message, IKE_PAYLOAD_SA))
    return FALSE;
  ret_request->message = message;
  ret_request->ni = (CrySpan){ nonce->data, nonce->len };
  if (ke != NULL)
    ike_payload_ke_read (ke, &ret_request->ke);
  return ike_payload_sa_read (ike_message_find (message, IKE_PAYLOAD_SA), &ret_request->proposals);
}

static void
note_rival (SimIke *ike, SimTaskKind kind, const Request *request, guint32 child_spi,
            SimIke *rival_ike)
{
  SimTask *task = ike->task;

  if (task == NULL || task->kind != kind)
    return;
  g_clear_pointer (&task->rival_ni, g_bytes_unref);
  g_clear_pointer (&task->rival_nr, g_bytes_unref);
  task->rival_ni = g_bytes_new (request->ni.data, request->ni.len);
  task->rival_nr = g_bytes_new (request->nr, IKE_NONCE_LEN);
  task->rival_child_spi = child_spi;
  task->rival_ike = rival_ike;
}

/* Writes Nr and KEr; ret_shared is owned. FALSE: the public value was bad. */
static gboolean
exchange_keys (SimIke *ike, const Request *request, CryKe group, IkeMessageBuilder *builder,
               SecretBuf **ret_shared)
{
  g_autoptr (CryKex) kex = NULL;
  const guint8 *public;
  gsize len;

  ike_message_builder_add (builder, IKE_PAYLOAD_NONCE, FALSE, request->nr, IKE_NONCE_LEN);
  if (group == CRY_KE_NONE)
    return TRUE;
  kex = cry_kex_answer (group, request->ke.data, request->ke.len, ike->gateway->rng, ret_shared);
  if (*ret_shared == NULL)
    return FALSE;
  public = cry_kex_public (kex, &len);
  ike_payload_ke_write (builder, (guint16) group, public, len);
  return TRUE;
}

/* What stands against a rekey of that Child SA right now; 0: nothing. */
static guint16
refuse_child (const SimIke *ike, const IkeNotify *rekey, const SimChildState *old)
{
  SimTaskKind busy = ike->task != NULL ? ike->task->kind : SIM_TASK_NONE;

  if (busy == SIM_TASK_REKEY_IKE || busy == SIM_TASK_DELETE_IKE || ike->replaced)
    return IKE_NOTIFY_TEMPORARY_FAILURE;
  if (rekey != NULL && old == NULL)
    return IKE_NOTIFY_CHILD_SA_NOT_FOUND;
  if (old != NULL && busy == SIM_TASK_DELETE_CHILD && ike->task->child_spi == old->public.spi_in)
    return IKE_NOTIFY_TEMPORARY_FAILURE;
  return 0;
}

/* INVALID_KE_PAYLOAD names the group that is wanted. */
static void
refuse (SimIke *ike, const IkeHeader *header, guint16 error, const IkeChoice *choice)
{
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  if (error == IKE_NOTIFY_INVALID_KE_PAYLOAD)
    ike_payload_notify_write_u16 (&builder, error, (guint16) choice->suite.group);
  else
    ike_payload_notify_write (&builder, error, NULL, 0);
  sim_respond (ike, header, &builder);
}

static void
handle_child (SimIke *ike, Request *request, MonoTime now)
{
  const IkeMessage *message = request->message;
  g_autofree SimChildSpec *spec = g_new0 (SimChildSpec, 1);
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (SecretBuf) shared = NULL;
  IkeNotify rekey = { 0 };
  gboolean is_rekey = ike_message_find_notify (message, IKE_NOTIFY_REKEY_SA, &rekey);
  SimChildState *old = is_rekey ? sim_find_child_out (ike, (guint32) rekey.spi) : NULL;
  guint16 error = refuse_child (ike, is_rekey ? &rekey : NULL, old);

  spec->offer = &request->proposals;
  spec->group_sent = request->ke.group;
  if (error == 0
      && (!ike_message_has (message, IKE_PAYLOAD_TSI)
          || !ike_message_has (message, IKE_PAYLOAD_TSR)))
    error = IKE_NOTIFY_INVALID_SYNTAX;
  if (error == 0)
    error = sim_child_choose (ike, spec, TRUE);
  if (error == 0)
    {
      ike_message_read_ts (message, FALSE, &spec->tsr, &spec->tsi);
      spec->ni = request->ni;
      spec->nr = (CrySpan){ request->nr, IKE_NONCE_LEN };
      ike_message_builder_init (&builder);
      if (!exchange_keys (ike, request, spec->choice.suite.group, &builder, &shared))
        error = IKE_NOTIFY_INVALID_SYNTAX;
      spec->shared = shared;
    }
  if (error == 0)
    error = sim_child_answer (ike, spec, &builder, now);
  if (error != 0)
    {
      refuse (ike, &message->header, error, &spec->choice);
      return;
    }
  if (old != NULL && ike->task != NULL && ike->task->child_spi == old->public.spi_in)
    note_rival (ike, SIM_TASK_REKEY_CHILD, request, spec->spi_in, NULL);
  ike->gateway->stats.rekeys_child++;
  sim_respond (ike, &message->header, &builder);
}

static guint16
choose_ike (SimIke *ike, const Request *request, IkeChoice *ret_choice)
{
  g_autofree IkeProposals *ours = g_new0 (IkeProposals, 1);
  SimTaskKind busy = ike->task != NULL ? ike->task->kind : SIM_TASK_NONE;

  if (busy == SIM_TASK_REKEY_CHILD || busy == SIM_TASK_DELETE_CHILD || busy == SIM_TASK_DELETE_IKE
      || ike->replaced)
    return IKE_NOTIFY_TEMPORARY_FAILURE;
  sim_own_proposals (ike->gateway, IKE_PROTOCOL_IKE, ours);
  if (!ike->additional)
    ike_proposals_drop_additional (ours);
  if (!ike_proposals_select (ours, &request->proposals, request->ke.group, ret_choice)
      || ret_choice->peer_spi == 0)
    return IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  return ret_choice->suite.group == request->ke.group ? 0 : IKE_NOTIFY_INVALID_KE_PAYLOAD;
}

void
sim_inherit (const SimIke *ike, SimIke *fresh, const IkeSuite *suite, MonoTime now)
{
  fresh->suite = *suite;
  fresh->sk = ike_sk_new (&fresh->keymat, fresh->initiator, ike->gateway->rng);
  fresh->path = ike->path;
  fresh->fragmentation = ike->fragmentation;
  fresh->additional = ike->additional;
  fresh->want_cp = ike->want_cp;
  fresh->established = TRUE;
  fresh->since = now;
}

SimIke *
sim_succeed (SimIke *ike, const IkeFollowup *followup, MonoTime now)
{
  const IkeKeying *keying = followup->keying;
  SimIke *fresh = sim_ike_new (ike->gateway, keying->choice.peer_spi, followup->spi, FALSE);
  const IkeKeySeed seed = { .ni = ike_span (keying->peer_nonce),
                            .nr = ike_span (keying->nonce),
                            .spi_i = fresh->spi_i,
                            .spi_r = fresh->spi_r,
                            .shared = keying->shared,
                            .more = followup->more };

  g_assert_cmpint (ike_keymat_rekey (&ike->keymat, &keying->choice.suite, &seed, &fresh->keymat),
                   ==, 0);
  sim_inherit (ike, fresh, &keying->choice.suite, now);
  ike->gateway->stats.rekeys_ike++;
  if (ike->task == NULL || ike->task->kind != SIM_TASK_REKEY_IKE)
    {
      sim_move_children (ike, fresh);
      ike->replaced = TRUE;
    }
  return fresh;
}

static void
handle_ike (SimIke *ike, Request *request, MonoTime now)
{
  const IkeHeader *header = &request->message->header;
  IkeChoice choice = { 0 };
  guint16 error = choose_ike (ike, request, &choice);
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (SecretBuf) shared = NULL;
  IkeProposal answer = choice.answer;
  IkeKeying *keying;
  g_autoptr (IkeFollowup) only = NULL;
  SimIke *fresh;

  if (error != 0)
    {
      refuse (ike, header, error, &choice);
      return;
    }
  ike_message_builder_init (&builder);
  answer.spi = sim_new_spi (ike->gateway);
  ike_payload_sa_write_one (&builder, &answer);
  if (!exchange_keys (ike, request, choice.suite.group, &builder, &shared))
    {
      sim_respond_notify (ike, header, IKE_NOTIFY_INVALID_SYNTAX);
      return;
    }
  keying = g_new0 (IkeKeying, 1);
  keying->choice = choice;
  keying->peer_nonce = g_bytes_new (request->ni.data, request->ni.len);
  keying->nonce = g_bytes_new (request->nr, IKE_NONCE_LEN);
  keying->shared = g_steal_pointer (&shared);
  if (choice.suite.n_additional > 0)
    {
      sim_expect_followup (ike, keying, answer.spi, &builder, now);
      sim_respond (ike, header, &builder);
      return;
    }
  only = ike_followup_new (keying, answer.spi, now);
  fresh = sim_succeed (ike, only, now);
  note_rival (ike, SIM_TASK_REKEY_IKE, request, 0, fresh);
  sim_respond (ike, header, &builder);
}

void
sim_handle_create_child (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  g_autofree Request *request = g_new0 (Request, 1);
  gboolean is_ike;

  if (!ike->established || !read_request (message, request))
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_INVALID_SYNTAX);
      return;
    }
  is_ike
      = request->proposals.n_items > 0 && request->proposals.items[0].protocol == IKE_PROTOCOL_IKE;
  if (sim_is_scripted (ike, &message->header, is_ike ? SIM_AT_REKEY_IKE : SIM_AT_REKEY_CHILD))
    return;
  rng_fill (ike->gateway->rng, request->nr, IKE_NONCE_LEN);
  if (is_ike)
    handle_ike (ike, request, now);
  else
    handle_child (ike, request, now);
}
