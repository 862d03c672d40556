// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-evidence.h"

/* The ladder from silence to a new session. */

static IkeEvidenceStep
unanswered (IkeEvidence *evidence, MonoTime now)
{
  return ike_evidence_on_unanswered (evidence, FALSE, now);
}

static void
test_ladder (void)
{
  IkeEvidence evidence = { 0 };

  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, TRUE, 0), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, TRUE, 0), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_REKEY);
  /* A host behind the gateway that answers nobody: asked for fresh keys now and then, no more. */
  g_assert_cmpint (unanswered (&evidence, 9 * MONO_MINUTE), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 10 * MONO_MINUTE), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (unanswered (&evidence, 11 * MONO_MINUTE), ==, IKE_EVIDENCE_WAIT);
  ike_evidence_on_inbound (&evidence);
  g_assert_cmpint (unanswered (&evidence, 12 * MONO_MINUTE), ==, IKE_EVIDENCE_ASK);
}

static void
test_moved (void)
{
  IkeEvidence evidence = { 0 };

  ike_evidence_on_moved (&evidence);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_GIVE_UP);
  ike_evidence_on_inbound (&evidence);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_WAIT);
}

/* MOB-22: who cannot be told of the move makes fresh keys with us at once, and once. */
static void
test_answer_after_move (void)
{
  IkeEvidence evidence = { 0 };

  g_assert_false (ike_evidence_on_answer (&evidence, FALSE, 0));
  ike_evidence_on_moved (&evidence);
  g_assert_false (ike_evidence_on_answer (&evidence, TRUE, 0));
  g_assert_true (ike_evidence_on_answer (&evidence, FALSE, 0));
  g_assert_false (ike_evidence_on_answer (&evidence, FALSE, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/evidence/ladder", test_ladder);
  g_test_add_func ("/ike/evidence/moved", test_moved);
  g_test_add_func ("/ike/evidence/MOB-22/answer-after-move", test_answer_after_move);
  return g_test_run ();
}
