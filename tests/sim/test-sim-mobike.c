// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Moves: of the client, of its NAT, and of the gateway; with gateways that can be told and others.
 * */
#include "sim-world.h"

#include "ike-session-private.h"
#include "ike-types.h"
#include "payload-notify.h"
#include "status.h"

static SimWorld *
connected_to (gboolean mobike, SimBad bad, const char *other)
{
  SimWorldConfig config;
  SimWorld *world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.mobike = mobike;
  config.gateway.bad = bad;
  g_assert_true (ip_address_parse (other, &config.gateway.other));
  config.client.ts_remote[0] = sim_ts ("10.1.0.0/16");
  config.client.n_ts_remote = 1;
  world = sim_world_new (&config);
  sim_world_connect (world);
  return world;
}

static SimWorld *
connected (gboolean mobike, SimBad bad)
{
  return connected_to (mobike, bad, "192.0.2.2");
}

static void
move_to (SimWorld *world, guint16 port)
{
  IkePath path = sim_world_child (world, 0)->path;

  path.local.port = port;
  g_assert_cmpint (
      ike_session_path_changed (sim_world_session (world), &path, sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_pump (world);
}

/* Where the gateway sends the packets of the newest Child SA. */
static IkePath
esp_path (SimWorld *world)
{
  SimChild child;

  g_assert_true (sim_gateway_child (sim_world_gateway (world), 0, &child));
  return child.path;
}

static const SimGatewayStats *
stats (SimWorld *world)
{
  return sim_gateway_stats (sim_world_gateway (world));
}

/* MOB-06, MOB-20: told at once, and the SAs are the same ones. */
static void
test_told (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  guint32 spi = sim_world_active_spi (world);

  move_to (world, 40404);
  sim_world_run (world, 100 * MONO_MSEC);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  sim_world_run (world, 10 * MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  g_assert_cmpuint (stats (world)->rekeys_child, ==, 0);
  g_assert_cmpuint (sim_world_active_spi (world), ==, spi);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CONFIG), ==, 1);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 1);
}

/* The first packet of a new path is lost: the traffic does not wait for a whole second. */
static void
test_told_and_lost (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.link.drop_per_mille = 1000;
  sim_link_set (sim_world_link (world), &config.link);
  move_to (world, 40404);
  config.link.drop_per_mille = 0;
  sim_link_set (sim_world_link (world), &config.link);
  sim_world_run (world, 500 * MONO_MSEC);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
}

/* MOB-07, MOB-08: moved again before the answer: told again. */
static void
test_moved_twice (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);

  move_to (world, 40404);
  move_to (world, 40405);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40405);
  g_assert_cmpuint (stats (world)->updates, ==, 2);
}

/* MOB-18: what is under way is repeated along the new path, and the news waits behind it. */
static void
test_behind_a_request (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);

  g_assert_cmpint (ike_session_rekey (sim_world_session (world), TRUE, sim_world_now (world)), ==,
                   STATUS_OK);
  move_to (world, 40404);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
  g_assert_cmpuint (stats (world)->rekeys_ike, ==, 1);
  /* MOB-21: on the successor as well, also when the gateway made it. */
  g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  move_to (world, 40405);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40405);
}

/* MOB-22: a gateway that cannot be told may follow in IKE and not in ESP; fresh keys bring the new
 * address at once. */
static void
test_not_told (void)
{
  g_autoptr (SimWorld) world = connected (FALSE, 0);

  move_to (world, 40404);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 0);
  g_assert_cmpuint (stats (world)->rekeys_child, ==, 1);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpuint (stats (world)->rekeys_child, ==, 1);
}

/* MOB-22: to another address of the gateway, or another family, nobody can be told to move: the
 * session ends at once, and the gateway hears of it there. */
static void
test_not_told_elsewhere (void)
{
  g_autoptr (SimWorld) world = connected (FALSE, 0);
  IkePath path = sim_world_child (world, 0)->path;

  g_assert_true (ip_address_parse ("192.0.2.2", &path.remote.address));
  g_assert_cmpint (
      ike_session_path_changed (sim_world_session (world), &path, sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_pump (world);
  g_assert_nonnull (sim_world_closed (world));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 0);
}

static void
test_wrong_cookie (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, SIM_BAD_COOKIE2);

  move_to (world, 40404);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_PROTOCOL);
}

