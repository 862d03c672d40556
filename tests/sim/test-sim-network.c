// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A network that loses, doubles and reorders, gateways that go silent, and laptops that sleep. */
#include "sim-world.h"

#include "ike-message.h"
#include "ike-session-private.h"
#include "payload-notify.h"
#include "status.h"

static const SimLinkConfig bad_link = {
  .drop_per_mille = 250,
  .duplicate_per_mille = 150,
  .reorder_per_mille = 200,
  .jitter = 60 * MONO_MSEC,
};

/* A quarter of all datagrams lost: most attempts succeed, each one that does not ends in time with
 * an honest account, and none crashes or hangs. */
static void
test_connect_over_bad_link (gconstpointer data)
{
  guint connected = 0;

  for (guint seed = 1; seed <= 40; seed++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
      config.seed = seed;
      config.link = bad_link;
      config.gateway.fragment_size = 400;
      config.client.fragment_size = 576;
      world = sim_world_new (&config);
      sim_world_start (world);
      if (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, 3 * MONO_MINUTE))
        {
          connected++;
          continue;
        }
      g_assert_nonnull (sim_world_closed (world));
      g_assert_cmpstr (ike_reason_name (sim_world_closed (world)->reason), ==, "no-response");
    }
  g_assert_cmpuint (connected, >=, 34);
}

/* Hours of rekeys over a bad link: whatever the order of arrival, one IKE SA and one Child SA stay,
 * or the session ends for silence. */
static void
test_rekeys_over_bad_link (void)
{
  guint alive = 0;

  for (guint seed = 1; seed <= 20; seed++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_PSK);
      config.seed = seed;
      config.client.child_lifetime = 10 * MONO_MINUTE;
      config.client.ike_lifetime = 35 * MONO_MINUTE;
      config.gateway.rekey_child = 11 * MONO_MINUTE;
      config.gateway.rekey_ike = 37 * MONO_MINUTE;
      world = sim_world_new (&config);
      sim_world_connect (world);
      sim_link_set (sim_world_link (world), &bad_link);
      sim_world_run (world, 4 * MONO_HOUR);
      if (sim_world_closed (world) != NULL)
        continue;
      alive++;
      sim_link_set (sim_world_link (world), &(SimLinkConfig){ 0 });
      sim_world_run (world, 2 * MONO_MINUTE);
      g_assert_cmpuint (sim_world_n_children (world), >=, 1);
      g_assert_cmpuint (sim_world_active_spi (world), !=, 0);
    }
  g_assert_cmpuint (alive, >=, 8);
}

static void
test_liveness (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_world_run (world, 10 * MONO_MINUTE);
  g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_ESTABLISHED);
  sim_gateway_crash (sim_world_gateway (world));
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
  g_assert_cmpint (sim_world_closed (world)->stage, ==, IKE_STAGE_ESTABLISHED);
}

/* ESP that decrypts says as much as an answer (DPD-05): no probe is sent meanwhile. */
static void
test_traffic_is_liveness (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  guint64 before = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  before = sim_gateway_stats (sim_world_gateway (world))->requests;
  for (guint i = 0; i < 60; i++)
    {
      g_assert_cmpint (
          ike_session_on_inbound_traffic (sim_world_session (world), sim_world_now (world)), ==,
          STATUS_OK);
      sim_world_run (world, 10 * MONO_SEC);
    }
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->requests, ==, before);
}

