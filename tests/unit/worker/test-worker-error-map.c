// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-error-map.h"

#include "eap.h"

#include <errno.h>
#include <string.h>

static const WorkerContact no_contact;

static void
assert_speaks (const IkeClosed *closed, IkeAuthMode auth)
{
  g_auto (WorkerError) error = worker_error_map (closed, auth, &no_contact);
  g_autofree char *sentence = NULL;

  /* A hole in a table reads as NONE. */
  g_assert_cmpint (error.reason, !=, VPN_REASON_NONE);
  g_assert_nonnull (vpn_reason_to_string (error.reason));
  g_assert_nonnull (error.detail);
  sentence = vpn_reason_explain (error.reason, VPN_VOICE_COMMANDS,
                                 &(VpnReasonFacts){ "vpn.example.org", error.detail });
  g_assert_cmpuint (strlen (sentence), >, 10);
}

static void
test_every_engine_reason (void)
{
  for (guint reason = IKE_REASON_NONE; reason <= IKE_REASON_INTERNAL; reason++)
    for (guint auth = IKE_AUTH_PSK; auth <= IKE_AUTH_EAP; auth++)
      {
        const IkeClosed closed = { .reason = reason };

        assert_speaks (&closed, auth);
      }
}

static void
test_every_eap_reason (void)
{
  for (guint reason = EAP_REASON_NONE; reason <= EAP_REASON_LIMIT; reason++)
    {
      const IkeClosed closed = { .reason = IKE_REASON_EAP, .eap_reason = reason };

      assert_speaks (&closed, IKE_AUTH_EAP);
    }
}

static void
test_every_verdict (void)
{
  for (guint code = CRY_VERDICT_OK; code <= CRY_VERDICT_INVALID; code++)
    {
      const IkeClosed closed = { .reason = IKE_REASON_GATEWAY_CERT, .verdict = { .code = code } };

      assert_speaks (&closed, IKE_AUTH_EAP);
    }
}

static void
assert_maps (IkeClosed closed, IkeAuthMode auth, VpnReason reason, const char *detail)
{
  g_auto (WorkerError) error = worker_error_map (&closed, auth, &no_contact);

  g_assert_cmpint (error.reason, ==, reason);
  g_assert_cmpstr (error.detail, ==, detail);
}

static void
assert_silence_is (IkeStage stage, WorkerContact contact, VpnReason reason, const char *detail)
{
  const IkeClosed closed = { .reason = IKE_REASON_NO_RESPONSE, .stage = stage };
  g_auto (WorkerError) error = worker_error_map (&closed, IKE_AUTH_EAP, &contact);

  g_assert_cmpint (error.reason, ==, reason);
  g_assert_cmpstr (error.detail, ==, detail);
}

static void
test_silence (void)
{
  assert_silence_is (IKE_STAGE_INIT, no_contact, VPN_REASON_GATEWAY_SILENT, "");
  assert_silence_is (IKE_STAGE_INIT, (WorkerContact){ .heard = TRUE }, VPN_REASON_GATEWAY_NOT_IKE,
                     "");
  /* A cookie, and then nothing any more. */
  assert_silence_is (IKE_STAGE_INIT, (WorkerContact){ TRUE, TRUE, 0, 0 }, VPN_REASON_GATEWAY_SILENT,
                     "");
  assert_silence_is (IKE_STAGE_INIT, (WorkerContact){ FALSE, FALSE, ECONNREFUSED, 500 },
                     VPN_REASON_GATEWAY_REJECTS,
                     "UDP port 500: ICMP says that nothing listens there");
  assert_silence_is (IKE_STAGE_GATEWAY, (WorkerContact){ TRUE, TRUE, 0, 0 },
                     VPN_REASON_GATEWAY_HALF_BLOCKED, "");
  assert_silence_is (IKE_STAGE_GATEWAY, (WorkerContact){ TRUE, TRUE, EHOSTUNREACH, 4500 },
                     VPN_REASON_GATEWAY_HALF_BLOCKED,
                     "UDP port 4500: ICMP says that the host cannot be reached");
  /* By then it had proven itself: what is silent is a gateway that was there. */
  assert_silence_is (IKE_STAGE_USER, (WorkerContact){ TRUE, TRUE, 0, 0 }, VPN_REASON_GATEWAY_SILENT,
                     "");
}

