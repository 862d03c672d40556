// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ike-ts.h"

static IkeTs
range (const char *text)
{
  IpRange range;

  /* Turned ones are no ranges to read. */
  if (!ip_range_parse (text, &range))
    {
      g_auto (GStrv) ends = g_strsplit (text, "-", 2);

      g_assert_true (ip_address_parse (ends[0], &range.first));
      g_assert_true (ip_address_parse (ends[1], &range.last));
    }
  return ike_ts_of_range (&range);
}

static IkeTs
with_port (IkeTs ts, guint8 protocol, guint16 from, guint16 to)
{
  ts.protocol = protocol;
  ts.port_from = from;
  ts.port_to = to;
  return ts;
}

static gboolean
contains (const IkeTs *outer, const IkeTs *inner)
{
  IkeTsList a = { .n = 1, .ts = { *outer } };
  IkeTsList b = { .n = 1, .ts = { *inner } };

  return ike_ts_list_contains (&a, &b);
}

static void
test_contains (void)
{
  const IkeTs net = range ("10.0.0.0-10.0.255.255");
  const IkeTs host = range ("10.0.0.7-10.0.0.7");
  const IkeTs beyond = range ("10.0.255.0-10.1.0.0");
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);
  const IkeTs tcp = with_port (net, 6, 0, 65535);
  const IkeTs https = with_port (net, 6, 443, 443);
  const IkeTs opaque = with_port (net, 6, 65535, 0);

  g_assert_true (contains (&any4, &net) && contains (&net, &host) && contains (&net, &net));
  g_assert_false (contains (&host, &net));
  g_assert_false (contains (&net, &beyond));
  g_assert_false (contains (&any6, &net));
  g_assert_true (contains (&net, &https) && contains (&tcp, &https));
  g_assert_false (contains (&https, &tcp));
  g_assert_false (contains (&tcp, &net));
  g_assert_true (contains (&tcp, &opaque) && contains (&opaque, &opaque));
  g_assert_false (contains (&opaque, &https));
  g_assert_false (contains (&https, &opaque));
}

static void
test_validity (void)
{
  const IkeTs net = range ("10.0.0.0-10.0.0.255");
  const IkeTs turned = range ("10.0.0.9-10.0.0.5");
  const IkeTs opaque = with_port (net, 6, 65535, 0);
  const IkeTs ports = with_port (net, 6, 10, 9);

  g_assert_true (ike_ts_is_valid (&net) && ike_ts_is_valid (&opaque));
  g_assert_false (ike_ts_is_valid (&turned));
  g_assert_false (ike_ts_is_valid (&ports));
}

static void
test_lists (void)
{
  IkeTsList offer = { 0 };
  IkeTsList answer = { 0 };
  const IkeTs wide = range ("10.0.0.0-10.255.255.255");
  const IkeTs inside = range ("10.1.0.0-10.1.255.255");
  const IkeTs outside = range ("11.0.0.0-11.0.0.255");
  const IpAddress four = { AF_INET, { 10, 1, 2, 3 } };
  const IpAddress six = { AF_INET6, { 10, 1, 2, 3 } };

  ike_ts_list_add (&offer, &wide);
  ike_ts_list_add (&offer, &inside);
  g_assert_cmpuint (offer.n, ==, 1);
  /* An empty answer is none (TSN-03). */
  g_assert_false (ike_ts_list_contains (&offer, &answer));
  ike_ts_list_add (&answer, &inside);
  g_assert_true (ike_ts_list_contains (&offer, &answer));
  ike_ts_list_add (&answer, &outside);
  g_assert_false (ike_ts_list_contains (&offer, &answer));
  g_assert_true (ike_ts_list_has_address (&answer, &four));
  g_assert_false (ike_ts_list_has_address (&answer, &six));
}

static void
test_narrow (void)
{
  IkeTsList policy = { 0 };
  IkeTsList proposed = { 0 };
  IkeTsList result = { 0 };
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs any6 = ike_ts_any (AF_INET6);
  const IkeTs office = range ("10.1.0.0-10.1.255.255");
  const IkeTs lab = with_port (range ("10.2.0.0-10.2.255.255"), 6, 0, 65535);
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
  g_assert_true (contains (&result.ts[1], &expected) && contains (&expected, &result.ts[1]));
  g_assert_true (ike_ts_list_contains (&policy, &result));
  g_assert_true (ike_ts_list_contains (&proposed, &result));
}

/* Ports that overlap, that meet, and that do not. */
static void
test_ports (void)
{
  static const struct
  {
    guint16 from, to, result_from, result_to;
  } rows[] = {
    { 500, 2000, 500, 1023 },   { 0, 99, 100, 99 },     { 50, 100, 100, 100 },
    { 1023, 9999, 1023, 1023 }, { 200, 300, 200, 300 }, { 0, 65535, 100, 1023 },
    { 1024, 2000, 1024, 1023 },
  };
  const IkeTs any4 = ike_ts_any (AF_INET);
  const IkeTs ours = with_port (any4, 6, 100, 1023);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint turned = 0; turned < 2; turned++)
      {
        const IkeTs theirs = with_port (any4, 6, rows[i].from, rows[i].to);
        IkeTsList a = { 0 };
        IkeTsList b = { 0 };
        IkeTsList result = { 0 };

        ike_ts_list_add (&a, turned ? &theirs : &ours);
        ike_ts_list_add (&b, turned ? &ours : &theirs);
        ike_ts_list_narrow (&a, &b, &result);
        if (rows[i].result_from > rows[i].result_to)
          {
            g_assert_cmpuint (result.n, ==, 0);
            continue;
          }
        g_assert_cmpuint (result.n, ==, 1);
        g_assert_cmpuint (result.ts[0].port_from, ==, rows[i].result_from);
        g_assert_cmpuint (result.ts[0].port_to, ==, rows[i].result_to);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ike/ts/contains", test_contains);
  g_test_add_func ("/ike/ts/TSN-09/validity", test_validity);
  g_test_add_func ("/ike/ts/TSN-03/lists", test_lists);
  g_test_add_func ("/ike/ts/narrow", test_narrow);
  g_test_add_func ("/ike/ts/TSN-03/ports", test_ports);
  return g_test_run ();
}
