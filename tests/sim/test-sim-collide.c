// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Rekeys and deletes of both sides, their refusals and their collisions. */
#include "sim-world.h"

#include "ike-session-private.h"
#include "status.h"

static SimWorld *
connected (const SimWorldConfig *config)
{
  SimWorld *world = sim_world_new (config);

  sim_world_connect (world);
  return world;
}

static SimWorld *
default_world (void)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  return connected (&config);
}

/* COL-19: one IKE SA and one Child SA on both sides, the same ones. */
static void
assert_one_of_each (SimWorld *world)
{
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  g_assert_cmpuint (sim_gateway_n_children (sim_world_gateway (world)), ==, 1);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 1);
  g_assert_cmpuint (sim_world_active_spi (world), ==, sim_world_child (world, 0)->spi_in);
  sim_world_assert_in_step (world);
}

/* After a collision the gateway may be left with an IKE SA that carries nothing: it answered a
 * rekey of ours whose answer came after its Delete had made that rekey void (COL-14). */
static void
assert_one_child (SimWorld *world)
{
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  g_assert_cmpuint (sim_gateway_n_children (sim_world_gateway (world)), ==, 1);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), <=, 2);
  g_assert_cmpuint (sim_world_active_spi (world), ==, sim_world_child (world, 0)->spi_in);
  sim_world_assert_in_step (world);
}

static void
rekey (SimWorld *world, gboolean ike_sa)
{
  g_assert_cmpint (ike_session_rekey (sim_world_session (world), ike_sa, sim_world_now (world)), ==,
                   STATUS_OK);
  sim_world_pump (world);
}

static void
test_own_child (void)
{
  g_autoptr (SimWorld) world = default_world ();
  guint32 old = sim_world_active_spi (world);

  rekey (world, FALSE);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_active_spi (world), !=, old);
  g_assert_cmpuint (sim_world_child (world, 0)->replaces_spi_in, ==, old);
  assert_one_of_each (world);
}

static void
test_own_ike (void)
{
  g_autoptr (SimWorld) world = default_world ();
  guint32 spi = sim_world_active_spi (world);

  rekey (world, TRUE);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
  /* The addresses are the session's (CPA-10). */
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CONFIG), ==, 1);
  /* The Child SA moved with its keys (KEY-13) and can be rekeyed there. */
  g_assert_cmpuint (sim_world_active_spi (world), ==, spi);
  assert_one_of_each (world);
  rekey (world, FALSE);
  sim_world_run (world, MONO_SEC);
  assert_one_of_each (world);
}

static void
test_gateway_child (void)
{
  g_autoptr (SimWorld) world = default_world ();
  guint32 old = sim_world_active_spi (world);

  g_assert_true (sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_active_spi (world), !=, old);
  assert_one_of_each (world);
}

/* RKI-03, MSG-07: after it the gateway is the initiator; everything goes on in both directions. */
static void
test_gateway_ike (void)
{
  g_autoptr (SimWorld) world = default_world ();

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world)));
      sim_world_run (world, MONO_SEC);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 2 * i + 1);
      rekey (world, FALSE);
      sim_world_run (world, MONO_SEC);
      g_assert_true (sim_gateway_ping (sim_world_gateway (world), sim_world_now (world)));
      g_assert_true (sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world)));
      sim_world_run (world, MONO_SEC);
      rekey (world, TRUE);
      sim_world_run (world, MONO_SEC);
      assert_one_of_each (world);
    }
}

typedef struct
{
  const char *path;
  SimAt at;
  guint16 notify;
} Dropped;

static const Dropped drops[] = {
  { "/sim/collide/ERR-05/syntax-child", SIM_AT_REKEY_CHILD, IKE_NOTIFY_INVALID_SYNTAX },
  { "/sim/collide/ERR-05/syntax-ike", SIM_AT_REKEY_IKE, IKE_NOTIFY_INVALID_SYNTAX },
  { "/sim/collide/ERR-05/syntax-liveness", SIM_AT_INFORMATIONAL, IKE_NOTIFY_INVALID_SYNTAX },
  { "/sim/collide/ERR-05/authentication", SIM_AT_INFORMATIONAL, IKE_NOTIFY_AUTHENTICATION_FAILED },
};

