// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A year of an ordinary connection over a poor link: nothing ends it but what is meant to. */
#include "sim-world.h"

#define DAY  (24 * MONO_HOUR)
#define DAYS 365

/* Traffic is under way most of the time, so liveness is asked for now and then only. */
static void
set_up (SimWorldConfig *config)
{
  sim_world_defaults (config, SIM_AUTH_PSK);
  config->client.dpd_interval = 10 * MONO_MINUTE;
  config->client.keepalive = MONO_HOUR;
  config->link.drop_per_mille = 50;
  config->link.duplicate_per_mille = 50;
  config->link.reorder_per_mille = 100;
  config->link.reorder_delay = 700 * MONO_MSEC;
  config->link.jitter = 40 * MONO_MSEC;
  /* As often as the client, so that they keep meeting. */
  config->gateway.rekey_child = 57 * MONO_MINUTE;
  config->gateway.rekey_ike = 228 * MONO_MINUTE;
}

/* Both sides want new keys at the same moment. */
static void
clash (SimWorld *world, guint day)
{
  MonoTime now = sim_world_now (world);

  g_assert_cmpint (ike_session_rekey (sim_world_session (world), day % 2 == 0, now), ==, 0);
  if (day % 4 < 2)
    (void) sim_gateway_rekey_ike (sim_world_gateway (world), now);
  else
    (void) sim_gateway_rekey_child (sim_world_gateway (world), now);
  sim_world_pump (world);
}

static void
assert_alive (SimWorld *world, guint day)
{
  const IkeClosed *closed = sim_world_closed (world);

  if (closed != NULL)
    g_error ("day %u: closed with reason %u at stage %u", day, closed->reason, closed->stage);
  g_assert_cmphex (sim_world_active_spi (world), !=, 0);
  g_assert_cmpuint (sim_world_n_children (world), >=, 1);
  g_assert_cmpuint (sim_world_n_children (world), <=, 3);
}

static void
live (guint64 seed)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  set_up (&config);
  config.seed = seed;
  world = sim_world_new (&config);
  sim_world_connect (world);
  for (guint day = 0; day < DAYS; day++)
    {
      sim_world_run (world, DAY / 2);
      clash (world, day);
      sim_world_run (world, DAY / 2);
      assert_alive (world, day);
    }
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), >, DAYS * 20);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), >, DAYS * 5);
}

static void
test_year (void)
{
  live (1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/year/COL-19+LIF-06/poor-link", test_year);
  return g_test_run ();
}
