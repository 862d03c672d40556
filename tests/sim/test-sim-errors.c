// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Every IkeReason that a gateway or a user can cause, each with its account and in time. */
#include "sim-world.h"

#include "eap.h"
#include "ike-closed.h"
#include "ike-types.h"

typedef struct
{
  const char *path;
  SimAuth auth;
  void (*spoil) (SimWorldConfig *config);
  IkeReason reason;
  IkeStage stage;
  guint16 notify;
  MonoTime within;
} Row;

static void
silent_init (SimWorldConfig *config)
{
  config->gateway.silent_at = SIM_AT_INIT;
}

static void
silent_auth (SimWorldConfig *config)
{
  config->gateway.silent_at = SIM_AT_AUTH;
}

static void
refuse (SimWorldConfig *config, SimAt at, guint16 notify)
{
  config->gateway.error_at = at;
  config->gateway.error_notify = notify;
}

static void
no_proposal (SimWorldConfig *config)
{
  refuse (config, SIM_AT_INIT, IKE_NOTIFY_NO_PROPOSAL_CHOSEN);
}

static void
no_common_proposal (SimWorldConfig *config)
{
  config->gateway.ike_proposals = "aes128-sha512-modp4096";
  config->client.ike_proposals = "aes256gcm16-prfsha384-ecp256";
}

static void
wrong_version (SimWorldConfig *config)
{
  refuse (config, SIM_AT_INIT, IKE_NOTIFY_INVALID_MAJOR_VERSION);
}

static void
bad_choice (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_PROPOSAL;
}

static void
wrong_psk (SimWorldConfig *config)
{
  config->psk = "not the secret";
}

static void
refused_login (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH, IKE_NOTIFY_AUTHENTICATION_FAILED);
}

/* It says who it is as well, which proves nothing and changes nothing. */
static void
refused_by_name (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH, IKE_NOTIFY_AUTHENTICATION_FAILED);
  config->gateway.odd = SIM_ODD_POLITE;
}

static void
bad_auth (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_AUTH;
}

static void
bad_id (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_ID;
}

static void
no_cert (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_NO_CERT;
}

static void
far_future (SimWorldConfig *config)
{
  config->client.wall_offset += (gint64) 1000 * 366 * 24 * MONO_HOUR;
}

static void
far_past (SimWorldConfig *config)
{
  config->client.wall_offset = 0;
}

static void
wrong_password (SimWorldConfig *config)
{
  config->password = "looking glass";
}

static void
refused_user (SimWorldConfig *config)
{
  refuse (config, SIM_AT_EAP, IKE_NOTIFY_AUTHENTICATION_FAILED);
}

static void
no_password (SimWorldConfig *config)
{
  config->password = NULL;
}

static void
no_psk (SimWorldConfig *config)
{
  config->psk = NULL;
}

static void
no_key (SimWorldConfig *config)
{
  config->client_key = NULL;
}

static void
no_address (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_INTERNAL_ADDRESS_FAILURE);
}

static void
no_cp (SimWorldConfig *config)
{
  config->gateway.no_cp = TRUE;
}

/* A name server, and nobody to ask it. */
static void
no_address_in_cp (SimWorldConfig *config)
{
  g_assert_true (ip_address_parse ("10.9.0.1", &config->gateway.cp.dns[0]));
  config->gateway.cp.n_dns = 1;
}

static void
no_selectors (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_TS_UNACCEPTABLE);
}

static void
no_child_proposal (SimWorldConfig *config)
{
  config->client.esp_proposals = "aes256gcm16";
  config->gateway.esp_proposals = "aes128-sha512";
}

static void
unknown_error (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, 8000);
}

static void
busy (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_NO_ADDITIONAL_SAS);
}

static void
transport_mode (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_TRANSPORT_MODE;
}

static void
compression (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_IPCOMP;
}

static void
wants_cp (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_FAILED_CP_REQUIRED);
}

static void
vendor_error (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, 12345);
}

