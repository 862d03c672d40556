// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "eap-peap-binding.h"

#include <string.h>

/* Compound keys and MACs, against values of another implementation of MS-PEAP section 3.1.5.5. */

static const guint8 request_mac[] = { 0x72, 0x79, 0x7b, 0x8e, 0x51, 0x47, 0xe0, 0xf8, 0xca, 0x14,
                                      0xdd, 0x3c, 0x36, 0xfe, 0x69, 0xfe, 0x74, 0xd9, 0xf7, 0x4b };
static const guint8 answer_mac[] = { 0xc9, 0x0e, 0x31, 0x8d, 0x02, 0x4e, 0xd7, 0xb8, 0xde, 0x97,
                                     0x7d, 0x5d, 0xee, 0xcc, 0x8d, 0x6c, 0x5a, 0x00, 0xc1, 0x72 };
static const guint8 msk[]
    = { 0x8a, 0xca, 0x94, 0x63, 0xdd, 0x0e, 0x14, 0x44, 0x7d, 0x97, 0x42, 0x04, 0x74,
        0xa3, 0x81, 0xc2, 0xe1, 0x2a, 0xeb, 0x2a, 0x78, 0xb6, 0x16, 0x32, 0xb7, 0x2f,
        0xb1, 0x5d, 0xf6, 0x69, 0x07, 0xc9, 0xee, 0x6b, 0x96, 0x1f, 0xf1, 0xc5, 0xce,
        0x36, 0xa8, 0x45, 0x3f, 0x04, 0xc3, 0x72, 0xf2, 0xe6, 0x7c, 0x80, 0x02, 0xbf,
        0xe4, 0xf2, 0xc4, 0x1d, 0x15, 0x8f, 0x12, 0x5b, 0x63, 0x78, 0xf8, 0x58 };
/* The MAC key of an inner method without keys. */
static const guint8 keyless_cmk[] = { 0x81, 0xe2, 0x7e, 0x1d, 0xa4, 0xb0, 0x54, 0xc5, 0xe8, 0x35,
                                      0xcd, 0xea, 0x50, 0xd5, 0x38, 0x55, 0x6e, 0x8a, 0xeb, 0xd1 };

static SecretBuf *
counting (guint8 from, gsize len)
{
  SecretBuf *secret = secret_buf_new (len);

  for (gsize i = 0; i < len; i++)
    secret_buf_data (secret)[i] = (guint8) (from + i);
  return secret;
}

static void
make_request (guint8 tlv[PEAP_BINDING_LEN])
{
  memcpy (tlv, "\x80\x0c\0\x38\0\0\0\0", 8);
  for (guint8 i = 0; i < 32; i++)
    tlv[8 + i] = (guint8) (200 + i);
  memcpy (tlv + PEAP_MAC_AT, request_mac, PEAP_MAC_LEN);
}

static void
test_known_answers (void)
{
  g_autoptr (SecretBuf) tunnel = counting (0, PEAP_TUNNEL_KEY_LEN);
  g_autoptr (SecretBuf) inner = counting (100, 32);
  g_autoptr (SecretBuf) keys = NULL;
  guint8 request[PEAP_BINDING_LEN], answer[PEAP_BINDING_LEN];
  PeapBinding binding;

  make_request (request);
  g_assert_true (peap_binding_init (&binding, tunnel, inner));
  g_assert_true (peap_binding_verifies (&binding, request));
  g_assert_true (peap_binding_answer (&binding, request, answer));
  g_assert_cmpuint (answer[7], ==, 1);
  g_assert_cmpmem (answer + 8, 32, request + 8, 32);
  g_assert_cmpmem (answer + PEAP_MAC_AT, PEAP_MAC_LEN, answer_mac, sizeof answer_mac);
  keys = peap_binding_msk (&binding);
  g_assert_cmpmem (secret_buf_peek (keys), secret_buf_len (keys), msk, sizeof msk);
  peap_binding_clear (&binding);
}

static void
test_keyless (void)
{
  g_autoptr (SecretBuf) tunnel = counting (0, PEAP_TUNNEL_KEY_LEN);
  PeapBinding binding;

  g_assert_true (peap_binding_init (&binding, tunnel, NULL));
  g_assert_cmpmem (secret_buf_peek (binding.cmk), secret_buf_len (binding.cmk), keyless_cmk,
                   sizeof keyless_cmk);
  peap_binding_clear (&binding);
}

/* Any octet changed, and our own answer sent back to us. */
static void
test_refuses (void)
{
  g_autoptr (SecretBuf) tunnel = counting (0, PEAP_TUNNEL_KEY_LEN);
  g_autoptr (SecretBuf) inner = counting (100, 32);
  guint8 request[PEAP_BINDING_LEN], answer[PEAP_BINDING_LEN];
  PeapBinding binding;

  make_request (request);
  g_assert_true (peap_binding_init (&binding, tunnel, inner));
  for (gsize i = 0; i < sizeof request; i++)
    {
      request[i] ^= 0x10;
      g_assert_false (peap_binding_verifies (&binding, request));
      request[i] ^= 0x10;
    }
  g_assert_true (peap_binding_answer (&binding, request, answer));
  g_assert_false (peap_binding_verifies (&binding, answer));
  peap_binding_clear (&binding);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/eap/peap-binding/EPP-07/known-answers", test_known_answers);
  g_test_add_func ("/eap/peap-binding/keyless", test_keyless);
  g_test_add_func ("/eap/peap-binding/EPP-05/refuses", test_refuses);
  return g_test_run ();
}