/* A gateway that answers so has dropped the IKE SA: that is found out now, not by its silence. */
static void
test_dropped (gconstpointer data)
{
  const Dropped *row = data;
  g_autoptr (SimWorld) world = default_world ();
  SimGatewayConfig *gateway = sim_gateway_config (sim_world_gateway (world));

  gateway->error_at = row->at;
  gateway->error_notify = row->notify;
  if (row->at != SIM_AT_INFORMATIONAL)
    rekey (world, row->at == SIM_AT_REKEY_IKE);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED,
                                      row->at == SIM_AT_INFORMATIONAL ? 31 * MONO_SEC : MONO_SEC));
  g_assert_cmpuint (sim_world_closed (world)->notify, ==, row->notify);
  g_assert_true (sim_world_closed (world)->proven);
}

/* A second rekey begins with the group that the gateway wanted in the first (INI-03). */
static void
test_group_is_remembered (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  guint64 before = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.esp_proposals = "aes256gcm16-modp2048";
  world = connected (&config);
  for (guint i = 0; i < 2; i++)
    {
      before = sim_link_count (sim_world_link (world), SIM_TO_GATEWAY);
      rekey (world, FALSE);
      sim_world_run (world, MONO_SEC);
      assert_one_of_each (world);
      /* The rekey, its repetition with the other group at first, and the Delete. */
      g_assert_cmpuint (sim_link_count (sim_world_link (world), SIM_TO_GATEWAY) - before, ==,
                        i == 0 ? 3 : 2);
    }
}

/* RFC 7296 section 2.8: whoever deletes the old Child SA, what was sent on it before still comes
 * in for a while, and its hard lifetime and the end of the session are ends at once. */
static void
test_late_packets (gconstpointer data)
{
  gboolean ours = GPOINTER_TO_INT (data);
  g_autoptr (SimWorld) world = default_world ();

  if (ours)
    rekey (world, FALSE);
  else
    g_assert_true (sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  assert_one_of_each (world);
  g_assert_cmpuint (sim_world_n_retired (world), ==, 1);
  sim_world_run (world, 3 * MONO_SEC);
  g_assert_cmpuint (sim_world_n_retired (world), ==, 1);
  sim_world_run (world, 2 * MONO_SEC);
  g_assert_cmpuint (sim_world_n_retired (world), ==, 0);
  rekey (world, FALSE);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_retired (world), ==, 1);
  g_assert_cmpint (ike_session_close (sim_world_session (world), sim_world_now (world)), ==,
                   STATUS_OK);
  sim_world_run (world, 2 * MONO_SEC);
  g_assert_nonnull (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_retired (world) + sim_world_n_children (world), ==, 0);
}

static void
test_no_pfs (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.no_pfs = TRUE;
  config.gateway.esp_proposals = "aes256gcm16,aes128gcm16";
  world = connected (&config);
  rekey (world, FALSE);
  sim_world_run (world, MONO_SEC);
  assert_one_of_each (world);
  g_assert_true (sim_gateway_rekey_child (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  assert_one_of_each (world);
}

/* A week, with both sides rekeying at their own pace. */
static void
test_week (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.rekey_child = 57 * MONO_MINUTE;
  config.gateway.rekey_ike = 230 * MONO_MINUTE;
  config.gateway.liveness = 5 * MONO_MINUTE;
  config.link.jitter = 30 * MONO_MSEC;
  world = connected (&config);
  sim_world_run (world, 7 * 24 * MONO_HOUR);
  sim_world_run (world, MONO_MINUTE);
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), >, 150);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), >, 35);
  g_assert_cmpuint (sim_world_n_children (world), <=, 2);
}