static void
critical (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_CRITICAL;
}

static const Row rows[] = {
  { "/sim/errors/RTX-17/silent", SIM_AUTH_PSK, silent_init, IKE_REASON_NO_RESPONSE, IKE_STAGE_INIT,
    0, 30 * MONO_SEC },
  { "/sim/errors/RTX-17/silent-auth", SIM_AUTH_PSK, silent_auth, IKE_REASON_NO_RESPONSE,
    IKE_STAGE_GATEWAY, 0, 30 * MONO_SEC },
  { "/sim/errors/INI-17/no-proposal", SIM_AUTH_PSK, no_proposal, IKE_REASON_NO_PROPOSAL,
    IKE_STAGE_INIT, IKE_NOTIFY_NO_PROPOSAL_CHOSEN, 30 * MONO_SEC },
  { "/sim/errors/INI-17/no-common-proposal", SIM_AUTH_PSK, no_common_proposal,
    IKE_REASON_NO_PROPOSAL, IKE_STAGE_INIT, IKE_NOTIFY_NO_PROPOSAL_CHOSEN, 30 * MONO_SEC },
  { "/sim/errors/wrong-version", SIM_AUTH_PSK, wrong_version, IKE_REASON_WRONG_VERSION,
    IKE_STAGE_INIT, IKE_NOTIFY_INVALID_MAJOR_VERSION, 30 * MONO_SEC },
  { "/sim/errors/SAP-08/bad-choice", SIM_AUTH_PSK, bad_choice, IKE_REASON_PROTOCOL, IKE_STAGE_INIT,
    0, 30 * MONO_SEC },
  { "/sim/errors/CRI-06/critical", SIM_AUTH_PSK, critical, IKE_REASON_NO_RESPONSE, IKE_STAGE_INIT,
    0, 30 * MONO_SEC },
  { "/sim/errors/wrong-psk", SIM_AUTH_PSK, wrong_psk, IKE_REASON_AUTH_REJECTED, IKE_STAGE_GATEWAY,
    IKE_NOTIFY_AUTHENTICATION_FAILED, 10 * MONO_SEC },
  { "/sim/errors/refused-certificate", SIM_AUTH_CERT, refused_login, IKE_REASON_AUTH_REJECTED,
    IKE_STAGE_GATEWAY, IKE_NOTIFY_AUTHENTICATION_FAILED, 10 * MONO_SEC },
  { "/sim/errors/refused-before-eap", SIM_AUTH_MSCHAPV2, refused_login, IKE_REASON_AUTH_REJECTED,
    IKE_STAGE_GATEWAY, IKE_NOTIFY_AUTHENTICATION_FAILED, 10 * MONO_SEC },
  { "/sim/errors/refused-by-name", SIM_AUTH_MSCHAPV2, refused_by_name, IKE_REASON_AUTH_REJECTED,
    IKE_STAGE_GATEWAY, IKE_NOTIFY_AUTHENTICATION_FAILED, 10 * MONO_SEC },
  { "/sim/errors/AUT-03/bad-auth-psk", SIM_AUTH_PSK, bad_auth, IKE_REASON_GATEWAY_AUTH,
    IKE_STAGE_GATEWAY, 0, 10 * MONO_SEC },
  { "/sim/errors/AUT-03/bad-auth-cert", SIM_AUTH_CERT, bad_auth, IKE_REASON_GATEWAY_AUTH,
    IKE_STAGE_GATEWAY, 0, 10 * MONO_SEC },
  { "/sim/errors/PKI-08/identity-cert", SIM_AUTH_CERT, bad_id, IKE_REASON_GATEWAY_IDENTITY,
    IKE_STAGE_GATEWAY, 0, 10 * MONO_SEC },
  { "/sim/errors/AUT-07/identity-psk", SIM_AUTH_PSK, bad_id, IKE_REASON_GATEWAY_IDENTITY,
    IKE_STAGE_GATEWAY, 0, 10 * MONO_SEC },
  { "/sim/errors/no-cert", SIM_AUTH_CERT, no_cert, IKE_REASON_GATEWAY_NO_CERT, IKE_STAGE_GATEWAY, 0,
    10 * MONO_SEC },
  { "/sim/errors/PKI-03/expired", SIM_AUTH_CERT, far_future, IKE_REASON_GATEWAY_CERT,
    IKE_STAGE_GATEWAY, 0, 10 * MONO_SEC },
  { "/sim/errors/PKI-03/not-yet-valid", SIM_AUTH_CERT, far_past, IKE_REASON_GATEWAY_CERT,
    IKE_STAGE_GATEWAY, 0, 10 * MONO_SEC },
  { "/sim/errors/EAP-09/wrong-password", SIM_AUTH_MSCHAPV2, wrong_password, IKE_REASON_EAP,
    IKE_STAGE_USER, 0, 10 * MONO_SEC },
  { "/sim/errors/EAP-09/wrong-gtc", SIM_AUTH_GTC, wrong_password, IKE_REASON_EAP, IKE_STAGE_USER, 0,
    10 * MONO_SEC },
  { "/sim/errors/EAP-14/refused-user", SIM_AUTH_MSCHAPV2, refused_user, IKE_REASON_EAP,
    IKE_STAGE_USER, IKE_NOTIFY_AUTHENTICATION_FAILED, 10 * MONO_SEC },
  { "/sim/errors/no-password", SIM_AUTH_MSCHAPV2, no_password, IKE_REASON_SECRET_CANCELLED,
    IKE_STAGE_USER, 0, 10 * MONO_SEC },
  { "/sim/errors/no-psk", SIM_AUTH_PSK, no_psk, IKE_REASON_SECRET_CANCELLED, IKE_STAGE_GATEWAY, 0,
    10 * MONO_SEC },
  { "/sim/errors/no-key", SIM_AUTH_CERT, no_key, IKE_REASON_SIGNATURE_REFUSED, IKE_STAGE_GATEWAY, 0,
    10 * MONO_SEC },
  { "/sim/errors/CPA-11/no-address", SIM_AUTH_PSK, no_address, IKE_REASON_NO_ADDRESS,
    IKE_STAGE_GATEWAY, IKE_NOTIFY_INTERNAL_ADDRESS_FAILURE, 10 * MONO_SEC },
  { "/sim/errors/CPA-11/no-address-eap", SIM_AUTH_MSCHAPV2, no_address, IKE_REASON_NO_ADDRESS,
    IKE_STAGE_CONFIGURE, IKE_NOTIFY_INTERNAL_ADDRESS_FAILURE, 10 * MONO_SEC },
  { "/sim/errors/CPA-11/no-cp", SIM_AUTH_PSK, no_cp, IKE_REASON_NO_ADDRESS, IKE_STAGE_CONFIGURE, 0,
    10 * MONO_SEC },
  { "/sim/errors/CPA-11/no-address-in-cp", SIM_AUTH_PSK, no_address_in_cp, IKE_REASON_NO_ADDRESS,
    IKE_STAGE_CONFIGURE, 0, 10 * MONO_SEC },
  { "/sim/errors/TSN-08/no-selectors", SIM_AUTH_MSCHAPV2, no_selectors, IKE_REASON_TS_UNACCEPTABLE,
    IKE_STAGE_CONFIGURE, IKE_NOTIFY_TS_UNACCEPTABLE, 10 * MONO_SEC },
  { "/sim/errors/TSN-18/transport-mode", SIM_AUTH_PSK, transport_mode, IKE_REASON_PROTOCOL,
    IKE_STAGE_CONFIGURE, 0, 10 * MONO_SEC },
  { "/sim/errors/OPT-01/compression", SIM_AUTH_PSK, compression, IKE_REASON_PROTOCOL,
    IKE_STAGE_CONFIGURE, 0, 10 * MONO_SEC },
  { "/sim/errors/CPA-12/wants-cp", SIM_AUTH_MSCHAPV2, wants_cp, IKE_REASON_NO_ADDRESS,
    IKE_STAGE_CONFIGURE, IKE_NOTIFY_FAILED_CP_REQUIRED, 10 * MONO_SEC },
  { "/sim/errors/ERR-15/vendor-error", SIM_AUTH_MSCHAPV2, vendor_error, IKE_REASON_CHILD_REFUSED,
    IKE_STAGE_CONFIGURE, 12345, 10 * MONO_SEC },
  { "/sim/errors/ERR-07/no-child-proposal", SIM_AUTH_PSK, no_child_proposal,
    IKE_REASON_NO_CHILD_PROPOSAL, IKE_STAGE_CONFIGURE, IKE_NOTIFY_NO_PROPOSAL_CHOSEN,
    10 * MONO_SEC },
  { "/sim/errors/ERR-02/unknown-error", SIM_AUTH_MSCHAPV2, unknown_error, IKE_REASON_CHILD_REFUSED,
    IKE_STAGE_CONFIGURE, 8000, 10 * MONO_SEC },
  { "/sim/errors/busy", SIM_AUTH_MSCHAPV2, busy, IKE_REASON_GATEWAY_BUSY, IKE_STAGE_CONFIGURE,
    IKE_NOTIFY_NO_ADDITIONAL_SAS, 10 * MONO_SEC },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  const IkeClosed *closed = NULL;

  sim_world_defaults (&config, row->auth);
  row->spoil (&config);
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, row->within));
  closed = sim_world_closed (world);
  g_assert_cmpstr (ike_reason_name (closed->reason), ==, ike_reason_name (row->reason));
  g_assert_cmpstr (ike_stage_name (closed->stage), ==, ike_stage_name (row->stage));
  g_assert_cmpuint (closed->notify, ==, row->notify);
  /* Exactly one account, and nothing happens after it. */
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CLOSED), ==, 1);
  g_assert_cmpint (ike_session_deadline (sim_world_session (world)), ==, MONO_NEVER);
  g_assert_cmpuint (sim_world_n_children (world), ==, 0);
}

