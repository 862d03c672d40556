// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "cry-legacy.h"
#include "eap-mschapv2-crypt.h"
#include "eap-tls-fixture.h"
#include "eap-ttls-avp.h"

#include <string.h>

/* EAP-TTLS against the TLS library's server; what goes inside is compared with RFC 5281. */

#define LABEL "ttls keying material"

static void
begin (Talk *talk, const char *inner, gconstpointer only_1_2)
{
  const TalkSpec spec
      = { .type = EAP_TYPE_TTLS, .method = "ttls", .inner = inner, .only_1_2 = only_1_2 != NULL };

  talk_init (talk, &spec);
  talk_handshake (talk);
  g_assert_true (tls_server_is_open (talk->server));
  /* With TLS 1.3 the client had the last word. */
  if (only_1_2 == NULL)
    talk_say (talk, NULL, 0);
}

/* The next attribute must be this one. */
static EapTtlsAvp
expect_avp (ByteReader *reader, guint32 code, guint32 vendor, gsize len)
{
  EapTtlsAvp avp;

  g_assert_true (eap_ttls_avp_read (reader, &avp));
  g_assert_cmpuint (avp.code, ==, code);
  g_assert_cmpuint (avp.vendor, ==, vendor);
  g_assert_cmpuint (avp.len, ==, len);
  return avp;
}

static void
expect_user (ByteReader *reader)
{
  EapTtlsAvp avp = expect_avp (reader, AVP_USER_NAME, 0, 4);

  g_assert_cmpmem (avp.data, avp.len, "User", 4);
}

static void
test_pap (gconstpointer only_1_2)
{
  static const char expected[] = "\0\0\0\x01\x40\0\0\x0cUser"
                                 "\0\0\0\x02\x40\0\0\x18opensesame\0\0\0\0\0\0";
  g_auto (Talk) talk = { 0 };

  begin (&talk, "pap", only_1_2);
  talk_heard_is (&talk, "", 0);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "opensesame");
  talk_listen (&talk);
  talk_heard_is (&talk, expected, sizeof expected - 1);
  talk_succeeds (&talk, LABEL);
}

static void
test_chap (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };
  g_autoptr (GBytes) implicit = NULL;
  g_autoptr (GBytes) heard = NULL;
  guint8 hashed[1 + 10 + 16], digest[16];
  const guint8 *bytes;
  gsize len;

  begin (&talk, "chap", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "opensesame");
  talk_listen (&talk);
  implicit = tls_server_export (talk.server, "ttls challenge", NULL, 0, 17);
  bytes = g_bytes_get_data (implicit, NULL);
  hashed[0] = bytes[16];
  memcpy (hashed + 1, "opensesame", 10);
  memcpy (hashed + 11, bytes, 16);
  g_assert_true (cry_legacy_md5 (hashed, sizeof hashed, digest));

  heard = talk_heard (&talk);
  ByteReader reader = byte_reader (g_bytes_get_data (heard, &len), g_bytes_get_size (heard));
  expect_user (&reader);
  EapTtlsAvp challenge = expect_avp (&reader, AVP_CHAP_CHALLENGE, 0, 16);
  g_assert_cmpmem (challenge.data, 16, bytes, 16);
  EapTtlsAvp response = expect_avp (&reader, AVP_CHAP_PASSWORD, 0, 17);
  g_assert_cmpuint (response.data[0], ==, bytes[16]);
  g_assert_cmpmem (response.data + 1, 16, digest, 16);
  g_assert_true (byte_reader_done (&reader));
  talk_succeeds (&talk, LABEL);
}

