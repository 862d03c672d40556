// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-cp.h"

#include "test-support.h"

#include <string.h>

static const IkeCpRequest want_both = { .want_ipv4 = TRUE, .want_ipv6 = TRUE };

static IkeConfigReply *
read_reply (const char *body, const IkeCpRequest *request)
{
  g_autoptr (GBytes) bytes = hex (body);
  IkePayload payload = { .type = IKE_PAYLOAD_CP };

  payload.data = g_bytes_get_data (bytes, &payload.len);
  g_assert_true (ike_payload_cp_is_valid (payload.data, payload.len));
  return ike_cp_reply_read (&payload, request);
}

#define REPLY "02000000"
#define ADDR4 "000100040a090002"
#define DNS4  "000300040a090001"
#define ADDR6                                \
  "0008001120010db8000000000000000000000002" \
  "40"
#define DOMAIN \
  "0019000c"   \
  "6578616d706c652e74657374" /* example.test */

static void
test_reply (void)
{
  IkeConfigReply *reply = read_reply (
      REPLY ADDR4 "00020004ffffff00" DNS4 ADDR6 "000d00080a010000ffff0000" DOMAIN, &want_both);

  g_assert_cmpuint (reply->n_addr4, ==, 1);
  assert_hex (reply->addr4[0].addr, 4, "0a090002");
  g_assert_cmpuint (reply->addr4[0].prefix, ==, 24);
  g_assert_cmpuint (reply->addr6[0].prefix, ==, 64);
  g_assert_cmpuint (reply->n_dns4, ==, 1);
  g_assert_cmpuint (reply->n_subnets, ==, 1);
  g_assert_cmpuint (reply->subnets[0].prefix, ==, 16);
  g_assert_cmpstr (reply->domains[0], ==, "example.test");
  ike_config_reply_free (reply);
}

/* Unknown, empty and broken attributes are passed over; the good one behind them counts. */
static void
test_tolerance (void)
{
  static const char *const noise[] = {
    "7fff0003aabbcc",                           /* unknown */
    "00010000",                                 /* no value (CPA-07) */
    "000100050a00000001",                       /* wrong length */
    "0008001020010db8000000000000000000000003", /* IPv6 without prefix length */
    "000500040000ffff",                         /* old expiry (CPA-17) */
    "00020004ff00ff00",                         /* netmask with a hole */
    "000d00080a010000ff00ff00",                 /* the same in a subnet */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (noise); i++)
    {
      g_autofree char *body = g_strconcat (REPLY, noise[i], ADDR4, DNS4, NULL);
      IkeConfigReply *reply = read_reply (body, &want_both);

      g_assert_cmpuint (reply->n_addr4, ==, 1);
      g_assert_cmpuint (reply->addr4[0].prefix, ==, 32);
      g_assert_cmpuint (reply->n_addr6, ==, 0);
      g_assert_cmpuint (reply->n_subnets, ==, 0);
      g_assert_cmpuint (reply->n_dns4, ==, 1);
      ike_config_reply_free (reply);
    }
}

/* Addresses that cannot be ours (CPA-18). */
static void
test_unusable (void)
{
  /* clang-format off */
  static const char *const rows[] = {
    "000100047f000001", "00010004e0000001", "0001000400000000", "00010004ffffffff",
    "00080011" "00000000000000000000000000000001" "80",
    "00080011" "00000000000000000000000000000000" "80",
    "00080011" "ff020000000000000000000000000001" "80",
    "00080011" "fe800000000000000000000000000001" "80",
    "00080011" "00000000000000000000ffff0a090002" "80",
    "00080011" "20010db8000000000000000000000002" "81",
    "000300047f000001",
  };
  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strconcat (REPLY, rows[i], NULL);
      IkeConfigReply *reply = read_reply (body, &want_both);

      g_assert_cmpuint (reply->n_addr4 + reply->n_addr6 + reply->n_dns4, ==, 0);
      ike_config_reply_free (reply);
    }
}

static void
test_one_address (void)
{
  IkeConfigReply *reply = read_reply (REPLY ADDR4 "000100040a090003", &want_both);

  g_assert_cmpuint (reply->n_addr4, ==, 1);
  assert_hex (reply->addr4[0].addr, 4, "0a090002");
  ike_config_reply_free (reply);
}

static void
test_unwanted_family (void)
{
  const IkeCpRequest only4 = { .want_ipv4 = TRUE };
  IkeConfigReply *reply = read_reply (REPLY ADDR4 ADDR6, &only4);

  g_assert_cmpuint (reply->n_addr6, ==, 0);
  ike_config_reply_free (reply);
}

static void
test_domains_need_server (void)
{
  IkeConfigReply *reply = read_reply (REPLY ADDR4 DOMAIN, &want_both);

  g_assert_cmpuint (reply->n_domains, ==, 0);
  ike_config_reply_free (reply);
}

static void
test_not_a_reply (void)
{
  g_assert_null (read_reply ("01000000" ADDR4, &want_both));
  g_assert_null (read_reply ("03000000" ADDR4, &want_both));
}