/* Every error of the registry that a client may meet has a name for the log and a reason. */
static void
test_table (void)
{
  static const struct
  {
    guint16 notify;
    IkeReason before, after; /* IKE_SA_INIT, later */
  } table[] = {
    { 1, IKE_REASON_PROTOCOL, IKE_REASON_PROTOCOL },
    { 4, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 5, IKE_REASON_WRONG_VERSION, IKE_REASON_WRONG_VERSION },
    { 7, IKE_REASON_PROTOCOL, IKE_REASON_PROTOCOL },
    { 9, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 11, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 14, IKE_REASON_NO_PROPOSAL, IKE_REASON_NO_CHILD_PROPOSAL },
    { 17, IKE_REASON_NO_COMMON_GROUP, IKE_REASON_NO_COMMON_GROUP },
    { 24, IKE_REASON_CHILD_REFUSED, IKE_REASON_AUTH_REJECTED },
    { 34, IKE_REASON_PROTOCOL, IKE_REASON_TS_UNACCEPTABLE },
    { 35, IKE_REASON_GATEWAY_BUSY, IKE_REASON_GATEWAY_BUSY },
    { 36, IKE_REASON_PROTOCOL, IKE_REASON_NO_ADDRESS },
    { 37, IKE_REASON_PROTOCOL, IKE_REASON_NO_ADDRESS },
    { 38, IKE_REASON_PROTOCOL, IKE_REASON_TS_UNACCEPTABLE },
    { 39, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 40, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 41, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 43, IKE_REASON_GATEWAY_BUSY, IKE_REASON_GATEWAY_BUSY },
    { 44, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 47, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
    { 48, IKE_REASON_PROTOCOL, IKE_REASON_CHILD_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_test_message ("notify %u", table[i].notify);
      g_assert_nonnull (ike_notify_name (table[i].notify));
      g_assert_cmpint (ike_closed_reason_of_notify (table[i].notify, IKE_STAGE_INIT), ==,
                       table[i].before);
      g_assert_cmpint (ike_closed_reason_of_notify (table[i].notify, IKE_STAGE_CONFIGURE), ==,
                       table[i].after);
    }
}

static void
run (SimWorld *world)
{
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 10 * MONO_SEC));
}

