// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "bytes.h"
#include "cry-legacy.h"
#include "eap-fixture.h"
#include "eap-mschapv2-crypt.h"

#include <string.h>

#define GOOD_PROOF    "S=407A5589115FD0D6209F510FE9C04566932CDA56"
#define NEW_CHALLENGE "000102030405060708090A0B0C0D0E0F"

static const char *const only_mschapv2[] = { "mschapv2", NULL };

static EapPeer *
new_peer (void)
{
  return fixture_peer (only_mschapv2, TRUE);
}

/* A peer that has sent its response to the RFC's challenge. */
static EapPeer *
responded_peer (void)
{
  EapPeer *peer = new_peer ();
  g_autoptr (GBytes) response = NULL;

  fixture_mschapv2_challenge (peer, 1, 0x21, fixture_challenge);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
  response = fixture_response (peer, 1, EAP_TYPE_MSCHAPV2);
  return peer;
}

static SecretBuf *
hash_of (const char *password)
{
  g_autoptr (SecretBuf) secret = secret_buf_new_copy (password, strlen (password));

  return mschapv2_nt_hash (secret);
}

/* What a server computes from a response: proof text and MSK. */
static char *
server_proof (const SecretBuf *hash, const guint8 *challenge, const guint8 *peer_challenge,
              const guint8 *response)
{
  Mschapv2Input input = { .user = "User", .nt_hash = hash };
  guint8 expected[MSCHAPV2_RESPONSE_LEN], proof[MSCHAPV2_PROOF_LEN];
  GString *text = g_string_new ("S=");

  memcpy (input.authenticator_challenge, challenge, 16);
  memcpy (input.peer_challenge, peer_challenge, 16);
  g_assert_true (mschapv2_nt_response (&input, expected));
  g_assert_cmpmem (response, 24, expected, 24);
  g_assert_true (mschapv2_authenticator_proof (&input, response, proof));
  for (gsize i = 0; i < sizeof proof; i++)
    g_string_append_printf (text, "%02X", proof[i]);
  return g_string_free (text, FALSE);
}

/* RFC 2759 section 9.2 carried through the packets of the draft. */
static void
test_example (void)
{
  static const guint8 expected[]
      = { 2,    0x21, 0,    63,   49,   0x21, 0x40, 0x23, 0x24, 0x25, 0x5e, 0x26, 0x2a,
          0x28, 0x29, 0x5f, 0x2b, 0x3a, 0x33, 0x7c, 0x7e, 0,    0,    0,    0,    0,
          0,    0,    0,    0x82, 0x30, 0x9e, 0xcd, 0x8d, 0x70, 0x8b, 0x5e, 0xa0, 0x8f,
          0xaa, 0x39, 0x81, 0xcd, 0x83, 0x54, 0x42, 0x33, 0x11, 0x4a, 0x3d, 0x85, 0xd6,
          0xdf, 0,    'C',  'O',  'R',  'P',  '\\', 'U',  's',  'e',  'r' };
  static const guint8 msk[] = { 0xd5, 0xf0, 0xe9, 0x52, 0x1e, 0x3e, 0xa9, 0x58, 0x96, 0x45, 0xe8,
                                0x60, 0x51, 0xc8, 0x22, 0x26, 0x8b, 0x7c, 0xdc, 0x14, 0x9b, 0x99,
                                0x3a, 0x1b, 0xa1, 0x18, 0xcb, 0x15, 0x3f, 0x56, 0xdc, 0xcb };
  static const guint8 zeros[32];
  g_autoptr (EapPeer) peer = new_peer ();
  const SecretBuf *keys;

  fixture_mschapv2_challenge (peer, 1, 0x21, fixture_challenge);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
  fixture_response_is (peer, 1, EAP_TYPE_MSCHAPV2, expected, sizeof expected);
  g_assert_null (eap_peer_msk (peer));
  fixture_mschapv2_text (peer, 2, 3, 0x21, GOOD_PROOF " M=OK");
  fixture_response_is (peer, 2, EAP_TYPE_MSCHAPV2, "\x03", 1);
  fixture_quiet (peer);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  keys = eap_peer_msk (peer);
  g_assert_cmpuint (secret_buf_len (keys), ==, 64);
  g_assert_cmpmem (secret_buf_peek (keys), 32, msk, 32);
  g_assert_cmpmem (secret_buf_peek (keys) + 32, 32, zeros, 32);
}

