// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of addresses, prefixes and ranges. */
#include "ip.h"

#include <string.h>

static IpAddress
address (const char *text)
{
  IpAddress result = { 0 };

  g_assert_true (ip_address_parse (text, &result));
  return result;
}

static IpPrefix
prefix (const char *text)
{
  IpPrefix result = { 0 };

  g_assert_true (ip_prefix_parse (text, &result));
  return result;
}

static IpRange
range (const char *text)
{
  IpRange result = { 0 };

  g_assert_true (ip_range_parse (text, &result));
  return result;
}

static void
assert_range (const IpRange *is, const char *expected)
{
  g_autofree char *text = ip_range_to_text (is);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_families (void)
{
  g_assert_cmpuint (ip_family_octets (AF_INET), ==, 4);
  g_assert_cmpuint (ip_family_octets (AF_INET6), ==, 16);
  g_assert_cmpuint (ip_family_octets (AF_UNSPEC), ==, 0);
  g_assert_cmpuint (ip_family_octets (AF_UNIX), ==, 0);
}

static void
test_address_text (void)
{
  static const struct
  {
    const char *text, *canonical;
  } good[] = {
    { "192.0.2.1", "192.0.2.1" },
    { "0.0.0.0", "0.0.0.0" },
    { "2001:DB8::0:1", "2001:db8::1" },
    { "::", "::" },
    { "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
  };
  static const char *const bad[] = { "",           "192.0.2",      "192.0.2.256",  "192.0.2.1 ",
                                     " 192.0.2.1", "192.0.2.1:53", "fe80::1%eth0", "[2001:db8::1]",
                                     "2001:db8",   "0x7f000001",   "192.0.2.1/32", "example.org" };
  IpAddress result;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const IpAddress parsed = address (good[i].text);
      g_autofree char *text = ip_address_to_text (&parsed);

      g_assert_cmpstr (text, ==, good[i].canonical);
    }
  memset (&result, 0xaa, sizeof result);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ip_address_parse (bad[i], &result));
  /* Untouched by what failed. */
  g_assert_cmpuint (result.family, ==, 0xaa);
}

static void
test_address_from_octets (void)
{
  static const guint8 octets[16] = { 192, 0, 2, 1, 5, 5, 5, 5 };
  static const IpAddress none;
  const IpAddress expected = address ("192.0.2.1");
  g_autofree char *text = ip_address_to_text (&none);
  IpAddress is;

  memset (&is, 0xaa, sizeof is);
  ip_address_from_octets (&is, AF_INET, octets);
  g_assert_cmpmem (&is, sizeof is, &expected, sizeof expected); /* the rest is zero */
  g_assert_true (ip_address_from_bytes (&is, octets, 16));
  g_assert_cmpuint (is.family, ==, AF_INET6);
  g_assert_cmpmem (is.octets, 16, octets, 16);
  g_assert_false (ip_address_from_bytes (&is, octets, 0));
  g_assert_false (ip_address_from_bytes (&is, octets, 5));
  ip_address_from_octets (&is, AF_UNSPEC, octets);
  g_assert_true (ip_address_equal (&is, &none));
  g_assert_cmpstr (text, ==, "");
}

static void
test_address_order (void)
{
  static const char *const sorted[]
      = { "0.0.0.0", "9.255.255.255", "10.0.0.0",   "192.0.2.1", "255.255.255.255",
          "::",      "::1",           "2001:db8::", "ffff::" };

  for (gsize i = 0; i < G_N_ELEMENTS (sorted); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (sorted); k++)
      {
        const IpAddress a = address (sorted[i]), b = address (sorted[k]);
        int order = ip_address_compare (&a, &b);

        g_assert_cmpint (order < 0, ==, i < k);
        g_assert_cmpint (order > 0, ==, i > k);
        g_assert_cmpint (ip_address_equal (&a, &b), ==, i == k);
      }
}

typedef enum
{
  IS_HOST = 1,
  IS_UNSPECIFIED = 2,
  IS_LOOPBACK = 4,
  IS_LINK_LOCAL = 8,
  IS_MULTICAST = 16,
} Is;

static void
test_address_kinds (void)
{
  static const struct
  {
    const char *text;
    int is;
  } cases[] = {
    { "192.0.2.1", IS_HOST },
    { "10.0.0.0", IS_HOST },
    { "2001:db8::1", IS_HOST },
    { "fd00::1", IS_HOST },
    { "0.0.0.0", IS_UNSPECIFIED },
    { "::", IS_UNSPECIFIED },
    { "0.0.0.1", 0 },
    { "240.0.0.1", 0 },
    { "255.255.255.255", 0 },
    { "::ffff:192.0.2.1", 0 },
    { "127.0.0.1", IS_LOOPBACK },
    { "127.255.255.255", IS_LOOPBACK },
    { "::1", IS_LOOPBACK },
    { "::2", IS_HOST },
    { "169.254.1.1", IS_LINK_LOCAL },
    { "169.253.255.255", IS_HOST },
    { "fe80::1", IS_LINK_LOCAL },
    { "febf::1", IS_LINK_LOCAL },
    { "fec0::1", IS_HOST },
    { "224.0.0.1", IS_MULTICAST },
    { "239.255.255.255", IS_MULTICAST },
    { "223.255.255.255", IS_HOST },
    { "ff02::1", IS_MULTICAST },
  };
  static const IpAddress none;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const IpAddress at = address (cases[i].text);
      int is = (ip_address_is_host (&at) ? IS_HOST : 0)
               | (ip_address_is_unspecified (&at) ? IS_UNSPECIFIED : 0)
               | (ip_address_is_loopback (&at) ? IS_LOOPBACK : 0)
               | (ip_address_is_link_local (&at) ? IS_LINK_LOCAL : 0)
               | (ip_address_is_multicast (&at) ? IS_MULTICAST : 0);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (is, ==, cases[i].is);
    }
  g_assert_false (ip_address_is_host (&none));
  g_assert_false (ip_address_is_unspecified (&none));
}

