// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-tls-fixture.h"

#include <string.h>

/* PEAP version 0 against the TLS library's server. */

#define LABEL          "client EAP encryption"
#define RESULT_SUCCESS "\1\x09\0\x0b\x21\x80\3\0\2\0\1"
#define RESULT_FAILURE "\1\x09\0\x0b\x21\x80\3\0\2\0\2"
#define HEARD_SUCCESS  "\2\x09\0\x0b\x21\x80\3\0\2\0\1"
#define HEARD_FAILURE  "\2\x09\0\x0b\x21\x80\3\0\2\0\2"
#define RESULT_LEN     11

static void
begin (Talk *talk, const char *inner, gconstpointer only_1_2)
{
  const TalkSpec spec
      = { .type = EAP_TYPE_PEAP, .method = "peap", .inner = inner, .only_1_2 = only_1_2 != NULL };

  talk_init (talk, &spec);
  talk_handshake (talk);
  g_assert_true (tls_server_is_open (talk->server));
  talk_say (talk, "\1", 1);
  talk_heard_is (talk, "\1User", 5);
}

static void
say_challenge (Talk *talk)
{
  guint8 data[1 + 4 + 1 + 16 + 7] = { EAP_TYPE_MSCHAPV2, 1, 7, 0, sizeof data - 1, 16 };

  memcpy (data + 6, fixture_challenge, 16);
  memcpy (data + 22, "gateway", 7);
  talk_say (talk, data, sizeof data);
}

static void
test_mschapv2 (gconstpointer only_1_2)
{
  static const char proof[] = "\x1a\3\7\0\x2eS=407A5589115FD0D6209F510FE9C04566932CDA56";
  g_auto (Talk) talk = { 0 };
  g_autoptr (GBytes) heard = NULL;

  begin (&talk, NULL, only_1_2);
  say_challenge (&talk);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "clientPass");
  talk_listen (&talk);
  heard = talk_heard (&talk);
  g_assert_cmpuint (g_bytes_get_size (heard), ==, 1 + 4 + 1 + 49 + 4);
  talk_say (&talk, proof, sizeof proof - 1);
  talk_heard_is (&talk, "\x1a\3", 2);
  talk_say (&talk, RESULT_SUCCESS, RESULT_LEN);
  talk_heard_is (&talk, HEARD_SUCCESS, RESULT_LEN);
  talk_succeeds (&talk, LABEL);
}

static void
test_gtc (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "eap-gtc", only_1_2);
  say_challenge (&talk);
  talk_heard_is (&talk, "\3\6", 2);
  talk_say (&talk, "\6Code:", 6);
  fixture_answer (talk.peer, EAP_SECRET_RESPONSE, "135790");
  talk_listen (&talk);
  talk_heard_is (&talk,
                 "\6"
                 "135790",
                 7);
  talk_say (&talk, RESULT_SUCCESS, RESULT_LEN);
  talk_heard_is (&talk, HEARD_SUCCESS, RESULT_LEN);
  talk_succeeds (&talk, LABEL);
}

static void
test_wrong_password (gconstpointer only_1_2)
{
  static const char refusal[] = "\x1a\4\7\0\x36"
                                "E=691 R=0 C=00000000000000000000000000000000 V=3 M=No";
  g_auto (Talk) talk = { 0 };
  g_autoptr (GBytes) heard = NULL;

  begin (&talk, NULL, only_1_2);
  say_challenge (&talk);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "wrong");
  talk_listen (&talk);
  heard = talk_heard (&talk);
  talk_say (&talk, refusal, sizeof refusal - 1);
  talk_heard_is (&talk, "\x1a\4", 2);
  talk_say (&talk, RESULT_FAILURE, RESULT_LEN);
  talk_heard_is (&talk, HEARD_FAILURE, RESULT_LEN);
  fixture_failure (talk.peer);
  g_auto (EapEvent) event = fixture_event (talk.peer, EAP_EVENT_FAILED);
  g_assert_cmpint (event.reason, ==, EAP_REASON_REJECTED);
  g_assert_cmpstr (event.text, ==, "No");
}

static void
say_gtc (Talk *talk)
{
  talk_say (talk, "\6Code:", 6);
  fixture_answer (talk->peer, EAP_SECRET_RESPONSE, "1");
  talk_listen (talk);
  g_bytes_unref (talk_heard (talk));
}