/* The server's side of MS-CHAPv2 for what was heard: its proof, as it is said. */
static char *
mschapv2_proof (Talk *talk)
{
  g_autoptr (GBytes) implicit = tls_server_export (talk->server, "ttls challenge", NULL, 0, 17);
  g_autoptr (GBytes) heard = talk_heard (talk);
  g_autoptr (SecretBuf) password = secret_buf_new_copy ("clientPass", 10);
  g_autoptr (SecretBuf) hash = mschapv2_nt_hash (password);
  ByteReader reader = byte_reader (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard));
  Mschapv2Input input = { .user = "User", .nt_hash = hash };
  guint8 expected[MSCHAPV2_RESPONSE_LEN], proof[MSCHAPV2_PROOF_LEN];
  GString *text = g_string_new ("S=");
  const guint8 *bytes = g_bytes_get_data (implicit, NULL);

  expect_user (&reader);
  EapTtlsAvp challenge = expect_avp (&reader, AVP_MS_CHAP_CHALLENGE, AVP_VENDOR_MICROSOFT, 16);
  g_assert_cmpmem (challenge.data, 16, bytes, 16);
  EapTtlsAvp response = expect_avp (&reader, AVP_MS_CHAP2_RESPONSE, AVP_VENDOR_MICROSOFT, 50);
  g_assert_cmpuint (response.data[0], ==, bytes[16]);
  memcpy (input.authenticator_challenge, bytes, 16);
  memcpy (input.peer_challenge, response.data + 2, 16);
  g_assert_true (mschapv2_nt_response (&input, expected));
  g_assert_cmpmem (response.data + 26, 24, expected, 24);
  g_assert_true (mschapv2_authenticator_proof (&input, expected, proof));
  for (guint i = 0; i < MSCHAPV2_PROOF_LEN; i++)
    g_string_append_printf (text, "%02X", proof[i]);
  return g_string_free (text, FALSE);
}

static void
say_avp (Talk *talk, guint32 code, guint32 vendor, const void *data, gsize len)
{
  g_auto (EapTtlsAvps) avps = { 0 };

  eap_ttls_avps_init (&avps);
  g_assert_true (eap_ttls_avps_put (&avps, code, vendor, data, len));
  talk_say (talk, secret_buf_peek (avps.buf), avps.len);
}

static void
say_proof (Talk *talk, const char *proof)
{
  g_autofree char *said = g_strconcat ("\x07", proof, NULL);

  say_avp (talk, AVP_MS_CHAP2_SUCCESS, AVP_VENDOR_MICROSOFT, said, strlen (said));
}

static void
test_mschapv2 (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };
  g_autofree char *proof = NULL;

  begin (&talk, "mschapv2", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "clientPass");
  talk_listen (&talk);
  proof = mschapv2_proof (&talk);
  say_proof (&talk, proof);
  talk_heard_is (&talk, "", 0);
  talk_succeeds (&talk, LABEL);
}

static void
test_mschapv2_server_not_genuine (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };
  g_autofree char *proof = NULL;

  begin (&talk, "mschapv2", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "clientPass");
  talk_listen (&talk);
  proof = mschapv2_proof (&talk);
  proof[2] = proof[2] == '0' ? '1' : '0';
  say_proof (&talk, proof);
  fixture_failed (talk.peer, EAP_REASON_SERVER_NOT_GENUINE);
}

/* A server that skips its own proof. */
static void
test_mschapv2_early_success (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "mschapv2", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "clientPass");
  talk_listen (&talk);
  fixture_success (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_PROTOCOL);
}

static void
test_mschapv2_refused (gconstpointer only_1_2)
{
  static const char said[] = "\x07"
                             "E=647 R=0 C=00000000000000000000000000000000 V=3 M=Ask the desk";
  g_auto (Talk) talk = { 0 };

  begin (&talk, "mschapv2", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "clientPass");
  talk_listen (&talk);
  say_avp (&talk, AVP_MS_CHAP_ERROR, AVP_VENDOR_MICROSOFT, said, sizeof said - 1);
  fixture_failure (talk.peer);
  g_auto (EapEvent) event = fixture_event (talk.peer, EAP_EVENT_FAILED);
  g_assert_cmpint (event.reason, ==, EAP_REASON_ACCOUNT_DISABLED);
  g_assert_cmpstr (event.text, ==, "Ask the desk");
}

/* EAP inside: who it is is said unasked, a method that is not allowed is refused, a prompt is the
 * user's to answer. */
static void
test_eap (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, NULL, only_1_2);
  talk_heard_is (&talk,
                 "\0\0\0\x4f\x40\0\0\x11"
                 "\2\0\0\x09\1User\0\0\0",
                 20);
  say_avp (&talk, AVP_EAP_MESSAGE, 0, "\1\5\0\x06\x0d\x20", 6);
  talk_heard_is (&talk,
                 "\0\0\0\x4f\x40\0\0\x10"
                 "\2\5\0\x08\3\x1a\6\4",
                 16);
  say_avp (&talk, AVP_EAP_MESSAGE, 0, "\1\6\0\x0a\6Code:", 10);
  fixture_answer (talk.peer, EAP_SECRET_RESPONSE, "246810");
  talk_listen (&talk);
  talk_heard_is (&talk,
                 "\0\0\0\x4f\x40\0\0\x13"
                 "\2\6\0\x0b\6"
                 "246810\0",
                 20);
  talk_succeeds (&talk, LABEL);
}

