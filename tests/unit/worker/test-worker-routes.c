// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "worker-routes.h"

#include <string.h>

static GArray *
parse_ranges (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (IpRange));

  for (guint i = 0; words[i] != NULL; i++)
    {
      IpRange range;

      g_assert_true (ip_range_parse (words[i], &range));
      g_array_append_val (ranges, range);
    }
  return ranges;
}

static char *
text_of (const GArray *prefixes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < prefixes->len; i++)
    {
      g_autofree char *word = ip_prefix_to_text (&g_array_index (prefixes, IpPrefix, i));

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
    }
  return g_string_free (text, FALSE);
}

static void
assert_cover (const char *granted, guint max, const char *expected)
{
  g_autoptr (GArray) ranges = parse_ranges (granted);
  g_autoptr (GArray) routes = worker_routes_cover (ranges, max);
  g_autofree char *text = text_of (routes);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_exact_where_there_is_room (void)
{
  assert_cover ("10.0.0.1-10.0.0.6", 4, "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32");
  assert_cover ("::/0 0.0.0.0/0", 2, "0.0.0.0/0 ::/0");
  assert_cover ("10.1.0.0/16 10.0.0.0/8 10.1.0.0/16", 8, "10.0.0.0/8");
}

static void
test_wider_where_there_is_none (void)
{
  assert_cover ("10.0.0.1-10.0.0.6", 3, "10.0.0.0/30 10.0.0.4/30");
  assert_cover ("10.0.0.1 10.9.0.1 10.17.0.1 2001:db8::/32", 3,
                "10.0.0.0/12 10.16.0.0/12 2001:db8::/32");
}

static void
assert_named (const char *granted, const char *named, const char *servers, const char *expected)
{
  g_autoptr (GArray) ranges = parse_ranges (granted);
  g_auto (GStrv) words = g_strsplit (named, " ", -1);
  g_auto (GStrv) hosts = g_strsplit (servers, " ", -1);
  g_autoptr (GArray) addresses = g_array_new (FALSE, FALSE, sizeof (IpAddress));
  g_autoptr (GArray) parts = NULL, routes = NULL;
  g_autofree char *text = NULL;
  IpPrefix subnets[8];
  guint n = 0;

  for (; words[n] != NULL; n++)
    g_assert_true (ip_prefix_parse (words[n], &subnets[n]));
  for (guint i = 0; hosts[i] != NULL; i++)
    {
      IpAddress address;

      g_assert_true (ip_address_parse (hosts[i], &address));
      g_array_append_val (addresses, address);
    }
  parts = worker_routes_named (ranges, subnets, n, addresses);
  routes = worker_routes_cover (parts, 16);
  text = text_of (routes);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_named_within_granted (void)
{
  assert_named ("0.0.0.0/0", "10.1.0.0/16 192.0.2.0/24", "", "10.1.0.0/16 192.0.2.0/24");
  assert_named ("0.0.0.0/0", "0.0.0.0/0", "", "0.0.0.0/0");
  /* A host's bits behind the length, as some gateways send them. */
  assert_named ("0.0.0.0/0", "10.1.2.3/16", "", "10.1.0.0/16");
  /* Never more than the selectors let through. */
  assert_named ("10.0.0.0/8", "0.0.0.0/0", "", "10.0.0.0/8");
  assert_named ("10.1.0.0/16 10.2.0.0/16", "10.0.0.0/8 192.0.2.0/24", "",
                "10.1.0.0/16 10.2.0.0/16");
}

/* Networks that another Child SA would have to carry say nothing about this one. */
static void
test_named_and_not_granted (void)
{
  assert_named ("10.0.0.0/8", "", "", "10.0.0.0/8");
  assert_named ("10.0.0.0/8", "192.0.2.0/24", "", "10.0.0.0/8");
  assert_named ("0.0.0.0/0 ::/0", "10.0.0.0/8", "", "10.0.0.0/8 ::/0");
  assert_named ("0.0.0.0/0 ::/0", "2001:db8::/32", "", "0.0.0.0/0 2001:db8::/32");
}

static void
test_servers_stay_reachable (void)
{
  assert_named ("0.0.0.0/0", "10.0.0.0/8", "10.0.0.1 192.0.2.53", "10.0.0.0/8 192.0.2.53/32");
  assert_named ("10.0.0.0/8", "10.1.0.0/16", "192.0.2.53", "10.1.0.0/16");
  /* A server alone is no reason to leave everything else outside. */
  assert_named ("0.0.0.0/0 ::/0", "2001:db8::/32", "192.0.2.53", "0.0.0.0/0 2001:db8::/32");
}

/* Whatever a gateway grants, in however odd ranges: every address of it has a route. */
static void
test_nothing_is_left_out (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (IpRange));
      g_autoptr (GArray) routes = NULL;

      for (guint i = 0; i < 64; i++)
        {
          IpRange range = { { AF_INET, { 0 } }, { AF_INET, { 0 } } };
          guint32 a = g_rand_int (rand), b = g_rand_int (rand);
          guint32 first = g_htonl (MIN (a, b)), last = g_htonl (MAX (a, b));

          memcpy (range.first.octets, &first, 4);
          memcpy (range.last.octets, &last, 4);
          range.first.octets[0] = range.last.octets[0] = (guint8) (i * 3);
          if (!ip_range_is_valid (&range))
            range.last = range.first;
          g_array_append_val (ranges, range);
        }
      routes = worker_routes_cover (ranges, 128);
      g_assert_cmpuint (routes->len, <=, 128);
      for (guint i = 0; i < ranges->len; i++)
        {
          const IpRange *range = &g_array_index (ranges, IpRange, i);
          IpPrefix pieces[IP_RANGE_PREFIXES_MAX];
          guint n = ip_range_to_prefixes (range, pieces, G_N_ELEMENTS (pieces));

          for (guint j = 0; j < n; j++)
            {
              gboolean covered = FALSE;

              for (guint k = 0; k < routes->len && !covered; k++)
                covered = ip_prefix_covers (&g_array_index (routes, IpPrefix, k), &pieces[j]);
              g_assert_true (covered);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/routes/exact-where-there-is-room", test_exact_where_there_is_room);
  g_test_add_func ("/worker/routes/wider-where-there-is-none", test_wider_where_there_is_none);
  g_test_add_func ("/worker/routes/SPD-04/nothing-is-left-out", test_nothing_is_left_out);
  g_test_add_func ("/worker/routes/CPA-09/named-within-granted", test_named_within_granted);
  g_test_add_func ("/worker/routes/CPA-09/named-and-not-granted", test_named_and_not_granted);
  g_test_add_func ("/worker/routes/CPA-09/servers-stay-reachable", test_servers_stay_reachable);
  return g_test_run ();
}