/* MOB-10: not to be had at the new address, nor at the gateway's other one. */
static void
test_unacceptable (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  SimGatewayConfig *gateway = sim_gateway_config (sim_world_gateway (world));

  gateway->error_at = SIM_AT_INFORMATIONAL;
  gateway->error_notify = IKE_NOTIFY_UNACCEPTABLE_ADDRESSES;
  gateway->error_count = 1;
  move_to (world, 40404);
  sim_world_run (world, MONO_SEC);
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
  g_assert_cmpuint (esp_path (world).local.address.octets[3], ==, 2);
}

/* MOB-05: the gateway's first address is dead on the new path, its second one is not. */
static void
test_other_address (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  SimGatewayConfig *gateway = sim_gateway_config (sim_world_gateway (world));

  g_assert_true (ip_address_parse ("192.0.2.1", &gateway->deaf_at));
  move_to (world, 40404);
  sim_world_run (world, 9 * MONO_SEC);
  g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_ESTABLISHED);
  g_assert_cmpuint (esp_path (world).local.address.octets[3], ==, 2);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
}

static void
set_dead (SimWorld *world, const char *address)
{
  SimLinkConfig link = { 0 };

  if (address != NULL)
    g_assert_true (ip_address_parse (address, &link.dead));
  sim_link_set (sim_world_link (world), &link);
}

