// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-report.h"

#include <arpa/inet.h>
#include <string.h>

static IkeTs
range (const char *from, const char *to)
{
  IkeTs ts = { .port_to = 65535 };

  g_assert_true (ip_address_parse (from, &ts.range.first));
  g_assert_true (ip_address_parse (to, &ts.range.last));
  return ts;
}

/* A reply with one inner address of each family. */
static IkeConfigReply
both_families (void)
{
  IkeConfigReply reply = { .n_addresses = 2 };

  g_assert_true (ip_prefix_parse ("10.0.0.5", &reply.addresses[0]));
  g_assert_true (ip_prefix_parse ("fd00::", &reply.addresses[1]));
  return reply;
}

static GVariant *
plan_of (const WorkerConfig *config, const IkeConfigReply *reply, const WorkerChild *child)
{
  const IkeEndpoint gateway = { { AF_INET, { 192, 0, 2, 1 } }, 4500 };

  return g_variant_ref_sink (worker_report_plan (config, reply, child, &gateway, 1400));
}

/* The routes of a plan as "10.0.0.0/8 ...". */
static char *
routes_text (GVariant *plan)
{
  g_autoptr (GVariant) routes = g_variant_lookup_value (plan, "routes", G_VARIANT_TYPE ("a(ayy)"));
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < g_variant_n_children (routes); i++)
    {
      g_autoptr (GVariant) route = g_variant_get_child_value (routes, i);
      g_autoptr (GVariant) octets = g_variant_get_child_value (route, 0);
      char buf[INET6_ADDRSTRLEN];
      guint8 prefix;
      gsize len;
      gconstpointer addr = g_variant_get_fixed_array (octets, &len, 1);

      g_variant_get_child (route, 1, "y", &prefix);
      g_string_append_printf (text, "%s%s/%u", i > 0 ? " " : "",
                              inet_ntop (len == 4 ? AF_INET : AF_INET6, addr, buf, sizeof buf),
                              prefix);
    }
  return g_string_free (text, FALSE);
}

static void
assert_routes (IkeTs ts, const char *expected)
{
  const WorkerConfig config = { .use_dns = FALSE };
  const IkeConfigReply reply = both_families ();
  WorkerChild child = { .n_ts_remote = 1, .ts_remote = { ts } };
  g_autoptr (GVariant) plan = plan_of (&config, &reply, &child);
  g_autofree char *text = routes_text (plan);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_ranges_become_prefixes (void)
{
  assert_routes (range ("0.0.0.0", "255.255.255.255"), "0.0.0.0/0");
  assert_routes (range ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "::/0");
  assert_routes (range ("10.1.0.0", "10.1.255.255"), "10.1.0.0/16");
  assert_routes (range ("10.1.2.3", "10.1.2.3"), "10.1.2.3/32");
  assert_routes (range ("10.0.0.1", "10.0.0.6"), "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32");
  assert_routes (range ("255.255.255.254", "255.255.255.255"), "255.255.255.254/31");
  assert_routes (range ("2001:db8::", "2001:db8::ff"), "2001:db8::/120");
  /* upside down: nothing */
  assert_routes (range ("10.0.0.9", "10.0.0.1"), "");
}

/* More than a host takes as routes: covered all the same. */
static void
test_worst_range (void)
{
  const WorkerConfig config = { .use_dns = FALSE };
  const IkeConfigReply reply = both_families ();
  WorkerChild child = {
    .n_ts_remote = 1,
    .ts_remote = { range ("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe") },
  };
  g_autoptr (GVariant) plan = plan_of (&config, &reply, &child);
  g_autoptr (GVariant) routes = g_variant_lookup_value (plan, "routes", NULL);

  g_assert_cmpuint (g_variant_n_children (routes), <=, 128);
}

/* Unaligned ranges come to more prefixes than there may be routes: what was granted goes through
 * the tunnel to its last address. */
static void
test_odd_ranges (void)
{
  const WorkerConfig config = { .use_dns = FALSE };
  const IkeConfigReply reply = both_families ();
  WorkerChild child = { .n_ts_remote = 14 };
  g_autoptr (GVariant) plan = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) routes = NULL;

  for (guint i = 0; i < child.n_ts_remote; i++)
    {
      g_autofree char *first = g_strdup_printf ("%u.1.2.3", 16 * i + 1);
      g_autofree char *last = g_strdup_printf ("%u.254.253.252", 16 * i + 12);

      child.ts_remote[i] = range (first, last);
    }
  plan = plan_of (&config, &reply, &child);
  text = routes_text (plan);
  routes = g_strsplit (text, " ", -1);
  g_assert_cmpuint (g_strv_length (routes), <=, 128);
  for (guint i = 0; i < 2 * child.n_ts_remote; i++)
    {
      const IpRange *granted = &child.ts_remote[i / 2].range;
      IpPrefix end = ip_prefix_host (i % 2 == 0 ? &granted->first : &granted->last), route;
      gboolean covered = FALSE;

      for (guint j = 0; routes[j] != NULL; j++)
        covered |= ip_prefix_parse (routes[j], &route) && ip_prefix_covers (&route, &end);
      g_assert_true (covered);
    }
}

