// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Connecting: every way to authenticate, the detours of IKE_SA_INIT, and what must not leave the
 * machine before the gateway is proven. */
#include "sim-world.h"

#include "ike-session-private.h"

#include "eap.h"

static SimWorld *
connected (const SimWorldConfig *config)
{
  SimWorld *world = sim_world_new (config);

  sim_world_connect (world);
  sim_world_assert_in_step (world);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_PEER), ==, 1);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CONFIG), ==, 1);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 1);
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  g_assert_cmpuint (sim_world_active_spi (world), ==, sim_world_child (world, 0)->spi_in);
  return world;
}

static void
connects (const SimWorldConfig *config)
{
  g_autoptr (SimWorld) world = connected (config);

  g_assert_cmpuint (sim_world_reply (world)->n_addresses, ==, 1);
}

static void
test_method (gconstpointer data)
{
  SimWorldConfig config;

  sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
  connects (&config);
}

static void
test_method_ipv6 (gconstpointer data)
{
  SimWorldConfig config;

  sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
  config.ipv6 = TRUE;
  connects (&config);
}

static void
test_small_fragments (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  config.client.fragment_size = 576;
  config.gateway.fragment_size = 300;
  config.link.mtu = 576;
  world = connected (&config);
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->max_datagram, <=, 576);
}

static void
test_no_fragments (void)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  config.client.fragmentation_off = TRUE;
  connects (&config);
  sim_world_defaults (&config, SIM_AUTH_CERT);
  config.gateway.no_fragmentation = TRUE;
  connects (&config);
}

static void
test_odd_gateway (gconstpointer data)
{
  static const SimAuth auths[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2 };

  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, auths[i]);
      config.gateway.odd = GPOINTER_TO_UINT (data);
      connects (&config);
    }
}

/* A gateway without RFC 7427 signs the old way, and we with it (AUT-12). */
static void
test_no_signature_hashes (void)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  config.gateway.odd = SIM_ODD_NO_HASHES;
  connects (&config);
}

static void
test_cookie_and_group (void)
{
  static const CryKe groups[] = { CRY_KE_NONE, CRY_KE_MODP2048, CRY_KE_X25519 };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    for (guint cookie = 0; cookie < 2; cookie++)
      {
        SimWorldConfig config;

        /* AUTH covers the last request, with cookie and group (INI-06): a wrong one fails here. */
        sim_world_defaults (&config, SIM_AUTH_PSK);
        config.gateway.cookie = cookie == 1;
        config.gateway.group = groups[i];
        connects (&config);
      }
}

static void
test_forged_refusal (void)
{
  SimWorldConfig config;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.bad = SIM_BAD_FORGED_ERROR;
  connects (&config);
}

static void
test_noise (void)
{
  static const guint bads[] = { SIM_BAD_GARBAGE, SIM_BAD_ICV, SIM_BAD_REPLAY,
                                SIM_BAD_GARBAGE | SIM_BAD_ICV | SIM_BAD_REPLAY };

  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_GTC);
      config.gateway.bad = bads[i];
      world = connected (&config);
      g_assert_cmpuint (ike_session_dropped (sim_world_session (world)), >, 0);
    }
}

static void
test_nat (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) behind = NULL;
  g_autoptr (SimWorld) open = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.link.nat = TRUE;
  behind = connected (&config);
  g_assert_true (sim_world_peer (behind)->nat_local);
  g_assert_true (sim_world_child (behind, 0)->encap);
  g_assert_cmpint (sim_world_child (behind, 0)->path.transport, ==, IKE_TRANSPORT_NATT);
  g_assert_cmpuint (sim_world_child (behind, 0)->path.remote.port, ==, 4500);
  config.link.nat = FALSE;
  config.client.force_encap = TRUE;
  open = connected (&config);
  g_assert_false (sim_world_peer (open)->nat_local);
  g_assert_true (sim_world_child (open, 0)->encap);
}