/* ---- Refusals ------------------------------------------------------------------------------- */

static SimWorld *
refusing_world (SimAt at, guint16 notify, guint count)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.error_at = at;
  config.gateway.error_notify = notify;
  config.gateway.error_count = count;
  return connected (&config);
}

static void
test_temporary_failure_child (void)
{
  g_autoptr (SimWorld) world = refusing_world (SIM_AT_REKEY_CHILD, IKE_NOTIFY_TEMPORARY_FAILURE, 2);
  guint32 old = sim_world_active_spi (world);

  rekey (world, FALSE);
  sim_world_run (world, MONO_SEC);
  /* Not again at once (COL-16), and traffic goes on meanwhile. */
  g_assert_cmpuint (sim_world_active_spi (world), ==, old);
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpuint (sim_world_active_spi (world), !=, old);
  assert_one_of_each (world);
}

static void
test_temporary_failure_ike (void)
{
  g_autoptr (SimWorld) world = refusing_world (SIM_AT_REKEY_IKE, IKE_NOTIFY_TEMPORARY_FAILURE, 2);

  rekey (world, TRUE);
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
  assert_one_of_each (world);
}

static void
test_busy_for_ever (void)
{
  g_autoptr (SimWorld) world = refusing_world (SIM_AT_REKEY_IKE, IKE_NOTIFY_TEMPORARY_FAILURE, 0);

  rekey (world, TRUE);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 10 * MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_BUSY);
}

/* RKC-04: it has lost the SA; a new one is made at once. */
static void
test_child_not_found (void)
{
  g_autoptr (SimWorld) world
      = refusing_world (SIM_AT_REKEY_CHILD, IKE_NOTIFY_CHILD_SA_NOT_FOUND, 1);
  guint32 old = sim_world_active_spi (world);

  rekey (world, FALSE);
  sim_world_run (world, 2 * MONO_SEC);
  g_assert_cmpuint (sim_world_active_spi (world), !=, 0);
  g_assert_cmpuint (sim_world_active_spi (world), !=, old);
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
}

/* RKC-12, LIF-03: a gateway that never rekeys ends the session at the hard lifetime at latest. */
static void
test_expiry (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.child_lifetime = MONO_MINUTE;
  config.gateway.error_at = SIM_AT_REKEY_CHILD;
  config.gateway.error_notify = IKE_NOTIFY_TEMPORARY_FAILURE;
  world = connected (&config);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 67 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EXPIRED);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 0);
}

/* ---- Deletes of the gateway ----------------------------------------------------------------- */

/* DEL-10: the only Child SA goes, the IKE SA stays: a new one is made without being asked. */
static void
test_child_deleted (void)
{
  g_autoptr (SimWorld) world = default_world ();
  guint32 old = sim_world_active_spi (world);

  g_assert_true (sim_gateway_delete_child (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_active_spi (world), !=, old);
  assert_one_of_each (world);
}

static void
test_child_lost (void)
{
  g_autoptr (SimWorld) world = refusing_world (SIM_AT_REKEY_CHILD, IKE_NOTIFY_NO_ADDITIONAL_SAS, 0);

  g_assert_true (sim_gateway_delete_child (sim_world_gateway (world), sim_world_now (world)));
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 10 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_CHILD_LOST);
  g_assert_cmpuint (sim_world_closed (world)->notify, ==, IKE_NOTIFY_NO_ADDITIONAL_SAS);
}

static void
test_ike_deleted (void)
{
  g_autoptr (SimWorld) world = default_world ();

  g_assert_true (sim_gateway_delete_ike (sim_world_gateway (world), sim_world_now (world)));
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_PEER_CLOSE);
  g_assert_cmpuint (sim_world_n_children (world), ==, 0);
}

/* ---- Collisions ----------------------------------------------------------------------------- */

typedef enum
{
  DO_REKEY_CHILD,
  DO_REKEY_IKE,
  DO_DELETE_CHILD,
  DO_PING,
  N_DO,
} Do;

