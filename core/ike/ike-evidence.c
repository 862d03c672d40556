// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-evidence.h"

/* The ladder from silence to a new session, each rung bounded. */

/* Where nothing moved, silence has another cause more often than not. */
#define REKEY_INTERVAL (10 * MONO_MINUTE)

void
ike_evidence_on_inbound (IkeEvidence *evidence)
{
  evidence->step = 0;
  evidence->moved = FALSE;
}

void
ike_evidence_on_moved (IkeEvidence *evidence)
{
  *evidence = (IkeEvidence){ .moved = TRUE };
}

static IkeEvidenceStep
rekey (IkeEvidence *evidence, MonoTime now)
{
  evidence->rekeyed = TRUE;
  evidence->rekeyed_at = now;
  return IKE_EVIDENCE_REKEY;
}

IkeEvidenceStep
ike_evidence_on_unanswered (IkeEvidence *evidence, gboolean asking, MonoTime now)
{
  if (asking)
    return IKE_EVIDENCE_WAIT;
  if (evidence->step == 0)
    {
      evidence->step = 1;
      return IKE_EVIDENCE_ASK;
    }
  if (!evidence->rekeyed || (!evidence->moved && now - evidence->rekeyed_at >= REKEY_INTERVAL))
    return rekey (evidence, now);
  return evidence->moved ? IKE_EVIDENCE_GIVE_UP : IKE_EVIDENCE_WAIT;
}

gboolean
ike_evidence_on_answer (IkeEvidence *evidence, gboolean follows, MonoTime now)
{
  if (!evidence->moved || follows || evidence->rekeyed)
    return FALSE;
  rekey (evidence, now);
  return TRUE;
}
