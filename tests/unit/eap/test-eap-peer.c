// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-fixture.h"

#include <string.h>

static const char *const all_methods[] = { "mschapv2", "gtc", "md5", NULL };
static const char *const only_gtc[] = { "gtc", NULL };

static void
test_identity (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  fixture_request (peer, 7, EAP_TYPE_IDENTITY, "who are you?");
  fixture_response_is (peer, 7, EAP_TYPE_IDENTITY, "user@example.org", 16);
  fixture_quiet (peer);
}

static void
test_notification (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  fixture_request (peer, 3, EAP_TYPE_NOTIFICATION, "your password\nends\x1b[2J soon");
  fixture_response_is (peer, 3, EAP_TYPE_NOTIFICATION, "", 0);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_MESSAGE);
  g_assert_cmpstr (event.text, ==, "your password ends\xef\xbf\xbd[2J soon");
}

static void
test_notification_midway (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);
  g_autoptr (GBytes) response = NULL;

  fixture_mschapv2_challenge (peer, 1, 1, fixture_challenge);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
  response = fixture_response (peer, 1, EAP_TYPE_MSCHAPV2);
  fixture_request (peer, 2, EAP_TYPE_NOTIFICATION, "hello");
  fixture_response_is (peer, 2, EAP_TYPE_NOTIFICATION, "", 0);
  fixture_mschapv2_text (peer, 3, 3, 1, "S=407A5589115FD0D6209F510FE9C04566932CDA56");
  fixture_response_is (peer, 3, EAP_TYPE_MSCHAPV2, "\x03", 1);
}

static void
test_retransmission (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);
  g_auto (EapEvent) event = { 0 };

  fixture_request (peer, 7, EAP_TYPE_IDENTITY, "");
  fixture_response_is (peer, 7, EAP_TYPE_IDENTITY, "user@example.org", 16);
  fixture_request (peer, 7, EAP_TYPE_IDENTITY, "");
  fixture_response_is (peer, 7, EAP_TYPE_IDENTITY, "user@example.org", 16);

  /* While the user is typing a repeated request asks no second time. */
  fixture_request (peer, 8, EAP_TYPE_GTC, "Password:");
  event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  fixture_request (peer, 8, EAP_TYPE_GTC, "Password:");
  fixture_quiet (peer);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret_buf_new_copy ("pw", 2), 0), ==, 0);
  fixture_response_is (peer, 8, EAP_TYPE_GTC, "pw", 2);
  fixture_request (peer, 8, EAP_TYPE_GTC, "Password:");
  fixture_response_is (peer, 8, EAP_TYPE_GTC, "pw", 2);
  fixture_quiet (peer);
  g_assert_cmpuint (eap_peer_dropped (peer), ==, 0);
}

static void
test_late_ticket (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);
  g_auto (EapEvent) event = { 0 };

  fixture_request (peer, 8, EAP_TYPE_GTC, "Password:");
  event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket + 1, secret_buf_new (1), 0), ==, 0);
  fixture_quiet (peer);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret_buf_new_copy ("a", 1), 0), ==, 0);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret_buf_new_copy ("b", 1), 0), ==, 0);
  fixture_response_is (peer, 8, EAP_TYPE_GTC, "a", 1);
  fixture_quiet (peer);
}

static void
test_new_request_while_asking (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  fixture_request (peer, 8, EAP_TYPE_GTC, "Password:");
  fixture_request (peer, 9, EAP_TYPE_GTC, "Other:");
  g_assert_cmpuint (eap_peer_dropped (peer), ==, 1);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "pw");
  fixture_response_is (peer, 8, EAP_TYPE_GTC, "pw", 2);
  fixture_quiet (peer);
}

static void
test_nak (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  fixture_request (peer, 1, 18, "SIM");
  fixture_response_is (peer, 1, EAP_TYPE_NAK, "\x1a\x06\x04", 3);
  /* An expanded type is refused the same way. */
  fixture_request (peer, 2, 254, "\x01\x01\x01\x01\x01\x01\x01");
  fixture_response_is (peer, 2, EAP_TYPE_NAK, "\x1a\x06\x04", 3);
  fixture_request (peer, 3, EAP_TYPE_GTC, "Password:");
  fixture_answer (peer, EAP_SECRET_PASSWORD, "x");
  fixture_response_is (peer, 3, EAP_TYPE_GTC, "x", 1);
}

static void
test_no_method (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  fixture_request (peer, 1, EAP_TYPE_MD5, "\x01x");
  fixture_response_is (peer, 1, EAP_TYPE_NAK, "\x06", 1);
  fixture_failure (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_FAILED);
  g_assert_cmpint (event.reason, ==, EAP_REASON_NO_METHOD);
  g_assert_cmpint (event.method, ==, EAP_TYPE_MD5);
}