/* From IKE_AUTH on the other port is used if there is a NAT, and if there is none but we say so. */
static void
test_float (void)
{
  for (guint kind = 1; kind < 4; kind++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_PSK);
      config.link.nat = (kind & 1) != 0;
      config.client.force_encap = (kind & 2) != 0;
      config.gateway.mobike = TRUE;
      world = connected (&config);
      g_assert_cmpint (sim_world_session (world)->path.transport, ==, IKE_TRANSPORT_NATT);
      g_assert_cmpuint (sim_world_session (world)->path.remote.port, ==, 4500);
      g_assert_true (sim_world_child (world, 0)->encap);
      g_assert_cmpint (sim_world_peer (world)->nat_local, ==, (kind & 1) != 0);
    }
}

/* What was found out about the path outlives the IKE SA that found it: keepalives go on. */
static void
test_nat_after_rekey (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  guint64 before = 0;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.link.nat = TRUE;
  config.client.keepalive = 20 * MONO_SEC;
  config.client.dpd_interval = MONO_HOUR;
  world = connected (&config);
  g_assert_true (sim_gateway_rekey_ike (sim_world_gateway (world), sim_world_now (world)));
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), ==, 1);
  g_assert_true (sim_world_session (world)->natt.nat_local);
  g_assert_cmpuint (sim_world_session (world)->path.remote.port, ==, 4500);
  before = sim_world_keepalives (world);
  sim_world_run (world, 10 * MONO_MINUTE);
  g_assert_cmpuint (sim_world_keepalives (world), >=, before + 25);
}

/* The PSK of a profile is text, or octets in hexadecimal; no NUL follows it. */
static void
test_psk_forms (void)
{
  static const char *const forms[][2] = {
    { "0x736563726574", "secret" },
    { "0x53656372657", "0x53656372657" },
    { "0xsecret", "0xsecret" },
    { "0x", "0x" },
    { "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, SIM_AUTH_PSK);
      config.psk = forms[i][0];
      config.gateway.psk = forms[i][1];
      connects (&config);
    }
}

/* Who asks for it gets a Child SA that encrypts nothing. */
static void
test_integrity_only (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.legacy = config.gateway.legacy = TRUE;
  config.client.esp_proposals = config.gateway.esp_proposals = "aes256gmac";
  world = connected (&config);
  g_assert_cmpint (sim_world_child (world, 0)->suite.encr, ==, CRY_ENCR_NULL_AES_GMAC);
}

/* The last AUTH of the gateway counts as much as the first: without it there is no VPN. */
static void
test_bad_last_auth (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.hold_secrets = TRUE;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_USER, MONO_SEC));
  sim_world_run (world, MONO_SEC);
  sim_gateway_config (sim_world_gateway (world))->bad |= SIM_BAD_AUTH;
  sim_world_answer (world, config.password);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_AUTH);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 0);
}

static void
test_narrowed (void)
{
  IkeTs subnet = sim_ts ("10.1.0.0/16");
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  const IkeChildSa *child = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  ike_ts_list_add (&config.gateway.ts, &subnet);
  world = connected (&config);
  child = sim_world_child (world, 0);
  g_assert_cmpuint (child->n_ts_remote, ==, 1);
  sim_assert_range (&child->ts_remote[0], &subnet);
}

typedef struct
{
  const char *path;
  SimAuth auth;
  IkeSendIdr send;
  SimBad bad;
  gboolean connects;
} Naming;

static const Naming namings[] = {
  { "/sim/auth/naming/refused", SIM_AUTH_MSCHAPV2, IKE_SEND_IDR_AUTO, SIM_BAD_NAMELESS, TRUE },
  { "/sim/auth/naming/insisted", SIM_AUTH_MSCHAPV2, IKE_SEND_IDR_YES, SIM_BAD_NAMELESS, FALSE },
  { "/sim/auth/naming/shy", SIM_AUTH_MSCHAPV2, IKE_SEND_IDR_LATER, SIM_BAD_SHY, TRUE },
  { "/sim/auth/naming/never", SIM_AUTH_MSCHAPV2, IKE_SEND_IDR_NO, SIM_BAD_SHY, FALSE },
  { "/sim/auth/naming/never-right", SIM_AUTH_MSCHAPV2, IKE_SEND_IDR_LATER, SIM_BAD_ID, FALSE },
  /* With a key our AUTH has been sent: no second try. */
  { "/sim/auth/naming/psk", SIM_AUTH_PSK, IKE_SEND_IDR_AUTO, SIM_BAD_NAMELESS, FALSE },
};

