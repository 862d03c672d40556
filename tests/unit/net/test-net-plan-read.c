// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-plan-read.h"

#include "vpn-error.h"

#include <string.h>

/* A plan in GVariant text; NULL and the error's message in ret_message (may be NULL) if refused. */
static NetPlan *
read_with (const char *text, const VpnProfile *profile, char **ret_message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);
  NetPlan *plan;

  g_assert_no_error (error);
  plan = net_plan_from_variant (variant, "genkan0", profile, &error);
  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan == NULL)
    g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT);
  if (ret_message != NULL)
    *ret_message = plan == NULL ? g_strdup (error->message) : NULL;
  return plan;
}

static NetPlan *
read_plan (const char *text, char **ret_message)
{
  return read_with (text, NULL, ret_message);
}

static char *
list_text (const IpPrefix *list, guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *one = ip_prefix_to_text (&list[i]);

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
      " 'domains': <['Corp.Test.', '~LAB.test', '_tcp.a-b.test']>,"
      " 'mtu': <uint32 1400>, 'banner': <'Hello\\u001b[2J'>, 'gateway': <@ay [192, 0, 2, 1]>,"
      " 'later-invention': <true>}",
      NULL);
  g_autofree char *addresses = list_text (plan->addresses, plan->n_addresses);
  g_autofree char *routes = list_text (plan->routes, plan->n_routes);
  g_autofree char *first = ip_address_to_text (&plan->dns[0]);
  g_autofree char *second = ip_address_to_text (&plan->dns[1]);
  g_autofree char *gateway = ip_address_to_text (&plan->gateway);
  g_autofree char *domains = g_strjoinv (" ", plan->domains);

  g_assert_cmpstr (plan->ifname, ==, "genkan0");
  g_assert_cmpstr (addresses, ==, "10.0.0.5/24");
  g_assert_cmpstr (routes, ==, "10.0.0.0/8 172.16.0.0/12");
  g_assert_cmpuint (plan->n_dns, ==, 2);
  g_assert_cmpstr (first, ==, "10.0.0.2");
  g_assert_cmpstr (second, ==, "10.0.0.1");
  g_assert_cmpstr (gateway, ==, "192.0.2.1");
  g_assert_cmpstr (domains, ==, "corp.test ~lab.test _tcp.a-b.test");
  g_assert_cmpuint (plan->mtu, ==, 1400);
  g_assert_false (plan->full_ipv4);
  g_assert_false (plan->full_ipv6);
  g_assert_null (strchr (plan->banner, '\033'));
  g_assert_true (g_str_has_prefix (plan->banner, "Hello"));
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
    { "{'addresses': <@a(ayy) [([10, 0, 0, 1], 33)]>}",
      "Network plan: \"addresses\" has an element that is no address" },
    { "{'addresses': <@a(ayy) [([10, 0, 0], 24)]>}", NULL },
    { "{'addresses': <@a(ayy) [([], 0)]>}", NULL },
    { "{'addresses': <@aay [[10, 0, 0, 1]]>}", "Network plan: \"addresses\" is aay, not a(ayy)" },
    { "{'addresses': <@a(ayy) [([169, 254, 0, 1], 16)]>}",
      "The gateway gave this computer no address that it can use; ask the VPN's administrator" },
    { "{'dns': <@aay [[1, 2, 3, 4, 5]]>}", NULL },
    { "{'routes': <@a(ayy) [([10, 0, 0, 0, 0], 8)]>}", NULL },
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
    g_assert_null (net_plan_from_variant (empty, bad[i], NULL, NULL));
  g_assert_null (net_plan_from_variant (empty, NULL, NULL, NULL));
}

#define OFFICE_ADDRESS "'addresses': <@a(ayy) [([10, 0, 0, 5], 24)]>, "
#define OFFICE_ROUTES  "'routes': <@a(ayy) [([10, 0, 0, 0], 8)]>, "

