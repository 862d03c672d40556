// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Gateways with keys of every type, detours, noise on the line, and how either side leaves. */
#include "ike-types.h"
#include "sim-pki.h"
#include "sim-world.h"

#define LONG_ENOUGH (3 * MONO_MINUTE)

/* Runs to the end; the world is the caller's. */
static SimWorld *
run_to_close (const SimWorldConfig *config)
{
  SimWorld *world = sim_world_new (config);

  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, LONG_ENOUGH));
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_CLOSED), ==, 1);
  g_assert_cmpuint (sim_world_n_children (world), ==, 0);
  return world;
}

/* IDr of another type passes when the certificate has both (PKI-09, PKI-10). */
static void
test_address_as_id (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.gateway.id = "192.0.2.1";
  world = sim_world_new (&config);
  sim_world_connect (world);
}

/* A gateway behind a NAT names the address that it has there (PKI-11): what its certificate says
 * counts, and where it is reached does not. */
static void
test_address_behind_nat (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  g_autoptr (SimWorld) wrong = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  config.ipv6 = TRUE;
  config.gateway.id = "192.0.2.1";
  world = sim_world_new (&config);
  sim_world_connect (world);
  config.gateway.id = "192.0.2.2";
  wrong = run_to_close (&config);
  g_assert_cmpint (sim_world_closed (wrong)->reason, ==, IKE_REASON_GATEWAY_IDENTITY);
}

/* PKI-18: whose certificate ends first ends the session, rekeyed or not, and not before. */
static void
test_certificate_ends (gconstpointer data)
{
  gboolean own = GPOINTER_TO_INT (data);
  g_autoptr (GPtrArray) certs = sim_pki_certs (own ? "client" : "gateway");
  gint64 end = cry_cert_not_after (g_ptr_array_index (certs, 0)) * MONO_SEC;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, own ? SIM_AUTH_CERT : SIM_AUTH_MSCHAPV2);
  config.client.wall_offset = end - SIM_START - 10 * MONO_MINUTE;
  config.client.ike_lifetime = 3 * MONO_MINUTE;
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_world_run (world, 9 * MONO_MINUTE);
  g_assert_null (sim_world_closed (world));
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_IKE_REKEYED), >, 0);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE + MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_EXPIRED);
}

static void
test_key_types (gconstpointer data)
{
  SimWorldConfig config;
  g_autoptr (GPtrArray) certs = sim_pki_certs (data);
  g_autoptr (CryPrivateKey) key = sim_pki_key (data);
  gboolean ed25519 = sim_pki_key_type (certs) == CRY_KEY_ED25519;

  /* With RFC 7427 and, where the key has an old method, without. */
  for (guint odd = 0; odd <= (ed25519 ? 0u : (guint) SIM_ODD_NO_HASHES); odd += SIM_ODD_NO_HASHES)
    {
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_CERT);
      config.gateway.certificates = certs;
      config.gateway.key = key;
      config.gateway.odd = odd;
      /* The old method of RSA is with SHA-1. */
      config.client.legacy = TRUE;
      world = sim_world_new (&config);
      sim_world_connect (world);
      g_test_message ("%s", sim_world_peer (world)->auth_method);
    }
}

/* A gateway that can sign with nothing newer than SHA-1 is told from one that cannot prove itself;
 * nothing is sent to it. */
static void
test_sha1 (void)
{
  static const SimAuth auths[] = { SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2 };
  g_autoptr (GPtrArray) certs = sim_pki_certs ("gateway-rsa");
  g_autoptr (CryPrivateKey) key = sim_pki_key ("gateway-rsa");

  for (gsize i = 0; i < G_N_ELEMENTS (auths); i++)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, auths[i]);
      config.gateway.certificates = certs;
      config.gateway.key = key;
      config.gateway.odd = SIM_ODD_NO_HASHES;
      world = run_to_close (&config);
      g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_LACKS);
      g_assert_cmpstr (sim_world_closed (world)->found, ==,
                       "a signature with a newer hash than SHA-1");
      g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 0);
    }
}