/* CVE-2015-4171: nothing is produced for a gateway that has not been authenticated. */
static void
test_unauthenticated_server_gets_nothing (void)
{
  static const guint8 types[] = { EAP_TYPE_GTC, EAP_TYPE_MD5, EAP_TYPE_MSCHAPV2 };
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      fixture_send (peer, 1, (guint8) i, types[i], "\x01\x01\x00\x15\x10xxxxxxxxxxxxxxxx", 21);
      fixture_response_is (peer, (guint8) i, EAP_TYPE_NAK, "\0", 1);
    }
  fixture_quiet (peer);
}

static void
test_nak_not_after_method (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);
  g_autoptr (GBytes) response = NULL;

  fixture_mschapv2_challenge (peer, 1, 1, fixture_challenge);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
  response = fixture_response (peer, 1, EAP_TYPE_MSCHAPV2);
  fixture_request (peer, 2, 18, "SIM");
  fixture_request (peer, 3, EAP_TYPE_GTC, "Password:");
  fixture_request (peer, 4, EAP_TYPE_IDENTITY, "");
  fixture_quiet (peer);
  g_assert_cmpuint (eap_peer_dropped (peer), ==, 3);
  /* The running method is unharmed. */
  fixture_mschapv2_text (peer, 5, 3, 1, "S=407A5589115FD0D6209F510FE9C04566932CDA56");
  fixture_response_is (peer, 5, EAP_TYPE_MSCHAPV2, "\x03", 1);
  fixture_request (peer, 6, 18, "SIM");
  fixture_quiet (peer);
}

/* CVE-2021-45079: Success at every point where no method has agreed to end. */
static void
test_early_success (gconstpointer step)
{
  guint steps = GPOINTER_TO_UINT (step);
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);
  g_autoptr (GBytes) response = NULL;

  if (steps == 1)
    {
      fixture_request (peer, 1, EAP_TYPE_IDENTITY, "");
      fixture_response_is (peer, 1, EAP_TYPE_IDENTITY, "user@example.org", 16);
    }
  else if (steps == 2)
    {
      fixture_request (peer, 1, 18, "SIM");
      fixture_response_is (peer, 1, EAP_TYPE_NAK, "\x1a\x06\x04", 3);
    }
  else if (steps == 3 || steps == 4)
    {
      fixture_mschapv2_challenge (peer, 1, 1, fixture_challenge);
      if (steps == 4)
        {
          fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
          response = fixture_response (peer, 1, EAP_TYPE_MSCHAPV2);
        }
      else
        {
          g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
          g_assert_cmpuint (event.ticket, !=, 0);
        }
    }
  else if (steps == 5)
    {
      fixture_request (peer, 1, EAP_TYPE_GTC, "Password:");
      g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
      g_assert_cmpuint (event.ticket, !=, 0);
    }
  fixture_success (peer);
  fixture_failed (peer, EAP_REASON_PROTOCOL);
  /* And it stays over. */
  fixture_success (peer);
  fixture_quiet (peer);
}

static void
test_failure (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  fixture_request (peer, 1, EAP_TYPE_GTC, "Password:");
  fixture_answer (peer, EAP_SECRET_PASSWORD, "wrong");
  fixture_response_is (peer, 1, EAP_TYPE_GTC, "wrong", 5);
  fixture_failure (peer);
  fixture_failed (peer, EAP_REASON_REJECTED);
  fixture_request (peer, 2, EAP_TYPE_GTC, "Password:");
  fixture_quiet (peer);
}

static void
test_cancelled (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_gtc, TRUE);

  fixture_request (peer, 1, EAP_TYPE_GTC, "Password:");
  fixture_answer (peer, EAP_SECRET_PASSWORD, NULL);
  fixture_failed (peer, EAP_REASON_CANCELLED);
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *bytes;
    gsize len;
  } packets[] = {
    { "", 0 },
    { "\x01", 1 },
    { "\x01\x02\x00", 3 },
    { "\x01\x02\x00\x04", 4 },     /* a request without a type */
    { "\x01\x02\x00\x03\x01", 5 }, /* length below the header */
    { "\x01\x02\x00\x06\x01", 5 }, /* length beyond the data */
    { "\x02\x02\x00\x05\x01", 5 }, /* a response */
    { "\x05\x02\x00\x05\x01", 5 }, /* Initiate, of ERP */
    { "\x00\x02\x00\x05\x01", 5 },
    { "\x01\x02\x00\x05\x03", 5 }, /* a Nak is no request */
    { "\x01\x02\x00\x05\x00", 5 },
    { "\x01\x02\x00\x06\x04\x00", 6 }, /* MD5 with an empty challenge */
    { "\x01\x02\x00\x08\x04\x03xx", 8 },
  };
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_assert_cmpint (eap_peer_recv (peer, (const guint8 *) packets[i].bytes, packets[i].len, 0),
                       ==, 0);
      fixture_quiet (peer);
      g_assert_cmpuint (eap_peer_dropped (peer), ==, i + 1);
    }
  /* Octets beyond the length are ignored. */
  g_assert_cmpint (eap_peer_recv (peer, (const guint8 *) "\x01\x09\x00\x05\x01junk", 9, 0), ==, 0);
  fixture_response_is (peer, 9, EAP_TYPE_IDENTITY, "user@example.org", 16);
}