static void
test_meanings (void)
{
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_LACKS, .found = (char *) "both" },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_LACKS, "both");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_PPK }, IKE_AUTH_PSK, VPN_REASON_PPK_REFUSED, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_NO_RESPONSE }, IKE_AUTH_EAP,
               VPN_REASON_GATEWAY_SILENT, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_LIVENESS }, IKE_AUTH_EAP, VPN_REASON_GATEWAY_LOST,
               "");
  assert_maps (
      (IkeClosed){ .reason = IKE_REASON_AUTH_REJECTED, .stage = IKE_STAGE_USER, .notify = 24 },
      IKE_AUTH_EAP, VPN_REASON_LOGIN_FAILED, "");
  assert_maps (
      (IkeClosed){ .reason = IKE_REASON_AUTH_REJECTED, .stage = IKE_STAGE_GATEWAY, .notify = 24 },
      IKE_AUTH_EAP, VPN_REASON_LOGIN_KIND_REFUSED, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_AUTH_REJECTED, .notify = 24 }, IKE_AUTH_PSK,
               VPN_REASON_PSK_MISMATCH, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_AUTH }, IKE_AUTH_PSK,
               VPN_REASON_PSK_MISMATCH, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_AUTH }, IKE_AUTH_EAP,
               VPN_REASON_GATEWAY_AUTH_FAILED, "");
  /* Once the user has signed in, "no password was sent" would be a lie. */
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_AUTH, .stage = IKE_STAGE_GATEWAY },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_AUTH_FAILED, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_AUTH, .stage = IKE_STAGE_CONFIGURE },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_NOT_GENUINE, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP, .eap_reason = EAP_REASON_SERVER_NOT_GENUINE },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_NOT_GENUINE, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP, .eap_reason = EAP_REASON_PASSWORD_EXPIRED },
               IKE_AUTH_EAP, VPN_REASON_PASSWORD_EXPIRED, "");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP,
                            .eap_reason = EAP_REASON_REJECTED,
                            .peer_text = (char *) "Go away" },
               IKE_AUTH_EAP, VPN_REASON_LOGIN_FAILED, "Go away");
}

static void
test_details (void)
{
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_IDENTITY,
                            .expected = (char *) "vpn.example.org",
                            .found = (char *) "dns:mail.example.org" },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_WRONG_IDENTITY, "dns:mail.example.org");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_CERT,
                            .verdict = { CRY_VERDICT_UNKNOWN_CA, (char *) "CN=Lab CA" } },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_UNTRUSTED, "CN=Lab CA");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_GATEWAY_CERT,
                            .verdict = { CRY_VERDICT_WEAK, (char *) "CN=vpn" } },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_CERT_INVALID,
               "CN=vpn: its key or digest is too weak");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_CHILD_REFUSED, .notify = 35 }, IKE_AUTH_EAP,
               VPN_REASON_GATEWAY_REFUSED, "NO_ADDITIONAL_SAS");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_CHILD_REFUSED, .notify = 8191 }, IKE_AUTH_EAP,
               VPN_REASON_GATEWAY_REFUSED, "notify 8191");
}

