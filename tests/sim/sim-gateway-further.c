// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Further key exchanges of the scripted gateway (RFC 9370): IKE_INTERMEDIATE, IKE_FOLLOWUP_KE. */
#include "ike-intauth.h"
#include "sim-gateway-private.h"

#include <string.h>

static void
cover (GBytes **value, const SimIke *ike, const SecretBuf *sk_p, const IkeIntAuthMessage *message)
{
  GBytes *after = ike_int_auth (ike->suite.prf, sk_p, *value, message);

  g_assert_nonnull (after);
  g_clear_pointer (value, g_bytes_unref);
  *value = after;
}

void
sim_cover_response (SimIke *ike, const IkeHeader *header, IkeMessageBuilder *builder)
{
  const IkeIntAuthMessage message = {
    .header = header,
    .first = builder->first,
    .chain = { byte_writer_data (&builder->chain), byte_writer_len (&builder->chain) },
  };

  cover (&ike->int_auth_r, ike, ike->keymat.pr, &message);
}

/* Our half of the exchange, for the method; NULL: the client's share is none of that. */
static SecretBuf *
answer_share (SimIke *ike, const IkeMessage *message, CryKe group, IkeMessageBuilder *builder)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_KE);
  guint bad = ike->gateway->config.bad;
  g_autoptr (CryKex) kex = NULL;
  SecretBuf *shared = NULL;
  g_autofree guint8 *share = NULL;
  const guint8 *public;
  IkeKe ke;
  gsize len;

  if (group == CRY_KE_NONE || payload == NULL || !ike_payload_ke_read (payload, &ke)
      || ke.group != (guint16) group)
    return NULL;
  kex = cry_kex_answer (group, ke.data, ke.len, ike->gateway->rng, &shared);
  if (kex == NULL)
    return NULL;
  public = cry_kex_public (kex, &len);
  share = g_memdup2 (public, len);
  if ((bad & SIM_BAD_FURTHER_SHARE) != 0)
    len--;
  ike_payload_ke_write (
      builder, (guint16) ((bad & SIM_BAD_FURTHER_METHOD) != 0 ? CRY_KE_ECP521 : group), share, len);
  return shared;
}

void
sim_handle_intermediate (SimIke *ike, const IkeMessage *message)
{
  const IkeIntAuthMessage covered = {
    .header = &message->header,
    .first = message->first,
    .reserved = message->reserved,
    .chain = { message->octets, message->n_octets },
  };
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_auto (IkeKeymat) keymat = { 0 };
  g_autoptr (SecretBuf) shared = NULL;
  IkeKeySeed seed = { .spi_i = ike->spi_i, .spi_r = ike->spi_r };

  if (sim_is_scripted (ike, &message->header, SIM_AT_INTERMEDIATE))
    return;
  ike_message_builder_init (&builder);
  if (ike->n_intermediate < ike->suite.n_additional)
    shared = answer_share (ike, message, ike->suite.additional[ike->n_intermediate], &builder);
  if (shared == NULL)
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_INVALID_SYNTAX);
      return;
    }
  cover (&ike->int_auth_i, ike, ike->keymat.pi, &covered);
  sim_respond (ike, &message->header, &builder);
  seed.ni.data = g_bytes_get_data (ike->ni, &seed.ni.len);
  seed.nr.data = g_bytes_get_data (ike->nr, &seed.nr.len);
  seed.shared = shared;
  g_assert_cmpint (ike_keymat_rekey (&ike->keymat, &ike->suite, &seed, &keymat), ==, 0);
  ike_keymat_clear (&ike->keymat);
  ike->keymat = keymat;
  keymat = (IkeKeymat){ 0 };
  /* What the client repeats comes under the old keys. */
  ike_sk_free (ike->old_sk);
  ike->old_sk = ike->sk;
  ike->sk = ike_sk_new (&ike->keymat, FALSE, ike->gateway->rng);
  ike->n_intermediate++;
  ike->gateway->stats.intermediate++;
}

/* ---- IKE_FOLLOWUP_KE ------------------------------------------------------------------------- */

static void
new_link (SimIke *ike, IkeFollowup *followup)
{
  guint8 link[5];

  rng_fill (ike->gateway->rng, link, sizeof link);
  g_clear_pointer (&followup->link, g_bytes_unref);
  followup->link = g_bytes_new (link, sizeof link);
}

void
sim_expect_followup (SimIke *ike, IkeKeying *keying, guint64 spi, IkeMessageBuilder *builder,
                     MonoTime now)
{
  ike_followup_free (ike->followup);
  ike->followup = ike_followup_new (keying, spi, now);
  new_link (ike, ike->followup);
  if ((ike->gateway->config.bad & SIM_BAD_NO_LINK) == 0)
    ike_followup_write_link (ike->followup, builder);
}

void
sim_handle_followup (SimIke *ike, const IkeMessage *message, MonoTime now)
{
  IkeFollowup *followup = ike->followup;
  g_auto (IkeMessageBuilder) builder = { 0 };
  SecretBuf *shared = NULL;

  if (sim_is_scripted (ike, &message->header, SIM_AT_FOLLOWUP))
    return;
  if (followup == NULL || !ike_followup_is_linked (followup, message))
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_STATE_NOT_FOUND);
      return;
    }
  ike_message_builder_init (&builder);
  shared = answer_share (ike, message, ike_followup_next (followup), &builder);
  if (shared == NULL)
    {
      sim_respond_notify (ike, &message->header, IKE_NOTIFY_INVALID_SYNTAX);
      return;
    }
  ike_followup_add (followup, shared);
  ike->gateway->stats.followups++;
  if (ike_followup_next (followup) == CRY_KE_NONE)
    {
      sim_succeed (ike, followup, now);
      g_clear_pointer (&ike->followup, ike_followup_free);
    }
  else
    {
      new_link (ike, followup);
      ike_followup_write_link (followup, &builder);
    }
  sim_respond (ike, &message->header, &builder);
}

gboolean
sim_send_followup (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const guint8 *share;
  gsize len;

  g_assert_true (ike_followup_take_link (task->followup, message));
  if (ike_followup_next (task->followup) == CRY_KE_NONE)
    return FALSE;
  cry_kex_free (task->kex);
  task->kex = cry_kex_new (ike_followup_next (task->followup), ike->gateway->rng);
  share = cry_kex_public (task->kex, &len);
  ike_message_builder_init (&builder);
  ike_payload_ke_write (&builder, (guint16) cry_kex_group (task->kex), share, len);
  if ((ike->gateway->config.bad & SIM_BAD_NO_LINK) != 0)
    {
      g_clear_pointer (&task->followup->link, g_bytes_unref);
      task->followup->link = g_bytes_new_static ("another", 7);
    }
  ike_followup_write_link (task->followup, &builder);
  g_clear_pointer (&task->datagrams, g_ptr_array_unref);
  sim_request (ike, task, IKE_EXCHANGE_IKE_FOLLOWUP_KE, &builder, now);
  return TRUE;
}

gboolean
sim_take_followup (SimIke *ike, SimTask *task, const IkeMessage *message, MonoTime now)
{
  const IkePayload *payload = ike_message_find (message, IKE_PAYLOAD_KE);
  IkeKe ke;
  SecretBuf *shared = NULL;

  if (payload != NULL && ike_payload_ke_read (payload, &ke))
    shared = cry_kex_derive (task->kex, ke.data, ke.len);
  g_assert_nonnull (shared);
  ike_followup_add (task->followup, shared);
  ike->gateway->stats.followups++;
  return sim_send_followup (ike, task, message, now);
}
