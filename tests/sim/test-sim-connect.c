// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sim-world.h"

static void
assert_connects (SimWorldConfig *config)
{
  g_autoptr (SimWorld) world = sim_world_new (config);

  sim_world_connect (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_PEER), ==, 1);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CONFIG), ==, 1);
  g_assert_cmphex (sim_world_active_spi (world), ==, sim_world_child (world, 0)->spi_in);
  sim_world_assert_in_step (world);
}

static void
test_method (gconstpointer data)
{
  SimWorldConfig config;

  sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
  assert_connects (&config);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/connect/SAP-13/psk", GINT_TO_POINTER (SIM_AUTH_PSK), test_method);
  g_test_add_data_func ("/sim/connect/cert", GINT_TO_POINTER (SIM_AUTH_CERT), test_method);
  g_test_add_data_func ("/sim/connect/AUT-08+AUT-24+EAP-04+EAP-05+EAP-07/mschapv2",
                        GINT_TO_POINTER (SIM_AUTH_MSCHAPV2), test_method);
  g_test_add_data_func ("/sim/connect/AUT-08+EAP-04/gtc", GINT_TO_POINTER (SIM_AUTH_GTC),
                        test_method);
  return g_test_run ();
}