static void
test_challenge_malformed (void)
{
  guint8 data[300] = { 1, 1, 0, 21, 16 };
  g_autoptr (EapPeer) peer = new_peer ();

  for (gsize len = 0; len < 21; len++)
    fixture_send (peer, 1, (guint8) len, EAP_TYPE_MSCHAPV2, data, len);
  data[4] = 15;
  fixture_send (peer, 1, 100, EAP_TYPE_MSCHAPV2, data, 21);
  data[4] = 255;
  fixture_send (peer, 1, 101, EAP_TYPE_MSCHAPV2, data, sizeof data);
  fixture_quiet (peer);
  g_assert_cmpuint (eap_peer_dropped (peer), ==, 23);
  data[4] = 16;
  fixture_send (peer, 1, 102, EAP_TYPE_MSCHAPV2, data, 21);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_cmpint (event.method, ==, EAP_TYPE_MSCHAPV2);
}

/* CVE-2015-8023: Success, and Failure, without a response to speak of. */
static void
test_success_without_state (void)
{
  g_autoptr (EapPeer) peer = new_peer ();

  fixture_mschapv2_text (peer, 1, 3, 1, GOOD_PROOF);
  fixture_mschapv2_text (peer, 2, 4, 1, "E=691 R=1 C=" NEW_CHALLENGE " V=3 M=x");
  fixture_quiet (peer);
  g_assert_cmpuint (eap_peer_dropped (peer), ==, 2);
  fixture_success (peer);
  fixture_failed (peer, EAP_REASON_PROTOCOL);
}

static void
test_success_twice (void)
{
  g_autoptr (EapPeer) peer = new_peer ();

  fixture_mschapv2_verified (peer, 1);
  fixture_mschapv2_text (peer, 9, 3, 1, GOOD_PROOF);
  fixture_mschapv2_text (peer, 10, 4, 1, "E=691 R=0");
  fixture_quiet (peer);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  g_assert_nonnull (eap_peer_msk (peer));
}

static void
test_server_not_genuine (void)
{
  static const char *const texts[] = {
    "",
    "S=",
    "S=407A5589115FD0D6209F510FE9C04566932CDA5",
    "S=407A5589115FD0D6209F510FE9C04566932CDA57",
    "S=007A5589115FD0D6209F510FE9C04566932CDA56",
    "S=407A5589115FD0D6209F510FE9C04566932CDA5G",
    "X=407A5589115FD0D6209F510FE9C04566932CDA56",
    "M=OK S=407A5589115FD0D6209F510FE9C04566932CDA56",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (EapPeer) peer = responded_peer ();

      fixture_mschapv2_text (peer, 2, 3, 0x21, texts[i]);
      fixture_failed (peer, EAP_REASON_SERVER_NOT_GENUINE);
    }
}

/* The RFC wants capitals; a server that proves itself in small letters has proved itself. */
static void
test_success_lower_case (void)
{
  g_autoptr (EapPeer) peer = responded_peer ();

  fixture_mschapv2_text (peer, 2, 3, 0x21, "S=407a5589115fd0d6209f510fe9c04566932cda56");
  fixture_response_is (peer, 2, EAP_TYPE_MSCHAPV2, "\x03", 1);
}

static void
test_retry (void)
{
  static const guint8 challenge[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  g_autoptr (EapPeer) peer = responded_peer ();
  g_autoptr (SecretBuf) hash = hash_of ("second");
  g_autoptr (GBytes) response = NULL;
  g_autofree char *proof = NULL;
  const guint8 *data;

  fixture_mschapv2_text (peer, 2, 4, 0x21, "E=691 R=1 C=" NEW_CHALLENGE " V=3 M=Wrong password");
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_cmpint (event.kind, ==, EAP_SECRET_PASSWORD);
  g_assert_true (event.retry);
  g_assert_cmpuint (event.round, ==, 2);
  g_assert_cmpstr (event.text, ==, "Wrong password");
  fixture_quiet (peer);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret_buf_new_copy ("second", 6), 0), ==,
                   0);
  response = fixture_response (peer, 2, EAP_TYPE_MSCHAPV2);
  data = g_bytes_get_data (response, NULL);
  g_assert_cmpuint (data[0], ==, 2);
  g_assert_cmpuint (data[1], ==, 0x22);
  proof = server_proof (hash, challenge, data + 5, data + 29);
  fixture_mschapv2_text (peer, 3, 3, 0x22, proof);
  fixture_response_is (peer, 3, EAP_TYPE_MSCHAPV2, "\x03", 1);
}

