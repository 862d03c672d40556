// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-admit.h"

/* The admission table. */

#define BIT(name)   IKE_PAYLOAD_BIT (IKE_PAYLOAD_##name)
#define STAGE(name) (1u << IKE_STAGE_##name)

/* Payloads that say nothing by themselves and may ride on anything. */
#define ANYWHERE (BIT (NOTIFY) | BIT (VENDOR))
#define CHILD    (BIT (SA) | BIT (TSI) | BIT (TSR) | BIT (CP))
/* Until somebody has proved to be the gateway, others may answer IKE_SA_INIT as well. */
#define ASKING (STAGE (INIT) | STAGE (GATEWAY))
#define LIVING (STAGE (ESTABLISHED) | STAGE (CLOSING))

typedef struct
{
  guint8 exchange;
  gboolean response;
  guint stages;     /* STAGE() bits */
  guint32 required; /* payload bits */
  guint32 optional;
} Row;

static const Row rows[] = {
  /* Answers to our requests. A second row for the same place is the refusal: notifies alone. */
  { IKE_EXCHANGE_IKE_SA_INIT, TRUE, ASKING, BIT (SA) | BIT (KE) | BIT (NONCE),
    BIT (CERTREQ) | ANYWHERE },
  { IKE_EXCHANGE_IKE_SA_INIT, TRUE, ASKING, BIT (NOTIFY), BIT (VENDOR) },
  { IKE_EXCHANGE_IKE_INTERMEDIATE, TRUE, STAGE (GATEWAY), 0, BIT (KE) | ANYWHERE },
  { IKE_EXCHANGE_IKE_AUTH, TRUE, STAGE (GATEWAY), BIT (IDR),
    BIT (CERT) | BIT (CERTREQ) | BIT (AUTH) | BIT (EAP) | CHILD | ANYWHERE },
  { IKE_EXCHANGE_IKE_AUTH, TRUE, STAGE (GATEWAY) | STAGE (USER), BIT (EAP), ANYWHERE },
  { IKE_EXCHANGE_IKE_AUTH, TRUE, STAGE (GATEWAY) | STAGE (USER) | STAGE (CONFIGURE), BIT (NOTIFY),
    BIT (VENDOR) },
  /* A gateway may repeat who it is in its last message; it was proven before. */
  { IKE_EXCHANGE_IKE_AUTH, TRUE, STAGE (CONFIGURE), BIT (AUTH),
    BIT (IDR) | BIT (CERT) | CHILD | ANYWHERE },
  { IKE_EXCHANGE_CREATE_CHILD_SA, TRUE, LIVING, BIT (SA) | BIT (NONCE),
    BIT (KE) | CHILD | ANYWHERE },
  { IKE_EXCHANGE_CREATE_CHILD_SA, TRUE, LIVING, BIT (NOTIFY), BIT (VENDOR) },
  { IKE_EXCHANGE_IKE_FOLLOWUP_KE, TRUE, LIVING, 0, BIT (KE) | ANYWHERE },
  { IKE_EXCHANGE_INFORMATIONAL, TRUE, LIVING, 0, BIT (DELETE) | BIT (CP) | ANYWHERE },

  /* The peer's own requests: none before it has been proven (CVE-2014-2338, CVE-2019-12312). Some
   * gateways put a configuration payload into a rekey; it is ignored. */
  { IKE_EXCHANGE_CREATE_CHILD_SA, FALSE, LIVING, BIT (SA) | BIT (NONCE),
    BIT (KE) | CHILD | ANYWHERE },
  { IKE_EXCHANGE_IKE_FOLLOWUP_KE, FALSE, LIVING, BIT (KE), ANYWHERE },
  { IKE_EXCHANGE_INFORMATIONAL, FALSE, LIVING, 0, BIT (DELETE) | BIT (CP) | ANYWHERE },
};

static gboolean
row_covers (const Row *row, const IkeMessage *message, IkeStage stage)
{
  return row->exchange == message->header.exchange && row->response == message->header.response
         && (row->stages & (1u << stage)) != 0
         && (message->present & row->required) == row->required
         && (message->present & ~(row->required | row->optional)) == 0;
}

IkeAdmitVerdict
ike_admit (const IkeMessage *message, IkeStage stage)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (row_covers (&rows[i], message, stage))
      return IKE_ADMIT_OK;
  if (message->header.exchange == IKE_EXCHANGE_IKE_SA_INIT)
    return IKE_ADMIT_DROP;
  if (message->header.response)
    return IKE_ADMIT_BREACH;
  return (LIVING & (1u << stage)) != 0 ? IKE_ADMIT_REFUSE : IKE_ADMIT_DROP;
}
