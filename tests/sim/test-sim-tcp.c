// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* IKE over a TCP stream (RFC 9329): nothing is lost there, so nothing is said twice. */
#include "sim-world.h"

typedef struct
{
  guint sent;      /* by the session */
  gsize longest;   /* octets */
  gboolean strays; /* something left by another transport */
} Overheard;

static void
overhear (SimWorld *world G_GNUC_UNUSED, const IkeDatagram *datagram, gpointer data)
{
  Overheard *heard = data;

  heard->sent++;
  heard->longest = MAX (heard->longest, g_bytes_get_size (datagram->data));
  heard->strays = heard->strays || datagram->path.transport != IKE_TRANSPORT_TCP
                  || datagram->path.remote.port != 4500;
}

static void
tcp_defaults (SimWorldConfig *config, SimAuth auth, Overheard *heard)
{
  sim_world_defaults (config, auth);
  config->tcp = TRUE;
  config->overhear = overhear;
  config->overhear_data = heard;
}

/* An answer takes four seconds: over UDP each request would be repeated three times. */
static void
test_nothing_twice (gconstpointer data)
{
  Overheard heard = { 0 };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  tcp_defaults (&config, (SimAuth) GPOINTER_TO_INT (data), &heard);
  config.link.delay = 2 * MONO_SEC;
  config.client.fragment_size = 576;
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_world_assert_in_step (world);
  g_assert_cmpuint (heard.sent, ==, sim_gateway_stats (sim_world_gateway (world))->requests);
  g_assert_false (heard.strays);
  g_assert_true (sim_world_child (world, 0)->encap);
  g_assert_cmpint (sim_world_child (world, 0)->path.transport, ==, IKE_TRANSPORT_TCP);
}

/* A certificate makes IKE_AUTH larger than any fragment would be; the gateway's come in pieces. */
static void
test_no_fragments (void)
{
  Overheard heard = { 0 };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  tcp_defaults (&config, SIM_AUTH_CERT, &heard);
  config.client.fragment_size = 576;
  config.gateway.fragment_size = 300;
  world = sim_world_new (&config);
  sim_world_connect (world);
  g_assert_cmpuint (heard.sent, ==, 2);
  g_assert_cmpuint (heard.longest, >, 576);
}

/* Behind a NAT, a day without traffic: the stream keeps the way open by itself. */
static void
test_no_keepalives (void)
{
  Overheard heard = { 0 };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  tcp_defaults (&config, SIM_AUTH_PSK, &heard);
  config.link.nat = TRUE;
  world = sim_world_new (&config);
  sim_world_connect (world);
  g_assert_true (sim_world_peer (world)->nat_local);
  sim_world_run (world, 24 * MONO_HOUR);
  g_assert_cmpuint (sim_world_keepalives (world), ==, 0);
  g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_ESTABLISHED);
}

/* A refusal that nobody signed: over UDP a better answer is waited for until the patience ends. */
static void
test_refusal_at_once (void)
{
  Overheard heard = { 0 };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  tcp_defaults (&config, SIM_AUTH_PSK, &heard);
  config.gateway.ike_proposals = "aes128-sha256-ecp384";
  config.client.ike_proposals = "aes256gcm16-prfsha384-ecp256";
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_NO_PROPOSAL);
  g_assert_false (sim_world_closed (world)->proven);
  g_assert_cmpuint (ike_session_deadline (sim_world_session (world)), ==, MONO_NEVER);
}

/* Somebody there who claims to be the gateway and is not: the end of that stream's attempt. */
static void
test_impostor_at_once (void)
{
  Overheard heard = { 0 };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  tcp_defaults (&config, SIM_AUTH_PSK, &heard);
  config.gateway.bad = SIM_BAD_AUTH;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_AUTH);
  g_assert_cmpuint (ike_session_deadline (sim_world_session (world)), ==, MONO_NEVER);
}

/* Silence on a stream still ends in time. */
static void
test_silence (void)
{
  Overheard heard = { 0 };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  tcp_defaults (&config, SIM_AUTH_PSK, &heard);
  config.gateway.silent_at = SIM_AT_AUTH;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, config.client.give_up + MONO_SEC));
  g_assert_cmpuint (heard.sent, ==, 2);
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_NO_RESPONSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/tcp/TCP-05-TCP-09/psk", GINT_TO_POINTER (SIM_AUTH_PSK),
                        test_nothing_twice);
  g_test_add_data_func ("/sim/tcp/TCP-05-TCP-09/mschapv2", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2),
                        test_nothing_twice);
  g_test_add_func ("/sim/tcp/TCP-16-FRG-21/no-fragments", test_no_fragments);
  g_test_add_func ("/sim/tcp/TCP-12-TCP-11-NAT-14/no-keepalives", test_no_keepalives);
  g_test_add_func ("/sim/tcp/TCP-10-INI-17/refusal-at-once", test_refusal_at_once);
  g_test_add_func ("/sim/tcp/TCP-10/impostor-at-once", test_impostor_at_once);
  g_test_add_func ("/sim/tcp/TCP-09/silence", test_silence);
  return g_test_run ();
}