static void
unanswered (SimWorld *world)
{
  g_assert_cmpint (
      ike_session_on_unanswered_traffic (sim_world_session (world), sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_pump (world);
}

static void
assert_seen_at (SimWorld *world, const IpAddress *address)
{
  const IkePath path = esp_path (world);

  g_assert_true (ip_address_equal (&path.remote.address, address));
}

/* MOB-16: one of two networks goes dead and nobody says so: the gateway is asked through the other
 * one within half a second of the first doubt, told of it, and keeps the SAs. */
static void
test_other_way (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  IkePath way = sim_world_child (world, 0)->path;
  guint32 spi = sim_world_active_spi (world);
  g_autofree char *dead = ip_address_to_text (&way.local.address);

  g_assert_true (ip_address_parse ("10.77.0.9", &way.local.address));
  ike_session_set_ways (sim_world_session (world), &way, 1);
  set_dead (world, dead);
  unanswered (world);
  sim_world_run (world, 400 * MONO_MSEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  assert_seen_at (world, &way.local.address);
  g_assert_cmpuint (sim_world_active_spi (world), ==, spi);
  /* It stays there, whatever becomes of the other one. */
  set_dead (world, NULL);
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  assert_seen_at (world, &way.local.address);
}

/* Anybody on the way can have written it; owned. */
static GBytes *
unsigned_hint (SimWorld *world)
{
  const IkeSa *sa = sim_world_session (world)->sas.current;
  const IkeHeader header = {
    .spi_i = sa->spi_i, .spi_r = sa->spi_r, .exchange = IKE_EXCHANGE_INFORMATIONAL, .response = TRUE
  };
  g_auto (IkeMessageBuilder) builder = { 0 };

  ike_message_builder_init (&builder);
  ike_payload_notify_write (&builder, IKE_NOTIFY_INVALID_IKE_SPI, NULL, 0);
  return ike_message_builder_finish (&builder, &header);
}

/* MOB-17: what nobody signed, and packets that get no answer, make us ask where we are; as long as
 * that is answered nothing moves. An address that is gone is another matter. */
static void
test_hints_move_nothing (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  IkePath way = sim_world_child (world, 0)->path;
  const IpAddress here = way.local.address;
  g_autoptr (GBytes) hint = unsigned_hint (world);
  guint64 requests = stats (world)->requests;

  g_assert_true (ip_address_parse ("10.77.0.9", &way.local.address));
  ike_session_set_ways (sim_world_session (world), &way, 1);
  sim_world_inject (world, &sim_world_session (world)->path, hint);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->requests, ==, requests + 1);
  unanswered (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->requests, ==, requests + 2);
  g_assert_cmpuint (stats (world)->updates, ==, 0);
  assert_seen_at (world, &here);
  g_assert_cmpint (
      ike_session_path_changed (sim_world_session (world), &way, sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_pump (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  assert_seen_at (world, &way.local.address);
}

/* MOB-08: an update that was sent along several paths may have been taken from any: the gateway is
 * told anew of the one that answered. */
static void
test_update_along_several (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  IkePath way = sim_world_child (world, 0)->path;
  g_autofree char *dead = ip_address_to_text (&way.local.address);

  g_assert_true (ip_address_parse ("10.77.0.9", &way.local.address));
  ike_session_set_ways (sim_world_session (world), &way, 1);
  set_dead (world, dead);
  move_to (world, 40404);
  sim_world_run (world, 2 * MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 2);
  assert_seen_at (world, &way.local.address);
}

/* MOB-14: where nobody was asked nobody is believed: an answer that somebody handed on from another
 * address is an answer, and no path. */
static void
test_handed_on (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  SimLinkConfig link = { .drop_per_mille = 1000 };
  guint paths;

  /* It has said where it sees us. */
  sim_world_run (world, 31 * MONO_SEC);
  paths = sim_world_n_events (world, IKE_EVENT_PATH);
  /* Its other address is asked as well, and somebody else's answers. */
  sim_link_set (sim_world_link (world), &link);
  unanswered (world);
  sim_world_run (world, MONO_SEC);
  link = (SimLinkConfig){ .from_elsewhere = TRUE };
  sim_link_set (sim_world_link (world), &link);
  sim_world_run (world, 5 * MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_PATH), ==, paths);
  move_to (world, 40404);
  sim_world_run (world, 5 * MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_PATH), ==, paths + 2);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
}

/* An address of the gateway that lies behind it is no way to it. */
static void
test_inner_address (void)
{
  g_autoptr (SimWorld) world = connected_to (TRUE, 0, "10.1.0.1");
  SimGatewayConfig *gateway = sim_gateway_config (sim_world_gateway (world));

  g_assert_true (ip_address_parse ("192.0.2.1", &gateway->deaf_at));
  move_to (world, 40404);
  sim_world_run (world, 4 * MONO_SEC);
  gateway->deaf_at = (IpAddress){ 0 };
  sim_world_run (world, 3 * MONO_SEC);
  g_assert_cmpuint (esp_path (world).local.address.octets[3], ==, 1);
  g_assert_cmpuint (esp_path (world).remote.port, ==, 40404);
}

/* MOB-13: the NAT forgets us between two questions: the gateway's answer shows it. */
static void
test_nat_mapping (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  SimLinkConfig link = { .nat = TRUE };
  guint16 before = esp_path (world).remote.port;

  sim_world_run (world, 31 * MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 0);
  sim_link_set (sim_world_link (world), &link);
  sim_world_run (world, 31 * MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  g_assert_cmpuint (esp_path (world).remote.port, !=, before);
  sim_world_run (world, 2 * MONO_MINUTE);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
}

/* MOB-13: the same before the gateway was ever asked, and found by packets that get no answer: it
 * is asked at once, and told although there is nothing to compare its answer with. */
static void
test_nat_mapping_first (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);
  guint16 before = esp_path (world).remote.port;

  sim_link_set (sim_world_link (world), &(SimLinkConfig){ .nat = TRUE });
  unanswered (world);
  sim_world_run (world, 100 * MONO_MSEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  g_assert_cmpuint (esp_path (world).remote.port, !=, before);
  g_assert_cmpuint (stats (world)->rekeys_child, ==, 0);
}

/* A gateway whose answers show nothing: it is told, then there are fresh keys, and after five
 * minutes of a flow that broke off a new session. */
static void
test_every_rung (void)
{
  g_autoptr (SimWorld) world = connected (TRUE, 0);

  g_assert_cmpint (
      ike_session_on_inbound_traffic (sim_world_session (world), sim_world_now (world)), ==,
      STATUS_OK);
  sim_world_run (world, 6 * MONO_MINUTE);
  unanswered (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 0);
  unanswered (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  g_assert_cmpuint (stats (world)->rekeys_child, ==, 0);
  unanswered (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (stats (world)->updates, ==, 1);
  g_assert_cmpuint (stats (world)->rekeys_child, ==, 1);
  unanswered (world);
  g_assert_nonnull (sim_world_closed (world));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
}

/* One after the other, and long before ten minutes are over: each time fresh keys bring back who
 * cannot be told. */
static void
test_nat_mapping_again (void)
{
  g_autoptr (SimWorld) world = connected (FALSE, 0);

  for (guint i = 0; i < 3; i++)
    {
      const SimLinkConfig link = { .nat = i % 2 == 0 };
      guint16 before = esp_path (world).remote.port;

      sim_link_set (sim_world_link (world), &link);
      unanswered (world);
      sim_world_run (world, MONO_SEC);
      unanswered (world);
      sim_world_run (world, MONO_SEC);
      g_assert_cmpuint (stats (world)->rekeys_child, ==, i + 1);
      g_assert_cmpuint (esp_path (world).remote.port, !=, before);
      g_assert_cmpint (
          ike_session_on_inbound_traffic (sim_world_session (world), sim_world_now (world)), ==,
          STATUS_OK);
    }
}

/* Behind a NAT a long sleep may be a move: who cannot be told of one makes fresh keys with us as
 * soon as it answers. */
static void
test_slept (void)
{
  g_autoptr (SimWorld) nat = NULL;
  g_autoptr (SimWorld) open = connected (FALSE, 0);
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.link.nat = TRUE;
  nat = sim_world_new (&config);
  sim_world_connect (nat);
  sim_world_sleep (nat, 10 * MONO_MINUTE);
  sim_world_run (nat, MONO_SEC);
  g_assert_cmpuint (stats (nat)->rekeys_child, ==, 1);
  sim_world_sleep (open, 10 * MONO_MINUTE);
  sim_world_run (open, MONO_SEC);
  g_assert_cmpuint (stats (open)->rekeys_child, ==, 0);
}

/* Packets leave and none come back, told every two seconds: the gateway is asked, then the Child SA
 * is made anew, once; what answers nothing behind it costs no session that has not moved. */
static void
test_evidence (void)
{
  g_autoptr (SimWorld) world = connected (FALSE, 0);
  guint rekeys = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (
          ike_session_on_unanswered_traffic (sim_world_session (world), sim_world_now (world)), ==,
          STATUS_OK);
      sim_world_pump (world);
      sim_world_run (world, 2 * MONO_SEC);
    }
  rekeys = (guint) stats (world)->rekeys_child;
  g_assert_cmpuint (rekeys, ==, 1);
  g_assert_null (sim_world_closed (world));
  /* After a move fresh keys are the last try but one. */
  move_to (world, 40404);
  for (guint i = 0; i < 6 && sim_world_closed (world) == NULL; i++)
    {
      sim_world_run (world, 2 * MONO_SEC);
      g_assert_cmpint (
          ike_session_on_unanswered_traffic (sim_world_session (world), sim_world_now (world)), ==,
          STATUS_OK);
      sim_world_pump (world);
    }
  g_assert_nonnull (sim_world_closed (world));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
}

/* What came in along the new path is all the evidence there needs to be. */
static void
test_evidence_is_enough (void)
{
  g_autoptr (SimWorld) world = connected (FALSE, 0);

  move_to (world, 40404);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpint (
      ike_session_on_inbound_traffic (sim_world_session (world), sim_world_now (world)), ==,
      STATUS_OK);
  for (guint i = 0; i < 20; i++)
    {
      sim_world_run (world, 2 * MONO_SEC);
      g_assert_cmpint (
          ike_session_on_unanswered_traffic (sim_world_session (world), sim_world_now (world)), ==,
          STATUS_OK);
      sim_world_pump (world);
    }
  g_assert_null (sim_world_closed (world));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/mobike/MOB-17/hints-move-nothing", test_hints_move_nothing);
  g_test_add_func ("/sim/mobike/MOB-06+MOB-09+MOB-20/told", test_told);
  g_test_add_func ("/sim/mobike/MOB-06/told-and-lost", test_told_and_lost);
  g_test_add_func ("/sim/mobike/MOB-07/moved-twice", test_moved_twice);
  g_test_add_func ("/sim/mobike/MOB-18+MOB-21/behind-a-request", test_behind_a_request);
  g_test_add_func ("/sim/mobike/MOB-22/not-told", test_not_told);
  g_test_add_func ("/sim/mobike/MOB-22/not-told-elsewhere", test_not_told_elsewhere);
  g_test_add_func ("/sim/mobike/MOB-11/wrong-cookie", test_wrong_cookie);
  g_test_add_func ("/sim/mobike/MOB-10/unacceptable", test_unacceptable);
  g_test_add_func ("/sim/mobike/MOB-05/other-address", test_other_address);
  g_test_add_func ("/sim/mobike/MOB-05/inner-address", test_inner_address);
  g_test_add_func ("/sim/mobike/MOB-16/other-way", test_other_way);
  g_test_add_func ("/sim/mobike/MOB-08/update-along-several", test_update_along_several);
  g_test_add_func ("/sim/mobike/MOB-14/handed-on", test_handed_on);
  g_test_add_func ("/sim/mobike/MOB-13/nat-mapping", test_nat_mapping);
  g_test_add_func ("/sim/mobike/MOB-13/nat-mapping-first", test_nat_mapping_first);
  g_test_add_func ("/sim/mobike/MOB-13/nat-mapping-again", test_nat_mapping_again);
  g_test_add_func ("/sim/mobike/every-rung", test_every_rung);
  g_test_add_func ("/sim/mobike/slept", test_slept);
  g_test_add_func ("/sim/mobike/evidence", test_evidence);
  g_test_add_func ("/sim/mobike/evidence-is-enough", test_evidence_is_enough);
  return g_test_run ();
}