/* A gateway that wants to be asked for otherwise is asked once more, before anything of the user's
 * has been sent, and once only. */
static void
test_naming (gconstpointer data)
{
  const Naming *row = data;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, row->auth);
  config.client.send_idr = row->send;
  config.gateway.bad = row->bad;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (
      world, row->connects ? IKE_STAGE_ESTABLISHED : IKE_STAGE_CLOSED, 5 * MONO_SEC));
  if (row->connects)
    g_assert_cmpstr (sim_world_peer (world)->identity, ==, "vpn.example.org");
  else
    g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->eap_responses, ==, 0);
}

/* EAP-10: a request that comes again is answered again, but not for ever. */
static void
test_eap_loop (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_GTC);
  config.gateway.bad = SIM_BAD_EAP_LOOP;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpuint (sim_world_closed (world)->eap_reason, ==, EAP_REASON_LIMIT);
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->eap_responses, ==,
                    EAP_ROUNDS_MAX);
}

/* CPA-03: the address of before is asked for again, and the gateway hears that there is no other
 * session. */
static void
test_asked_again (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_CERT);
  g_assert_true (ip_address_parse ("10.9.0.77", &config.client.last_ipv4));
  config.client.initial_contact = TRUE;
  world = connected (&config);
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->initial_contact, ==, 1);
  g_assert_true (ip_address_equal (&sim_gateway_stats (sim_world_gateway (world))->asked_for,
                                   &config.client.last_ipv4));
}

static void
assert_selectors (const IkeChildSa *child, const char *local, const char *remote)
{
  const IkeTs ours = sim_ts (local);
  const IkeTs theirs = sim_ts (remote);

  g_assert_cmpuint (child->n_ts_local, ==, 1);
  g_assert_cmpuint (child->n_ts_remote, ==, 1);
  sim_assert_range (&child->ts_local[0], &ours);
  sim_assert_range (&child->ts_remote[0], &theirs);
}

/* A gateway that answers everything to whatever it is asked: the first Child SA and its successors
 * carry what was asked, between it and the granted address, and no more. */
static void
test_wider (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.client.ts_remote[0] = sim_ts ("10.1.0.0/16");
  config.client.n_ts_remote = 1;
  config.gateway.bad = SIM_BAD_WIDER_TS | SIM_BAD_WIDER_TSI;
  world = connected (&config);
  assert_selectors (sim_world_child (world, 0), "10.9.0.2", "10.1.0.0/16");
  g_assert_cmpint (ike_session_rekey (sim_world_session (world), FALSE, sim_world_now (world)), ==,
                   0);
  sim_world_run (world, MONO_SEC);
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->rekeys_child, ==, 1);
  g_assert_cmpuint (sim_world_n_children (world), ==, 1);
  assert_selectors (sim_world_child (world, 0), "10.9.0.2", "10.1.0.0/16");
}

/* TSi of everything, which is what we offered, is no leave to reach this machine's other
 * addresses. */
static void
test_granted_only (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.gateway.bad = SIM_BAD_WIDER_TSI;
  world = connected (&config);
  assert_selectors (sim_world_child (world, 0), "10.9.0.2", "0.0.0.0/0");
}

static void
test_otp_rounds (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_GTC);
  config.gateway.prompts[0] = "Password: ";
  config.gateway.answers[0] = "wonderland";
  config.gateway.prompts[1] = "Code from your token: ";
  config.gateway.answers[1] = "123456";
  config.password = "wonderland";
  config.responses[0] = "123456";
  world = connected (&config);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 2);
  g_assert_cmpint (sim_world_last_secret (world)->kind, ==, IKE_SECRET_RESPONSE);
  g_assert_cmpstr (sim_world_last_secret (world)->prompt, ==, "Code from your token:");
  g_assert_cmpuint (sim_world_last_secret (world)->round, ==, 2);
}

/* The user takes a minute: the session waits without sending anything, and goes on. */
static void
test_slow_user (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.hold_secrets = TRUE;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_USER, MONO_SEC));
  sim_world_run (world, MONO_MINUTE);
  g_assert_cmpint (ike_session_stage (sim_world_session (world)), ==, IKE_STAGE_USER);
  sim_world_answer (world, config.password);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, MONO_SEC));
}

