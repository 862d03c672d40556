// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-talk.h"

#include "status.h"

void
talk_prepare (Talk *talk, SimAuth auth)
{
  sim_world_defaults (&talk->config, auth);
  talk->config.client.fragmentation_off = TRUE;
  sim_record_init (&talk->record, &talk->config);
}

void
talk_connect (Talk *talk)
{
  talk->world = sim_world_new (&talk->config);
  sim_world_connect (talk->world);
}

void
talk_prepare_and_connect (Talk *talk, SimAuth auth)
{
  talk_prepare (talk, auth);
  talk_connect (talk);
}

void
talk_rekey (Talk *talk, gboolean ike_sa)
{
  g_assert_cmpint (
      ike_session_rekey (sim_world_session (talk->world), ike_sa, sim_world_now (talk->world)), ==,
      STATUS_OK);
  sim_world_pump (talk->world);
  sim_world_run (talk->world, MONO_SEC);
}

void
talk_gateway_rekeys (Talk *talk, gboolean ike_sa)
{
  SimGateway *gateway = sim_world_gateway (talk->world);
  MonoTime now = sim_world_now (talk->world);

  g_assert_true (ike_sa ? sim_gateway_rekey_ike (gateway, now)
                        : sim_gateway_rekey_child (gateway, now));
  sim_world_run (talk->world, MONO_SEC);
}

void
talk_close (Talk *talk)
{
  g_assert_cmpint (ike_session_close (sim_world_session (talk->world), sim_world_now (talk->world)),
                   ==, STATUS_OK);
  sim_world_pump (talk->world);
}

void
talk_clear (Talk *talk)
{
  sim_world_free (talk->world);
  sim_record_clear (&talk->record);
}