static void
test_limit (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  for (guint i = 0; i < EAP_ROUNDS_MAX; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      fixture_request (peer, (guint8) i, EAP_TYPE_IDENTITY, text);
      fixture_response_is (peer, (guint8) i, EAP_TYPE_IDENTITY, "user@example.org", 16);
    }
  fixture_request (peer, EAP_ROUNDS_MAX, EAP_TYPE_IDENTITY, "once more");
  fixture_failed (peer, EAP_REASON_LIMIT);
}

/* Gateways with one-time codes run GTC after a complete MSCHAPv2; GTC makes no keys, and it is
 * the method that ends the conversation. */
static void
test_mschapv2_then_gtc (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  fixture_request (peer, 1, EAP_TYPE_IDENTITY, "");
  fixture_response_is (peer, 1, EAP_TYPE_IDENTITY, "user@example.org", 16);
  fixture_mschapv2_verified (peer, 2);
  fixture_request (peer, 4, EAP_TYPE_GTC, "Answer:");
  /* Not the password again: that one has been asked for. */
  g_auto (EapEvent) asked = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_cmpint (asked.kind, ==, EAP_SECRET_RESPONSE);
  g_assert_cmpuint (asked.round, ==, 2);
  g_assert_cmpint (asked.method, ==, EAP_TYPE_GTC);
  g_assert_cmpint (eap_peer_answer (peer, asked.ticket, secret_buf_new_copy ("123456", 6), 0), ==,
                   0);
  fixture_response_is (peer, 4, EAP_TYPE_GTC, "123456", 6);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  g_assert_cmpint (event.method, ==, EAP_TYPE_GTC);
  g_assert_null (eap_peer_msk (peer));
}

static void
test_gtc_then_mschapv2 (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  fixture_request (peer, 1, EAP_TYPE_GTC, "Enter your token code");
  fixture_answer (peer, EAP_SECRET_RESPONSE, "1");
  fixture_response_is (peer, 1, EAP_TYPE_GTC, "1", 1);
  fixture_mschapv2_verified (peer, 2);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  g_assert_cmpint (event.method, ==, EAP_TYPE_MSCHAPV2);
  g_assert_nonnull (eap_peer_msk (peer));
}

/* A gateway that says the same again and again is no nearer to an end than one that says something
 * new. */
static void
test_repeats_are_counted (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (all_methods, TRUE);

  for (guint i = 0; i < EAP_ROUNDS_MAX; i++)
    {
      fixture_request (peer, 7, EAP_TYPE_IDENTITY, "");
      fixture_response_is (peer, 7, EAP_TYPE_IDENTITY, "user@example.org", 16);
    }
  fixture_request (peer, 7, EAP_TYPE_IDENTITY, "");
  fixture_failed (peer, EAP_REASON_LIMIT);
}

int
main (int argc, char **argv)
{
  static const char *const early[] = { "first",          "after-identity",      "after-nak",
                                       "mschapv2-asked", "mschapv2-unverified", "gtc-asked" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/peer/EAP-12+EMB-01+EMB-05/identity", test_identity);
  g_test_add_func ("/eap/peer/EMB-06/notification", test_notification);
  g_test_add_func ("/eap/peer/EMB-06/notification-midway", test_notification_midway);
  g_test_add_func ("/eap/peer/EMB-02/retransmission", test_retransmission);
  g_test_add_func ("/eap/peer/late-ticket-ignored", test_late_ticket);
  g_test_add_func ("/eap/peer/new-request-while-asking", test_new_request_while_asking);
  g_test_add_func ("/eap/peer/EMB-07/nak", test_nak);
  g_test_add_func ("/eap/peer/EMB-07/no-method", test_no_method);
  g_test_add_func ("/eap/peer/EAP-06+EMB-13/unauthenticated-server-gets-nothing",
                   test_unauthenticated_server_gets_nothing);
  g_test_add_func ("/eap/peer/EMB-08/nak-not-after-method", test_nak_not_after_method);
  for (guint i = 0; i < G_N_ELEMENTS (early); i++)
    {
      g_autofree char *path = g_strconcat ("/eap/peer/EAP-10/early-success/", early[i], NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_early_success);
    }
  g_test_add_func ("/eap/peer/EAP-09/failure", test_failure);
  g_test_add_func ("/eap/peer/cancelled", test_cancelled);
  g_test_add_func ("/eap/peer/EMB-03+EMB-04/malformed", test_malformed);
  g_test_add_func ("/eap/peer/EAP-08/limit", test_limit);
  g_test_add_func ("/eap/peer/chain/EMB-08+EMB-09/mschapv2-then-gtc", test_mschapv2_then_gtc);
  g_test_add_func ("/eap/peer/chain/EMB-08/gtc-then-mschapv2", test_gtc_then_mschapv2);
  g_test_add_func ("/eap/peer/EAP-08/repeats-are-counted", test_repeats_are_counted);
  return g_test_run ();
}