static void
gateway_does (SimWorld *world, Do what)
{
  SimGateway *gateway = sim_world_gateway (world);
  MonoTime now = sim_world_now (world);

  switch (what)
    {
    case DO_REKEY_CHILD:
      g_assert_true (sim_gateway_rekey_child (gateway, now));
      break;
    case DO_REKEY_IKE:
      g_assert_true (sim_gateway_rekey_ike (gateway, now));
      break;
    case DO_DELETE_CHILD:
      g_assert_true (sim_gateway_delete_child (gateway, now));
      break;
    case DO_PING:
      g_assert_true (sim_gateway_ping (gateway, now));
      break;
    case N_DO:
      g_assert_not_reached ();
    }
}

/* Both sides start at nearly the same time, in every combination, over links of different delay
 * and with different nonces. Nothing hangs and nothing is lost (COL-19): the session lives with a
 * Child SA in use that the gateway has, too. */
static void
collide (gboolean ours_is_ike, Do theirs, guint seed)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.seed = seed;
  config.link.jitter = (seed % 3) * 20 * MONO_MSEC;
  config.link.reorder_per_mille = seed % 2 == 0 ? 300 : 0;
  g_test_message ("seed %u, ours %s, theirs %u", seed, ours_is_ike ? "ike" : "child", theirs);
  world = connected (&config);
  rekey (world, ours_is_ike);
  sim_world_run (world, (seed % 5) * 5 * MONO_MSEC);
  gateway_does (world, theirs);
  sim_world_run (world, 3 * MONO_MINUTE);
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_active_spi (world), !=, 0);
  assert_one_child (world);
  rekey (world, FALSE);
  sim_world_run (world, MONO_MINUTE);
  rekey (world, TRUE);
  sim_world_run (world, MONO_MINUTE);
  assert_one_child (world);
}

/* GENKAN_SEEDS=FIRST-LAST for more than there is time for every day. */
static void
read_seeds (guint *ret_first, guint *ret_last)
{
  const char *wanted = g_getenv ("GENKAN_SEEDS");
  g_auto (GStrv) ends = g_strsplit (wanted != NULL ? wanted : "1-60", "-", 2);

  g_assert_cmpuint (g_strv_length (ends), ==, 2);
  *ret_first = (guint) g_ascii_strtoull (ends[0], NULL, 10);
  *ret_last = (guint) g_ascii_strtoull (ends[1], NULL, 10);
}

static void
test_collisions (gconstpointer data)
{
  guint first, last;

  read_seeds (&first, &last);
  for (guint seed = first; seed <= last; seed++)
    {
      collide (FALSE, (Do) GPOINTER_TO_INT (data), seed);
      collide (TRUE, (Do) GPOINTER_TO_INT (data), seed);
    }
}

static void
test_crossing_close (void)
{
  g_autoptr (SimWorld) world = default_world ();

  g_assert_true (sim_gateway_delete_ike (sim_world_gateway (world), sim_world_now (world)));
  g_assert_cmpint (ike_session_close (sim_world_session (world), sim_world_now (world)), ==,
                   STATUS_OK);
  sim_world_pump (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LOCAL_CLOSE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CLOSED), ==, 1);
}

/* TSN-13: addresses and routes stand for what the first Child SA carried. A gateway that grants
 * less when it is made anew gets a new session, which brings new ones. */
static void
test_made_anew_narrower (void)
{
  IkeTs wide = sim_ts ("10.1.0.0/16");
  IkeTs narrow = sim_ts ("10.1.2.0/24");
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkeTsList *now = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  ike_ts_list_add (&config.gateway.ts, &wide);
  world = sim_world_new (&config);
  sim_world_connect (world);
  now = &sim_gateway_config (sim_world_gateway (world))->ts;
  *now = (IkeTsList){ 0 };
  ike_ts_list_add (now, &narrow);
  g_assert_true (sim_gateway_delete_child (sim_world_gateway (world), sim_world_now (world)));
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 10 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_CHILD_LOST);
}

