// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-config.h"

#include <NetworkManager.h>

#include <arpa/inet.h>
#include <string.h>

static const char *const none[] = { NULL };

static NmvFacts
office (void)
{
  static const char *const addresses[] = { "203.0.113.5/32", "2001:db8:200::5/128", NULL };
  static const char *const routes[] = { "198.51.100.0/24", "2001:db8:100::/64", NULL };
  static const char *const dns[] = { "198.51.100.2", "2001:db8:100::2", NULL };
  static const char *const domains[] = { "office.test", "~lab.test", NULL };

  return (NmvFacts){
    .interface = "genkan0",
    .gateway = "192.0.2.1",
    .banner = "",
    .mtu = 1380,
    .addresses = addresses,
    .routes = routes,
    .dns = dns,
    .domains = domains,
  };
}

static guint32
number (const char *text)
{
  guint32 result;

  g_assert_cmpint (inet_pton (AF_INET, text, &result), ==, 1);
  return result;
}

static void
assert_prints (GVariant *dictionary, const char *key, const char *expected)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (dictionary, key, NULL);
  g_autofree char *text = value != NULL ? g_variant_print (value, TRUE) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_general (void)
{
  NmvFacts facts = office ();
  g_auto (NmvConfig) config = { NULL };
  g_autofree char *gateway = g_strdup_printf ("uint32 %u", number ("192.0.2.1"));

  nmv_config_make (&facts, &config);
  assert_prints (config.general, "tundev", "'genkan0'");
  assert_prints (config.general, "gateway", gateway);
  assert_prints (config.general, "mtu", "uint32 1380");
  assert_prints (config.general, "has-ip4", "true");
  assert_prints (config.general, "has-ip6", "true");
  assert_prints (config.general, "can-persist", "true");
  assert_prints (config.general, "banner", NULL);
}

static void
test_ip4 (void)
{
  NmvFacts facts = office ();
  g_auto (NmvConfig) config = { NULL };
  g_autofree char *address = g_strdup_printf ("uint32 %u", number ("203.0.113.5"));
  g_autofree char *dns = g_strdup_printf ("[uint32 %u]", number ("198.51.100.2"));
  g_autofree char *routes = g_strdup_printf ("[[uint32 %u, 24, 0, 0]]", number ("198.51.100.0"));

  nmv_config_make (&facts, &config);
  assert_prints (config.ip4, "address", address);
  assert_prints (config.ip4, "prefix", "uint32 32");
  assert_prints (config.ip4, "dns", dns);
  assert_prints (config.ip4, "routes", routes);
  assert_prints (config.ip4, "never-default", "true");
  assert_prints (config.ip4, "domains", "['office.test', '~lab.test']");
  assert_prints (config.ip4, "preserve-routes", NULL);
}

/* A netmask of the gateway makes no route: only what it agreed to carry goes into the tunnel. */
static void
test_netmask (void)
{
  static const char *const addresses[] = { "203.0.113.5/0", "2001:db8:200::5/64", NULL };
  NmvFacts facts = office ();
  g_auto (NmvConfig) config = { NULL };

  facts.addresses = addresses;
  nmv_config_make (&facts, &config);
  assert_prints (config.ip4, "prefix", "uint32 32");
  assert_prints (config.ip6, "prefix", "uint32 128");
}

static void
test_ip6 (void)
{
  NmvFacts facts = office ();
  g_auto (NmvConfig) config = { NULL };
  g_autoptr (GVariant) address = NULL;
  g_autoptr (GVariant) routes = NULL;
  guint8 expected[16];
  gsize len;
  const void *octets;

  nmv_config_make (&facts, &config);
  address = g_variant_lookup_value (config.ip6, "address", G_VARIANT_TYPE_BYTESTRING);
  g_assert_nonnull (address);
  octets = g_variant_get_fixed_array (address, &len, 1);
  inet_pton (AF_INET6, "2001:db8:200::5", expected);
  g_assert_cmpmem (octets, len, expected, sizeof expected);
  assert_prints (config.ip6, "prefix", "uint32 128");
  assert_prints (config.ip6, "never-default", "true");
  routes = g_variant_lookup_value (config.ip6, "routes", G_VARIANT_TYPE ("a(ayuayu)"));
  g_assert_nonnull (routes);
  g_assert_cmpuint (g_variant_n_children (routes), ==, 1);
}

/* A default route is NetworkManager's to make: it is not sent as a route. */
static void
test_everything (void)
{
  static const char *const routes[] = { "0.0.0.0/0", "198.51.100.0/24", "::/0", NULL };
  NmvFacts facts = office ();
  g_auto (NmvConfig) config = { NULL };
  g_autoptr (GVariant) list = NULL;

  facts.routes = routes;
  nmv_config_make (&facts, &config);
  assert_prints (config.ip4, "never-default", "false");
  assert_prints (config.ip6, "never-default", "false");
  list = g_variant_lookup_value (config.ip4, "routes", G_VARIANT_TYPE ("aau"));
  g_assert_cmpuint (g_variant_n_children (list), ==, 1);
}

static void
test_one_family (void)
{
  static const char *const addresses[] = { "203.0.113.5/32", NULL };
  NmvFacts facts = office ();
  g_auto (NmvConfig) config = { NULL };

  facts.addresses = addresses;
  facts.gateway = "2001:db8:2::1";
  facts.banner = "Welcome";
  nmv_config_make (&facts, &config);
  g_assert_null (config.ip6);
  assert_prints (config.general, "has-ip6", "false");
  assert_prints (config.general, "banner", "'Welcome'");
  g_assert_true (g_variant_lookup (config.general, "gateway", "ay", NULL));
}

/* The daemon checks what it publishes; a mistake there must not crash the service all the same. */
static void
test_nonsense (void)
{
  static const char *const texts[] = { "", "/", "203.0.113.5/33", "x/24", "203.0.113.5/-1", NULL };
  NmvFacts facts = { .interface = "",
                     .gateway = "",
                     .banner = "",
                     .addresses = texts,
                     .routes = texts,
                     .dns = texts,
                     .domains = none };
  g_auto (NmvConfig) config = { NULL };

  nmv_config_make (&facts, &config);
  g_assert_null (config.ip4);
  g_assert_null (config.ip6);
  assert_prints (config.general, "gateway", NULL);
}

static void
test_equal (void)
{
  NmvFacts facts = office ();
  g_auto (NmvConfig) a = { NULL };
  g_auto (NmvConfig) b = { NULL };
  g_auto (NmvConfig) c = { NULL };

  nmv_config_make (&facts, &a);
  nmv_config_make (&facts, &b);
  facts.dns = none;
  nmv_config_make (&facts, &c);
  g_assert_true (nmv_config_equal (&a, &b));
  g_assert_false (nmv_config_equal (&a, &c));
  nmv_config_clear (&b);
  g_assert_false (nmv_config_equal (&a, &b));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nm/config/general", test_general);
  g_test_add_func ("/nm/config/ip4", test_ip4);
  g_test_add_func ("/nm/config/netmask", test_netmask);
  g_test_add_func ("/nm/config/ip6", test_ip6);
  g_test_add_func ("/nm/config/everything", test_everything);
  g_test_add_func ("/nm/config/one-family", test_one_family);
  g_test_add_func ("/nm/config/nonsense", test_nonsense);
  g_test_add_func ("/nm/config/equal", test_equal);
  return g_test_run ();
}