/* A method that is not spoken inside is refused with those that are. */
static void
test_nak (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, NULL, only_1_2);
  talk_say (&talk, "\x0d\x20", 2);
  talk_heard_is (&talk, "\3\x1a\6\4", 4);
  say_gtc (&talk);
  talk_say (&talk, RESULT_SUCCESS, RESULT_LEN);
  talk_heard_is (&talk, HEARD_SUCCESS, RESULT_LEN);
  talk_succeeds (&talk, LABEL);
}

/* Version 1 is offered and 0 is spoken; Identity comes with a header, as some servers have it. */
static void
test_odd_servers (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "eap-gtc", only_1_2);
  talk_say (&talk, "\1\x08\0\x05\1", 5);
  talk_heard_is (&talk, "\1User", 5);
  say_gtc (&talk);
  talk_say (&talk, RESULT_SUCCESS, RESULT_LEN);
  talk_heard_is (&talk, HEARD_SUCCESS, RESULT_LEN);
  talk_succeeds (&talk, LABEL);
}

/* What must be understood and is not is said to be so. */
static void
test_unknown_tlv (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "eap-gtc", only_1_2);
  say_gtc (&talk);
  talk_say (&talk, "\1\x09\0\x0a\x21\x80\x2a\0\1x", 10);
  talk_heard_is (&talk, "\2\x09\0\x0f\x21\x80\4\0\6\0\0\0\0\0\x2a", 15);
  talk_say (&talk, RESULT_SUCCESS, RESULT_LEN);
  talk_heard_is (&talk, HEARD_SUCCESS, RESULT_LEN);
  talk_succeeds (&talk, LABEL);
}

/* A server whose binding is not made of both keys sits between the tunnel and the real one. */
static void
test_wrong_binding (gconstpointer only_1_2)
{
  guint8 packet[5 + 6 + 60]
      = { 1, 9, 0, sizeof packet, 0x21, 0x80, 3, 0, 2, 0, 1, 0x80, 12, 0, 56 };
  g_auto (Talk) talk = { 0 };

  begin (&talk, "eap-gtc", only_1_2);
  say_gtc (&talk);
  talk_say (&talk, packet, sizeof packet);
  fixture_failed (talk.peer, EAP_REASON_SERVER_NOT_GENUINE);
}

/* A server that skips the inner method has not shown that it knows the password
 * (CVE-2023-52160). */
static void
test_success_without_proof (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, NULL, only_1_2);
  talk_say (&talk, RESULT_SUCCESS, RESULT_LEN);
  fixture_failed (talk.peer, EAP_REASON_PROTOCOL);
}

/* The same with the packet that ends everything, also when only the result is missing. */
static void
test_early_success (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "eap-gtc", only_1_2);
  talk_say (&talk, "\6Code:", 6);
  fixture_answer (talk.peer, EAP_SECRET_RESPONSE, "1");
  talk_listen (&talk);
  fixture_success (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_PROTOCOL);
}

static void
test_unknown_ca (gconstpointer only_1_2)
{
  const TalkSpec spec
      = { .type = EAP_TYPE_PEAP, .method = "peap", .other_ca = TRUE, .only_1_2 = only_1_2 != NULL };
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_assert_false (tls_server_is_open (talk.server));
  fixture_quiet (talk.peer);
  fixture_failure (talk.peer);
  g_auto (EapEvent) event = fixture_event (talk.peer, EAP_EVENT_FAILED);
  g_assert_cmpint (event.reason, ==, EAP_REASON_SERVER_CERT);
  g_assert_cmpstr (event.verdict.detail, ==, "CN=Office CA");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestDataFunc func;
  } both[] = {
    { "EPP-06/mschapv2", test_mschapv2 },
    { "gtc", test_gtc },
    { "wrong-password", test_wrong_password },
    { "EPP-03/CVE-2023-52160/success-without-proof", test_success_without_proof },
    { "EPP-09/early-success", test_early_success },
    { "EPP-08/unknown-ca", test_unknown_ca },
    { "EPP-02/odd-servers", test_odd_servers },
    { "EPP-10/nak", test_nak },
    { "EPP-04/unknown-tlv", test_unknown_tlv },
    { "EPP-05/wrong-binding", test_wrong_binding },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *old = g_strconcat ("/eap/peap/1.2/", both[i].path, NULL);
      g_autofree char *new = g_strconcat ("/eap/peap/1.3/", both[i].path, NULL);

      g_test_add_data_func (old, "1.2", both[i].func);
      g_test_add_data_func (new, NULL, both[i].func);
    }
  return g_test_run ();
}