static void
test_client_key_types (gconstpointer data)
{
  g_autoptr (GPtrArray) certs = sim_pki_certs (data);
  g_autoptr (CryPrivateKey) key = sim_pki_key (data);

  for (guint odd = 0; odd <= (guint) SIM_ODD_NO_HASHES; odd += SIM_ODD_NO_HASHES)
    {
      SimWorldConfig config;
      g_autoptr (SimWorld) world = NULL;

      sim_world_defaults (&config, SIM_AUTH_CERT);
      config.client.certificates = certs;
      config.client_key = key;
      config.gateway.odd = odd;
      world = sim_world_new (&config);
      sim_world_connect (world);
    }
}

static void
test_retry (gconstpointer data)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
  config.hold_secrets = TRUE;
  config.gateway.retries = 1;
  world = sim_world_new (&config);
  sim_world_start (world);
  sim_world_run (world, 5 * MONO_SEC);
  g_assert_false (sim_world_last_secret (world)->retry);
  sim_world_answer (world, "wrong");
  sim_world_run (world, 5 * MONO_SEC);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_NEED_SECRET), ==, 2);
  sim_world_answer (world, "wonderland");
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, 5 * MONO_SEC));
}

static void
assert_connects (const SimWorldConfig *config)
{
  g_autoptr (SimWorld) world = sim_world_new (config);

  sim_world_connect (world);
  sim_world_run (world, 2 * MONO_MINUTE);
  g_assert_null (sim_world_closed (world));
  sim_world_assert_in_step (world);
}

static void
test_detours (void)
{
  static const CryKe groups[] = { CRY_KE_X25519, CRY_KE_MODP2048, CRY_KE_ECP384 };

  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      for (gboolean cookie = FALSE; cookie <= TRUE; cookie++)
        {
          SimWorldConfig config;

          sim_world_defaults (&config, SIM_AUTH_PSK);
          config.gateway.cookie = cookie;
          config.gateway.group = groups[i];
          assert_connects (&config);
        }
    }
}

/* A group we never offered is no way to go (INI-04). */
static void
test_weak_group (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.legacy = TRUE;
  config.gateway.ike_proposals = "aes256-sha256-modp1024";
  world = run_to_close (&config);
  g_assert_cmpuint (sim_world_n_events (world, IKE_EVENT_SA_INSTALL), ==, 0);
}

static void
test_tolerates (gconstpointer data)
{
  static const SimAuth methods[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_MSCHAPV2 };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, methods[i]);
      config.gateway.bad = GPOINTER_TO_UINT (data);
      assert_connects (&config);
    }
}

static void
test_odd (gconstpointer data)
{
  static const SimAuth methods[] = { SIM_AUTH_PSK, SIM_AUTH_CERT, SIM_AUTH_GTC };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      SimWorldConfig config;

      sim_world_defaults (&config, methods[i]);
      config.gateway.odd = GPOINTER_TO_UINT (data);
      assert_connects (&config);
    }
}

/* RTX-18: an answer to IKE_SA_INIT that somebody wrote faster than the gateway costs nothing. */
static void
test_forged_answer (gconstpointer data)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, (SimAuth) GPOINTER_TO_INT (data));
  config.gateway.bad = SIM_BAD_FORGED_ANSWER;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_ESTABLISHED, MONO_SEC));
  sim_world_assert_in_step (world);
}

/* ESP travels in UDP or not at all: no connection is better than one that carries nothing. */
static void
test_no_natt (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  config.gateway.bad = SIM_BAD_NO_NATT;
  world = sim_world_new (&config);
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 30 * MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_PROTOCOL);
}

static void
test_crash (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_gateway_crash (sim_world_gateway (world));
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 2 * MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LIVENESS);
}