/* A key typed after the gateway has lost patience: the session begins again by itself. */
static void
test_slow_psk (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.hold_secrets = TRUE;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_GATEWAY, MONO_SEC));
  sim_world_run (world, MONO_MINUTE);
  sim_gateway_crash (sim_world_gateway (world));
  sim_world_answer (world, config.psk);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, MONO_SEC));
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 1);
  sim_world_assert_in_step (world);
}

/* ---- Nothing of the user's before the gateway is proven ------------------------------------- */

typedef struct
{
  const char *path;
  SimAuth auth;
  guint bad;
  IkeReason reason;
} Early;

static const Early early[] = {
  { "/sim/auth/EAP-02/bad-auth", SIM_AUTH_MSCHAPV2, SIM_BAD_AUTH, IKE_REASON_GATEWAY_AUTH },
  { "/sim/auth/EAP-02/no-cert", SIM_AUTH_MSCHAPV2, SIM_BAD_NO_CERT, IKE_REASON_GATEWAY_NO_CERT },
  { "/sim/auth/EAP-02/no-der", SIM_AUTH_MSCHAPV2, SIM_BAD_CERT, IKE_REASON_GATEWAY_CERT },
  { "/sim/auth/EAP-17/no-auth", SIM_AUTH_MSCHAPV2, SIM_BAD_NO_AUTH, IKE_REASON_GATEWAY_NO_CERT },
  { "/sim/auth/PKI-08/other-name", SIM_AUTH_MSCHAPV2, SIM_BAD_ID, IKE_REASON_GATEWAY_IDENTITY },
  { "/sim/auth/EAP-02/bad-auth-gtc", SIM_AUTH_GTC, SIM_BAD_AUTH, IKE_REASON_GATEWAY_AUTH },
  { "/sim/auth/EAP-17/no-auth-gtc", SIM_AUTH_GTC, SIM_BAD_NO_AUTH, IKE_REASON_GATEWAY_NO_CERT },
};

static void
assert_nothing_given (SimWorld *world)
{
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->eap_responses, ==, 0);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 0);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_PEER), ==, 0);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 0);
}

static void
test_early (gconstpointer data)
{
  const Early *row = data;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, row->auth);
  config.gateway.bad = row->bad;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 10 * MONO_SEC));
  g_assert_cmpstr (ike_reason_name (sim_world_closed (world)->reason), ==,
                   ike_reason_name (row->reason));
  assert_nothing_given (world);
}

/* CVE-2015-4171: a certificate of a CA we do not trust is worth nothing, whatever it says. */
static void
test_early_unknown_ca (void)
{
  SimWorldConfig config;
  g_autoptr (CryTrust) nobody = cry_trust_new ();
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.client.trust = nobody;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 10 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_CERT);
  g_assert_cmpint (sim_world_closed (world)->verdict.code, ==, CRY_VERDICT_UNKNOWN_CA);
  /* What it showed is told, for a person to compare. */
  g_assert_nonnull (sim_world_closed (world)->shown);
  g_assert_cmpuint (sim_world_closed (world)->shown->len, >=, 1);
  assert_nothing_given (world);
}

/* CVE-2021-45079: Success without a method authenticates nobody. */
static void
test_early_success (void)
{
  static const SimAuth auths[] = { SIM_AUTH_MSCHAPV2, SIM_AUTH_GTC };

  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, auths[i]);
      config.gateway.bad = SIM_BAD_EARLY_EAP_SUCCESS;
      world = sim_world_new (&config);
      sim_world_start (world);
      g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 30 * MONO_SEC));
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 0);
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 0);
    }
}

static void
test_false_server (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.gateway.bad = SIM_BAD_MSCHAPV2_PROOF;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 30 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EAP);
  g_assert_cmpuint (sim_world_closed (world)->eap_reason, ==, EAP_REASON_SERVER_NOT_GENUINE);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 0);
}

