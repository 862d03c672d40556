// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a user is told of everything that a gateway can do to the engine: the session and its
 * gateway are those of tests/sim, and the reason is that of worker_error_map(). */
#include "sim-pki.h"
#include "sim-world.h"

#include "ike-types.h"
#include "worker-error-map.h"

#include <string.h>

typedef struct
{
  const char *path;
  VpnReason reason;
  SimAuth auth;
  void (*spoil) (SimWorldConfig *config); /* NULL: it connects */
  void (*end) (SimWorld *world);          /* what ends it then */
} Row;

/* ---- Before it is up ------------------------------------------------------------------------ */

static void
refuse (SimWorldConfig *config, SimAt at, guint16 notify)
{
  config->gateway.error_at = at;
  config->gateway.error_notify = notify;
}

static void
silent (SimWorldConfig *config)
{
  config->gateway.silent_at = SIM_AT_INIT;
}

static void
no_proposal (SimWorldConfig *config)
{
  config->client.ike_proposals = "aes256gcm16-prfsha384-ecp256";
  config->gateway.ike_proposals = "aes128-sha512-modp4096";
}

static void
no_child_proposal (SimWorldConfig *config)
{
  config->client.esp_proposals = "aes256gcm16";
  config->gateway.esp_proposals = "aes128-sha512";
}

static CryTrust *
strangers (void)
{
  static CryTrust *trust; /* for the whole test */

  if (trust == NULL)
    trust = sim_pki_trust ("stranger-ca");
  return trust;
}

static void
untrusted (SimWorldConfig *config)
{
  config->client.trust = strangers ();
}

static void
expired (SimWorldConfig *config)
{
  config->client.wall_offset += (gint64) 1000 * 366 * 24 * MONO_HOUR;
}

static void
not_yet_valid (SimWorldConfig *config)
{
  config->client.wall_offset = 0;
}

static void
not_readable (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_CERT;
}

static void
refused_at_first (SimWorldConfig *config)
{
  refuse (config, SIM_AT_INIT, IKE_NOTIFY_AUTHENTICATION_FAILED);
}

static void
wrong_identity (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_ID;
}

static void
bad_auth (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_AUTH;
}

static void
not_proven (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_NO_AUTH;
}

static void
wrong_password (SimWorldConfig *config)
{
  config->password = "looking glass";
}

static void
password_expired (SimWorldConfig *config)
{
  wrong_password (config);
  config->gateway.mschapv2_error = 648;
}

static void
account_disabled (SimWorldConfig *config)
{
  wrong_password (config);
  config->gateway.mschapv2_error = 647;
}

static void
restricted_hours (SimWorldConfig *config)
{
  wrong_password (config);
  config->gateway.mschapv2_error = 646;
}

static void
no_method (SimWorldConfig *config)
{
  static const char *const methods[] = { "md5", NULL };

  config->client.eap_methods = methods;
}

static void
no_secrets (SimWorldConfig *config)
{
  config->password = NULL;
}

static void
no_address (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_INTERNAL_ADDRESS_FAILURE);
}

static void
no_traffic (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_TS_UNACCEPTABLE);
}

static void
refused (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, 8000);
}

static void
busy (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH_FINAL, IKE_NOTIFY_NO_ADDITIONAL_SAS);
}

static void
ikev1_only (SimWorldConfig *config)
{
  refuse (config, SIM_AT_INIT, IKE_NOTIFY_INVALID_MAJOR_VERSION);
}

static void
protocol_error (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_TRANSPORT_MODE;
}

static void
no_key (SimWorldConfig *config)
{
  config->client_key = NULL;
}

static void
wrong_psk (SimWorldConfig *config)
{
  config->psk = "not the secret";
}

static void
login_kind (SimWorldConfig *config)
{
  refuse (config, SIM_AT_AUTH, IKE_NOTIFY_AUTHENTICATION_FAILED);
}

static void
not_genuine (SimWorldConfig *config)
{
  config->gateway.bad = SIM_BAD_MSCHAPV2_PROOF;
}

