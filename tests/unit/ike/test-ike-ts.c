// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-ts.h"

#include <arpa/inet.h>
#include <string.h>

static IkeTs
range (const char *from, const char *to)
{
  IkeTs ts = { .family = strchr (from, ':') != NULL ? AF_INET6 : AF_INET, .port_to = 65535 };

  g_assert_cmpint (inet_pton (ts.family, from, ts.from), ==, 1);
  g_assert_cmpint (inet_pton (ts.family, to, ts.to), ==, 1);
  return ts;
}

static IkeTs
with_port (IkeTs ts, guint8 protocol, guint16 from, guint16 to)
{
  ts.protocol = protocol;
  ts.port_from = from;
  ts.port_to = to;
  return ts;
}

static void
test_contains (void)
{
  const IkeTs net = range ("10.0.0.0", "10.0.255.255");
  const IkeTs host = range ("10.0.0.7", "10.0.0.7");
  const IkeTs beyond = range ("10.0.255.0", "10.1.0.0");
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);
  const IkeTs tcp = with_port (net, 6, 0, 65535);
  const IkeTs https = with_port (net, 6, 443, 443);
  const IkeTs opaque = with_port (net, 6, 65535, 0);

  g_assert_true (ike_ts_is_any (&any4) && ike_ts_is_any (&any6) && !ike_ts_is_any (&net));
  g_assert_true (ike_ts_contains (&any4, &net) && ike_ts_contains (&net, &host)
                 && ike_ts_contains (&net, &net));
  g_assert_false (ike_ts_contains (&host, &net));
  g_assert_false (ike_ts_contains (&net, &beyond));
  g_assert_false (ike_ts_contains (&any6, &net));
  g_assert_true (ike_ts_contains (&net, &https) && ike_ts_contains (&tcp, &https));
  g_assert_false (ike_ts_contains (&https, &tcp));
  g_assert_false (ike_ts_contains (&tcp, &net));
  g_assert_true (ike_ts_contains (&tcp, &opaque) && ike_ts_contains (&opaque, &opaque));
  g_assert_false (ike_ts_contains (&opaque, &https));
  g_assert_false (ike_ts_contains (&https, &opaque));
}

static void
test_validity (void)
{
  const IkeTs net = range ("10.0.0.0", "10.0.0.255");
  const IkeTs turned = range ("10.0.0.9", "10.0.0.5");
  const IkeTs opaque = with_port (net, 6, 65535, 0);
  const IkeTs ports = with_port (net, 6, 10, 9);

  g_assert_true (ike_ts_is_valid (&net) && ike_ts_is_valid (&opaque));
  g_assert_true (ike_ts_is_opaque (&opaque) && !ike_ts_is_opaque (&net));
  g_assert_false (ike_ts_is_valid (&turned));
  g_assert_false (ike_ts_is_valid (&ports));
}

static void
test_lists (void)
{
  IkeTsList offer = { 0 };
  IkeTsList answer = { 0 };
  const IkeTs wide = range ("10.0.0.0", "10.255.255.255");
  const IkeTs inside = range ("10.1.0.0", "10.1.255.255");
  const IkeTs outside = range ("11.0.0.0", "11.0.0.255");
  const guint8 addr[4] = { 10, 1, 2, 3 };

  ike_ts_list_add (&offer, &wide);
  ike_ts_list_add (&offer, &inside);
  g_assert_cmpuint (offer.n, ==, 1);
  /* An empty answer is none (TSN-03). */
  g_assert_false (ike_ts_list_contains (&offer, &answer));
  ike_ts_list_add (&answer, &inside);
  g_assert_true (ike_ts_list_contains (&offer, &answer));
  ike_ts_list_add (&answer, &outside);
  g_assert_false (ike_ts_list_contains (&offer, &answer));
  g_assert_true (ike_ts_list_has_address (&answer, AF_INET, addr));
  g_assert_false (ike_ts_list_has_address (&answer, AF_INET6, addr));
}

