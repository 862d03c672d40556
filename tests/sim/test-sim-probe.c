// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What size gets to the gateway. */
#include "sim-world.h"

#include "ike-types.h"
#include "status.h"

#define UDP_AND_IP 28 /* bytes around a datagram */
#define MARKER     4

static SimWorld *
connected (MonoTime delay)
{
  SimWorldConfig config;
  SimWorld *world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.mobike = TRUE;
  config.link.delay = delay;
  world = sim_world_new (&config);
  sim_world_connect (world);
  return world;
}

static guint
n_probed (SimWorld *world)
{
  return sim_world_n_events (world, IKE_EVENT_PROBED);
}

/* The path carries IP packets of that size and loses larger ones, whether they may be fragmented or
 * not. */
static void
narrow (SimWorld *world, guint size, MonoTime delay)
{
  const SimLinkConfig link = { .mtu = size - UDP_AND_IP - MARKER, .delay = delay };

  sim_link_set (sim_world_link (world), &link);
}

static void
probe (SimWorld *world, guint size)
{
  g_assert_true (ike_session_probe (sim_world_session (world), size, sim_world_now (world)));
  sim_world_pump (world);
}

/* It is asked by exactly that size, and nobody minds the padding. */
static void
test_arrives (void)
{
  g_autoptr (SimWorld) world = connected (10 * MONO_MSEC);
  SimGateway *gateway = sim_world_gateway (world);

  probe (world, 1500);
  g_assert_false (ike_session_probe (sim_world_session (world), 1400, sim_world_now (world)));
  sim_world_run (world, 50 * MONO_MSEC);
  g_assert_cmpuint (n_probed (world), ==, 1);
  g_assert_true (sim_world_arrived (world));
  g_assert_cmpuint (sim_gateway_stats (gateway)->max_datagram, ==, 1500 - UDP_AND_IP - MARKER);
  g_assert_cmpuint (sim_gateway_stats (gateway)->error_notifies, ==, 0);
  narrow (world, 1400, 10 * MONO_MSEC);
  probe (world, 1400);
  sim_world_run (world, 50 * MONO_MSEC);
  g_assert_cmpuint (n_probed (world), ==, 2);
  g_assert_true (sim_world_arrived (world));
}

/* Lost twice for its size, it is answered as any liveness check, within half a second. */
static void
test_is_lost (void)
{
  g_autoptr (SimWorld) world = connected (10 * MONO_MSEC);

  narrow (world, 1400, 10 * MONO_MSEC);
  probe (world, 1401);
  sim_world_run (world, 350 * MONO_MSEC);
  g_assert_cmpuint (n_probed (world), ==, 0);
  sim_world_run (world, 150 * MONO_MSEC);
  g_assert_cmpuint (n_probed (world), ==, 1);
  g_assert_false (sim_world_arrived (world));
  g_assert_null (sim_world_closed (world));
}

/* An answer that takes its time is not taken for one that was lost. */
static void
test_far_away (void)
{
  g_autoptr (SimWorld) world = connected (400 * MONO_MSEC);

  probe (world, 1500);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (n_probed (world), ==, 1);
  g_assert_true (sim_world_arrived (world));
}

/* A gateway that is gone is lost by this check as by any other. */
static void
test_nobody_there (void)
{
  g_autoptr (SimWorld) world = connected (10 * MONO_MSEC);
  const SimLinkConfig cut = { .drop_per_mille = 1000 };

  sim_link_set (sim_world_link (world), &cut);
  probe (world, 1500);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 2 * MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
  g_assert_cmpuint (n_probed (world), ==, 0);
  g_assert_false (ike_session_probe (sim_world_session (world), 1500, sim_world_now (world)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/probe/ICM-11/arrives", test_arrives);
  g_test_add_func ("/sim/probe/RTX-02/is-lost", test_is_lost);
  g_test_add_func ("/sim/probe/ICM-11/far-away", test_far_away);
  g_test_add_func ("/sim/probe/ICM-11/nobody-there", test_nobody_there);
  return g_test_run ();
}