static void
test_identity_texts (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.bad = SIM_BAD_ID;
  config.gateway.other_id = "elsewhere.example.org";
  world = sim_world_new (&config);
  run (world);
  g_assert_cmpstr (sim_world_closed (world)->expected, ==, "vpn.example.org");
  g_assert_cmpstr (sim_world_closed (world)->found, ==, "elsewhere.example.org");
}

static void
test_clock_verdicts (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) late = NULL;
  g_autoptr (SimWorld) soon = NULL;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  far_future (&config);
  late = sim_world_new (&config);
  run (late);
  g_assert_cmpint (sim_world_closed (late)->verdict.code, ==, CRY_VERDICT_EXPIRED);
  far_past (&config);
  soon = sim_world_new (&config);
  run (soon);
  g_assert_cmpint (sim_world_closed (soon)->verdict.code, ==, CRY_VERDICT_NOT_YET_VALID);
}

static void
test_eap_account (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.password = "looking glass";
  config.gateway.retries = 1;
  world = sim_world_new (&config);
  run (world);
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EAP);
  g_assert_cmpuint (sim_world_closed (world)->eap_reason, ==, EAP_REASON_REJECTED);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 2);
  g_assert_true (sim_world_last_secret (world)->retry);
}

/* A refused Child SA is deleted together with the IKE SA that stands without it. */
static void
test_nothing_left_behind (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  no_child_proposal (&config);
  world = sim_world_new (&config);
  run (world);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 0);
}

