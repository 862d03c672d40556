// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-exchange.h"

/* SA, nonce and key exchange: one reading for four kinds of answers. */

#include "ike-proposal-offer.h"
#include "payload-nonce.h"
#include "status.h"

void
ike_keying_free (IkeKeying *keying)
{
  if (keying == NULL)
    return;
  g_clear_pointer (&keying->peer_nonce, g_bytes_unref);
  g_clear_pointer (&keying->nonce, g_bytes_unref);
  secret_buf_free (keying->shared);
  cry_kex_free (keying->kex);
  g_free (keying);
}

/* ---- Initiator ------------------------------------------------------------------------------ */

void
ike_exchange_write_share (IkeMessageBuilder *builder, const CryKex *kex)
{
  gsize len = 0;
  const guint8 *share = NULL;

  if (kex == NULL)
    return;
  share = cry_kex_public (kex, &len);
  ike_payload_ke_write (builder, (guint16) cry_kex_group (kex), share, len);
}

CryKe
ike_exchange_group_wanted (const IkeProposals *offered, const IkeNotify *notify)
{
  guint16 group = CRY_KE_NONE;

  if (notify->type == IKE_NOTIFY_INVALID_KE_PAYLOAD && notify->len == 2)
    group = byte_get_u16 (notify->data);
  return ike_proposals_has_group (offered, group) ? (CryKe) group : CRY_KE_NONE;
}

static const char *
read_choice (const IkeProposals *offered, const IkeMessage *response, IkeChoice *ret_choice)
{
  g_autofree IkeProposals *answer = g_new0 (IkeProposals, 1);
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_SA);
  const char *why = NULL;

  if (payload == NULL || !ike_payload_sa_read (payload, answer))
    return "no proposal";
  return ike_proposals_check_choice (offered, answer, ret_choice, &why) ? NULL : why;
}

SecretBuf *
ike_exchange_read_further (CryKex *kex, const IkeMessage *response)
{
  const IkePayload *payload = ike_message_find (response, IKE_PAYLOAD_KE);
  IkeKe ke = { 0 };

  if (payload == NULL || !ike_payload_ke_read (payload, &ke)
      || ke.group != (guint16) cry_kex_group (kex))
    return NULL;
  return cry_kex_derive (kex, ke.data, ke.len);
}

static const char *
read_share (CryKex *kex, const IkeMessage *response, IkeKeying *keying)
{
  CryKe group = keying->choice.suite.group;

  if (group == CRY_KE_NONE)
    return NULL;
  if (kex == NULL || group != cry_kex_group (kex))
    return "another group than that of the key exchange";
  keying->shared = ike_exchange_read_further (kex, response);
  keying->bad_share = keying->shared == NULL;
  return !keying->bad_share ? NULL : "no key share of the group chosen, or an invalid one";
}

gboolean
ike_exchange_read (const IkeProposals *offered, CryKex *kex, const IkeMessage *response,
                   IkeKeying *ret_keying, const char **ret_why)
{
  const IkeSuite *suite = &ret_keying->choice.suite;

  *ret_why = read_choice (offered, response, &ret_keying->choice);
  if (*ret_why != NULL)
    return FALSE;
  g_clear_pointer (&ret_keying->peer_nonce, g_bytes_unref);
  ret_keying->peer_nonce = ike_message_nonce (response);
  /* It must be worth half the key of the prf it will be mixed with (INI-10). */
  if (ret_keying->peer_nonce == NULL
      || (suite->prf != CRY_PRF_NONE
          && g_bytes_get_size (ret_keying->peer_nonce) < cry_prf_len (suite->prf) / 2))
    *ret_why = "no nonce, or a short one";
  else
    *ret_why = read_share (kex, response, ret_keying);
  return *ret_why == NULL;
}

/* ---- Responder ------------------------------------------------------------------------------ */

static guint16
make_share (const IkeKe *ke, const Rng *rng, IkeKeying *keying)
{
  CryKe group = keying->choice.suite.group;

  if (group == CRY_KE_NONE)
    return 0;
  if (ke->group != (guint16) group)
    return IKE_NOTIFY_INVALID_KE_PAYLOAD;
  keying->kex = cry_kex_answer (group, ke->data, ke->len, rng, &keying->shared);
  return keying->shared != NULL ? 0 : IKE_NOTIFY_INVALID_SYNTAX;
}

guint16
ike_exchange_accept (const IkeProposals *ours, const IkeMessage *request, const Rng *rng,
                     IkeKeying *ret_keying)
{
  g_autofree IkeProposals *theirs = g_new0 (IkeProposals, 1);
  const IkePayload *sa = ike_message_find (request, IKE_PAYLOAD_SA);
  const IkePayload *payload = ike_message_find (request, IKE_PAYLOAD_KE);
  guint16 refusal = 0;
  IkeKe ke = { 0 };

  if (sa == NULL || !ike_payload_sa_read (sa, theirs)
      || (payload != NULL && !ike_payload_ke_read (payload, &ke)))
    return IKE_NOTIFY_INVALID_SYNTAX;
  if (!ike_proposals_select (ours, theirs, ke.group, &ret_keying->choice))
    return IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  refusal = make_share (&ke, rng, ret_keying);
  if (refusal != 0)
    return refusal;
  ret_keying->peer_nonce = ike_message_nonce (request);
  ret_keying->nonce = ike_nonce_new (rng);
  return ret_keying->peer_nonce != NULL ? 0 : IKE_NOTIFY_INVALID_SYNTAX;
}

void
ike_exchange_write_accepted (IkeMessageBuilder *builder, const IkeKeying *keying)
{
  ike_payload_sa_write_one (builder, &keying->choice.answer);
  ike_payload_nonce_write (builder, keying->nonce);
  ike_exchange_write_share (builder, keying->kex);
}

int
ike_exchange_write_refusal (IkeMessageBuilder *builder, guint16 notify, const IkeKeying *keying)
{
  if (notify == IKE_NOTIFY_INVALID_KE_PAYLOAD)
    ike_payload_notify_write_u16 (builder, notify, (guint16) keying->choice.suite.group);
  else
    ike_payload_notify_write (builder, notify, NULL, 0);
  return notify == IKE_NOTIFY_INVALID_SYNTAX ? IKE_ANSWER_FATAL : STATUS_OK;
}