static void
test_narrow (void)
{
  IkeTsList policy = { 0 };
  IkeTsList proposed = { 0 };
  IkeTsList result = { 0 };
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);
  const IkeTs office = range ("10.1.0.0", "10.1.255.255");
  const IkeTs lab = with_port (range ("10.2.0.0", "10.2.255.255"), 6, 0, 65535);
  const IkeTs low_ports = with_port (any4, 0, 0, 1023);
  const IkeTs expected = with_port (lab, 6, 0, 1023);

  ike_ts_list_add (&policy, &office);
  ike_ts_list_add (&policy, &lab);
  ike_ts_list_add (&proposed, &any6);
  ike_ts_list_narrow (&policy, &proposed, &result);
  g_assert_cmpuint (result.n, ==, 0);
  ike_ts_list_add (&proposed, &low_ports);
  ike_ts_list_narrow (&policy, &proposed, &result);
  g_assert_cmpuint (result.n, ==, 2);
  g_assert_true (ike_ts_equal (&result.ts[1], &expected));
  g_assert_true (ike_ts_list_contains (&policy, &result));
  g_assert_true (ike_ts_list_contains (&proposed, &result));
}

static void
assert_prefixes (const char *from, const char *to, const char *expected)
{
  const IkeTs ts = range (from, to);
  IkeTsPrefix prefixes[IKE_TS_PREFIXES_MAX];
  gsize n = ike_ts_to_prefixes (&ts, prefixes);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    {
      char name[INET6_ADDRSTRLEN];

      g_string_append_printf (text, "%s%s/%u", i > 0 ? " " : "",
                              inet_ntop (ts.family, prefixes[i].addr, name, sizeof name),
                              prefixes[i].prefix);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_prefixes (void)
{
  IkeTsPrefix prefixes[IKE_TS_PREFIXES_MAX];
  const IkeTs worst = range ("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");

  assert_prefixes ("10.0.0.5", "10.0.0.9", "10.0.0.5/32 10.0.0.6/31 10.0.0.8/31");
  assert_prefixes ("0.0.0.0", "255.255.255.255", "0.0.0.0/0");
  assert_prefixes ("10.0.0.0", "10.0.0.255", "10.0.0.0/24");
  assert_prefixes ("10.0.0.255", "10.0.1.0", "10.0.0.255/32 10.0.1.0/32");
  assert_prefixes ("255.255.255.255", "255.255.255.255", "255.255.255.255/32");
  assert_prefixes ("128.0.0.0", "255.255.255.255", "128.0.0.0/1");
  assert_prefixes ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0");
  assert_prefixes ("2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8::/48");
  g_assert_cmpuint (ike_ts_to_prefixes (&worst, prefixes), ==, 254);
}

static void
test_text (void)
{
  static const guint8 net[4] = { 10, 1, 2, 3 };
  const IkeTs prefix = ike_ts_from_prefix (AF_INET, net, 20);
  const IkeTs ports = with_port (range ("10.0.0.5", "10.0.0.9"), 6, 443, 443);
  const IkeTs opaque = with_port (prefix, 17, 65535, 0);
  g_autofree char *a = ike_ts_to_text (&prefix);
  g_autofree char *b = ike_ts_to_text (&ports);
  g_autofree char *c = ike_ts_to_text (&opaque);

  g_assert_cmpstr (a, ==, "10.1.0.0/20");
  g_assert_cmpstr (b, ==, "10.0.0.5-10.0.0.9[6/443-443]");
  g_assert_cmpstr (c, ==, "10.1.0.0/20[17/opaque]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/ts/contains", test_contains);
  g_test_add_func ("/ike/ts/TSN-09/validity", test_validity);
  g_test_add_func ("/ike/ts/TSN-03/lists", test_lists);
  g_test_add_func ("/ike/ts/narrow", test_narrow);
  g_test_add_func ("/ike/ts/TSN-17/prefixes", test_prefixes);
  g_test_add_func ("/ike/ts/text", test_text);
  return g_test_run ();
}
