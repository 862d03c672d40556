// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan.h"

#include "net-prefix.h"
#include "vpn-error.h"

#include <string.h>

/* A plan in GVariant text; NULL and the error's message in ret_message (may be NULL) if refused. */
static NetPlan *
read_plan (const char *text, char **ret_message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);
  NetPlan *plan;

  g_assert_no_error (error);
  plan = net_plan_from_variant (variant, "genkan0", &error);
  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan == NULL)
    g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT);
  if (ret_message != NULL)
    *ret_message = plan == NULL ? g_strdup (error->message) : NULL;
  return plan;
}

static char *
list_text (const NetPrefix *list, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = net_prefix_to_text (&list[i]);

      g_string_append (text, i > 0 ? " " : "");
      g_string_append (text, one);
    }
  return g_string_free (text, FALSE);
}

static void
test_complete (void)
{
  g_autoptr (NetPlan) plan = read_plan (
      "{'addresses': <@a(ayy) [([10, 0, 0, 5], 24), ([10, 0, 0, 5], 32)]>,"
      " 'routes': <@a(ayy) [([10, 1, 2, 3], 8), ([10, 7, 0, 0], 16), ([127, 0, 0, 0], 8),"
      "                     ([169, 254, 0, 0], 16), ([172, 16, 0, 0], 12)]>,"
      " 'dns': <@aay [[10, 0, 0, 2], [10, 0, 0, 1], [10, 0, 0, 2]]>,"
      " 'domains': <['Corp.Test.', '~LAB.test', '~.', '_tcp.a-b.test']>,"
      " 'mtu': <uint32 1400>, 'banner': <'Hello\\u001b[2J'>, 'gateway': <@ay [192, 0, 2, 1]>,"
      " 'later-invention': <true>}",
      NULL);
  g_autofree char *addresses = list_text (plan->addresses, plan->n_addresses);
  g_autofree char *routes = list_text (plan->routes, plan->n_routes);
  g_autofree char *dns = list_text (plan->dns, plan->n_dns);
  g_autofree char *gateway = list_text (&plan->gateway, 1);
  g_autofree char *domains = g_strjoinv (" ", plan->domains);

  g_assert_cmpstr (plan->ifname, ==, "genkan0");
  g_assert_cmpstr (addresses, ==, "10.0.0.5/24");
  g_assert_cmpstr (routes, ==, "10.0.0.0/8 172.16.0.0/12");
  g_assert_cmpstr (dns, ==, "10.0.0.2/32 10.0.0.1/32");
  g_assert_cmpstr (gateway, ==, "192.0.2.1/32");
  g_assert_cmpstr (domains, ==, "corp.test ~lab.test ~. _tcp.a-b.test");
  g_assert_cmpuint (plan->mtu, ==, 1400);
  g_assert_false (plan->full_ipv4);
  g_assert_false (plan->full_ipv6);
  g_assert_null (strchr (plan->banner, '\033'));
  g_assert_true (g_str_has_prefix (plan->banner, "Hello"));
}

static void
test_full (void)
{
  g_autoptr (NetPlan) halves
      = read_plan ("{'routes': <@a(ayy) [([128, 0, 0, 0], 1), ([0, 0, 0, 0], 1)]>}", NULL);
  g_autoptr (NetPlan) ipv6 = read_plan (
      "{'routes': <@a(ayy) [([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0)]>}", NULL);

  g_assert_true (halves->full_ipv4);
  g_assert_false (halves->full_ipv6);
  g_assert_cmpuint (halves->n_routes, ==, 1);
  g_assert_false (ipv6->full_ipv4);
  g_assert_true (ipv6->full_ipv6);
}

static void
test_empty (void)
{
  g_autoptr (NetPlan) plan = read_plan ("@a{sv} {}", NULL);

  g_assert_cmpuint (plan->n_addresses + plan->n_routes + plan->n_dns, ==, 0);
  g_assert_null (plan->domains);
  g_assert_null (plan->banner);
  g_assert_cmpuint (plan->mtu, ==, 1280);
}