/* One value that is no good is left out and said, and the rest is taken. */
static void
test_left_out (void)
{
  static const struct
  {
    const char *plan, *word;
    guint n_dns, n_addresses;
  } rows[] = {
    { "'addresses': <@a(ayy) [([10, 0, 0, 5], 24), ([169, 254, 1, 1], 16)]>, "
      "'dns': <@aay [[10, 0, 0, 1]]>",
      "169.254.1.1", 1, 1 },
    { OFFICE_ADDRESS "'dns': <@aay [[169, 254, 169, 254], [10, 0, 0, 1]]>", "169.254.169.254", 1,
      1 },
    { OFFICE_ADDRESS "'dns': <@aay [[127, 0, 0, 53], [10, 0, 0, 1]]>", "127.0.0.53", 1, 1 },
    { OFFICE_ADDRESS
      "'dns': <@aay [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [10, 0, 0, 1]]>",
      "::1", 1, 1 },
    /* Outside the tunnel's networks, or of a family without an address inside. */
    { OFFICE_ADDRESS "'dns': <@aay [[8, 8, 8, 8]]>", "8.8.8.8", 0, 1 },
    { OFFICE_ADDRESS
      "'dns': <@aay [[32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], [10, 0, 0, 1]]>",
      "2001:db8::1", 1, 1 },
    { OFFICE_ADDRESS "'domains': <['a b']>", "none", 0, 1 },
    { OFFICE_ADDRESS "'domains': <['a\\nnameserver 192.0.2.66']>", "none", 0, 1 },
    { OFFICE_ADDRESS "'domains': <['']>", "none", 0, 1 },
    { OFFICE_ADDRESS "'domains': <['-a']>", "none", 0, 1 },
    { "'gateway': <@ay [192, 0, 2, 1]>, "
      "'addresses': <@a(ayy) [([10, 0, 0, 5], 24), ([192, 0, 2, 1], 32)]>",
      "192.0.2.1", 0, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{" OFFICE_ROUTES "%s}", rows[i].plan);
      g_autoptr (NetPlan) plan = read_plan (text, NULL);

      g_assert_nonnull (plan);
      g_assert_cmpuint (plan->n_dns, ==, rows[i].n_dns);
      g_assert_cmpuint (plan->n_addresses, ==, rows[i].n_addresses);
      g_assert_null (plan->domains);
      g_assert_cmpuint (g_strv_length (plan->warnings), ==, 1);
      if (strstr (plan->warnings[0], rows[i].word) == NULL)
        g_error ("\"%s\" does not say %s", plan->warnings[0], rows[i].word);
    }
}

/* What belongs to everybody is no office's, unless the user says so; what no registry knows is. */
static void
test_dns07_domains_of_everybody (void)
{
  static const char text[] = "{'domains': <['com', '~co.uk', 'in-addr.arpa', '~.', 'corp.test', "
                             "'corp', '10.in-addr.arpa']>}";
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (NetPlan) plan = read_plan (text, NULL);
  g_autofree char *domains = g_strjoinv (" ", plan->domains);
  g_autoptr (NetPlan) named = NULL;
  g_autofree char *wished = NULL;

  g_assert_cmpstr (domains, ==, "corp.test corp 10.in-addr.arpa");
  g_assert_cmpuint (g_strv_length (plan->warnings), ==, 4);
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_DNS_DOMAINS, "~co.uk", NULL));
  named = read_with (text, profile, NULL);
  wished = g_strjoinv (" ", named->domains);
  g_assert_cmpstr (wished, ==, "~co.uk corp.test corp 10.in-addr.arpa");
}

/* By whole labels, upper case and the root dot aside. */
static void
test_dns07_allowed (void)
{
  static const char text[] = "{'domains': <['Corp.Test', 'lab.corp.test.', '~a.corp.test', "
                             "'xcorp.test', 'test.corp', 'bank.test']>}";
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (NetPlan) plan = NULL, all = NULL;
  g_autofree char *domains = NULL;

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_DNS_ALLOWED, "~CORP.test", NULL));
  plan = read_with (text, profile, NULL);
  domains = g_strjoinv (" ", plan->domains);
  g_assert_cmpstr (domains, ==, "corp.test lab.corp.test ~a.corp.test");
  g_assert_cmpuint (g_strv_length (plan->warnings), ==, 3);
  g_assert_nonnull (strstr (plan->warnings[2], "bank.test"));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_DNS_ALLOWED, "~.", NULL));
  all = read_with (text, profile, NULL);
  g_assert_cmpuint (g_strv_length (all->domains), ==, 6);
}

#define SPLIT_TUNNEL                                                                        \
  "'addresses': <@a(ayy) [([10, 0, 0, 5], 32)]>, 'routes': <@a(ayy) [([10, 0, 0, 0], 8)]>," \
  " 'dns': <@aay [[10, 0, 0, 1]]>"
#define FULL_TUNNEL                                                                        \
  "'addresses': <@a(ayy) [([10, 0, 0, 5], 32)]>, 'routes': <@a(ayy) [([0, 0, 0, 0], 0)]>," \
  " 'dns': <@aay [[10, 0, 0, 1]]>"