/* DPD-03: anybody can send an unprotected refusal; nothing but silence counts. */
static void
test_forged_datagrams_change_nothing (void)
{
  static const guint8 noise[] = { 0xff };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkeSession *session = NULL;
  IkePath path = { .remote = { .address = { .family = AF_INET }, .port = 4500 },
                   .transport = IKE_TRANSPORT_NATT };
  guint8 datagram[64] = { 0 };
  SimRandom random;
  Rng rng = sim_random_rng (&random);

  sim_random_init (&random, 99);
  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  session = sim_world_session (world);
  for (guint i = 0; i < 2000; i++)
    {
      gsize len = 1 + sim_random_below (&random, sizeof datagram);

      rng_fill (&rng, datagram, len);
      g_assert_cmpint (ike_session_recv (session, &path, datagram, len, sim_world_now (world)), ==,
                       STATUS_OK);
    }
  g_assert_cmpint (ike_session_recv (session, &path, noise, 1, sim_world_now (world)), ==,
                   STATUS_OK);
  g_assert_cmpuint (ike_session_dropped (session), >=, 2001);
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpint (ike_session_stage (session), ==, IKE_STAGE_ESTABLISHED);
  sim_world_assert_in_step (world);
}

/* NAT-13: keepalives of the other side are no sign that it lives. */
static void
test_keepalives_are_no_life (void)
{
  static const guint8 keepalive[] = { 0xff };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static (keepalive, 1);
  IkePath path = { .transport = IKE_TRANSPORT_NATT };
  MonoTime crashed = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  path = sim_world_child (world, 0)->path;
  sim_gateway_crash (sim_world_gateway (world));
  crashed = sim_world_now (world);
  while (sim_world_closed (world) == NULL)
    {
      sim_world_inject (world, &path, bytes);
      sim_world_run (world, MONO_SEC);
      g_assert_cmpint (sim_world_now (world), <, crashed + 2 * MONO_MINUTE);
    }
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
}

/* DPD-04, DPD-11: somebody says that the gateway has lost us. We ask it, once in a while. */
static void
test_hints (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  g_auto (IkeMessageBuilder) builder = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  IkeHeader header = { .exchange = IKE_EXCHANGE_INFORMATIONAL, .response = TRUE };
  const SimGatewayStats *stats = NULL;
  guint64 sent = 0;
  guint64 requests = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.dpd_interval = MONO_HOUR;
  world = sim_world_new (&config);
  sim_world_connect (world);
  stats = sim_gateway_stats (sim_world_gateway (world));
  requests = stats->requests;
  header.spi_i = sim_world_session (world)->sas.current->spi_i;
  header.spi_r = sim_world_session (world)->sas.current->spi_r;
  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_INVALID_IKE_SPI, NULL, 0);
  bytes = ike_message_builder_finish (&builder, &header);
  sent = sim_link_count (sim_world_link (world), SIM_TO_GATEWAY);
  for (guint i = 0; i < 300; i++)
    {
      sim_world_inject (world, &sim_world_session (world)->path, bytes);
      sim_world_run (world, 100 * MONO_MSEC);
    }
  g_assert_cmpuint (stats->requests, ==, requests + 1);
  g_assert_cmpuint (sim_link_count (sim_world_link (world), SIM_TO_GATEWAY), ==, sent + 1);
  g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_ESTABLISHED);
  sim_world_run (world, MONO_MINUTE);
  sim_world_inject (world, &sim_world_session (world)->path, bytes);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats->requests, ==, requests + 2);
  sim_world_assert_in_step (world);
}

