// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Further key exchanges before IKE_AUTH and in rekeys. Every crypto library has methods for it:
 * what is specific to ML-KEM is in the tests of the key exchange. */
#include "sim-talk.h"

#include "ike-session-private.h"
#include "payload-ke.h"
#include "payload-notify.h"

#include <string.h>

static const SimAuth auths[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2, SIM_AUTH_GTC };

#define ONE   "aes256gcm16-prfsha384-ecp256-ke1_x25519"
#define THREE "aes256-sha256-ecp256-ke2_x25519-ke4_ecp384-ke4_none-ke7_x448"

static void
prepare (SimWorldConfig *config, SimAuth auth, const char *proposals)
{
  sim_world_defaults (config, auth);
  config->client.ike_proposals = config->gateway.ike_proposals = proposals;
}

/* AUTH covers all that was exchanged before, in each way to log in and whatever the cipher: both
 * sides would refuse each other otherwise. */
static void
test_before_auth (void)
{
  static const struct
  {
    const char *proposals;
    guint n;
  } rows[]
      = { { ONE, 1 }, { THREE, 3 }, { "aes128-sha1-ecp256-modp2048-ke3_modp2048-ke3_x25519", 1 } };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (auths); k++)
      {
        SimWorldConfig config;
        g_autoptr (SimWorld) world = NULL;

        prepare (&config, auths[k], rows[i].proposals);
        config.client.legacy = config.gateway.legacy = TRUE;
        /* With a post-quantum key beside it, too. */
        config.client.ppk_id = config.gateway.ppk_id = i == 0 ? "name" : NULL;
        config.client.ppk_optional = TRUE;
        config.ppk = config.gateway.ppk = i == 0 ? "a key" : NULL;
        world = sim_world_new (&config);
        sim_world_connect (world);
        sim_world_assert_in_step (world);
        g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->intermediate, ==,
                          rows[i].n);
        g_assert_cmpuint (sim_world_session (world)->sas.current->suite.n_additional, ==,
                          rows[i].n);
      }
}

/* In pieces, out of order, twice, and lost: the whole message counts, and the former keys are for
 * what is repeated. */
static void
test_bad_link (void)
{
  for (guint64 seed = 1; seed <= 10; seed++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      prepare (&config, auths[seed % G_N_ELEMENTS (auths)], "aes256-sha256-x25519-ke1_modp6144");
      config.seed = seed;
      config.client.fragment_size = 576;
      config.gateway.fragment_size = 300;
      config.link.mtu = 576;
      config.link.drop_per_mille = 100;
      config.link.duplicate_per_mille = 100;
      config.link.reorder_per_mille = 100;
      world = sim_world_new (&config);
      sim_world_connect (world);
      sim_world_assert_in_step (world);
    }
}

/* A gateway without it takes one of the others, and its rekeys offer none either. */
static void
test_gateway_without (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  prepare (&config, SIM_AUTH_PSK, NULL);
  config.client.ike_proposals = ONE ",aes256gcm16-prfsha384-ecp256";
  config.gateway.ike_proposals = "aes256gcm16-prfsha384-ecp256";
  world = sim_world_new (&config);
  sim_world_connect (world);
  g_assert_cmpuint (sim_world_session (world)->sas.current->suite.n_additional, ==, 0);
  g_assert_cmpint (ike_session_rekey (sim_world_session (world), TRUE, sim_world_now (world)), ==,
                   0);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
}

typedef struct
{
  const char *path;
  guint bad;
  SimAt error_at;
  const char *proposals; /* of the gateway; NULL: as ours */
  IkeReason reason;
} Failure;

static const Failure failures[] = {
  { "/sim/further/AKE-02+IMD-01/not-announced", SIM_BAD_NO_INTERMEDIATE, 0, NULL,
    IKE_REASON_PROTOCOL },
  { "/sim/further/AKE-05/another-method", SIM_BAD_FURTHER_METHOD, 0, NULL, IKE_REASON_PROTOCOL },
  { "/sim/further/AKE-14/short-share", SIM_BAD_FURTHER_SHARE, 0, NULL, IKE_REASON_PROTOCOL },
  { "/sim/further/IMD-09/error", 0, SIM_AT_INTERMEDIATE, NULL, IKE_REASON_NO_PROPOSAL },
  { "/sim/further/AKE-18/gateway-without", 0, 0, "aes256gcm16-prfsha384-ecp256",
    IKE_REASON_NO_PROPOSAL },
};