/* What the gateway claims and may not makes its servers nobody's, and least of all everybody's. */
static void
test_dns07_none_allowed (void)
{
  static const char claims[] = ", 'domains': <['bank.test']>";
  static const char registries[] = ", 'domains': <['in-addr.arpa', 'com']>";
  static const char no_domain[] = ", 'domains': <['a b']>";
  const struct
  {
    const char *tunnel, *domains, *allowed, *servers;
    guint n_dns;
  } cases[] = {
    { SPLIT_TUNNEL, claims, "corp.test", "", 0 },
    { SPLIT_TUNNEL, claims, "corp.test", "10.0.0.1", 0 },
    { SPLIT_TUNNEL, "", "corp.test", "", 1 },
    { FULL_TUNNEL, claims, "corp.test", "", 1 },
    { SPLIT_TUNNEL, registries, "", "", 0 },
    { FULL_TUNNEL, registries, "", "", 1 },
    { SPLIT_TUNNEL, registries, "", "10.0.0.1", 1 },
    { SPLIT_TUNNEL, no_domain, "", "", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("{", cases[i].tunnel, cases[i].domains, "}", NULL);
      g_autoptr (VpnProfile) profile = vpn_profile_new ();
      g_autoptr (NetPlan) plan = NULL;
      guint n_warnings;

      g_assert_true (vpn_profile_set_text (profile, VPN_KEY_DNS_ALLOWED, cases[i].allowed, NULL));
      g_assert_true (vpn_profile_set_text (profile, VPN_KEY_DNS, cases[i].servers, NULL));
      plan = read_with (text, profile, NULL);
      n_warnings = g_strv_length (plan->warnings);
      g_assert_cmpuint (plan->n_dns, ==, cases[i].n_dns);
      g_assert_null (plan->domains);
      g_assert_true (
          n_warnings == 0
          || (strstr (plan->warnings[n_warnings - 1], "name servers are not used") != NULL)
                 == (cases[i].n_dns == 0));
    }
}

/* A worker that has fallen cannot take more than the profile gives. */
static void
test_not_beyond_the_profile (void)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (NetPlan) plan = NULL;
  g_autofree char *addresses = NULL, *routes = NULL;

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_ROUTES, "10.9.0.0/16", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_IPV6, "no", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_USE_DNS, "false", NULL));
  plan = read_with ("{'addresses': <@a(ayy) [([10, 0, 0, 5], 24), "
                    "([32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], 64)]>,"
                    " 'routes': <@a(ayy) [([0, 0, 0, 0], 0), ([10, 8, 0, 0], 16),"
                    " ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 0)]>,"
                    " 'dns': <@aay [[10, 9, 0, 1]]>, 'domains': <['~corp.test']>}",
                    profile, NULL);
  addresses = list_text (plan->addresses, plan->n_addresses);
  routes = list_text (plan->routes, plan->n_routes);
  g_assert_cmpstr (addresses, ==, "10.0.0.5/24");
  g_assert_cmpstr (routes, ==, "10.9.0.0/16");
  g_assert_false (plan->full_ipv4);
  g_assert_cmpuint (plan->n_dns, ==, 0);
}

static void
test_wishes (void)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (NetPlan) plan = NULL;
  g_autofree char *routes = NULL, *exclude = NULL;

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_EXCLUDE, "10.1.0.0/16,192.0.2.0/24", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_LOCAL, "allow", NULL));
  plan = read_with ("{'routes': <@a(ayy) [([10, 0, 0, 0], 12), ([192, 0, 2, 0], 25)]>}", profile,
                    NULL);
  routes = list_text (plan->routes, plan->n_routes);
  exclude = list_text (plan->exclude, plan->n_exclude);
  g_assert_cmpstr (routes, ==, "10.0.0.0/12");
  g_assert_cmpstr (exclude, ==, "10.1.0.0/16 192.0.2.0/24");
  g_assert_cmpuint (plan->local, ==, NET_LOCAL_ALLOW);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/plan-read/complete", test_complete);
  g_test_add_func ("/net/plan-read/empty", test_empty);
  g_test_add_func ("/net/plan-read/mtu-with-ipv6", test_mtu_with_ipv6);
  g_test_add_func ("/net/plan-read/refused", test_refused);
  g_test_add_func ("/net/plan-read/too-many", test_too_many);
  g_test_add_func ("/net/plan-read/ifname", test_ifname);
  g_test_add_func ("/net/plan-read/left-out", test_left_out);
  g_test_add_func ("/net/plan-read/DNS-07/domains-of-everybody", test_dns07_domains_of_everybody);
  g_test_add_func ("/net/plan-read/DNS-07/allowed", test_dns07_allowed);
  g_test_add_func ("/net/plan-read/DNS-07/none-allowed", test_dns07_none_allowed);
  g_test_add_func ("/net/plan-read/SPD-15/not-beyond-the-profile", test_not_beyond_the_profile);
  g_test_add_func ("/net/plan-read/SPD-02/wishes", test_wishes);
  return g_test_run ();
}
