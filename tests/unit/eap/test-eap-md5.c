// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-fixture.h"

#include "status.h"

static const char *const only_md5[] = { "md5", NULL };

/* MD5 (09 || "secret" || "challenge"), computed independently. */
static void
test_response (void)
{
  static const guint8 expected[17] = { 16,   0x1f, 0x8d, 0x5f, 0xad, 0xa0, 0xce, 0x0b, 0x72,
                                       0xa0, 0x2a, 0xf9, 0x3d, 0x43, 0x00, 0x26, 0xf7 };
  g_autoptr (EapPeer) peer = fixture_peer (only_md5, TRUE);

  fixture_request (peer, 9, EAP_TYPE_MD5,
                   "\x09"
                   "challengegateway");
  fixture_answer (peer, EAP_SECRET_PASSWORD, "secret");
  fixture_response_is (peer, 9, EAP_TYPE_MD5, expected, sizeof expected);
  fixture_success (peer);
  g_auto (EapEvent) event = fixture_event (peer, EAP_EVENT_SUCCEEDED);
  g_assert_null (eap_peer_msk (peer));
}

static void
test_challenge_lengths (void)
{
  g_autoptr (EapPeer) peer = fixture_peer (only_md5, TRUE);
  guint8 data[256] = { 255 };
  g_autoptr (GBytes) response = NULL;

  fixture_send (peer, 1, 1, EAP_TYPE_MD5, "\0", 1);
  fixture_send (peer, 1, 2, EAP_TYPE_MD5, data, sizeof data - 1);
  fixture_quiet (peer);
  g_assert_cmpuint (eap_peer_dropped (peer), ==, 2);
  fixture_send (peer, 1, 3, EAP_TYPE_MD5, data, sizeof data);
  fixture_answer (peer, EAP_SECRET_PASSWORD, "x");
  response = fixture_response (peer, 3, EAP_TYPE_MD5);
  g_assert_cmpuint (g_bytes_get_size (response), ==, 17);
}

/* A password fits if it and what is hashed with it are a secret; a longer one is no reason to
 * crash. */
static void
test_long_passwords (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EapPeer) peer = fixture_peer (only_md5, TRUE);
      g_auto (EapEvent) event = { 0 };
      SecretBuf *password = secret_buf_new (SECRET_BUF_MAX - 1 - 9 + i);

      fixture_request (peer, 9, EAP_TYPE_MD5,
                       "\x09"
                       "challengegateway");
      event = fixture_event (peer, EAP_EVENT_NEED_SECRET);
      g_assert_cmpint (eap_peer_answer (peer, event.ticket, password, 0), ==,
                       i == 0 ? STATUS_OK : STATUS_FATAL_LIMIT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/md5/EMB-01+EMB-11/response", test_response);
  g_test_add_func ("/eap/md5/long-passwords", test_long_passwords);
  g_test_add_func ("/eap/md5/EMB-12/challenge-lengths", test_challenge_lengths);
  return g_test_run ();
}