static void
test_failure (gconstpointer data)
{
  const Failure *failure = data;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  prepare (&config, SIM_AUTH_PSK, ONE);
  config.gateway.bad = failure->bad;
  config.gateway.error_at = failure->error_at;
  config.gateway.error_notify = IKE_NOTIFY_NO_PROPOSAL_CHOSEN;
  if (failure->proposals != NULL)
    config.gateway.ike_proposals = failure->proposals;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, failure->reason);
  g_assert_false (sim_world_closed (world)->proven);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 0);
}

/* ---- Rekeys ---------------------------------------------------------------------------------- */

static void
rekey (SimWorld *world, gboolean ours)
{
  MonoTime now = sim_world_now (world);

  if (ours)
    g_assert_cmpint (ike_session_rekey (sim_world_session (world), TRUE, now), ==, 0);
  else
    g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), now));
  sim_world_run (world, MONO_SEC);
}

/* Both sides start one, again and again: the keys of each are those that protect the next. */
static void
test_rekey (gconstpointer data)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  prepare (&config, SIM_AUTH_PSK, data);
  world = sim_world_new (&config);
  sim_world_connect (world);
  for (guint i = 0; i < 6; i++)
    {
      guint n = sim_world_session (world)->sas.current->suite.n_additional;

      rekey (world, i % 2 == 0);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, i + 1);
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->followups, ==, n * (i + 1));
      g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 1);
      g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)),
                       ==, 0);
      sim_world_run (world, MONO_SEC);
      sim_world_assert_in_step (world);
    }
}

/* Both at once, with every outcome of the nonces: one of them gives way for a while. */
static void
test_collision (void)
{
  for (guint64 seed = 1; seed <= 25; seed++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      prepare (&config, SIM_AUTH_PSK, ONE);
      config.seed = seed;
      world = sim_world_new (&config);
      sim_world_connect (world);
      g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world)));
      sim_gateway_tick (sim_world_gateway (world), sim_world_now (world));
      rekey (world, TRUE);
      sim_world_run (world, 2 * MONO_MINUTE);
      g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_ESTABLISHED);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), >=, 1);
      g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 1);
      sim_world_assert_in_step (world);
    }
}

/* Our rekey, and the gateway has forgotten what it began: nothing is lost, another one follows. */
static void
test_state_not_found (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  SimGatewayConfig *gateway = NULL;

  prepare (&config, SIM_AUTH_PSK, ONE);
  world = sim_world_new (&config);
  sim_world_connect (world);
  gateway = sim_gateway_config (sim_world_gateway (world));
  gateway->error_at = SIM_AT_FOLLOWUP;
  gateway->error_notify = IKE_NOTIFY_STATE_NOT_FOUND;
  gateway->error_count = 1;
  rekey (world, TRUE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 0);
  g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_ESTABLISHED);
  sim_world_run (world, 10 * MONO_MINUTE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
  sim_world_assert_in_step (world);
}

/* Without the link nobody knows what belongs together: ours ends, the gateway's is refused. */
static void
test_no_link (gconstpointer data)
{
  gboolean ours = GPOINTER_TO_INT (data) != 0;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  prepare (&config, SIM_AUTH_PSK, ONE);
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_gateway_config (sim_world_gateway (world))->bad = SIM_BAD_NO_LINK;
  rekey (world, ours);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 0);
  if (ours)
    g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_PROTOCOL);
  else
    {
      g_assert_null (sim_world_closed (world));
      g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->error_notifies, ==, 1);
    }
}

/* A gateway that takes its time finds nothing to go on with. */
static void
test_too_late (void)
{
  const SimLinkConfig far = { .delay = 11 * MONO_SEC };
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  prepare (&config, SIM_AUTH_PSK, ONE);
  config.client.dpd_interval = MONO_HOUR;
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_link_set (sim_world_link (world), &far);
  g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 0);
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->error_notifies, ==, 1);
  g_assert_null (sim_world_closed (world));
}

/* ---- The wire -------------------------------------------------------------------------------- */

static gboolean
has_notify (const SimSent *sent, guint16 type)
{
  IkeNotify notify;

  return ike_message_find_notify (&sent->message, type, &notify);
}