static void
test_retry_declined (void)
{
  g_autoptr (EapPeer) peer = responded_peer ();

  fixture_mschapv2_text (peer, 2, 4, 0x21, "E=691 R=1 C=" NEW_CHALLENGE " V=3 M=Wrong password");
  fixture_answer (peer, EAP_SECRET_PASSWORD, NULL);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_FAILED);
  g_assert_cmpint (event.reason, ==, EAP_REASON_CANCELLED);
  g_assert_cmpstr (event.text, ==, "Wrong password");
}

static void
check_refused (const char *text, EapReason reason, const char *message)
{
  g_autoptr (EapPeer) peer = responded_peer ();

  fixture_mschapv2_text (peer, 2, 4, 0x21, text);
  fixture_response_is (peer, 2, EAP_TYPE_MSCHAPV2, "\x04", 1);
  fixture_quiet (peer);
  fixture_failure (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_FAILED);
  g_assert_cmpint (event.reason, ==, reason);
  g_assert_cmpstr (event.text, ==, message);
}

static void
test_refusals (void)
{
  g_autofree char *digits = g_strnfill (10000, 'A');
  g_autofree char *long_challenge = g_strconcat ("E=691 R=1 C=", digits, " V=3", NULL);

  check_refused ("E=691 R=0 C=" NEW_CHALLENGE " V=3 M=No", EAP_REASON_REJECTED, "No");
  check_refused ("E=646 R=0 C=" NEW_CHALLENGE " V=3", EAP_REASON_RESTRICTED_HOURS, NULL);
  check_refused ("E=647 R=0 M=disabled since today", EAP_REASON_ACCOUNT_DISABLED,
                 "disabled since today");
  check_refused ("E=649 R=1 C=" NEW_CHALLENGE " V=3", EAP_REASON_NO_DIALIN, NULL);
  check_refused ("E=709 R=1 C=" NEW_CHALLENGE " V=3", EAP_REASON_PASSWORD_EXPIRED, NULL);
  check_refused ("E=648 R=1 C=" NEW_CHALLENGE " V=2", EAP_REASON_PASSWORD_EXPIRED, NULL);
  check_refused ("E=648 R=1 V=3 M=change it", EAP_REASON_PASSWORD_EXPIRED, "change it");
  check_refused ("E=99999999999999999999 R=1 C=" NEW_CHALLENGE, EAP_REASON_REJECTED, NULL);
  check_refused ("", EAP_REASON_REJECTED, NULL);
  check_refused ("M=only words E=691 R=1", EAP_REASON_REJECTED, "only words E=691 R=1");
  /* A challenge that is not exactly 16 octets of hex allows no retry. */
  check_refused ("E=691 R=1 V=3", EAP_REASON_REJECTED, NULL);
  check_refused ("E=691 R=1 C= V=3", EAP_REASON_REJECTED, NULL);
  check_refused ("E=691 R=1 C=A V=3", EAP_REASON_REJECTED, NULL);
  check_refused ("E=691 R=1 C=000102030405060708090A0B0C0D0E0 V=3", EAP_REASON_REJECTED, NULL);
  check_refused ("E=691 R=1 C=" NEW_CHALLENGE "0 V=3", EAP_REASON_REJECTED, NULL);
  check_refused ("E=691 R=1 C=" NEW_CHALLENGE NEW_CHALLENGE, EAP_REASON_REJECTED, NULL);
  check_refused ("E=691 R=1 C=G00102030405060708090A0B0C0D0E0F", EAP_REASON_REJECTED, NULL);
  check_refused (long_challenge, EAP_REASON_REJECTED, NULL);
}

static void
test_success_after_refusal (void)
{
  g_autoptr (EapPeer) peer = responded_peer ();

  fixture_mschapv2_text (peer, 2, 4, 0x21, "E=691 R=0");
  fixture_response_is (peer, 2, EAP_TYPE_MSCHAPV2, "\x04", 1);
  fixture_success (peer);
  fixture_failed (peer, EAP_REASON_PROTOCOL);
}