static void
add_methods (void)
{
  g_test_add_data_func ("/sim/auth/psk", GINT_TO_POINTER (SIM_AUTH_PSK), test_method);
  g_test_add_data_func ("/sim/auth/cert", GINT_TO_POINTER (SIM_AUTH_CERT), test_method);
  g_test_add_data_func ("/sim/auth/mschapv2", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2), test_method);
  g_test_add_data_func ("/sim/auth/gtc", GINT_TO_POINTER (SIM_AUTH_GTC), test_method);
  g_test_add_data_func ("/sim/auth/psk-ipv6", GINT_TO_POINTER (SIM_AUTH_PSK), test_method_ipv6);
  g_test_add_data_func ("/sim/auth/cert-ipv6", GINT_TO_POINTER (SIM_AUTH_CERT), test_method_ipv6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_methods ();
  g_test_add_func ("/sim/auth/small-fragments", test_small_fragments);
  g_test_add_func ("/sim/auth/FRG-18/no-fragments", test_no_fragments);
  g_test_add_data_func ("/sim/auth/MSG-33+ERR-03+AUT-02/vendor-ids",
                        GUINT_TO_POINTER (SIM_ODD_VENDOR_IDS), test_odd_gateway);
  g_test_add_data_func ("/sim/auth/CRI-02+AUT-02/unknown-payload",
                        GUINT_TO_POINTER (SIM_ODD_UNKNOWN_PAYLOAD), test_odd_gateway);
  g_test_add_data_func ("/sim/auth/MSG-12/reversed", GUINT_TO_POINTER (SIM_ODD_REVERSED),
                        test_odd_gateway);
  g_test_add_data_func ("/sim/auth/PKI-01/chain-shuffled",
                        GUINT_TO_POINTER (SIM_ODD_CHAIN_SHUFFLED), test_odd_gateway);
  g_test_add_data_func (
      "/sim/auth/MSG-12+CRI-02+MSG-33/all-at-once",
      GUINT_TO_POINTER (SIM_ODD_VENDOR_IDS | SIM_ODD_UNKNOWN_PAYLOAD | SIM_ODD_REVERSED),
      test_odd_gateway);
  g_test_add_func ("/sim/auth/AUT-12/no-signature-hashes", test_no_signature_hashes);
  g_test_add_func ("/sim/auth/INI-05+INI-06/cookie-and-group", test_cookie_and_group);
  g_test_add_func ("/sim/auth/INI-07/forged-refusal", test_forged_refusal);
  g_test_add_func ("/sim/auth/MSG-27/noise", test_noise);
  g_test_add_func ("/sim/auth/NAT-05/nat", test_nat);
  g_test_add_func ("/sim/auth/MOB-03+NAT-04+NAT-06/float", test_float);
  g_test_add_func ("/sim/auth/NAT-19/after-rekey", test_nat_after_rekey);
  g_test_add_func ("/sim/auth/AUT-06/psk-forms", test_psk_forms);
  g_test_add_func ("/sim/auth/ESP-19/integrity-only", test_integrity_only);
  g_test_add_func ("/sim/auth/EAP-04/bad-last-auth", test_bad_last_auth);
  g_test_add_func ("/sim/auth/CPA-03/asked-again", test_asked_again);
  g_test_add_func ("/sim/auth/EAP-10/loop", test_eap_loop);
  for (gsize i = 0; i < G_N_ELEMENTS (namings); i++)
    g_test_add_data_func (namings[i].path, &namings[i], test_naming);
  g_test_add_func ("/sim/auth/TSN-03/wider", test_wider);
  g_test_add_func ("/sim/auth/TSN-04/granted-only", test_granted_only);
  g_test_add_func ("/sim/auth/TSN-05/narrowed", test_narrowed);
  g_test_add_func ("/sim/auth/otp-rounds", test_otp_rounds);
  g_test_add_func ("/sim/auth/slow-user", test_slow_user);
  g_test_add_func ("/sim/auth/slow-psk", test_slow_psk);
  for (gsize i = 0; i < G_N_ELEMENTS (early); i++)
    g_test_add_data_func (early[i].path, &early[i], test_early);
  g_test_add_func ("/sim/auth/CVE-2015-4171/unknown-ca", test_early_unknown_ca);
  g_test_add_func ("/sim/auth/EAP-10/early-success", test_early_success);
  g_test_add_func ("/sim/auth/EAP-15/false-server", test_false_server);
  return g_test_run ();
}