/* Below 1280 the kernel would take IPv6 off the device (RFC 8200 section 5). */
static void
test_mtu_with_ipv6 (void)
{
  g_autoptr (NetPlan) plan = read_plan (
      "{'mtu': <uint32 1000>,"
      " 'addresses': <@a(ayy) [([32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 64)]>}",
      NULL);

  g_assert_cmpuint (plan->mtu, ==, 1280);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *plan, *message;
  } rows[] = {
    { "{'addresses': <@a(ayy) [([127, 0, 0, 1], 32)]>}",
      "Network plan: \"addresses\" has 127.0.0.1/32, which no gateway may give away" },
    { "{'addresses': <@a(ayy) [([0, 0, 0, 0], 32)]>}", NULL },
    { "{'addresses': <@a(ayy) [([0, 0, 0, 0], 0)]>}", NULL },
    { "{'addresses': <@a(ayy) [([224, 0, 0, 1], 32)]>}", NULL },
    { "{'addresses': <@a(ayy) [([169, 254, 0, 1], 16)]>}", NULL },
    { "{'addresses': <@a(ayy) [([10, 0, 0, 1], 33)]>}",
      "Network plan: \"addresses\" has an element that is no address" },
    { "{'addresses': <@a(ayy) [([10, 0, 0], 24)]>}", NULL },
    { "{'addresses': <@a(ayy) [([], 0)]>}", NULL },
    { "{'addresses': <@aay [[10, 0, 0, 1]]>}", "Network plan: \"addresses\" is aay, not a(ayy)" },
    { "{'addresses': <@a(ayy) [([254, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 64)]>}",
      NULL },
    { "{'dns': <@aay [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]]>}", NULL },
    { "{'dns': <@aay [[127, 0, 0, 53]]>}", NULL },
    { "{'dns': <@aay [[255, 255, 255, 255]]>}", NULL },
    { "{'dns': <@aay [[1, 2, 3, 4, 5]]>}", NULL },
    { "{'routes': <@a(ayy) [([10, 0, 0, 0, 0], 8)]>}", NULL },
    { "{'domains': <['a b']>}", "Network plan: element 0 of \"domains\" is no domain" },
    { "{'domains': <['ok', '']>}", "Network plan: element 1 of \"domains\" is no domain" },
    { "{'domains': <['.']>}", NULL },
    { "{'domains': <['~']>}", NULL },
    { "{'domains': <['a..b']>}", NULL },
    { "{'domains': <['.a']>}", NULL },
    { "{'domains': <['-a']>}", NULL },
    { "{'domains': <['a-.b']>}", NULL },
    { "{'domains': <['a\\nnameserver 192.0.2.66']>}", NULL },
    { "{'domains': <['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b']>}",
      NULL },
    { "{'domains': <'a'>}", NULL },
    { "{'mtu': <uint32 575>}", "Network plan: MTU 575 is out of range" },
    { "{'mtu': <uint32 65536>}", NULL },
    { "{'mtu': <1400>}", "Network plan: \"mtu\" is i, not u" },
    { "{'gateway': <@ay [1, 2, 3]>}", "Network plan: \"gateway\" is no address" },
    { "{'gateway': <'192.0.2.1'>}", NULL },
    { "{'banner': <@ay []>}", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *message = NULL;
      g_autoptr (NetPlan) plan = read_plan (rows[i].plan, &message);

      if (plan != NULL)
        g_error ("%s was taken", rows[i].plan);
      if (rows[i].message != NULL)
        g_assert_cmpstr (message, ==, rows[i].message);
    }
}

static void
test_too_many (void)
{
  g_autoptr (GString) text = g_string_new ("{'routes': <@a(ayy) [");
  g_autofree char *message = NULL;
  g_autoptr (NetPlan) plan = NULL;

  for (guint i = 0; i <= NET_LIST_MAX; i++)
    g_string_append_printf (text, "%s([10, %u, 0, 0], 24)", i > 0 ? ", " : "", i);
  g_string_append (text, "]>}");
  plan = read_plan (text->str, &message);
  g_assert_null (plan);
  g_assert_cmpstr (message, ==, "Network plan: \"routes\" has more than 128 elements");
}

static void
test_ifname (void)
{
  static const char *const bad[]
      = { "", "0tun", "genkan0 drop", "a\"b", "../x", "genkan0123456789" };
  g_autoptr (GVariant) empty = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (net_plan_from_variant (empty, bad[i], NULL));
  g_assert_null (net_plan_from_variant (empty, NULL, NULL));
}

static void
test_copy_and_equal (void)
{
  static const char *const variants[] = {
    "@a{sv} {}",
    "{'mtu': <uint32 1400>}",
    "{'domains': <['a.test']>}",
    "{'domains': <['a.test', 'b.test']>}",
    "{'dns': <@aay [[10, 0, 0, 2]]>}",
    "{'dns': <@aay [[10, 0, 0, 3]]>}",
    "{'routes': <@a(ayy) [([10, 0, 0, 0], 8)]>}",
    "{'addresses': <@a(ayy) [([10, 0, 0, 5], 24)]>}",
    "{'addresses': <@a(ayy) [([10, 0, 0, 5], 25)]>}",
    "{'gateway': <@ay [192, 0, 2, 1]>}",
    "{'banner': <'x'>}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    for (guint j = 0; j < G_N_ELEMENTS (variants); j++)
      {
        g_autoptr (NetPlan) plan = read_plan (variants[i], NULL);
        g_autoptr (NetPlan) copy = net_plan_copy (plan);
        g_autoptr (NetPlan) other = read_plan (variants[j], NULL);

        g_assert_true (net_plan_equal (plan, copy));
        if (net_plan_equal (copy, other) != (i == j))
          g_error ("%s and %s", variants[i], variants[j]);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/plan/complete", test_complete);
  g_test_add_func ("/net/plan/full", test_full);
  g_test_add_func ("/net/plan/empty", test_empty);
  g_test_add_func ("/net/plan/mtu-with-ipv6", test_mtu_with_ipv6);
  g_test_add_func ("/net/plan/refused", test_refused);
  g_test_add_func ("/net/plan/too-many", test_too_many);
  g_test_add_func ("/net/plan/ifname", test_ifname);
  g_test_add_func ("/net/plan/copy-and-equal", test_copy_and_equal);
  return g_test_run ();
}