/* CVE-2025-62291: every op-code, every short length, with a length field that lies. */
static void
test_short_packets (void)
{
  static const guint8 ops[] = { 1, 2, 3, 4, 7, 0, 255 };
  static const guint16 stated[] = { 0, 4, 5, 12, 0xffff };

  for (gsize op = 0; op < G_N_ELEMENTS (ops); op++)
    for (gsize n = 0; n < G_N_ELEMENTS (stated); n++)
      for (gsize len = 0; len <= 12; len++)
        {
          guint8 data[12] = { ops[op], 1, 0, 0, 'E', '=', '6', '9', '1', ' ', 'R', '=' };
          g_autoptr (EapPeer) idle = new_peer ();
          g_autoptr (EapPeer) responded = responded_peer ();
          g_autoptr (GBytes) packet = NULL;

          byte_put_u16 (data + 2, stated[n]);
          fixture_send (idle, 1, 5, EAP_TYPE_MSCHAPV2, data, len);
          fixture_quiet (idle);
          fixture_send (responded, 1, 5, EAP_TYPE_MSCHAPV2, data, len);
          if (ops[op] == 3 && len >= 4)
            fixture_failed (responded, EAP_REASON_SERVER_NOT_GENUINE);
          else if (ops[op] == 4 && len >= 4)
            fixture_response_is (responded, 5, EAP_TYPE_MSCHAPV2, "\x04", 1);
          else
            fixture_quiet (responded);
        }
}