static void
test_prefix_text (void)
{
  static const struct
  {
    const char *text, *canonical;
    gboolean network;
  } good[] = {
    { "192.0.2.0/24", "192.0.2.0/24", TRUE },   { "192.0.2.1", "192.0.2.1/32", TRUE },
    { "192.0.2.1/24", "192.0.2.1/24", FALSE },  { "0.0.0.0/0", "0.0.0.0/0", TRUE },
    { "2001:DB8::/33", "2001:db8::/33", TRUE }, { "2001:db8::1", "2001:db8::1/128", TRUE },
    { "2001:db8::/0", "2001:db8::/0", FALSE },
  };
  static const char *const bad[]
      = { "192.0.2.0/33", "192.0.2.0/",    "192.0.2.0/-1",   "/24",           "192.0.2.0/ 24",
          "::/129",       "192.0.2.0/+24", "192.0.2.0/0024", "192.0.2.0/24/", "" };
  IpPrefix result;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const IpPrefix parsed = prefix (good[i].text);
      g_autofree char *text = ip_prefix_to_text (&parsed);

      g_assert_cmpstr (text, ==, good[i].canonical);
      g_assert_cmpint (ip_prefix_is_network (&parsed), ==, good[i].network);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ip_prefix_parse (bad[i], &result));
}

static void
test_prefix_mask (void)
{
  static const struct
  {
    const char *text, *masked;
  } cases[] = {
    { "203.0.113.255/25", "203.0.113.128/25" },
    { "203.0.113.255/32", "203.0.113.255/32" },
    { "203.0.113.255/0", "0.0.0.0/0" },
    { "2001:db8:ffff:ffff::1/45", "2001:db8:fff8::/45" },
  };
  IpPrefix from_bytes;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      IpPrefix is = prefix (cases[i].text);
      const IpPrefix expected = prefix (cases[i].masked);

      g_assert_false (i != 1 && ip_prefix_equal (&is, &expected));
      ip_prefix_mask (&is);
      g_assert_true (ip_prefix_equal (&is, &expected));
    }
  g_assert_true (ip_prefix_from_bytes (&from_bytes, (const guint8 *) "\12\0\0\0", 4, 32));
  g_assert_false (ip_prefix_from_bytes (&from_bytes, (const guint8 *) "\12\0\0\0", 4, 33));
  g_assert_false (ip_prefix_from_bytes (&from_bytes, (const guint8 *) "\12\0\0\0", 3, 8));
}

static void
test_prefix_sets (void)
{
  const IpPrefix net = prefix ("10.1.255.0/23"); /* 10.1.254.0 - 10.1.255.255 */
  const IpPrefix any = prefix ("0.0.0.0/0"), any6 = prefix ("::/0");
  const IpPrefix half = prefix ("10.1.254.0/24"), other = prefix ("10.1.252.0/23");
  const IpAddress in = address ("10.1.254.0"), out = address ("10.1.253.255");
  static const IpPrefix none;

  g_assert_true (ip_prefix_contains (&net, &in));
  g_assert_false (ip_prefix_contains (&net, &out));
  g_assert_true (ip_prefix_covers (&net, &net));
  g_assert_true (ip_prefix_covers (&net, &half));
  g_assert_false (ip_prefix_covers (&half, &net));
  g_assert_false (ip_prefix_covers (&net, &other));
  g_assert_true (ip_prefix_covers (&any, &net));
  g_assert_false (ip_prefix_covers (&any6, &net));
  g_assert_false (ip_prefix_covers (&none, &none));
}

static void
test_prefix_reserved (void)
{
  static const char *const reserved[]
      = { "127.0.0.0/8", "127.0.0.1/32", "169.254.0.0/16", "224.0.0.0/24", "240.0.0.0/4",
          "0.0.0.0/8",   "::1/128",      "fe80::/64",      "ff00::/8",     "::ffff:0.0.0.0/96" };
  static const char *const wide[] = { "0.0.0.0/0", "126.0.0.0/7", "::/0", "::/95", "fe80::/9" };

  for (gsize i = 0; i < G_N_ELEMENTS (reserved); i++)
    {
      const IpPrefix is = prefix (reserved[i]);

      g_assert_true (ip_prefix_is_reserved (&is));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wide); i++)
    {
      const IpPrefix is = prefix (wide[i]);

      g_assert_false (ip_prefix_is_reserved (&is));
    }
}

