// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-tls-fixture.h"

/* EAP-TLS against the TLS library's server. */

#define LABEL "client EAP encryption"

static const TalkSpec plain = { .type = EAP_TYPE_TLS, .method = "tls" };

static TalkSpec
spec_of (gconstpointer only_1_2)
{
  TalkSpec spec = plain;

  spec.only_1_2 = only_1_2 != NULL;
  return spec;
}

/* The server's last word: with TLS 1.3 its promise (RFC 9190 section 2.1.1). */
static void
conclude (Talk *talk)
{
  if (!talk->spec.only_1_2)
    talk_say (talk, "\0", 1);
}

static void
test_login (gconstpointer only_1_2)
{
  const TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_assert_true (tls_server_is_open (talk.server));
  g_assert_cmpuint (talk.signatures, ==, 1);
  /* The last message of the server is acknowledged, with nothing. */
  g_assert_cmpuint (talk.last_said, ==, 0);
  conclude (&talk);
  talk_succeeds (&talk, LABEL);
}

/* The promise comes in one packet with the tickets. */
static void
test_all_at_once (void)
{
  TalkSpec spec = spec_of (NULL);
  g_auto (Talk) talk = { 0 };

  spec.at_once = "\0";
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_assert_null (talk.spec.at_once);
  g_assert_cmpuint (talk.last_said, ==, 0);
  talk_succeeds (&talk, LABEL);
}

/* Tickets that come behind the promise, in a packet of their own, are acknowledged. */
static void
test_late_tickets (void)
{
  TalkSpec spec = spec_of (NULL);
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  talk_handshake (&talk);
  conclude (&talk);
  tls_server_make_ticket (talk.server);
  talk_say (&talk, NULL, 0);
  g_assert_cmpuint (talk.last_said, ==, 0);
  talk_succeeds (&talk, LABEL);
}

/* Small fragments in both directions. */
static void
test_fragments (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.fragment = 100;
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  conclude (&talk);
  talk_succeeds (&talk, LABEL);
}

/* EAP-only: the method itself proves the server. */
static void
test_without_gateway_proof (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.not_authenticated = TRUE;
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  conclude (&talk);
  talk_succeeds (&talk, LABEL);
}

/* A Success that comes before the server has promised anything could be anybody's. */
static void
test_early_success (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (NULL);
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  talk_handshake (&talk);
  fixture_success (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_PROTOCOL);
}

/* Our certificate is shown to nobody but the right server, which learns why from the alert. */
static EapEvent
assert_nothing_shown (Talk *talk)
{
  g_assert_cmpuint (talk->signatures, ==, 0);
  g_assert_false (tls_server_is_open (talk->server));
  fixture_quiet (talk->peer);
  g_assert_cmpstr (tls_server_alert (talk->server), !=, NULL);
  fixture_failure (talk->peer);
  return fixture_event (talk->peer, EAP_EVENT_FAILED);
}

static void
test_wrong_name (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.server_name = "radius.example.org";
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_auto (EapEvent) event = assert_nothing_shown (&talk);
  g_assert_cmpint (event.reason, ==, EAP_REASON_SERVER_NAME);
  g_assert_cmpstr (event.expected, ==, "radius.example.org");
  g_assert_cmpstr (event.found, ==, "dns:" TALK_SERVER_NAME);
}

static void
test_unknown_ca (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.other_ca = TRUE;
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_auto (EapEvent) event = assert_nothing_shown (&talk);
  g_assert_cmpint (event.reason, ==, EAP_REASON_SERVER_CERT);
  g_assert_cmpint (event.verdict.code, ==, CRY_VERDICT_UNKNOWN_CA);
  g_assert_cmpstr (tls_server_alert (talk.server), ==, "unknown CA");
}

/* A server that goes on after the alert, or a gateway that ends the whole with a notify, changes
 * nothing about the reason. */
static void
test_refused_server_goes_on (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.other_ca = TRUE;
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  fixture_send (talk.peer, 1, 77, EAP_TYPE_TLS, "\0", 1);
  fixture_failed (talk.peer, EAP_REASON_SERVER_CERT);
}

static void
test_refused_by_notify (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.server_name = "radius.example.org";
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  eap_peer_refused (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_SERVER_NAME);
  eap_peer_refused (talk.peer);
  fixture_quiet (talk.peer);
}

/* The server does not know who issued our certificate, and says so. */
static void
test_client_refused (gconstpointer only_1_2)
{
  TalkSpec spec = spec_of (only_1_2);
  g_auto (Talk) talk = { 0 };

  spec.unknown_client = TRUE;
  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_assert_cmpuint (talk.signatures, ==, 1);
  g_assert_cmpint (talk.failure.reason, ==, EAP_REASON_CERT_REFUSED);
  g_assert_cmpstr (talk.failure.text, ==, "unknown CA");
}

/* A key that cannot sign, or a token that nobody finds. */
static void
test_no_signature (void)
{
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &plain);
  g_clear_pointer (&talk.key, cry_private_key_free);
  talk_handshake (&talk);
  fixture_failed (talk.peer, EAP_REASON_NO_SIGNATURE);
}

/* Without a certificate of the user's the method is refused like any other that is not allowed. */
static void
test_needs_certificate (void)
{
  static const char *const methods[] = { "tls", "gtc", NULL };
  g_autoptr (CryTrust) trust = cry_trust_new ();
  const EapConfig config = { .methods = methods,
                             .server_authenticated = TRUE,
                             .trust = trust,
                             .server_name = TALK_SERVER_NAME };
  g_autoptr (EapPeer) peer = eap_peer_new (&config, NULL, NULL);

  fixture_send (peer, 1, 1, EAP_TYPE_TLS, "\x20", 1);
  fixture_response_is (peer, 1, EAP_TYPE_NAK, "\x06", 1);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestDataFunc func;
  } both[] = {
    { "ETL-09+ETL-10+ETL-11+ETL-12/login", test_login },
    { "ETL-02/fragments", test_fragments },
    { "EAP-15/without-gateway-proof", test_without_gateway_proof },
    { "ETL-05/wrong-name", test_wrong_name },
    { "ETL-15/unknown-ca", test_unknown_ca },
    { "ETL-15/refused-server-goes-on", test_refused_server_goes_on },
    { "ETL-15/refused-by-notify", test_refused_by_notify },
    { "client-refused", test_client_refused },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *old = g_strconcat ("/eap/tls/1.2/", both[i].path, NULL);
      g_autofree char *new = g_strconcat ("/eap/tls/1.3/", both[i].path, NULL);

      g_test_add_data_func (old, "1.2", both[i].func);
      g_test_add_data_func (new, NULL, both[i].func);
    }
  g_test_add_data_func ("/eap/tls/1.3/ETL-08/early-success", NULL, test_early_success);
  g_test_add_func ("/eap/tls/1.3/ETL-09/all-at-once", test_all_at_once);
  g_test_add_func ("/eap/tls/1.3/ETL-09/late-tickets", test_late_tickets);
  g_test_add_func ("/eap/tls/no-signature", test_no_signature);
  g_test_add_func ("/eap/tls/ETL-19/needs-certificate", test_needs_certificate);
  return g_test_run ();
}