/* COL-04: of two parallel Child SAs the gateway deletes the one in use: the other carries on. */
static void
test_survivor_is_used (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  IkeSession *session = NULL;
  IkeChild *old = NULL;
  guint32 other = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  session = sim_world_session (world);
  old = ike_children_any_but (&session->children, NULL);
  /* As if another were there already: the session misses one, and makes one. */
  old->successor = 1;
  g_assert_cmpint (ike_session_tick (session, sim_world_now (world)), ==, STATUS_OK);
  sim_world_pump (world);
  sim_world_run (world, MONO_SEC);
  old->successor = 0;
  g_assert_cmpuint (sim_world_n_children (world), ==, 2);
  other = sim_world_active_spi (world);
  g_assert_cmphex (other, !=, old->spi_in);
  /* The newest, which is the one in use. */
  g_assert_true (sim_gateway_delete_child (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  g_assert_cmphex (sim_world_active_spi (world), ==, old->spi_in);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (drops); i++)
    g_test_add_data_func (drops[i].path, &drops[i], test_dropped);
  g_test_add_func ("/sim/collide/INI-03/group-is-remembered", test_group_is_remembered);
  g_test_add_data_func ("/sim/collide/late-packets", GINT_TO_POINTER (FALSE), test_late_packets);
  g_test_add_data_func ("/sim/collide/late-packets-own", GINT_TO_POINTER (TRUE), test_late_packets);
  g_test_add_func ("/sim/collide/RKC-05/own-child", test_own_child);
  g_test_add_func ("/sim/collide/CPA-10+KEY-13+RKI-03+RKI-04/own-ike", test_own_ike);
  g_test_add_func ("/sim/collide/RKC-06/gateway-child", test_gateway_child);
  g_test_add_func ("/sim/collide/RKI-03/gateway-ike", test_gateway_ike);
  g_test_add_func ("/sim/collide/SAP-11/no-pfs", test_no_pfs);
  g_test_add_func ("/sim/collide/LIF-06/week", test_week);
  g_test_add_func ("/sim/collide/COL-16+RKC-14/temporary-failure-child",
                   test_temporary_failure_child);
  g_test_add_func ("/sim/collide/COL-16/temporary-failure-ike", test_temporary_failure_ike);
  g_test_add_func ("/sim/collide/COL-16/busy-for-ever", test_busy_for_ever);
  g_test_add_func ("/sim/collide/RKC-04/child-not-found", test_child_not_found);
  g_test_add_func ("/sim/collide/RKC-12/expiry", test_expiry);
  g_test_add_func ("/sim/collide/DEL-10/child-deleted", test_child_deleted);
  g_test_add_func ("/sim/collide/DEL-10/child-lost", test_child_lost);
  g_test_add_func ("/sim/collide/DEL-06/ike-deleted", test_ike_deleted);
  g_test_add_data_func ("/sim/collide/COL-01+COL-03+COL-19/child", GINT_TO_POINTER (DO_REKEY_CHILD),
                        test_collisions);
  g_test_add_data_func ("/sim/collide/COL-12+COL-19/ike", GINT_TO_POINTER (DO_REKEY_IKE),
                        test_collisions);
  g_test_add_data_func ("/sim/collide/COL-07+COL-19/delete", GINT_TO_POINTER (DO_DELETE_CHILD),
                        test_collisions);
  g_test_add_data_func ("/sim/collide/RTX-12/ping", GINT_TO_POINTER (DO_PING), test_collisions);
  g_test_add_func ("/sim/collide/COL-15/crossing-close", test_crossing_close);
  g_test_add_func ("/sim/collide/TSN-13/made-anew-narrower", test_made_anew_narrower);
  g_test_add_func ("/sim/collide/COL-04+RKC-17/survivor-is-used", test_survivor_is_used);
  return g_test_run ();
}