static void
assert_share (const SimSent *sent, CryKe group)
{
  IkeKe ke;

  g_assert_nonnull (sent);
  g_assert_true (ike_payload_ke_read (ike_message_find (&sent->message, IKE_PAYLOAD_KE), &ke));
  g_assert_cmpuint (ke.group, ==, group);
}

/* One exchange for each method in the order of their types, protected, on the port that is for NAT,
 * with the next Message ID, and the link in what follows a rekey. */
static void
test_wire (void)
{
  static const CryKe groups[] = { CRY_KE_X25519, CRY_KE_ECP384, CRY_KE_X448 };
  g_auto (Talk) talk = { 0 };

  talk_prepare (&talk, SIM_AUTH_PSK);
  talk.config.client.ike_proposals = talk.config.gateway.ike_proposals = THREE;
  talk.config.client.force_encap = TRUE;
  talk_connect (&talk);
  g_assert_true (
      has_notify (sim_record_get (&talk.record, 0), IKE_NOTIFY_INTERMEDIATE_EXCHANGE_SUPPORTED));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const SimSent *sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_INTERMEDIATE, FALSE, i);

      assert_share (sent, groups[i]);
      g_assert_cmpuint (sent->header.message_id, ==, i + 1);
      g_assert_cmpint (sent->path.transport, ==, IKE_TRANSPORT_NATT);
    }
  g_assert_cmpuint (
      sim_record_find (&talk.record, IKE_EXCHANGE_IKE_AUTH, FALSE, 0)->header.message_id, ==, 4);
  talk_rekey (&talk, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      const SimSent *sent = sim_record_find (&talk.record, IKE_EXCHANGE_IKE_FOLLOWUP_KE, FALSE, i);

      assert_share (sent, groups[i]);
      g_assert_true (has_notify (sent, IKE_NOTIFY_ADDITIONAL_KEY_EXCHANGE));
    }
}

/* Where the library has ML-KEM it is offered without being asked for, beside x25519. */
static void
test_default (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  const IkeSuite *suite = NULL;

  prepare (&config, SIM_AUTH_MSCHAPV2, NULL);
  config.client.require_pq = cry_ke_is_supported (CRY_KE_MLKEM768);
  if (config.client.require_pq)
    config.client.esp_proposals = config.gateway.esp_proposals = "aes256gcm16-mlkem768";
  world = sim_world_new (&config);
  sim_world_connect (world);
  suite = &sim_world_session (world)->sas.current->suite;
  if (!cry_ke_is_supported (CRY_KE_MLKEM768))
    {
      g_assert_cmpuint (suite->n_additional, ==, 0);
      return;
    }
  g_assert_cmpint (suite->group, ==, CRY_KE_X25519);
  g_assert_cmpint (suite->additional[0], ==, CRY_KE_MLKEM768);
  rekey (world, TRUE);
  rekey (world, FALSE);
  g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)), ==,
                   0);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 2);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 2);
  sim_world_assert_in_step (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/further/AKE-01+AKE-06+AKE-07+EAP-24+IMD-04+IMD-05+IMD-08+PPK-11/auth",
                   test_before_auth);
  g_test_add_func ("/sim/further/AKE-07+IMD-02+IMD-05+IMD-07/bad-link", test_bad_link);
  g_test_add_func ("/sim/further/AKE-01/gateway-without", test_gateway_without);
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    g_test_add_data_func (failures[i].path, &failures[i], test_failure);
  g_test_add_data_func ("/sim/further/AKE-08+AKE-09+AKE-11/rekey-one", ONE, test_rekey);
  g_test_add_data_func ("/sim/further/AKE-08+AKE-09+AKE-11/rekey-three", THREE, test_rekey);
  g_test_add_func ("/sim/further/COL-18/collision", test_collision);
  g_test_add_func ("/sim/further/AKE-10/state-not-found", test_state_not_found);
  g_test_add_func ("/sim/further/AKE-10/too-late", test_too_late);
  g_test_add_data_func ("/sim/further/AKE-08/no-link", GINT_TO_POINTER (1), test_no_link);
  g_test_add_data_func ("/sim/further/AKE-09+AKE-10/another-link", GINT_TO_POINTER (0),
                        test_no_link);
  g_test_add_func ("/sim/further/AKE-02+AKE-05+AKE-08+AKE-17+IMD-01+IMD-02+IMD-03+IMD-11/wire",
                   test_wire);
  g_test_add_func ("/sim/further/AKE-13+AKE-18+AKE-20/default", test_default);
  return g_test_run ();
}