/* Whose name it is shows inside only, and who gave it is proven before. */
static void
test_anonymous (gconstpointer only_1_2)
{
  const TalkSpec spec
      = { .type = EAP_TYPE_TTLS, .method = "ttls", .inner = "pap", .only_1_2 = only_1_2 != NULL };
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  fixture_send (talk.peer, 1, 200, EAP_TYPE_IDENTITY, NULL, 0);
  fixture_response_is (talk.peer, 200, EAP_TYPE_IDENTITY, "anonymous@example.org", 21);
  talk_handshake (&talk);
  if (only_1_2 == NULL)
    talk_say (&talk, NULL, 0);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "opensesame");
  talk_listen (&talk);
  g_autoptr (GBytes) heard = talk_heard (&talk);
  ByteReader reader = byte_reader (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard));
  expect_user (&reader);
}

/* A server with TLS 1.3 may say the octet that ends a session without inner phase; it ends none
 * that has one. */
static void
test_needless_octet (void)
{
  const TalkSpec spec = { .type = EAP_TYPE_TTLS, .method = "ttls", .inner = "pap" };
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  talk_handshake (&talk);
  talk_say (&talk, "\0", 1);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "opensesame");
  talk_listen (&talk);
  talk_succeeds (&talk, LABEL);
}

/* The inner method has keys of its own; those of the login are the tunnel's alone. */
static void
test_inner_keys (gconstpointer only_1_2)
{
  static const char proof[] = "\1\6\0\x33\x1a\3\7\0\x2eS=407A5589115FD0D6209F510FE9C04566932CDA56";
  guint8 challenge[4 + 29] = { 1, 5, 0, sizeof challenge, EAP_TYPE_MSCHAPV2, 1, 7, 0, 28, 16 };
  g_auto (Talk) talk = { 0 };
  g_autoptr (GBytes) heard = NULL;

  memcpy (challenge + 10, fixture_challenge, 16);
  memcpy (challenge + 26, "gateway", 7);
  begin (&talk, "eap-mschapv2", only_1_2);
  g_bytes_unref (talk_heard (&talk));
  say_avp (&talk, AVP_EAP_MESSAGE, 0, challenge, sizeof challenge);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "clientPass");
  talk_listen (&talk);
  g_bytes_unref (talk_heard (&talk));
  say_avp (&talk, AVP_EAP_MESSAGE, 0, proof, sizeof proof - 1);
  heard = talk_heard (&talk);
  g_assert_cmpuint (g_bytes_get_size (heard), >, 8);
  talk_succeeds (&talk, LABEL);
}

/* A Success in the middle of the inner conversation. */
static void
test_eap_early_success (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "eap-mschapv2", only_1_2);
  fixture_success (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_PROTOCOL);
}

static void
test_wrong_password (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "pap", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "wrong");
  talk_listen (&talk);
  fixture_failure (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_REJECTED);
}

/* Nobody is asked for a password that the wrong server would get. */
static void
test_wrong_server (gconstpointer only_1_2)
{
  const TalkSpec spec = { .type = EAP_TYPE_TTLS,
                          .method = "ttls",
                          .inner = "pap",
                          .server_name = "radius.example.org",
                          .only_1_2 = only_1_2 != NULL };
  g_auto (Talk) talk = { 0 };

  talk_init (&talk, &spec);
  talk_handshake (&talk);
  g_assert_false (tls_server_is_open (talk.server));
  fixture_quiet (talk.peer);
  fixture_failure (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_SERVER_NAME);
}

/* Words for the user that come along change nothing. */
static void
test_reply_message (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };

  begin (&talk, "pap", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "opensesame");
  talk_listen (&talk);
  say_avp (&talk, AVP_REPLY_MESSAGE, 0, "Your password ends soon", 23);
  g_auto (EapEvent) event = fixture_event (talk.peer, EAP_EVENT_MESSAGE);
  g_assert_cmpstr (event.text, ==, "Your password ends soon");
  talk_succeeds (&talk, LABEL);
}

/* Long words of both sides, in several pieces each: the login may end when the last piece is out,
 * and may still end after the server said something long. */
