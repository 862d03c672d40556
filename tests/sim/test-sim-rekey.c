// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Rekeys from both sides, crossing each other, and for a year. */
#include "sim-world.h"

#define DAY (24 * MONO_HOUR)

static SimWorld *
new_connected (SimWorldConfig *config)
{
  SimWorld *world = sim_world_new (config);

  sim_world_connect (world);
  sim_world_run (world, 10 * MONO_SEC);
  sim_world_assert_in_step (world);
  return world;
}

static void
assert_alive (SimWorld *world)
{
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  g_assert_cmphex (sim_world_active_spi (world), ==, sim_world_child (world, 0)->spi_in);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 1);
  sim_world_assert_in_step (world);
}

static void
test_client (gconstpointer data)
{
  gboolean ike_sa = GPOINTER_TO_INT (data);
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  guint32 before;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = new_connected (&config);
  before = sim_world_child (world, 0)->spi_in;
  g_assert_cmpint (ike_session_rekey (sim_world_session (world), ike_sa, sim_world_now (world)), ==,
                   0);
  sim_world_pump (world);
  sim_world_run (world, 20 * MONO_SEC);
  assert_alive (world);
  if (ike_sa)
    {
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
      g_assert_cmphex (sim_world_child (world, 0)->spi_in, ==, before);
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->rekeys_ike, ==, 1);
    }
  else
    {
      g_assert_cmphex (sim_world_child (world, 0)->spi_in, !=, before);
      g_assert_cmphex (sim_world_child (world, 0)->replaces_spi_in, ==, before);
    }
}

static void
rekey_by (SimWorld *world, gboolean gateway)
{
  if (gateway)
    g_assert_true (sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world)));
  else
    g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)),
                     ==, 0);
  sim_world_pump (world);
  sim_world_run (world, 20 * MONO_SEC);
  assert_alive (world);
}

/* What is in use stays, though both sides would rather have something else by now; when it has gone
 * out of the gateway's policy, what both allow takes its place. */
static void
test_algorithms_stay (gconstpointer data)
{
  gboolean gateway = GPOINTER_TO_INT (data);
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.esp_proposals = "aes128gcm16-ecp256";
  world = new_connected (&config);
  g_assert_cmpuint (sim_world_child (world, 0)->suite.key_bits, ==, 128);
  sim_gateway_set_esp_proposals (sim_world_gateway (world),
                                 "aes256gcm16-ecp256,aes256-sha256-ecp256,aes128gcm16-ecp256");
  rekey_by (world, gateway);
  g_assert_cmpuint (sim_world_child (world, 0)->suite.key_bits, ==, 128);
  g_assert_true (sim_world_child (world, 0)->esn);
  sim_gateway_set_esp_proposals (sim_world_gateway (world), "aes256-sha256-ecp256");
  rekey_by (world, gateway);
  g_assert_cmpint (sim_world_child (world, 0)->suite.encr, ==, CRY_ENCR_AES_CBC);
  sim_gateway_set_esp_proposals (sim_world_gateway (world),
                                 "aes256gcm16-ecp256,aes256-sha512-sha256-ecp256");
  rekey_by (world, gateway);
  g_assert_cmpint (sim_world_child (world, 0)->suite.integ, ==, CRY_INTEG_HMAC_SHA2_256_128);
}

/* Each Child SA, whoever makes it, goes by what the gateway said about that one. */
static void
test_tfc (gconstpointer data)
{
  gboolean no_tfc = GPOINTER_TO_INT (data);
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.no_tfc = no_tfc;
  world = new_connected (&config);
  g_assert_cmpint (sim_world_child (world, 0)->tfc_padding, ==, !no_tfc);
  for (gboolean gateway = FALSE; gateway <= TRUE; gateway++)
    {
      rekey_by (world, gateway);
      g_assert_cmpint (sim_world_child (world, 0)->tfc_padding, ==, !no_tfc);
    }
}

static void
test_gateway (gconstpointer data)
{
  gboolean ike_sa = GPOINTER_TO_INT (data);
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  guint32 before;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = new_connected (&config);
  before = sim_world_child (world, 0)->spi_in;
  for (guint round = 0; round < 3; round++)
    {
      if (ike_sa)
        g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world)));
      else
        g_assert_true (sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world)));
      sim_world_pump (world);
      sim_world_run (world, 20 * MONO_SEC);
      assert_alive (world);
    }
  /* Both directions of liveness work on an SA the gateway started (KEY-14, MSG-07). */
  g_assert_true (sim_gateway_ping (sim_world_gateway (world), sim_world_now (world)));
  sim_world_pump (world);
  sim_world_run (world, 5 * MONO_MINUTE);
  assert_alive (world);
  if (ike_sa)
    g_assert_cmphex (sim_world_child (world, 0)->spi_in, ==, before);
  else
    g_assert_cmphex (sim_world_child (world, 0)->spi_in, !=, before);
}

typedef struct
{
  gboolean client_ike, gateway_ike;
} Crossing;