static void
only_sha1 (SimWorldConfig *config)
{
  static GPtrArray *certs; /* for the whole test, as the key */
  static CryPrivateKey *key;

  if (certs == NULL)
    {
      certs = sim_pki_certs ("gateway-rsa");
      key = sim_pki_key ("gateway-rsa");
    }
  config->gateway.certificates = certs;
  config->gateway.key = key;
  config->gateway.odd = SIM_ODD_NO_HASHES;
}

static void
another_ppk (SimWorldConfig *config)
{
  config->client.ppk_id = config->gateway.ppk_id = "name";
  config->ppk = "one key of more than thirty-two octets";
  config->gateway.ppk = "another key of more than thirty-two octets";
}

/* ---- After ---------------------------------------------------------------------------------- */

static void
gateway_closes (SimWorld *world)
{
  g_assert_true (sim_gateway_delete_ike (sim_world_gateway (world), sim_world_now (world)));
}

static void
gateway_vanishes (SimWorld *world)
{
  sim_gateway_crash (sim_world_gateway (world));
}

static void
user_closes (SimWorld *world)
{
  g_assert_cmpint (ike_session_close (sim_world_session (world), sim_world_now (world)), ==, 0);
  sim_world_pump (world);
}

static void
sleeps (SimWorld *world)
{
  g_assert_cmpint (
      ike_session_tick (sim_world_session (world), sim_world_now (world) + 24 * MONO_HOUR), ==, 0);
  sim_world_pump (world);
}

#define EAP SIM_AUTH_MSCHAPV2

static const Row rows[] = {
  { "gateway-silent", VPN_REASON_GATEWAY_SILENT, EAP, silent, NULL },
  { "no-common-proposal", VPN_REASON_NO_COMMON_PROPOSAL, EAP, no_proposal, NULL },
  { "no-common-child-proposal", VPN_REASON_NO_COMMON_CHILD_PROPOSAL, EAP, no_child_proposal, NULL },
  { "gateway-untrusted", VPN_REASON_GATEWAY_UNTRUSTED, EAP, untrusted, NULL },
  { "gateway-certificate-expired", VPN_REASON_GATEWAY_CERT_EXPIRED, EAP, expired, NULL },
  { "gateway-certificate-not-yet-valid", VPN_REASON_GATEWAY_CERT_NOT_YET_VALID, EAP, not_yet_valid,
    NULL },
  { "gateway-certificate-invalid", VPN_REASON_GATEWAY_CERT_INVALID, EAP, not_readable, NULL },
  { "gateway-refused/first/eap", VPN_REASON_GATEWAY_REFUSED, EAP, refused_at_first, NULL },
  { "gateway-refused/first/psk", VPN_REASON_GATEWAY_REFUSED, SIM_AUTH_PSK, refused_at_first, NULL },
  { "gateway-wrong-identity", VPN_REASON_GATEWAY_WRONG_IDENTITY, EAP, wrong_identity, NULL },
  { "gateway-authentication-failed", VPN_REASON_GATEWAY_AUTH_FAILED, EAP, bad_auth, NULL },
  { "gateway-not-proven", VPN_REASON_GATEWAY_NOT_PROVEN, EAP, not_proven, NULL },
  { "login-failed", VPN_REASON_LOGIN_FAILED, EAP, wrong_password, NULL },
  { "login-failed/certificate", VPN_REASON_LOGIN_KIND_REFUSED, SIM_AUTH_CERT, login_kind, NULL },
  { "password-expired", VPN_REASON_PASSWORD_EXPIRED, EAP, password_expired, NULL },
  { "account-disabled", VPN_REASON_ACCOUNT_DISABLED, EAP, account_disabled, NULL },
  { "login-not-allowed", VPN_REASON_LOGIN_NOT_ALLOWED, EAP, restricted_hours, NULL },
  { "no-login-method", VPN_REASON_NO_LOGIN_METHOD, EAP, no_method, NULL },
  { "no-secrets", VPN_REASON_NO_SECRETS, EAP, no_secrets, NULL },
  { "no-address", VPN_REASON_NO_ADDRESS, EAP, no_address, NULL },
  { "no-traffic-allowed", VPN_REASON_NO_TRAFFIC_ALLOWED, EAP, no_traffic, NULL },
  { "gateway-refused", VPN_REASON_GATEWAY_REFUSED, EAP, refused, NULL },
  { "gateway-busy", VPN_REASON_GATEWAY_BUSY, EAP, busy, NULL },
  { "gateway-ikev1-only", VPN_REASON_GATEWAY_IKEV1_ONLY, EAP, ikev1_only, NULL },
  { "protocol-error", VPN_REASON_PROTOCOL_ERROR, EAP, protocol_error, NULL },
  { "key-unusable", VPN_REASON_KEY_UNUSABLE, SIM_AUTH_CERT, no_key, NULL },
  { "psk-mismatch", VPN_REASON_PSK_MISMATCH, SIM_AUTH_PSK, wrong_psk, NULL },
  { "login-kind-refused", VPN_REASON_LOGIN_KIND_REFUSED, EAP, login_kind, NULL },
  { "gateway-not-genuine", VPN_REASON_GATEWAY_NOT_GENUINE, EAP, not_genuine, NULL },
  { "gateway-lacks", VPN_REASON_GATEWAY_LACKS, EAP, only_sha1, NULL },
  { "ppk-refused", VPN_REASON_PPK_REFUSED, SIM_AUTH_CERT, another_ppk, NULL },
  { "gateway-closed", VPN_REASON_GATEWAY_CLOSED, EAP, NULL, gateway_closes },
  { "gateway-lost", VPN_REASON_GATEWAY_LOST, EAP, NULL, gateway_vanishes },
  { "user", VPN_REASON_USER, EAP, NULL, user_closes },
  { "session-expired", VPN_REASON_SESSION_EXPIRED, EAP, NULL, sleeps },
};

