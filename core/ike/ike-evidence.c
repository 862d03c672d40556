// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-evidence.h"

/* The ladder from silence to a new session, each rung bounded. */

void
ike_evidence_on_inbound (IkeEvidence *evidence, MonoTime now)
{
  if (!evidence->flowed)
    evidence->flowed_at = now;
  evidence->flowed = TRUE;
  evidence->step = 0;
  evidence->moved = FALSE;
  evidence->rekeyed = FALSE;
}

void
ike_evidence_on_moved (IkeEvidence *evidence)
{
  evidence->step = 0;
  evidence->moved = TRUE;
  evidence->rekeyed = FALSE;
}

static IkeEvidenceStep
rekey (IkeEvidence *evidence, MonoTime now)
{
  evidence->rekeyed = TRUE;
  evidence->rekeyed_at = now;
  return IKE_EVIDENCE_REKEY;
}

/* After a move once; else as many as have been saved up. */
static IkeEvidenceStep
rekey_if_affordable (IkeEvidence *evidence, MonoTime now)
{
  const MonoTime most = (IKE_EVIDENCE_REKEYS - 1) * IKE_EVIDENCE_REKEYS_REFILL;

  if (evidence->moved)
    return rekey (evidence, now);
  if (evidence->paid_until - now > most)
    return IKE_EVIDENCE_WAIT;
  evidence->paid_until = MAX (evidence->paid_until, now) + IKE_EVIDENCE_REKEYS_REFILL;
  return rekey (evidence, now);
}

IkeEvidenceStep
ike_evidence_on_unanswered (IkeEvidence *evidence, gboolean asking, gboolean follows, MonoTime now)
{
  if (asking)
    return IKE_EVIDENCE_WAIT;
  evidence->step++;
  if (evidence->step == 1)
    return IKE_EVIDENCE_ASK;
  if (evidence->step == 2 && follows)
    return IKE_EVIDENCE_TELL;
  if (!evidence->rekeyed)
    return rekey_if_affordable (evidence, now);
  if (evidence->moved || (evidence->flowed && now - evidence->flowed_at >= IKE_EVIDENCE_AGE))
    return IKE_EVIDENCE_GIVE_UP;
  return now - evidence->rekeyed_at >= IKE_EVIDENCE_REKEY_AGAIN
             ? rekey_if_affordable (evidence, now)
             : IKE_EVIDENCE_WAIT;
}

gboolean
ike_evidence_on_answer (IkeEvidence *evidence, gboolean follows, MonoTime now)
{
  if (!evidence->moved || follows || evidence->rekeyed)
    return FALSE;
  rekey (evidence, now);
  return TRUE;
}