static void
test_routes_without_address_are_left_out (void)
{
  const WorkerConfig config = { .use_dns = FALSE };
  IkeConfigReply reply = both_families ();
  WorkerChild child
      = { .n_ts_remote = 3,
          .ts_remote = { range ("10.0.0.0", "10.255.255.255"), range ("10.0.0.0", "10.255.255.255"),
                         range ("::", "ffff::") } };
  g_autoptr (GVariant) plan = NULL;
  g_autofree char *text = NULL;

  reply.n_addresses = 1;
  child.ts_remote[1].protocol = 17; /* the same range for one protocol: one route */
  plan = plan_of (&config, &reply, &child);
  text = routes_text (plan);
  g_assert_cmpstr (text, ==, "10.0.0.0/8");
}

/* The gateway names what of everything that it grants is the office's. */
static void
test_named_subnets (void)
{
  g_autoptr (GArray) dns = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  static const char *const none[] = { NULL };
  WorkerConfig config = { .use_subnets = TRUE, .use_dns = TRUE, .dns = dns, .dns_domains = none };
  IkeConfigReply reply = both_families ();
  const WorkerChild child
      = { .n_ts_remote = 1, .ts_remote = { range ("0.0.0.0", "255.255.255.255") } };
  g_autoptr (GVariant) followed = NULL, asked = NULL;
  g_autofree char *followed_text = NULL, *asked_text = NULL;

  reply.n_subnets = 1;
  g_assert_true (ip_prefix_parse ("10.1.0.0/16", &reply.subnets[0]));
  reply.n_dns = 1;
  g_assert_true (ip_address_parse ("192.0.2.53", &reply.dns[0]));
  followed = plan_of (&config, &reply, &child);
  followed_text = routes_text (followed);
  g_assert_cmpstr (followed_text, ==, "10.1.0.0/16 192.0.2.53/32");
  config.use_subnets = FALSE;
  asked = plan_of (&config, &reply, &child);
  asked_text = routes_text (asked);
  g_assert_cmpstr (asked_text, ==, "0.0.0.0/0");
}

static void
assert_dns (const WorkerConfig *config, const char *dns, const char *domains)
{
  IkeConfigReply reply = both_families ();
  const WorkerChild child = { 0 };
  g_autoptr (GVariant) plan = NULL;
  g_autoptr (GVariant) dns_value = NULL;
  g_autoptr (GVariant) domains_value = NULL;
  g_autofree char *dns_text = NULL;
  g_autofree char *domains_text = NULL;
  char granted[] = "office.example.org";

  reply.n_dns = 1;
  g_assert_true (ip_address_parse ("10.0.0.1", &reply.dns[0]));
  reply.n_domains = 1;
  reply.domains[0] = granted;
  plan = plan_of (config, &reply, &child);
  dns_value = g_variant_lookup_value (plan, "dns", G_VARIANT_TYPE ("aay"));
  domains_value = g_variant_lookup_value (plan, "domains", G_VARIANT_TYPE ("as"));
  dns_text = g_variant_print (dns_value, FALSE);
  domains_text = g_variant_print (domains_value, FALSE);
  g_assert_cmpstr (dns_text, ==, dns);
  g_assert_cmpstr (domains_text, ==, domains);
}