/* ---- Impossible configurations -------------------------------------------------------------- */

static void
refuses_config (const IkeConfig *config)
{
  SimRandom random;
  Rng rng = sim_random_rng (&random);
  IkePath path = { .remote = { .address = { .family = AF_INET }, .port = 500 } };
  g_autofree char *why = NULL;

  sim_random_init (&random, 1);
  g_assert_null (ike_session_new (config, &path, &rng, NULL, &why));
  g_assert_nonnull (why);
}

static void
test_impossible (void)
{
  SimWorldConfig config;
  IkeConfig spoiled;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  spoiled = config.client;
  spoiled.remote_id = (IkeId){ 0 };
  refuses_config (&spoiled);
  spoiled = config.client;
  spoiled.trust = NULL;
  refuses_config (&spoiled);
  spoiled = config.client;
  spoiled.eap_identity = NULL;
  refuses_config (&spoiled);
  spoiled = config.client;
  spoiled.eap_methods = NULL;
  refuses_config (&spoiled);
  spoiled = config.client;
  spoiled.want_ipv4 = spoiled.want_ipv6 = FALSE;
  refuses_config (&spoiled);
  spoiled = config.client;
  spoiled.ike_proposals = "rot13-md5";
  refuses_config (&spoiled);
  spoiled = config.client;
  spoiled.give_up = 0;
  refuses_config (&spoiled);
  sim_world_defaults (&config, SIM_AUTH_CERT);
  spoiled = config.client;
  spoiled.certificates = NULL;
  refuses_config (&spoiled);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_row);
  g_test_add_func ("/sim/errors/ERR-01/table", test_table);
  g_test_add_func ("/sim/errors/identity-texts", test_identity_texts);
  g_test_add_func ("/sim/errors/clock-verdicts", test_clock_verdicts);
  g_test_add_func ("/sim/errors/eap-account", test_eap_account);
  g_test_add_func ("/sim/errors/nothing-left-behind", test_nothing_left_behind);
  g_test_add_func ("/sim/errors/impossible-configurations", test_impossible);
  return g_test_run ();
}