/* ESP that nobody knows, again and again: the gateway is told which, once in a while. */
static void
test_stray_spi (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  const SimGatewayStats *stats = NULL;
  guint64 requests = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.dpd_interval = MONO_HOUR;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_cmpint (
      ike_session_on_stray_spi (sim_world_session (world), 0x11111111, sim_world_now (world)), ==,
      STATUS_OK);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, MONO_MINUTE));
  stats = sim_gateway_stats (sim_world_gateway (world));
  requests = stats->requests;
  for (guint32 i = 0; i < 1000; i++)
    {
      g_assert_cmpint (ike_session_on_stray_spi (sim_world_session (world), 0x12345678 + i,
                                                 sim_world_now (world)),
                       ==, STATUS_OK);
      sim_world_pump (world);
      sim_world_run (world, 50 * MONO_MSEC);
    }
  g_assert_cmpuint (stats->requests, ==, requests + 1);
  g_assert_cmphex (stats->stray_spi, ==, 0x12345678);
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpint (
      ike_session_on_stray_spi (sim_world_session (world), 0x87654321, sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_pump (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmphex (stats->stray_spi, ==, 0x87654321);
  sim_world_assert_in_step (world);
}

/* LIF-10: asleep for a day. Nothing is used past its hard lifetime; the driver connects anew. */
static void
test_suspend (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkeSession *session = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  session = sim_world_session (world);
  g_assert_cmpint (ike_session_tick (session, sim_world_now (world) + 24 * MONO_HOUR), ==,
                   STATUS_OK);
  sim_world_pump (world);
  g_assert_nonnull (sim_world_closed (world));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EXPIRED);
  g_assert_cmpuint (sim_world_n_children (world), ==, 0);
}

static void
test_path_changed (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkeSession *session = NULL;
  IkePath path;
  guint64 before = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  session = sim_world_session (world);
  before = sim_gateway_stats (sim_world_gateway (world))->requests;
  path = sim_world_child (world, 0)->path;
  path.local.port = 40404;
  g_assert_cmpint (ike_session_path_changed (session, &path, sim_world_now (world)), ==, STATUS_OK);
  sim_world_pump (world);
  sim_world_run (world, MONO_SEC);
  /* Asked whether it is there; then fresh keys, and the Delete of the old ones. */
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->requests, ==, before + 3);
  g_assert_cmpint (ike_session_stage (session), ==, IKE_STAGE_ESTABLISHED);
}

/* A gateway that does not follow to the new path is not waited for as long as a silent one. */
static void
test_path_changed_in_vain (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkePath path;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.give_up = 20 * MONO_SEC;
  world = sim_world_new (&config);
  sim_world_connect (world);
  path = sim_world_child (world, 0)->path;
  sim_gateway_crash (sim_world_gateway (world));
  g_assert_cmpint (
      ike_session_path_changed (sim_world_session (world), &path, sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_pump (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 9 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
}

/* A gateway that lost its state under traffic is found out long before its patience ends, whatever
 * request is under way, and one that answers is not. */
static void
test_unanswered_traffic (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.give_up = 20 * MONO_SEC;
  world = sim_world_new (&config);
  sim_world_connect (world);
  for (guint i = 0; i < 10 && sim_world_closed (world) == NULL; i++)
    {
      if (i == 5)
        sim_gateway_crash (sim_world_gateway (world));
      if (i <= 5)
        g_assert_cmpint (
            ike_session_on_inbound_traffic (sim_world_session (world), sim_world_now (world)), ==,
            STATUS_OK);
      g_assert_cmpint (
          ike_session_on_unanswered_traffic (sim_world_session (world), sim_world_now (world)), ==,
          STATUS_OK);
      sim_world_pump (world);
      sim_world_run (world, 2 * MONO_SEC);
      g_assert_true (i >= 5 || sim_world_closed (world) == NULL);
    }
  g_assert_nonnull (sim_world_closed (world));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
}

/* Asleep in the middle of an exchange: the time nobody could answer is not held against the
 * gateway, which is asked once more. */
static void
test_short_sleep (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkeSession *session = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.give_up = 5 * MONO_SEC;
  world = sim_world_new (&config);
  sim_world_connect (world);
  session = sim_world_session (world);
  g_assert_cmpint (ike_session_rekey (session, FALSE, sim_world_now (world)), ==, STATUS_OK);
  g_assert_cmpint (ike_session_tick (session, sim_world_now (world) + 10 * MONO_MINUTE), ==,
                   STATUS_OK);
  sim_world_pump (world);
  g_assert_cmpint (ike_session_stage (session), ==, IKE_STAGE_ESTABLISHED);
}

/* A request that got lost does not keep the gateway from hearing the Delete behind it. */
static void
test_close_behind_a_loss (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_link_set (sim_world_link (world), &(SimLinkConfig){ .drop_per_mille = 1000 });
  g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)), ==,
                   STATUS_OK);
  sim_world_pump (world);
  sim_link_set (sim_world_link (world), &(SimLinkConfig){ 0 });
  g_assert_cmpint (ike_session_close (sim_world_session (world), sim_world_now (world)), ==,
                   STATUS_OK);
  sim_world_pump (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 1100 * MONO_MSEC));
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 0);
}

