// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-state.h"

#include "ike-session-private.h"

static void
test_every_stage_can_close (void)
{
  for (int from = IKE_STAGE_IDLE; from < IKE_STAGE_CLOSED; from++)
    g_assert_true (ike_state_is_legal ((IkeStage) from, IKE_STAGE_CLOSED));
  for (int to = IKE_STAGE_IDLE; to <= IKE_STAGE_CLOSED; to++)
    g_assert_false (ike_state_is_legal (IKE_STAGE_CLOSED, (IkeStage) to));
}

/* CVE-2014-2338: nothing but a proven gateway and a finished IKE_AUTH leads to ESTABLISHED. */
static void
test_established_only_after_configure (void)
{
  for (int from = IKE_STAGE_IDLE; from <= IKE_STAGE_CLOSED; from++)
    g_assert_true (ike_state_is_legal ((IkeStage) from, IKE_STAGE_ESTABLISHED)
                   == (from == IKE_STAGE_CONFIGURE));
}

static void
test_user_only_after_gateway (void)
{
  for (int from = IKE_STAGE_IDLE; from <= IKE_STAGE_CLOSED; from++)
    g_assert_true (ike_state_is_legal ((IkeStage) from, IKE_STAGE_USER)
                   == (from == IKE_STAGE_GATEWAY));
}

static void
expect_stage_event (IkeSession *session, IkeStage stage)
{
  IkeEvent event = { 0 };

  g_assert_true (ike_session_pull_event (session, &event));
  g_assert_cmpint (event.type, ==, IKE_EVENT_STAGE);
  g_assert_cmpint (event.stage, ==, stage);
  ike_event_clear (&event);
}

static void
test_a_stage_is_announced_once (void)
{
  IkeSession session = { 0 };
  IkeEvent event = { 0 };

  ike_outbox_init (&session.outbox, NULL);
  ike_state_enter (&session, IKE_STAGE_INIT);
  ike_state_enter (&session, IKE_STAGE_GATEWAY);
  ike_state_enter (&session, IKE_STAGE_INIT);
  ike_state_enter (&session, IKE_STAGE_GATEWAY);
  ike_state_enter (&session, IKE_STAGE_USER);
  expect_stage_event (&session, IKE_STAGE_INIT);
  expect_stage_event (&session, IKE_STAGE_GATEWAY);
  expect_stage_event (&session, IKE_STAGE_USER);
  g_assert_false (ike_session_pull_event (&session, &event));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/state/every-stage-can-close", test_every_stage_can_close);
  g_test_add_func ("/ike/state/established-only-after-configure",
                   test_established_only_after_configure);
  g_test_add_func ("/ike/state/user-only-after-gateway", test_user_only_after_gateway);
  g_test_add_func ("/ike/state/announced-once", test_a_stage_is_announced_once);
  return g_test_run ();
}
