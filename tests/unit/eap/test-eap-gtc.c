// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-fixture.h"

static const char *const only_gtc[] = { "gtc", NULL };

static void
check_round (EapPeer *peer, guint8 id, const char *prompt, EapSecretKind kind, guint round)
{
  fixture_request (peer, id, EAP_TYPE_GTC, prompt);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_cmpstr (event.text, ==, prompt);
  g_assert_cmpint (event.kind, ==, kind);
  g_assert_cmpuint (event.round, ==, round);
  g_assert_false (event.retry);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret_buf_new_copy (prompt, 3), 0), ==, 0);
  fixture_response_is (peer, id, EAP_TYPE_GTC, prompt, 3);
}

static void
test_rounds (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  check_round (peer, 10, "Password:", EAP_SECRET_PASSWORD, 1);
  check_round (peer, 11, "Enter the code from your phone", EAP_SECRET_RESPONSE, 2);
  check_round (peer, 12, "New PIN", EAP_SECRET_RESPONSE, 3);
  check_round (peer, 13, "Password again, please", EAP_SECRET_RESPONSE, 4);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  g_assert_null (eap_peer_msk (peer));
}

static void
test_code_first (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  check_round (peer, 10, "Enter PASSCODE:", EAP_SECRET_RESPONSE, 1);
}

/* The octets go out as typed, and without a NUL. */
static void
test_octets_as_typed (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  fixture_request (peer, 1, EAP_TYPE_GTC, "");
  fixture_answer (peer, EAP_SECRET_PASSWORD, "pÿ語");
  fixture_response_is (peer, 1, EAP_TYPE_GTC, "pÿ語", 6);
}

static void
test_empty_answer (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  fixture_request (peer, 1, EAP_TYPE_GTC, "Password:");
  fixture_answer (peer, EAP_SECRET_PASSWORD, "");
  fixture_response_is (peer, 1, EAP_TYPE_GTC, "", 0);
}

/* What was enough after one round is not while the next question is open. */
static void
test_success_while_asked (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  check_round (peer, 10, "Password:", EAP_SECRET_PASSWORD, 1);
  fixture_request (peer, 11, EAP_TYPE_GTC, "Code:");
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_cmpuint (event.round, ==, 2);
  fixture_success (peer);
  fixture_failed (peer, EAP_REASON_PROTOCOL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/gtc/EMB-14/rounds", test_rounds);
  g_test_add_func ("/eap/gtc/EMB-14/code-first", test_code_first);
  g_test_add_func ("/eap/gtc/EMB-15/octets-as-typed", test_octets_as_typed);
  g_test_add_func ("/eap/gtc/empty-answer", test_empty_answer);
  g_test_add_func ("/eap/gtc/EMB-10/success-while-asked", test_success_while_asked);
  return g_test_run ();
}
