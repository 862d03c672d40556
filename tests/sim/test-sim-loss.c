// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Connecting and rekeying over links that lose, repeat and reorder. */
#include "sim-world.h"

#define SEEDS 40

static void
connect_and_check (SimWorldConfig *config)
{
  g_autoptr (SimWorld) world = sim_world_new (config);

  sim_world_connect (world);
  sim_world_run (world, 30 * MONO_SEC);
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  sim_world_assert_in_step (world);
}

static void
test_loss (gconstpointer data)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
      config.seed = seed;
      config.link.drop_per_mille = 200;
      connect_and_check (&config);
    }
}

static void
test_disorder (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
      config.seed = seed;
      config.link.duplicate_per_mille = 500;
      config.link.reorder_per_mille = 300;
      config.link.reorder_delay = 700 * MONO_MSEC;
      config.link.jitter = 50 * MONO_MSEC;
      connect_and_check (&config);
    }
}

/* Small fragments both ways, lost and shuffled. */
static void
test_fragments (void)
{
  for (guint64 seed = 1; seed <= SEEDS; seed++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, SIM_AUTH_CERT);
      config.seed = seed;
      config.client.fragment_size = 576;
      config.gateway.fragment_size = 200;
      config.link.drop_per_mille = 50;
      config.link.duplicate_per_mille = 100;
      config.link.reorder_per_mille = 200;
      connect_and_check (&config);
    }
}

/* Nothing longer than the fragment size leaves once fragmentation is agreed. */
static void
test_fragment_size (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  config.client.fragment_size = 576;
  config.gateway.fragment_size = 576;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_GATEWAY, MONO_SEC));
  sim_link_set (sim_world_link (world), &(SimLinkConfig){ .mtu = 576 });
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, MONO_MINUTE));
}

/* A path that carries only small datagrams, and says so to nobody. */
static void
test_small_path (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  config.gateway.fragment_size = 576;
  config.link.mtu = 700;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, 15 * MONO_SEC));
  sim_world_assert_in_step (world);
}

/* The same seed gives the same run to the octet. */
static void
test_reproducible (void)
{
  guint32 spis[2];
  guint64 counts[2];

  for (guint i = 0; i < 2; i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
      config.seed = 4711;
      config.link.drop_per_mille = 200;
      world = sim_world_new (&config);
      sim_world_connect (world);
      sim_world_run (world, 3 * MONO_HOUR);
      spis[i] = sim_world_child (world, 0)->spi_out;
      counts[i] = sim_link_count (sim_world_link (world), SIM_TO_GATEWAY);
    }
  g_assert_cmphex (spis[0], ==, spis[1]);
  g_assert_cmpuint (counts[0], ==, counts[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/loss/psk", GINT_TO_POINTER (SIM_AUTH_PSK), test_loss);
  g_test_add_data_func ("/sim/loss/cert", GINT_TO_POINTER (SIM_AUTH_CERT), test_loss);
  g_test_add_data_func ("/sim/loss/mschapv2", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2), test_loss);
  g_test_add_data_func ("/sim/loss/gtc", GINT_TO_POINTER (SIM_AUTH_GTC), test_loss);
  g_test_add_func ("/sim/loss/disorder", test_disorder);
  g_test_add_func ("/sim/loss/fragments", test_fragments);
  g_test_add_func ("/sim/loss/fragment-size", test_fragment_size);
  g_test_add_func ("/sim/loss/FRG-09/small-path", test_small_path);
  g_test_add_func ("/sim/loss/reproducible", test_reproducible);
  return g_test_run ();
}