static void
test_long_words (gconstpointer only_1_2)
{
  g_autofree char *password = g_strnfill (3000, 'x');
  g_autofree char *words = g_strnfill (2500, 'y');
  g_auto (Talk) talk = { 0 };
  g_autoptr (GBytes) heard = NULL;

  begin (&talk, "pap", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, password);
  talk_listen (&talk);
  heard = talk_heard (&talk);
  g_assert_cmpuint (g_bytes_get_size (heard), ==, 12 + 8 + 3008);
  say_avp (&talk, AVP_REPLY_MESSAGE, 0, words, 2500);
  g_auto (EapEvent) event = fixture_event (talk.peer, EAP_EVENT_MESSAGE);
  g_assert_cmpuint (strlen (event.text), ==, EAP_PROMPT_MAX);
  talk_succeeds (&talk, LABEL);
}

static void
test_long_password (gconstpointer only_1_2)
{
  g_autofree char *password = g_strnfill (3000, 'x');
  g_auto (Talk) talk = { 0 };

  begin (&talk, "pap", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, password);
  talk_listen (&talk);
  talk_succeeds (&talk, LABEL);
}

/* What must be understood and is not ends the login; what need not be is ignored. */
static void
test_unknown_avp (gconstpointer only_1_2)
{
  static const char optional[] = "\0\0\0\x63\0\0\0\x0cwhat";
  g_auto (Talk) talk = { 0 };

  begin (&talk, "pap", only_1_2);
  fixture_answer (talk.peer, EAP_SECRET_PASSWORD, "opensesame");
  talk_listen (&talk);
  talk_say (&talk, optional, sizeof optional - 1);
  fixture_quiet (talk.peer);
  say_avp (&talk, 99, 0, "what", 4);
  fixture_failed (talk.peer, EAP_REASON_PROTOCOL);
}

/* The server gives up before there is a channel, and says nothing in TLS: no login was refused. */
static void
test_no_channel (void)
{
  const TalkSpec spec = { .type = EAP_TYPE_TTLS, .method = "ttls", .inner = "pap" };
  g_auto (Talk) talk = { 0 };
  g_autoptr (GBytes) hello = NULL;

  talk_init (&talk, &spec);
  fixture_request (talk.peer, 1, EAP_TYPE_TTLS, "\x20"); /* Start */
  hello = fixture_response (talk.peer, 1, EAP_TYPE_TTLS);
  fixture_failure (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_TLS);
}

/* While the user thinks. */
static void
test_impatient (gconstpointer only_1_2)
{
  g_auto (Talk) talk = { 0 };
  g_auto (EapEvent) question = { 0 };

  begin (&talk, "pap", only_1_2);
  question = fixture_event (talk.peer, EAP_EVENT_NEED_SECRET);
  fixture_failure (talk.peer);
  fixture_failed (talk.peer, EAP_REASON_REJECTED);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestDataFunc func;
  } both[] = {
    { "ETT-06+ETT-10+ETT-11/pap", test_pap },
    { "ETT-07+ETT-12/chap", test_chap },
    { "ETT-08+ETT-10+ETT-12/mschapv2", test_mschapv2 },
    { "ETT-08/mschapv2-server-not-genuine", test_mschapv2_server_not_genuine },
    { "ETT-08/mschapv2-early-success", test_mschapv2_early_success },
    { "mschapv2-refused", test_mschapv2_refused },
    { "ETT-05/eap", test_eap },
    { "ETL-13/anonymous", test_anonymous },
    { "ETT-10+ETT-13/inner-keys", test_inner_keys },
    { "eap-early-success", test_eap_early_success },
    { "wrong-password", test_wrong_password },
    { "ETT-02/wrong-server", test_wrong_server },
    { "reply-message", test_reply_message },
    { "long-words", test_long_words },
    { "long-password", test_long_password },
    { "ETT-04/unknown-avp", test_unknown_avp },
    { "impatient", test_impatient },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *old = g_strconcat ("/eap/ttls/1.2/", both[i].path, NULL);
      g_autofree char *new = g_strconcat ("/eap/ttls/1.3/", both[i].path, NULL);

      g_test_add_data_func (old, "1.2", both[i].func);
      g_test_add_data_func (new, NULL, both[i].func);
    }
  g_test_add_func ("/eap/ttls/1.3/ETT-11/needless-octet", test_needless_octet);
  g_test_add_func ("/eap/ttls/no-channel", test_no_channel);
  return g_test_run ();
}