/* Who has given her password may not be told that it was kept. */
static void
assert_honest (const SimWorld *world, const WorkerError *error)
{
  g_autofree char *sentence = vpn_reason_explain (error->reason, VPN_VOICE_COMMANDS, NULL);
  g_autofree char *in_window = vpn_reason_explain (error->reason, VPN_VOICE_WINDOW, NULL);

  if (sim_world_n_events (world, IKE_EVENT_NEED_SECRET) == 0)
    return;
  g_assert_null (strstr (sentence, "was sent"));
  g_assert_null (strstr (in_window, "was sent"));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  g_auto (WorkerError) error = { 0 };

  sim_world_defaults (&config, row->auth);
  if (row->spoil != NULL)
    row->spoil (&config);
  world = sim_world_new (&config);
  if (row->spoil != NULL)
    sim_world_start (world);
  else
    {
      sim_world_connect (world);
      row->end (world);
    }
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 2 * MONO_MINUTE));
  error
      = worker_error_map (sim_world_closed (world), config.client.auth, &(WorkerContact){ FALSE });
  g_assert_cmpstr (vpn_reason_to_string (error.reason), ==, vpn_reason_to_string (row->reason));
  assert_honest (world, &error);
}

/* EAP-04: proven at first, and not at last, when it has the password. */
static void
test_last_auth (gconstpointer data)
{
  SimAuth auth = GPOINTER_TO_INT (data);
  SimWorldConfig config;
  g_autoptr (SimWorld) world = NULL;
  g_auto (WorkerError) error = { 0 };

  sim_world_defaults (&config, auth);
  config.hold_secrets = TRUE;
  world = sim_world_new (&config);
  sim_world_start (world);
  while (sim_world_n_events (world, IKE_EVENT_NEED_SECRET) == 0)
    sim_world_run (world, MONO_SEC);
  sim_gateway_config (sim_world_gateway (world))->bad |= SIM_BAD_AUTH;
  sim_world_answer (world, config.password);
  g_assert_true (sim_world_run_until (world, IKE_STAGE_CLOSED, 2 * MONO_MINUTE));
  error
      = worker_error_map (sim_world_closed (world), config.client.auth, &(WorkerContact){ FALSE });
  g_assert_cmpstr (vpn_reason_to_string (error.reason), ==, "gateway-not-genuine");
  assert_honest (world, &error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/worker/reasons/ERR-16/", rows[i].path, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_data_func ("/worker/reasons/EAP-04/last-auth/mschapv2", GINT_TO_POINTER (EAP),
                        test_last_auth);
  g_test_add_data_func ("/worker/reasons/EAP-04/last-auth/gtc", GINT_TO_POINTER (SIM_AUTH_GTC),
                        test_last_auth);
  return g_test_run ();
}