/* Whatever it says about a rekey, a gateway that let us in before may do so again: tried anew. */
static void
test_late_refusals (void)
{
  static const IkeReason reasons[]
      = { IKE_REASON_NO_PROPOSAL,     IKE_REASON_NO_CHILD_PROPOSAL, IKE_REASON_NO_COMMON_GROUP,
          IKE_REASON_TS_UNACCEPTABLE, IKE_REASON_CHILD_REFUSED,     IKE_REASON_GATEWAY_BUSY,
          IKE_REASON_EXPIRED,         IKE_REASON_CHILD_LOST,        IKE_REASON_NO_ADDRESS };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    for (guint auth = IKE_AUTH_PSK; auth <= IKE_AUTH_EAP; auth++)
      {
        const IkeClosed closed
            = { .reason = reasons[i], .stage = IKE_STAGE_ESTABLISHED, .proven = TRUE };
        g_auto (WorkerError) error = worker_error_map (&closed, auth, &no_contact);

        g_assert_false (vpn_reason_ends_retries (error.reason, TRUE));
      }
  assert_maps ((IkeClosed){ .reason = IKE_REASON_NO_CHILD_PROPOSAL,
                            .stage = IKE_STAGE_ESTABLISHED,
                            .notify = 14 },
               IKE_AUTH_EAP, VPN_REASON_GATEWAY_CLOSED, "NO_PROPOSAL_CHOSEN");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_NO_CHILD_PROPOSAL, .stage = IKE_STAGE_CONFIGURE },
               IKE_AUTH_EAP, VPN_REASON_NO_COMMON_CHILD_PROPOSAL, "");
}

/* The server behind the gateway, which is another than the gateway. */
static void
test_login_server (void)
{
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP,
                            .eap_reason = EAP_REASON_SERVER_NAME,
                            .expected = (char *) "vpn.example.org",
                            .found = (char *) "dns:radius.example.org" },
               IKE_AUTH_EAP, VPN_REASON_LOGIN_SERVER_WRONG_NAME, "dns:radius.example.org");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP,
                            .eap_reason = EAP_REASON_SERVER_CERT,
                            .verdict = { CRY_VERDICT_UNKNOWN_CA, (char *) "CN=Lab CA" } },
               IKE_AUTH_EAP, VPN_REASON_LOGIN_SERVER_UNTRUSTED,
               "CN=Lab CA: its authority is not known");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP,
                            .eap_reason = EAP_REASON_SERVER_CERT,
                            .verdict = { CRY_VERDICT_EXPIRED, (char *) "CN=radius" } },
               IKE_AUTH_EAP, VPN_REASON_LOGIN_SERVER_UNTRUSTED, "CN=radius: it has expired");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP,
                            .eap_reason = EAP_REASON_TLS,
                            .peer_text = (char *) "unsupported protocol" },
               IKE_AUTH_EAP, VPN_REASON_LOGIN_CHANNEL_FAILED, "unsupported protocol");
  assert_maps ((IkeClosed){ .reason = IKE_REASON_EAP,
                            .eap_reason = EAP_REASON_CERT_REFUSED,
                            .peer_text = (char *) "unknown CA" },
               IKE_AUTH_EAP, VPN_REASON_LOGIN_FAILED, "unknown CA");
}

static void
test_steps (void)
{
  g_assert_cmpint (worker_step_of_stage (IKE_STAGE_INIT), ==, VPN_STEP_CONTACT);
  g_assert_cmpint (worker_step_of_stage (IKE_STAGE_USER), ==, VPN_STEP_SIGN_IN);
  g_assert_cmpint (worker_step_of_stage (IKE_STAGE_CLOSED), ==, VPN_STEP_NONE);
  g_assert_cmpint (worker_step_of_stage ((IkeStage) 99), ==, VPN_STEP_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/error-map/every-engine-reason", test_every_engine_reason);
  g_test_add_func ("/worker/error-map/every-eap-reason", test_every_eap_reason);
  g_test_add_func ("/worker/error-map/every-verdict", test_every_verdict);
  g_test_add_func ("/worker/error-map/silence", test_silence);
  g_test_add_func ("/worker/error-map/meanings", test_meanings);
  g_test_add_func ("/worker/error-map/details", test_details);
  g_test_add_func ("/worker/error-map/RKC-12/late-refusals", test_late_refusals);
  g_test_add_func ("/worker/error-map/login-server", test_login_server);
  g_test_add_func ("/worker/error-map/steps", test_steps);
  return g_test_run ();
}
