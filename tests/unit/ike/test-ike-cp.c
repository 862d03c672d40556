// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-cp.h"

#include "sim-cp.h"
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

static void
assert_prefix (const IpPrefix *prefix, const char *expected)
{
  g_autofree char *text = ip_prefix_to_text (prefix);

  g_assert_cmpstr (text, ==, expected);
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

  g_assert_cmpuint (reply->n_addresses, ==, 2);
  assert_prefix (&reply->addresses[0], "10.9.0.2/24");
  assert_prefix (&reply->addresses[1], "2001:db8::2/64");
  g_assert_cmpuint (reply->n_dns, ==, 1);
  g_assert_cmpuint (reply->n_subnets, ==, 1);
  assert_prefix (&reply->subnets[0], "10.1.0.0/16");
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
    "001a000400010802",                         /* a trust anchor, of nobody (DNS-10) */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (noise); i++)
    {
      g_autofree char *body = g_strconcat (REPLY, noise[i], ADDR4, DNS4, NULL);
      IkeConfigReply *reply = read_reply (body, &want_both);

      g_assert_cmpuint (reply->n_addresses, ==, 1);
      assert_prefix (&reply->addresses[0], "10.9.0.2/32");
      g_assert_cmpuint (reply->n_subnets, ==, 0);
      g_assert_cmpuint (reply->n_dns, ==, 1);
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
    "000300047f000001", "00010004a9fe0101", "00030004a9fea9fe",
  };
  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strconcat (REPLY, rows[i], NULL);
      IkeConfigReply *reply = read_reply (body, &want_both);

      g_assert_cmpuint (reply->n_addresses + reply->n_dns, ==, 0);
      ike_config_reply_free (reply);
    }
}

static void
test_one_address (void)
{
  IkeConfigReply *reply = read_reply (REPLY ADDR4 "000100040a090003", &want_both);

  g_assert_cmpuint (reply->n_addresses, ==, 1);
  assert_prefix (&reply->addresses[0], "10.9.0.2/32");
  ike_config_reply_free (reply);
}

static void
test_unwanted_family (void)
{
  const IkeCpRequest only4 = { .want_ipv4 = TRUE };
  IkeConfigReply *reply = read_reply (REPLY ADDR4 ADDR6, &only4);

  g_assert_cmpuint (reply->n_addresses, ==, 1);
  g_assert_cmpint (reply->addresses[0].address.family, ==, AF_INET);
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
  g_assert_cmpuint (reply->n_dns, ==, IKE_CP_LIST_MAX);
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

  g_assert_cmpstr (reply->banner, ==, "Hi\357\277\275[2J \357\277\275\357\277\275!");
  ike_config_reply_free (reply);
}

/* Taken without the dot of the root and in lower case, a single label as well; what no name is, is
 * not. */
static void
test_domains (void)
{
  static const struct
  {
    const char *attribute; /* hex */
    const char *taken;     /* NULL: none */
  } rows[] = {
    { "0019000d4558616d706c652e746573742e", "example.test" },
    { "00190004436f7270", "corp" },
    { "001900056120622e63", NULL },
    { "001900056100622e63", NULL },
    { "00190000", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *body = g_strconcat (REPLY DNS4, rows[i].attribute, NULL);
      IkeConfigReply *reply = read_reply (body, &want_both);

      g_assert_cmpuint (reply->n_domains, ==, rows[i].taken != NULL);
      g_assert_cmpstr (reply->domains[0], ==, rows[i].taken);
      ike_config_reply_free (reply);
    }
}

static void
test_request (void)
{
  g_auto (IkeMessageBuilder) builder = { 0 };
  const IkeCpRequest request = {
    .want_ipv4 = TRUE,
    .last_ipv4 = { .family = AF_INET, .octets = { 10, 9, 0, 2 } },
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
  sim_cp_reply_write (&builder, reply);
  payload.data = byte_writer_data (&builder.chain) + 4;
  payload.len = byte_writer_len (&builder.chain) - 4;
  again = ike_cp_reply_read (&payload, &want_both);
  assert_prefix (&again->addresses[0], "10.9.0.2/24");
  g_assert_cmpuint (again->n_subnets, ==, 2);
  assert_prefix (&again->subnets[1], "2001:db8::/48");
  g_assert_cmpstr (again->domains[0], ==, "example.test");
  g_assert_cmpstr (again->banner, ==, "Hi");
  ike_config_reply_free (again);
  ike_config_reply_free (reply);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/cp/CPA-08/reply", test_reply);
  g_test_add_func ("/ike/cp/CPA-05+CPA-07+CPA-17+CRI-07+DNS-10+MSG-24/tolerance", test_tolerance);
  g_test_add_func ("/ike/cp/CPA-18/unusable", test_unusable);
  g_test_add_func ("/ike/cp/CPA-06/one-address", test_one_address);
  g_test_add_func ("/ike/cp/unwanted-family", test_unwanted_family);
  g_test_add_func ("/ike/cp/DNS-02/domains-need-server", test_domains_need_server);
  g_test_add_func ("/ike/cp/CPA-16/not-a-reply", test_not_a_reply);
  g_test_add_func ("/ike/cp/MSG-32/many", test_many);
  g_test_add_func ("/ike/cp/banner", test_banner);
  g_test_add_func ("/ike/cp/DNS-12/domains", test_domains);
  g_test_add_func ("/ike/cp/CPA-03/request", test_request);
  g_test_add_func ("/ike/cp/write-reply", test_write_reply);
  return g_test_run ();
}
