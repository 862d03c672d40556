// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Ranges into no more prefixes than there may be routes. */
#include "worker-routes.h"

static int
compare_prefixes (gconstpointer a, gconstpointer b)
{
  const IpPrefix *left = a, *right = b;
  int order = ip_address_compare (&left->address, &right->address);

  return order != 0 ? order : (int) left->length - (int) right->length;
}

/* Sorts and takes out what lies inside another: a prefix comes before all that it covers. */
static void
drop_covered (GArray *prefixes)
{
  guint kept = 0;

  g_array_sort (prefixes, compare_prefixes);
  for (guint i = 0; i < prefixes->len; i++)
    {
      const IpPrefix *prefix = &g_array_index (prefixes, IpPrefix, i);

      if (kept > 0 && ip_prefix_covers (&g_array_index (prefixes, IpPrefix, kept - 1), prefix))
        continue;
      g_array_index (prefixes, IpPrefix, kept++) = *prefix;
    }
  g_array_set_size (prefixes, kept);
}

static int
family_with_most (const GArray *prefixes)
{
  guint n_ipv4 = 0;

  for (guint i = 0; i < prefixes->len; i++)
    n_ipv4 += g_array_index (prefixes, IpPrefix, i).address.family == AF_INET ? 1 : 0;
  return n_ipv4 > prefixes->len / 2 ? AF_INET : AF_INET6;
}

/* Takes a bit off the longest prefixes of the family there are most of: they are the smallest
 * networks, so this adds the least. */
static void
widen (GArray *prefixes)
{
  int family = family_with_most (prefixes);
  guint8 longest = 0;

  for (guint i = 0; i < prefixes->len; i++)
    {
      const IpPrefix *prefix = &g_array_index (prefixes, IpPrefix, i);

      if (prefix->address.family == family)
        longest = MAX (longest, prefix->length);
    }
  for (guint i = 0; i < prefixes->len; i++)
    {
      IpPrefix *prefix = &g_array_index (prefixes, IpPrefix, i);

      if (prefix->address.family != family || prefix->length != longest)
        continue;
      prefix->length--;
      ip_prefix_mask (prefix);
    }
}

GArray *
worker_routes_cover (const GArray *ranges, guint max)
{
  GArray *prefixes = g_array_new (FALSE, FALSE, sizeof (IpPrefix));

  g_assert (max >= 2); /* 0.0.0.0/0 and ::/0 cover everything */
  for (guint i = 0; i < ranges->len; i++)
    {
      IpPrefix pieces[IP_RANGE_PREFIXES_MAX];
      guint n = ip_range_to_prefixes (&g_array_index (ranges, IpRange, i), pieces,
                                      G_N_ELEMENTS (pieces));

      g_array_append_vals (prefixes, pieces, n);
    }
  drop_covered (prefixes);
  while (prefixes->len > max)
    {
      widen (prefixes);
      drop_covered (prefixes);
    }
  return prefixes;
}

static void
add_common (GArray *ranges, const GArray *granted, const IpPrefix *wanted)
{
  IpRange range, common;

  ip_prefix_to_range (wanted, &range);
  for (guint i = 0; i < granted->len; i++)
    if (ip_range_intersect (&g_array_index (granted, IpRange, i), &range, &common))
      g_array_append_val (ranges, common);
}

static gboolean
has_family (const GArray *ranges, guint8 family)
{
  for (guint i = 0; i < ranges->len; i++)
    if (g_array_index (ranges, IpRange, i).first.family == family)
      return TRUE;
  return FALSE;
}

GArray *
worker_routes_named (const GArray *granted, const IpPrefix *subnets, guint n_subnets,
                     const GArray *servers)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (IpRange));
  gboolean ipv4, ipv6;

  for (guint i = 0; i < n_subnets; i++)
    add_common (ranges, granted, &subnets[i]);
  ipv4 = has_family (ranges, AF_INET);
  ipv6 = has_family (ranges, AF_INET6);
  for (guint i = 0; i < servers->len; i++)
    {
      IpPrefix server = ip_prefix_host (&g_array_index (servers, IpAddress, i));

      add_common (ranges, granted, &server);
    }
  for (guint i = 0; i < granted->len; i++)
    {
      const IpRange *range = &g_array_index (granted, IpRange, i);

      if (range->first.family == AF_INET ? !ipv4 : !ipv6)
        g_array_append_val (ranges, *range);
    }
  return ranges;
}
