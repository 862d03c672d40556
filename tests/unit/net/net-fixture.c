// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-fixture.h"

#include "net-ns.h"
#include "net-plan-read.h"

#include <glib/gstdio.h>
#include <string.h>

static void
on_repaired (gpointer owner, const char *thing, const char *culprit)
{
  NetFixture *fixture = owner;

  fixture->repaired++;
  g_free (fixture->lost);
  fixture->lost = g_strdup (thing);
}

static void
on_device_gone (gpointer owner, const char *culprit)
{
  NetFixture *fixture = owner;

  fixture->gone++;
}

static void
on_warnings_changed (gpointer owner)
{
  NetFixture *fixture = owner;

  fixture->warned++;
}

void
net_fixture_set_up (NetFixture *fixture, GDBusConnection *bus)
{
  static const NetApplierEvents events = { on_repaired, on_warnings_changed, on_device_gone };
  g_autoptr (GError) error = NULL;
  NetApplierConfig config
      = { .name = "office", .slot = 3, .bus = bus, .events = &events, .owner = fixture };

  *fixture = (NetFixture){ 0 };
  net_tun_open ("genkan0", &fixture->tun, &error);
  g_assert_no_error (error);
  /* A device gets its queue when it is first up, and keeps it; that is no trace of ours. */
  g_assert_true (net_ns_try ("ip link set genkan0 up"));
  g_assert_true (net_ns_try ("ip link set genkan0 down"));
  fixture->runtime_dir = g_mkdtemp (g_strdup ("/run/genkan-XXXXXX"));
  config.runtime_dir = fixture->runtime_dir;
  fixture->applier = net_applier_new (&config, &error);
  g_assert_no_error (error);
  fixture->before = net_ns_snapshot ();
}

void
net_fixture_tear_down (NetFixture *fixture)
{
  g_autofree char *journals = g_build_filename (fixture->runtime_dir, "journal", NULL);

  net_applier_free (fixture->applier);
  net_ns_assert_as (fixture->before);
  /* Fails if a journal was left behind. */
  g_assert_cmpint (g_rmdir (journals), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->runtime_dir), ==, 0);
  net_tun_clear (&fixture->tun);
  g_free (fixture->runtime_dir);
  g_free (fixture->before);
  g_free (fixture->lost);
}

static guint
parse_list (const char *text, IpPrefix *ret_list)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_assert_true (ip_prefix_parse (words[i], &ret_list[n++]));
  return n;
}

static GVariant *
pairs_variant (const char *text)
{
  GVariantBuilder builder;
  IpPrefix list[NET_LIST_MAX];
  guint n = parse_list (text, list);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ayy)"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add (&builder, "(@ayy)",
                           g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, list[i].address.octets,
                                                      ip_family_octets (list[i].address.family), 1),
                           list[i].length);
  return g_variant_builder_end (&builder);
}

static GVariant *
hosts_variant (const char *text)
{
  GVariantBuilder builder;
  IpPrefix list[NET_LIST_MAX];
  guint n = parse_list (text, list);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < n; i++)
    g_variant_builder_add_value (
        &builder, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, list[i].address.octets,
                                             ip_family_octets (list[i].address.family), 1));
  return g_variant_builder_end (&builder);
}

NetPlan *
net_fixture_plan (const NetFixture *fixture, const char *addresses, const char *routes,
                  const char *dns, const char *domains)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) variant = NULL;
  GVariantDict dict;
  NetPlan *plan;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "addresses", pairs_variant (addresses));
  g_variant_dict_insert_value (&dict, "routes", pairs_variant (routes));
  g_variant_dict_insert_value (&dict, "dns", hosts_variant (dns));
  g_variant_dict_insert (&dict, "mtu", "u", 1400);
  if (domains != NULL)
    {
      g_auto (GStrv) words = g_strsplit (domains, " ", -1);

      g_variant_dict_insert (&dict, "domains", "^as", words);
    }
  variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  plan = net_plan_from_variant (variant, fixture->tun.ifname, NULL, &error);
  g_assert_no_error (error);
  return plan;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

gboolean
net_fixture_apply (NetApplier *applier, const NetPlan *plan, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  net_applier_apply_async (applier, plan, NULL, on_done, &result);
  return net_applier_finish (applier, await (&result), error);
}

gboolean
net_fixture_hold (NetApplier *applier, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  net_applier_hold_async (applier, on_done, &result);
  return net_applier_finish (applier, await (&result), error);
}

gboolean
net_fixture_undo (NetApplier *applier, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  net_applier_undo_async (applier, on_done, &result);
  return net_applier_finish (applier, await (&result), error);
}

void
net_fixture_assert_route (const char *destination, const char *expected)
{
  g_autofree char *command = g_strconcat ("ip route get ", destination, NULL);
  g_autofree char *output = net_ns_run (command);

  if (strstr (output, expected) == NULL)
    g_error ("%s: \"%s\" lacks \"%s\"", command, output, expected);
}

void
net_fixture_assert_refused (const char *destination)
{
  g_autofree char *command = g_strconcat ("ip route get ", destination, NULL);

  g_assert_false (net_ns_try (command));
}