static void
test_gateway_leaves (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_PSK);
  world = sim_world_new (&config);
  sim_world_connect (world);
  sim_gateway_delete_ike (sim_world_gateway (world), sim_world_now (world));
  sim_world_pump (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_SEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_PEER_CLOSE);
  sim_world_run (world, MONO_SEC);
  /* Our answer reached it. */
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 0);
}

static void
test_client_leaves (void)
{
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  world = sim_world_new (&config);
  sim_world_connect (world);
  g_assert_cmpint (ike_session_close (sim_world_session (world), sim_world_now (world)), ==, 0);
  sim_world_pump (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 1500 * MONO_MSEC));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_LOCAL_CLOSE);
  g_assert_cmpuint (sim_gateway_n_ike (sim_world_gateway (world)), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/peer/PKI-09+PKI-10/address-as-id", test_address_as_id);
  g_test_add_data_func ("/sim/peer/LIF-08+PKI-18/gateway", GINT_TO_POINTER (FALSE),
                        test_certificate_ends);
  g_test_add_data_func ("/sim/peer/LIF-08+PKI-18/own", GINT_TO_POINTER (TRUE),
                        test_certificate_ends);
  g_test_add_func ("/sim/peer/PKI-11/address-behind-nat", test_address_behind_nat);
  g_test_add_data_func ("/sim/peer/ALG-05/key/ecdsa", "gateway", test_key_types);
  g_test_add_data_func ("/sim/peer/ALG-05/key/rsa", "gateway-rsa", test_key_types);
  g_test_add_func ("/sim/peer/AUT-10/sha1", test_sha1);
  g_test_add_data_func ("/sim/peer/ALG-05/key/ed25519", "gateway-ed25519", test_key_types);
  g_test_add_data_func ("/sim/peer/client-key/ecdsa", "client", test_client_key_types);
  g_test_add_data_func ("/sim/peer/client-key/rsa", "client-rsa", test_client_key_types);
  g_test_add_data_func ("/sim/peer/retry/mschapv2", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2),
                        test_retry);
  g_test_add_data_func ("/sim/peer/retry/gtc", GINT_TO_POINTER (SIM_AUTH_GTC), test_retry);
  g_test_add_func ("/sim/peer/INI-05/detours", test_detours);
  g_test_add_func ("/sim/peer/INI-04/weak-group", test_weak_group);
  g_test_add_data_func ("/sim/peer/MSG-27/icv", GUINT_TO_POINTER (SIM_BAD_ICV), test_tolerates);
  g_test_add_data_func ("/sim/peer/replay", GUINT_TO_POINTER (SIM_BAD_REPLAY), test_tolerates);
  g_test_add_data_func ("/sim/peer/garbage", GUINT_TO_POINTER (SIM_BAD_GARBAGE), test_tolerates);
  g_test_add_data_func ("/sim/peer/PKI-01+PKI-02+PKI-24/chain-shuffled",
                        GUINT_TO_POINTER (SIM_ODD_CHAIN_SHUFFLED), test_odd);
  g_test_add_data_func ("/sim/peer/RTX-18/psk", GINT_TO_POINTER (SIM_AUTH_PSK), test_forged_answer);
  g_test_add_data_func ("/sim/peer/RTX-18/cert", GINT_TO_POINTER (SIM_AUTH_CERT),
                        test_forged_answer);
  g_test_add_data_func ("/sim/peer/RTX-18/mschapv2", GINT_TO_POINTER (SIM_AUTH_MSCHAPV2),
                        test_forged_answer);
  g_test_add_func ("/sim/peer/NAT-09/no-nat-traversal", test_no_natt);
  g_test_add_func ("/sim/peer/crash", test_crash);
  g_test_add_func ("/sim/peer/gateway-leaves", test_gateway_leaves);
  g_test_add_func ("/sim/peer/client-leaves", test_client_leaves);
  return g_test_run ();
}