/* RFC 2759 section 7, with the server's side of it. */
static void
test_change_password (void)
{
  static const guint8 challenge[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  g_autoptr (EapPeer) peer = responded_peer ();
  g_autoptr (SecretBuf) old_hash = hash_of ("clientPass");
  g_autoptr (SecretBuf) new_hash = hash_of ("better");
  g_autoptr (GBytes) response = NULL;
  g_autoptr (SecretBuf) msk = NULL;
  g_autofree char *proof = NULL;
  guint8 block[MSCHAPV2_NEW_PASSWORD], hidden[MSCHAPV2_HASH_LEN];
  const guint8 *data;

  fixture_mschapv2_text (peer, 2, 4, 0x21, "E=648 R=1 C=" NEW_CHALLENGE " V=3 M=expired");
  fixture_answer (peer, EAP_SECRET_NEW_PASSWORD, "better");
  response = fixture_response (peer, 2, EAP_TYPE_MSCHAPV2);
  data = g_bytes_get_data (response, NULL);
  g_assert_cmpuint (g_bytes_get_size (response), ==, 586);
  g_assert_cmpmem (data, 4, "\x07\x22\x02\x4a", 4);

  memcpy (block, data + 4, sizeof block);
  cry_legacy_rc4 (secret_buf_peek (old_hash), 16, block, sizeof block);
  g_assert_cmpmem (block + 500, 16, "b\0e\0t\0t\0e\0r\0\x0c\0\0\0", 16);
  g_assert_true (mschapv2_encrypt_old_hash (old_hash, new_hash, hidden));
  g_assert_cmpmem (data + 520, 16, hidden, 16);
  g_assert_cmpmem (data + 552, 8, "\0\0\0\0\0\0\0\0", 8);
  g_assert_cmpmem (data + 584, 2, "\0\0", 2);

  proof = server_proof (new_hash, challenge, data + 536, data + 560);
  fixture_mschapv2_text (peer, 3, 3, 0x22, proof);
  fixture_response_is (peer, 3, EAP_TYPE_MSCHAPV2, "\x03", 1);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  msk = mschapv2_msk (new_hash, data + 560);
  g_assert_cmpmem (secret_buf_peek (msk), secret_buf_len (msk),
                   secret_buf_peek (eap_peer_msk (peer)), secret_buf_len (eap_peer_msk (peer)));
}

static void
test_change_password_too_long (void)
{
  g_autofree char *too_long = g_strnfill (MSCHAPV2_PASSWORD_MAX + 1, 'x');
  g_autofree char *longest = g_strnfill (MSCHAPV2_PASSWORD_MAX, 'x');
  g_autoptr (EapPeer) peer = responded_peer ();
  g_autoptr (GBytes) response = NULL;

  fixture_mschapv2_text (peer, 2, 4, 0x21, "E=648 R=1 C=" NEW_CHALLENGE " V=3");
  fixture_answer (peer, EAP_SECRET_NEW_PASSWORD, too_long);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
  g_assert_true (event.retry);
  g_assert_cmpint (eap_peer_answer (peer, event.ticket, secret_buf_new_copy (longest, 256), 0), ==,
                   0);
  response = fixture_response (peer, 2, EAP_TYPE_MSCHAPV2);
  g_assert_cmpuint (g_bytes_get_size (response), ==, 586);
}

static void
test_change_password_declined (void)
{
  g_autoptr (EapPeer) peer = responded_peer ();

  fixture_mschapv2_text (peer, 2, 4, 0x21, "E=648 R=1 C=" NEW_CHALLENGE " V=3");
  fixture_answer (peer, EAP_SECRET_NEW_PASSWORD, NULL);
  fixture_failed (peer, EAP_REASON_PASSWORD_EXPIRED);
}

/* A second conversation of the same method after a complete one must be proved again. */
static void
test_chained (void)
{
  g_autoptr (EapPeer) peer = new_peer ();
  g_autoptr (GBytes) response = NULL;

  fixture_mschapv2_verified (peer, 1);
  fixture_mschapv2_challenge (peer, 10, 10, fixture_challenge);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
  response = fixture_response (peer, 10, EAP_TYPE_MSCHAPV2);
  fixture_success (peer);
  fixture_failed (peer, EAP_REASON_PROTOCOL);
}

static void
count_up (gpointer ctx, guint8 *buf, gsize len)
{
  guint8 *next = ctx;

  for (gsize i = 0; i < len; i++)
    buf[i] = (*next)++;
}

/* The peer challenge is random, and fresh for every conversation. */
static void
test_fresh_peer_challenge (void)
{
  static const char *const methods[] = { "mschapv2", NULL };
  guint8 next = 1;
  const Rng rng = { count_up, &next };
  const EapConfig config = { .identity = "User", .methods = methods, .server_authenticated = TRUE };

  for (guint8 i = 0; i < 3; i++)
    {
      g_autoptr (EapPeer) peer = eap_peer_new (&config, &rng, NULL);
      g_autoptr (GBytes) response = NULL;
      const guint8 *octets = NULL;
      gsize len = 0;

      fixture_mschapv2_challenge (peer, (guint8) (i + 1), (guint8) (i + 1), fixture_challenge);
      fixture_answer (peer, EAP_SECRET_PASSWORD, "clientPass");
      response = fixture_response (peer, (guint8) (i + 1), EAP_TYPE_MSCHAPV2);
      octets = g_bytes_get_data (response, &len);
      g_assert_cmpuint (len, >, 5 + 16);
      for (guint k = 0; k < 16; k++)
        g_assert_cmpuint (octets[5 + k], ==, 1 + 16 * i + k);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/mschapv2/EMS-01+EMS-03+EMS-08+EMS-17/rfc2759-example", test_example);
  g_test_add_func ("/eap/mschapv2/EMS-05/fresh-peer-challenge", test_fresh_peer_challenge);
  g_test_add_func ("/eap/mschapv2/EMS-02/challenge-malformed", test_challenge_malformed);
  g_test_add_func ("/eap/mschapv2/CVE-2015-8023/success-without-state", test_success_without_state);
  g_test_add_func ("/eap/mschapv2/success-twice", test_success_twice);
  g_test_add_func ("/eap/mschapv2/EMS-07/server-not-genuine", test_server_not_genuine);
  g_test_add_func ("/eap/mschapv2/EMS-07/success-lower-case", test_success_lower_case);
  g_test_add_func ("/eap/mschapv2/EMS-10/retry", test_retry);
  g_test_add_func ("/eap/mschapv2/EMS-10/retry-declined", test_retry_declined);
  g_test_add_func ("/eap/mschapv2/EMS-08+EMS-09+EMS-16/refusals", test_refusals);
  g_test_add_func ("/eap/mschapv2/EMS-10/success-after-refusal", test_success_after_refusal);
  g_test_add_func ("/eap/mschapv2/CVE-2025-62291/short-packets", test_short_packets);
  g_test_add_func ("/eap/mschapv2/EMS-11+EMS-12+EMS-15/change-password", test_change_password);
  g_test_add_func ("/eap/mschapv2/EMS-11/change-password-too-long", test_change_password_too_long);
  g_test_add_func ("/eap/mschapv2/EMS-11/change-password-declined", test_change_password_declined);
  g_test_add_func ("/eap/mschapv2/EMB-09/chained", test_chained);
  return g_test_run ();
}