static void
test_range_text (void)
{
  static const struct
  {
    const char *text, *canonical;
  } good[] = {
    { "10.0.0.5-10.0.0.9", "10.0.0.5-10.0.0.9" },
    { "10.0.0.0-10.255.255.255", "10.0.0.0/8" },
    { "10.0.0.7/30", "10.0.0.4/30" },
    { "10.0.0.5", "10.0.0.5/32" },
    { "0.0.0.0-255.255.255.255", "0.0.0.0/0" },
    { "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0" },
    { "2001:db8::1-2001:db8::2", "2001:db8::1-2001:db8::2" },
  };
  static const char *const bad[] = { "10.0.0.9-10.0.0.5", "10.0.0.1-::1",        "10.0.0.1-",
                                     "-10.0.0.1",         "10.0.0.0/8-10.0.0.9", "" };
  IpRange result;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const IpRange parsed = range (good[i].text);

      assert_range (&parsed, good[i].canonical);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ip_range_parse (bad[i], &result));
}

static void
test_range_sets (void)
{
  const IpRange low = range ("10.0.0.0-10.0.0.9"), high = range ("10.0.0.9-10.0.0.20");
  const IpRange inner = range ("10.0.0.1-10.0.0.9"), far = range ("10.0.0.21-10.0.0.30");
  const IpRange v6 = range ("::/0"), reversed = { high.first, low.first };
  const IpAddress at = address ("10.0.0.9"), past = address ("10.0.0.10");
  static const IpRange none;
  IpRange common;

  g_assert_true (ip_range_contains (&low, &at));
  g_assert_false (ip_range_contains (&low, &past));
  g_assert_true (ip_range_covers (&low, &inner));
  g_assert_false (ip_range_covers (&inner, &low));
  g_assert_false (ip_range_covers (&v6, &low));
  g_assert_false (ip_range_intersect (&high, &far, &common));
  g_assert_true (ip_range_intersect (&high, &low, &common));
  assert_range (&common, "10.0.0.9/32");
  g_assert_true (ip_range_intersect (&low, &inner, &common));
  assert_range (&common, "10.0.0.1-10.0.0.9");
  g_assert_false (ip_range_intersect (&low, &v6, &common));

  g_assert_false (ip_range_is_valid (&reversed));
  g_assert_false (ip_range_is_valid (&none));
  g_assert_false (ip_range_covers (&low, &reversed));
  g_assert_false (ip_range_intersect (&none, &none, &common));
  g_assert_cmpuint (ip_range_to_prefixes (&reversed, NULL, 0), ==, 0);
}

static void
assert_prefixes (const char *text, const char *expected)
{
  const IpRange is = range (text);
  IpPrefix prefixes[IP_RANGE_PREFIXES_MAX];
  guint n = ip_range_to_prefixes (&is, prefixes, G_N_ELEMENTS (prefixes));
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = ip_prefix_to_text (&prefixes[i]);

      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", one);
    }
  g_assert_cmpstr (all->str, ==, expected);
}

static void
test_range_to_prefixes (void)
{
  const IpRange worst = range ("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
  IpPrefix few[2] = { 0 };

  assert_prefixes ("10.0.0.5-10.0.0.9", "10.0.0.5/32 10.0.0.6/31 10.0.0.8/31");
  assert_prefixes ("0.0.0.0-255.255.255.255", "0.0.0.0/0");
  assert_prefixes ("255.255.255.254-255.255.255.255", "255.255.255.254/31");
  assert_prefixes ("2001:db8::-2001:db8::1:0", "2001:db8::/112 2001:db8::1:0/128");
  /* The worst there is, and no more than what has room is written. */
  g_assert_cmpuint (ip_range_to_prefixes (&worst, few, 1), ==, IP_RANGE_PREFIXES_MAX);
  g_assert_cmpuint (few[0].length, ==, 128);
  g_assert_cmpuint (few[1].length, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/ip/families", test_families);
  g_test_add_func ("/base/ip/address-text", test_address_text);
  g_test_add_func ("/base/ip/address-from-octets", test_address_from_octets);
  g_test_add_func ("/base/ip/address-order", test_address_order);
  g_test_add_func ("/base/ip/address-kinds", test_address_kinds);
  g_test_add_func ("/base/ip/prefix-text", test_prefix_text);
  g_test_add_func ("/base/ip/prefix-mask", test_prefix_mask);
  g_test_add_func ("/base/ip/prefix-sets", test_prefix_sets);
  g_test_add_func ("/base/ip/prefix-reserved", test_prefix_reserved);
  g_test_add_func ("/base/ip/range-text", test_range_text);
  g_test_add_func ("/base/ip/range-sets", test_range_sets);
  g_test_add_func ("/base/ip/range-to-prefixes", test_range_to_prefixes);
  return g_test_run ();
}