static void
test_close (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) good = NULL;
  g_autoptr (SimWorld) mute = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  good = sim_world_new (&config);
  sim_world_connect (good);
  g_assert_cmpint (ike_session_close (sim_world_session (good), sim_world_now (good)), ==,
                   STATUS_OK);
  sim_world_pump (good);
  g_assert_true (sim_world_run_until (good, IKE_STAGE_CLOSED, 200 * MONO_MSEC));
  g_assert_cmpint (sim_world_closed (good)->reason, ==, IKE_REASON_LOCAL_CLOSE);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (good)), ==, 0);

  mute = sim_world_new (&config);
  sim_world_connect (mute);
  sim_link_set (sim_world_link (mute), &(SimLinkConfig){ .drop_per_mille = 1000 });
  g_assert_cmpint (ike_session_close (sim_world_session (mute), sim_world_now (mute)), ==,
                   STATUS_OK);
  sim_world_pump (mute);
  g_assert_true (sim_world_run_until (mute, IKE_STAGE_CLOSED, 1100 * MONO_MSEC));
  g_assert_cmpint (sim_world_closed (mute)->reason, ==, IKE_REASON_LOCAL_CLOSE);
}

/* Wherever the user gives up, it ends at once and cleanly. */
static void
test_close_at_any_time (void)
{
  for (MonoTime after = 0; after < 200 * MONO_MSEC; after += 3 * MONO_MSEC)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
      world = sim_world_new (&config);
      sim_world_start (world);
      sim_world_run (world, after);
      g_assert_cmpint (ike_session_close (sim_world_session (world), sim_world_now (world)), ==,
                       STATUS_OK);
      sim_world_pump (world);
      g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 1100 * MONO_MSEC));
      g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LOCAL_CLOSE);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CLOSED), ==, 1);
      g_assert_cmpuint (sim_world_n_children (world), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/network/RTX-01/psk", GINT_TO_POINTER (SIM_AUTH_PSK),
                        test_connect_over_bad_link);
  g_test_add_data_func ("/sim/network/RTX-01/mschapv2", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2),
                        test_connect_over_bad_link);
  g_test_add_data_func ("/sim/network/RTX-01/cert", GINT_TO_POINTER (SIM_AUTH_CERT),
                        test_connect_over_bad_link);
  g_test_add_func ("/sim/network/RKC-05/rekeys", test_rekeys_over_bad_link);
  g_test_add_func ("/sim/network/DPD-07/liveness", test_liveness);
  g_test_add_func ("/sim/network/DPD-05/traffic-is-liveness", test_traffic_is_liveness);
  g_test_add_func ("/sim/network/DPD-03/forged-datagrams", test_forged_datagrams_change_nothing);
  g_test_add_func ("/sim/network/NAT-13/keepalives-are-no-life", test_keepalives_are_no_life);
  g_test_add_func ("/sim/network/ERR-11/stray-spi", test_stray_spi);
  g_test_add_func ("/sim/network/DPD-04+DPD-11+ERR-13/hints", test_hints);
  g_test_add_func ("/sim/network/LIF-10/suspend", test_suspend);
  g_test_add_func ("/sim/network/DPD-08/path-changed", test_path_changed);
  g_test_add_func ("/sim/network/DPD-08/path-changed-in-vain", test_path_changed_in_vain);
  g_test_add_func ("/sim/network/DPD-08/unanswered-traffic", test_unanswered_traffic);
  g_test_add_func ("/sim/network/LIF-10/short-sleep", test_short_sleep);
  g_test_add_func ("/sim/network/RTX-11/close-behind-a-loss", test_close_behind_a_loss);
  g_test_add_func ("/sim/network/DEL-07/close", test_close);
  g_test_add_func ("/sim/network/close-at-any-time", test_close_at_any_time);
  return g_test_run ();
}
