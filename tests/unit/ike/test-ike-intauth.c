// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-intauth.h"

#include "test-support.h"

/* Worked out by a second implementation. The header's own length and next payload do not count:
 * they are of the message as it was cut and encrypted. */
static void
test_value (void)
{
  static const guint8 chain[] = { 0, 0, 0, 8, 0, 0, 0x9c, 0x40 };
  static const guint lengths[] = { 40, 400 };
  g_autoptr (GBytes) key = hex ("f4d9f877d73606ca959fbdb34f746d24f8939191f8d3af60fc816d7edfca54ae");
  g_autoptr (GBytes) expected
      = hex ("7b99be2aadb1ec53fec7fa6e3d8a69053722a3e7045bf04a233eef6fd24d4edd");
  g_autoptr (SecretBuf) sk_pi = secret_buf_new_copy (g_bytes_get_data (key, NULL), 32);

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      const IkeHeader header = {
        .spi_i = 0x0102030405060708,
        .spi_r = 0x1112131415161718,
        .next_payload = i == 0 ? IKE_PAYLOAD_SK : IKE_PAYLOAD_SKF,
        .exchange = IKE_EXCHANGE_IKE_INTERMEDIATE,
        .initiator = TRUE,
        .message_id = 1,
        .length = lengths[i],
      };
      const IkeIntAuthMessage message
          = { .header = &header, .first = IKE_PAYLOAD_NOTIFY, .chain = { chain, sizeof chain } };
      g_autoptr (GBytes) value = ike_int_auth (CRY_PRF_HMAC_SHA2_256, sk_pi, NULL, &message);
      g_autoptr (GBytes) next = ike_int_auth (CRY_PRF_HMAC_SHA2_256, sk_pi, value, &message);

      g_assert_nonnull (value);
      if (i == 0)
        g_assert_false (g_bytes_equal (next, value));
      g_test_message ("length %u", lengths[i]);
      g_assert_true (g_bytes_equal (value, expected));
    }
}

/* The octet beside the first payload's type counts as it came; a chain may be empty. */
static void
test_reserved (void)
{
  const IkeHeader header = { .spi_i = 1, .spi_r = 2, .exchange = IKE_EXCHANGE_IKE_INTERMEDIATE };
  const IkeIntAuthMessage plain = { .header = &header };
  const IkeIntAuthMessage marked = { .header = &header, .reserved = 0x7f };
  g_autoptr (SecretBuf) key = secret_buf_new_copy ("key", 3);
  g_autoptr (GBytes) a = ike_int_auth (CRY_PRF_HMAC_SHA2_256, key, NULL, &plain);
  g_autoptr (GBytes) b = ike_int_auth (CRY_PRF_HMAC_SHA2_256, key, NULL, &marked);

  g_assert_false (g_bytes_equal (a, b));
}

static void
test_join (void)
{
  g_autoptr (GBytes) ours = g_bytes_new ("ours", 4);
  g_autoptr (GBytes) theirs = g_bytes_new ("theirs", 6);
  g_autoptr (GBytes) joined = ike_int_auth_join (ours, theirs, 3);
  gsize len;
  gconstpointer data = g_bytes_get_data (joined, &len);

  g_assert_cmpmem (data, len, "ourstheirs\0\0\0\3", 14);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/intauth/IMD-05+IMD-06+IMD-07/value", test_value);
  g_test_add_func ("/ike/intauth/IMD-07+IMD-12/reserved", test_reserved);
  g_test_add_func ("/ike/intauth/IMD-08/join", test_join);
  return g_test_run ();
}
