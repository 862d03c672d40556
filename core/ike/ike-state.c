// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-state.h"

/* Which stage may follow which. */

#include "ike-session-private.h"

#define STAGE(name) (1u << IKE_STAGE_##name)

/* By the stage that is left. Each may end at once; only a proven gateway is told goodbye. From
 * GATEWAY the session may start over. */
static const guint successors[] = {
  [IKE_STAGE_IDLE] = STAGE (INIT) | STAGE (CLOSED),
  [IKE_STAGE_INIT] = STAGE (GATEWAY) | STAGE (CLOSED),
  [IKE_STAGE_GATEWAY] = STAGE (INIT) | STAGE (USER) | STAGE (CONFIGURE) | STAGE (CLOSED),
  [IKE_STAGE_USER] = STAGE (CONFIGURE) | STAGE (CLOSED),
  [IKE_STAGE_CONFIGURE] = STAGE (ESTABLISHED) | STAGE (CLOSED),
  [IKE_STAGE_ESTABLISHED] = STAGE (CLOSING) | STAGE (CLOSED),
  [IKE_STAGE_CLOSING] = STAGE (CLOSED),
  [IKE_STAGE_CLOSED] = 0,
};

gboolean
ike_state_is_legal (IkeStage from, IkeStage to)
{
  return (successors[from] & (1u << to)) != 0;
}

void
ike_state_enter (IkeSession *session, IkeStage to)
{
  IkeEvent event = { .type = IKE_EVENT_STAGE, .stage = to };

  g_return_if_fail (ike_state_is_legal (session->stage, to));
  log_sink_debug (&session->log, "stage %s, was %s", ike_stage_name (to),
                  ike_stage_name (session->stage));
  session->stage = to;
  /* Starting over is no step back for the user. */
  if (to <= session->announced)
    return;
  session->announced = to;
  ike_outbox_event (&session->outbox, &event);
}
