// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Gateways that bring along what their CA says about their certificate (RFC 4806), and others. */
#include "sim-pki.h"
#include "sim-world.h"

typedef struct
{
  CryRevocation revocation;
  const char *response; /* file of the PKI; NULL: none */
  gboolean unasked;
  CryVerdictCode verdict; /* OK: connected */
} Row;

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "sim", "pki", name, NULL);
  char *data = NULL;
  gsize len = 0;

  g_assert_true (g_file_get_contents (path, &data, &len, NULL));
  return g_bytes_new_take (data, len);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  SimWorldConfig config;
  g_autoptr (GBytes) response = row->response != NULL ? load (row->response) : NULL;
  g_autoptr (CryTrust) trust = sim_pki_trust ("ocsp-ca");
  g_autoptr (GPtrArray) certs = sim_pki_certs ("gateway-ocsp");
  g_autoptr (CryPrivateKey) key = sim_pki_key ("gateway-ocsp");
  g_autoptr (SimWorld) world = NULL;

  sim_world_defaults (&config, SIM_AUTH_MSCHAPV2);
  cry_trust_set_revocation (trust, row->revocation);
  config.client.trust = trust;
  config.gateway.certificates = certs;
  config.gateway.key = key;
  config.gateway.ocsp = response;
  config.gateway.ocsp_unasked = row->unasked;
  world = sim_world_new (&config);
  if (row->verdict == CRY_VERDICT_OK)
    {
      sim_world_connect (world);
      return;
    }
  sim_world_start (world);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, MONO_MINUTE));
  g_assert_cmpint (sim_world_closed (world)->reason, ==, IKE_REASON_GATEWAY_CERT);
  g_assert_cmpint (sim_world_closed (world)->verdict.code, ==, row->verdict);
  /* Nothing of the user's has left. */
  g_assert_cmpuint (sim_gateway_stats (sim_world_gateway (world))->eap_responses, ==, 0);
}

int
main (int argc, char **argv)
{
  static const Row strict = { CRY_REVOCATION_STRICT, "ocsp-good.der", FALSE, CRY_VERDICT_OK };
  static const Row silent = { CRY_REVOCATION_STRICT, NULL, FALSE, CRY_VERDICT_NO_CRL };
  static const Row revoked
      = { CRY_REVOCATION_STRICT, "ocsp-revoked.der", FALSE, CRY_VERDICT_REVOKED };
  static const Row not_asked
      = { CRY_REVOCATION_RELAXED, "ocsp-revoked.der", FALSE, CRY_VERDICT_OK };
  static const Row unasked
      = { CRY_REVOCATION_RELAXED, "ocsp-revoked.der", TRUE, CRY_VERDICT_REVOKED };
  static const Row relaxed = { CRY_REVOCATION_RELAXED, NULL, FALSE, CRY_VERDICT_OK };
  static const Row off = { CRY_REVOCATION_OFF, "ocsp-revoked.der", TRUE, CRY_VERDICT_OK };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/sim/ocsp/OCS-01+OCS-02/strict", &strict, test_row);
  g_test_add_data_func ("/sim/ocsp/OCS-04/strict-silent", &silent, test_row);
  g_test_add_data_func ("/sim/ocsp/OCS-02/strict-revoked", &revoked, test_row);
  g_test_add_data_func ("/sim/ocsp/OCS-01/relaxed-does-not-ask", &not_asked, test_row);
  g_test_add_data_func ("/sim/ocsp/OCS-02/relaxed-revoked", &unasked, test_row);
  g_test_add_data_func ("/sim/ocsp/OCS-04/relaxed-silent", &relaxed, test_row);
  g_test_add_data_func ("/sim/ocsp/OCS-02/off", &off, test_row);
  return g_test_run ();
}