static void
test_dns (void)
{
  static const char *const none[] = { NULL }, *const own[] = { "~corp.example", NULL };
  g_autoptr (GArray) dns = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  WorkerConfig config = { .use_dns = TRUE, .dns = dns, .dns_domains = none };
  IpAddress server;

  assert_dns (&config, "[[0x0a, 0x00, 0x00, 0x01]]", "['office.example.org']");
  g_assert_true (ip_address_parse ("10.9.9.9", &server));
  g_array_append_val (dns, server);
  config.dns_domains = own;
  assert_dns (&config, "[[0x0a, 0x09, 0x09, 0x09]]", "['~corp.example']");
  config.use_dns = FALSE;
  assert_dns (&config, "[]", "[]");
}

static void
test_child_sas (void)
{
  g_autoptr (GPtrArray) children
      = g_ptr_array_new_with_free_func ((GDestroyNotify) worker_child_free);
  IkeChildSa *sa = g_new0 (IkeChildSa, 1);
  g_autoptr (GVariant) report = NULL;
  g_autofree char *text = NULL;

  sa->spi_in = 0x11;
  sa->spi_out = 0x22;
  sa->suite_text = g_strdup ("AES_GCM_16_256/ESN");
  sa->soft = 10 * MONO_SEC;
  sa->hard = MONO_NEVER;
  sa->n_ts_local = sa->n_ts_remote = 1;
  sa->ts_local[0] = range ("10.0.0.5", "10.0.0.5");
  sa->ts_remote[0] = range ("10.0.0.1", "10.0.0.6");
  sa->ts_remote[0].protocol = 6;
  sa->ts_remote[0].port_from = sa->ts_remote[0].port_to = 443;
  g_ptr_array_add (children, worker_child_new (sa, 1000 * MONO_SEC));
  ike_child_sa_free (sa);
  report = g_variant_ref_sink (worker_report_child_sas (children));
  text = g_variant_print (report, FALSE);
  g_assert_nonnull (strstr (text, "'spi-in': <uint32 17>"));
  g_assert_nonnull (strstr (text, "'spi-out': <uint32 34>"));
  g_assert_nonnull (strstr (text, "'suite': <'AES_GCM_16_256/ESN'>"));
  g_assert_nonnull (strstr (text, "'soft': <int64 1010>"));
  g_assert_nonnull (strstr (text, "'hard': <int64 0>"));
  g_assert_nonnull (strstr (text, "'local-ts': <['10.0.0.5/32']>"));
  g_assert_nonnull (strstr (text, "'remote-ts': <['10.0.0.1-10.0.0.6 protocol 6 ports 443-443']>"));
}

static void
test_peer (void)
{
  IkePeerInfo peer = { .identity = (char *) "vpn.example.org", .nat_remote = TRUE };
  g_autoptr (GVariant) report = NULL;
  const char *text;
  gint64 end;
  gboolean nat;

  peer.path.remote = (IkeEndpoint){ { AF_INET, { 192, 0, 2, 1 } }, 4500 };
  report = g_variant_ref_sink (worker_report_peer (&peer, 1900000000));
  g_assert_true (g_variant_lookup (report, "identity", "&s", &text));
  g_assert_cmpstr (text, ==, "vpn.example.org");
  g_assert_true (g_variant_lookup (report, "subject", "&s", &text));
  g_assert_cmpstr (text, ==, "");
  g_assert_true (g_variant_lookup (report, "address", "&s", &text));
  g_assert_cmpstr (text, ==, "192.0.2.1");
  g_assert_true (g_variant_lookup (report, "own-not-after", "x", &end));
  g_assert_cmpint (end, ==, 1900000000);
  g_assert_true (g_variant_lookup (report, "nat", "b", &nat));
  g_assert_false (nat);
}