/* Both sides start at the same moment; whatever the nonces say, one SA is left (RFC 7296 2.25). */
static void
test_collision (gconstpointer data)
{
  const Crossing *crossing = data;

  for (guint64 seed = 1; seed <= 30; seed++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_PSK);
      config.seed = seed;
      config.link.jitter = 20 * MONO_MSEC;
      world = new_connected (&config);
      g_assert_cmpint (ike_session_rekey (sim_world_session (world), crossing->client_ike,
                                          sim_world_now (world)),
                       ==, 0);
      if (crossing->gateway_ike)
        sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world));
      else
        sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world));
      sim_world_pump (world);
      sim_world_run (world, 2 * MONO_MINUTE);
      assert_alive (world);
    }
}

/* The gateway deletes the Child SA while the client rekeys it. */
static void
test_delete_crossing (void)
{
  for (guint64 seed = 1; seed <= 30; seed++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_PSK);
      config.seed = seed;
      config.link.jitter = 20 * MONO_MSEC;
      world = new_connected (&config);
      g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)),
                       ==, 0);
      sim_gateway_delete_child (sim_world_gateway (world), sim_world_now (world));
      sim_world_pump (world);
      sim_world_run (world, 2 * MONO_MINUTE);
      /* It either has a new Child SA or has said why it ended. */
      if (sim_world_closed (world) == NULL)
        assert_alive (world);
    }
}

static void
test_year (gconstpointer data)
{
  guint loss = GPOINTER_TO_UINT (data);
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  const SimGatewayStats *stats;
  guint days = loss > 0 ? 60 : 365;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.link.drop_per_mille = loss;
  config.client.dpd_interval = 10 * MONO_MINUTE;
  config.client.keepalive = MONO_HOUR;
  config.gateway.rekey_child = 61 * MONO_MINUTE;
  config.gateway.rekey_ike = 241 * MONO_MINUTE;
  world = new_connected (&config);
  for (guint day = 0; day < days; day++)
    {
      sim_world_run (world, DAY);
      if (sim_world_closed (world) != NULL)
        g_error ("day %u: closed with %s at %s", day,
                 ike_reason_name (sim_world_closed (world)->reason),
                 ike_stage_name (sim_world_closed (world)->stage));
      g_assert_cmpuint (sim_world_n_children (world), >=, 1);
      g_assert_cmpuint (sim_world_n_children (world), <=, 3);
    }
  stats = sim_gateway_stats (sim_world_gateway (world));
  g_assert_cmpuint (stats->rekeys_child, >, days * 20);
  g_assert_cmpuint (stats->rekeys_ike, >, days * 4);
}

/* The gateway asks for new keys more often than the client does. */
static void
test_month_of_gateway_rekeys (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.dpd_interval = 10 * MONO_MINUTE;
  config.gateway.rekey_child = 20 * MONO_MINUTE;
  config.gateway.rekey_ike = MONO_HOUR;
  config.gateway.liveness = 5 * MONO_MINUTE;
  world = new_connected (&config);
  sim_world_run (world, 30 * DAY);
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_children (world), <=, 2);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), >, 600);
}

int
main (int argc, char **argv)
{
  static const Crossing crossings[] = {
    { FALSE, FALSE },
    { TRUE, TRUE },
    { TRUE, FALSE },
    { FALSE, TRUE },
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/rekey/client/child", GINT_TO_POINTER (FALSE), test_client);
  g_test_add_data_func ("/sim/rekey/client/ike", GINT_TO_POINTER (TRUE), test_client);
  g_test_add_data_func ("/sim/rekey/gateway/child", GINT_TO_POINTER (FALSE), test_gateway);
  g_test_add_data_func ("/sim/rekey/gateway/ike", GINT_TO_POINTER (TRUE), test_gateway);
  g_test_add_data_func ("/sim/rekey/SAP-23/client", GINT_TO_POINTER (FALSE), test_algorithms_stay);
  g_test_add_data_func ("/sim/rekey/SAP-23/gateway", GINT_TO_POINTER (TRUE), test_algorithms_stay);
  g_test_add_data_func ("/sim/rekey/ESP-14/tfc", GINT_TO_POINTER (FALSE), test_tfc);
  g_test_add_data_func ("/sim/rekey/ESP-14/no-tfc", GINT_TO_POINTER (TRUE), test_tfc);
  g_test_add_data_func ("/sim/rekey/collision/child-child", &crossings[0], test_collision);
  g_test_add_data_func ("/sim/rekey/collision/ike-ike", &crossings[1], test_collision);
  g_test_add_data_func ("/sim/rekey/collision/ike-child", &crossings[2], test_collision);
  g_test_add_data_func ("/sim/rekey/collision/child-ike", &crossings[3], test_collision);
  g_test_add_func ("/sim/rekey/collision/delete", test_delete_crossing);
  g_test_add_func ("/sim/rekey/month-of-gateway-rekeys", test_month_of_gateway_rekeys);
  g_test_add_data_func ("/sim/rekey/year", GUINT_TO_POINTER (0), test_year);
  g_test_add_data_func ("/sim/rekey/lossy-months", GUINT_TO_POINTER (50), test_year);
  return g_test_run ();
}
