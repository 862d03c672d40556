// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-evidence.h"

/* The ladder from silence to a new session. */

static IkeEvidenceStep
unanswered (IkeEvidence *evidence, MonoTime now)
{
  return ike_evidence_on_unanswered (evidence, FALSE, FALSE, now);
}

static void
test_ladder (void)
{
  IkeEvidence evidence = { 0 };

  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, TRUE, FALSE, 0), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, TRUE, FALSE, 0), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_REKEY);
  /* A host behind the gateway that answers nobody: asked for fresh keys now and then, no more. */
  g_assert_cmpint (unanswered (&evidence, 9 * MONO_MINUTE), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 10 * MONO_MINUTE), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (unanswered (&evidence, 11 * MONO_MINUTE), ==, IKE_EVIDENCE_WAIT);
  ike_evidence_on_inbound (&evidence, 11 * MONO_MINUTE);
  g_assert_cmpint (unanswered (&evidence, 12 * MONO_MINUTE), ==, IKE_EVIDENCE_ASK);
}

/* RFC 4555: who can be told where we are is told before anything is made anew. */
static void
test_told (void)
{
  IkeEvidence evidence = { 0 };

  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, FALSE, TRUE, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, TRUE, TRUE, 0), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, FALSE, TRUE, 0), ==, IKE_EVIDENCE_TELL);
  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, FALSE, TRUE, 0), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (ike_evidence_on_unanswered (&evidence, FALSE, TRUE, 0), ==, IKE_EVIDENCE_WAIT);
}

/* Where something came in before, and nothing does any more, a new session is the last way; but a
 * young one is not given up for a host that is silent. */
static void
test_given_up (void)
{
  IkeEvidence evidence = { 0 };

  ike_evidence_on_inbound (&evidence, MONO_MINUTE);
  g_assert_cmpint (unanswered (&evidence, 2 * MONO_MINUTE), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (unanswered (&evidence, 2 * MONO_MINUTE), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (unanswered (&evidence, 6 * MONO_MINUTE - 1), ==, IKE_EVIDENCE_WAIT);
  g_assert_cmpint (unanswered (&evidence, 6 * MONO_MINUTE), ==, IKE_EVIDENCE_GIVE_UP);
  ike_evidence_on_inbound (&evidence, 7 * MONO_MINUTE);
  g_assert_cmpint (unanswered (&evidence, 8 * MONO_MINUTE), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (unanswered (&evidence, 8 * MONO_MINUTE), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (unanswered (&evidence, 8 * MONO_MINUTE), ==, IKE_EVIDENCE_GIVE_UP);
}

/* One silence after the other, each ended by fresh keys or by somebody else's packets, who knows:
 * each is worth them, but not without end. */
static void
test_rekeys_are_bounded (void)
{
  IkeEvidence evidence = { 0 };
  guint rekeys = 0;
  MonoTime now = 0;

  for (guint i = 0; i < 60; i++, now += 10 * MONO_SEC)
    {
      ike_evidence_on_inbound (&evidence, now);
      g_assert_cmpint (unanswered (&evidence, now), ==, IKE_EVIDENCE_ASK);
      rekeys += unanswered (&evidence, now) == IKE_EVIDENCE_REKEY;
      if (i < IKE_EVIDENCE_REKEYS)
        g_assert_cmpuint (rekeys, ==, i + 1);
    }
  g_assert_cmpuint (rekeys, <=, IKE_EVIDENCE_REKEYS + now / IKE_EVIDENCE_REKEYS_REFILL);
  g_assert_cmpuint (rekeys, >, IKE_EVIDENCE_REKEYS);
}

static void
test_moved (void)
{
  IkeEvidence evidence = { 0 };

  ike_evidence_on_moved (&evidence);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_REKEY);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_GIVE_UP);
  ike_evidence_on_inbound (&evidence, 0);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_ASK);
  g_assert_cmpint (unanswered (&evidence, 0), ==, IKE_EVIDENCE_REKEY);
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
  g_test_add_func ("/ike/evidence/told", test_told);
  g_test_add_func ("/ike/evidence/given-up", test_given_up);
  g_test_add_func ("/ike/evidence/rekeys-are-bounded", test_rekeys_are_bounded);
  g_test_add_func ("/ike/evidence/moved", test_moved);
  g_test_add_func ("/ike/evidence/MOB-22/answer-after-move", test_answer_after_move);
  return g_test_run ();
}