static void
test_counters (void)
{
  PlaneStats stats = { .tx_bytes = 5, .rx_packets = 3, .gro = TRUE };
  g_autoptr (GVariant) report = NULL;
  g_autoptr (GVariant) drops = NULL;
  g_autofree char *text = NULL;
  guint64 value;

  stats.drops[ESP_DROP_REPLAY] = 7;
  report = g_variant_ref_sink (worker_report_counters (&stats, 2));
  g_assert_true (g_variant_lookup (report, "tx-bytes", "t", &value));
  g_assert_cmpuint (value, ==, 5);
  g_assert_true (g_variant_lookup (report, "ike-dropped", "t", &value));
  g_assert_cmpuint (value, ==, 2);
  drops = g_variant_lookup_value (report, "drops", G_VARIANT_TYPE ("a{st}"));
  text = g_variant_print (drops, FALSE);
  g_assert_cmpstr (text, ==, "{'replay': 7}");
}

static void
test_inner_mtu (void)
{
  const CrySuite gcm = { CRY_ENCR_AES_GCM_16, 256, CRY_INTEG_NONE };
  const CrySuite cbc = { CRY_ENCR_AES_CBC, 256, CRY_INTEG_HMAC_SHA2_256_128 };

  /* 1500 - 20 - 8 - 8 - 8 - 16 = 1440, a multiple of 4, minus the trailer */
  g_assert_cmpuint (worker_inner_mtu (1500, AF_INET, &gcm, FALSE), ==, 1438);
  /* 1420 is a multiple of 4 */
  g_assert_cmpuint (worker_inner_mtu (1500, AF_INET6, &gcm, FALSE), ==, 1418);
  /* 1500 - 20 - 8 - 8 - 16 - 16 = 1432, whole blocks: 1424 */
  g_assert_cmpuint (worker_inner_mtu (1500, AF_INET, &cbc, FALSE), ==, 1422);
  g_assert_cmpuint (worker_inner_mtu (1280, AF_INET, &gcm, TRUE), ==, 1280);
  g_assert_cmpuint (worker_inner_mtu (1280, AF_INET, &gcm, FALSE), ==, 1218);
  g_assert_cmpuint (worker_inner_mtu (40, AF_INET, &gcm, FALSE), ==, 576);
}

/* What the MTU promises to fit does fit, and one octet more would not. */
static void
test_inner_fits (void)
{
  const CrySuite gcm = { .encr = CRY_ENCR_AES_GCM_16, .key_bits = 256 };

  for (guint path = 1280; path < 1500; path++)
    {
      guint inner = worker_inner_mtu (path, AF_INET, &gcm, FALSE);

      g_assert_true (worker_inner_fits (inner, path, AF_INET, &gcm));
      g_assert_false (worker_inner_fits (inner + 1, path, AF_INET, &gcm));
    }
  /* IPv6 inside wants more than an IPv6 path of the smallest kind has. */
  g_assert_false (
      worker_inner_fits (worker_inner_mtu (1280, AF_INET6, &gcm, TRUE), 1280, AF_INET6, &gcm));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/report/ranges-become-prefixes", test_ranges_become_prefixes);
  g_test_add_func ("/worker/report/worst-range", test_worst_range);
  g_test_add_func ("/worker/report/SPD-04/odd-ranges", test_odd_ranges);
  g_test_add_func ("/worker/report/routes-without-address-are-left-out",
                   test_routes_without_address_are_left_out);
  g_test_add_func ("/worker/report/CPA-09/named-subnets", test_named_subnets);
  g_test_add_func ("/worker/report/dns", test_dns);
  g_test_add_func ("/worker/report/child-sas", test_child_sas);
  g_test_add_func ("/worker/report/peer", test_peer);
  g_test_add_func ("/worker/report/counters", test_counters);
  g_test_add_func ("/worker/report/ICM-02/inner-mtu", test_inner_mtu);
  g_test_add_func ("/worker/report/ICM-02/inner-fits", test_inner_fits);
  return g_test_run ();
}