/* More of a kind than is kept. */
static void
test_many (void)
{
  g_autoptr (GString) body = g_string_new (REPLY);
  IkeConfigReply *reply;

  for (guint i = 0; i < 100; i++)
    g_string_append (body, DNS4 DOMAIN "000d00080a010000ffff0000"
                                       "000a0010"
                                       "20010db8000000000000000000000001");
  reply = read_reply (body->str, &want_both);
  g_assert_cmpuint (reply->n_dns4, ==, IKE_CP_LIST_MAX);
  g_assert_cmpuint (reply->n_dns6, ==, IKE_CP_LIST_MAX);
  g_assert_cmpuint (reply->n_domains, ==, IKE_CP_LIST_MAX);
  g_assert_cmpuint (reply->n_subnets, ==, IKE_CP_LIST_MAX);
  ike_config_reply_free (reply);
}

static void
test_banner (void)
{
  /* "Hi" ESC "[2J" newline CR tab NUL 0xff "!" */
  IkeConfigReply *reply = read_reply (REPLY "7000000c"
                                            "48691b5b324a0a0d0900ff21",
                                      &want_both);

  g_assert_true (g_utf8_validate (reply->banner, -1, NULL));
  g_assert_true (g_str_has_prefix (reply->banner, "Hi[2J\n"));
  g_assert_true (g_str_has_suffix (reply->banner, "!"));
  g_assert_null (strchr (reply->banner, '\033'));
  g_assert_null (strchr (reply->banner, '\r'));
  ike_config_reply_free (reply);
}

static void
test_dns_names (void)
{
  static const char *const good[]
      = { "example.test", "a.b", "_srv.example.test", "xn--4ca.test", "10.in-addr.arpa" };
  static const char *const bad[] = {
    "",         ".",       "com",           "example.test.", ".example.test", "a..b",
    "-a.test",  "a-.test", "a;rm -rf.test", "a b.test",      "a/b.c",         "caf\303\251.test",
    "a\nb.test"
  };
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *long_label = g_strconcat (label, ".test", NULL);
  g_autoptr (GString) long_name = g_string_new ("a");

  while (long_name->len < 255)
    g_string_append (long_name, ".a");
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (ike_cp_is_dns_name (good[i], strlen (good[i])));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ike_cp_is_dns_name (bad[i], strlen (bad[i])));
  g_assert_false (ike_cp_is_dns_name ("a\0b.test", 8));
  g_assert_false (ike_cp_is_dns_name (long_label, strlen (long_label)));
  g_assert_true (ike_cp_is_dns_name (long_name->str, 253));
  g_assert_false (ike_cp_is_dns_name (long_name->str, 255));
}

static void
test_request (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkeCpRequest request = {
    .want_ipv4 = TRUE,
    .last_ipv4 = { .family = AF_INET, .addr = { 10, 9, 0, 2 } },
  };

  ike_message_builder_init (&builder);
  ike_cp_request_write (&builder, &request);
  assert_hex (byte_writer_data (&builder.chain), byte_writer_len (&builder.chain),
              "00000024"
              "01000000"
              "000100040a090002"
              "00020000"
              "00030000"
              "000d0000"
              "00190000"
              "70000000");
}

static void
test_write_reply (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  IkeConfigReply *reply
      = read_reply (REPLY ADDR4 "00020004ffffff00" DNS4 ADDR6 "000d00080a010000ffff0000"
                                "000f001120010db800000000000000000000000030" DOMAIN "700000024869",
                    &want_both);
  IkePayload payload = { .type = IKE_PAYLOAD_CP };
  IkeConfigReply *again;

  ike_message_builder_init (&builder);
  ike_cp_reply_write (&builder, reply);
  payload.data = byte_writer_data (&builder.chain) + 4;
  payload.len = byte_writer_len (&builder.chain) - 4;
  again = ike_cp_reply_read (&payload, &want_both);
  g_assert_cmpuint (again->addr4[0].prefix, ==, 24);
  g_assert_cmpuint (again->n_subnets, ==, 2);
  g_assert_cmpuint (again->subnets[1].prefix, ==, 48);
  g_assert_cmpstr (again->domains[0], ==, "example.test");
  g_assert_cmpstr (again->banner, ==, "Hi");
  ike_config_reply_free (again);
  ike_config_reply_free (reply);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/cp/reply", test_reply);
  g_test_add_func ("/ike/cp/CPA-05/tolerance", test_tolerance);
  g_test_add_func ("/ike/cp/CPA-18/unusable", test_unusable);
  g_test_add_func ("/ike/cp/CPA-06/one-address", test_one_address);
  g_test_add_func ("/ike/cp/unwanted-family", test_unwanted_family);
  g_test_add_func ("/ike/cp/DNS-02/domains-need-server", test_domains_need_server);
  g_test_add_func ("/ike/cp/CPA-16/not-a-reply", test_not_a_reply);
  g_test_add_func ("/ike/cp/MSG-32/many", test_many);
  g_test_add_func ("/ike/cp/banner", test_banner);
  g_test_add_func ("/ike/cp/DNS-12/dns-names", test_dns_names);
  g_test_add_func ("/ike/cp/CPA-03/request", test_request);
  g_test_add_func ("/ike/cp/write-reply", test_write_reply);
  return g_test_run ();
}
