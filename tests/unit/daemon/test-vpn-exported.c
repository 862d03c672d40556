// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Objects on the bus: who sees them, what of them is told and when; and that every property of
 * every interface has a getter. */
#include "vpn-connection.h"
#include "vpn-dbus.h"
#include "vpn-manager.h"
#include "vpn-profile-object.h"

#define TEST_TYPE_LAMP (test_lamp_get_type ())
G_DECLARE_FINAL_TYPE (TestLamp, test_lamp, TEST, LAMP, VpnExported)

struct _TestLamp
{
  VpnExported parent_instance;

  guint32 brightness;
};

G_DEFINE_FINAL_TYPE (TestLamp, test_lamp, VPN_TYPE_EXPORTED)

static GDBusInterfaceInfo *
get_lamp_interface (void)
{
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      GDBusNodeInfo *node
          = g_dbus_node_info_new_for_xml ("<node><interface name='org.example.Lamp'>"
                                          "<property name='Brightness' type='u' access='read'/>"
                                          "<property name='Colour' type='s' access='read'/>"
                                          "<signal name='Broken'/></interface></node>",
                                          NULL);

      g_once_init_leave (&made, (gsize) node);
    }
  return ((GDBusNodeInfo *) made)->interfaces[0];
}

static GVariant *
get_brightness (VpnExported *exported)
{
  return g_variant_new_uint32 (TEST_LAMP (exported)->brightness);
}

static GVariant *
get_colour (VpnExported *exported)
{
  return g_variant_new_string ("white");
}

static const VpnProperty lamp_properties[]
    = { { "Brightness", get_brightness }, { "Colour", get_colour }, { NULL } };
static const VpnMethod lamp_methods[] = { { NULL } };

static void
test_lamp_class_init (TestLampClass *klass)
{
  VpnExportedClass *exported_class = VPN_EXPORTED_CLASS (klass);

  exported_class->get_interface = get_lamp_interface;
  exported_class->methods = lamp_methods;
  exported_class->properties = lamp_properties;
}

static void
test_lamp_init (TestLamp *self)
{
}

static VpnExported *
make_lamp (guint32 owner, gboolean is_system)
{
  VpnExported *lamp = g_object_new (TEST_TYPE_LAMP, NULL);

  vpn_exported_set_identity (lamp, "/lamp", owner, is_system);
  return lamp;
}

static void
test_visibility (void)
{
  g_autoptr (VpnExported) own = make_lamp (1000, FALSE);
  g_autoptr (VpnExported) shared = make_lamp (1000, TRUE);

  g_assert_true (vpn_exported_is_visible_to (own, 1000));
  g_assert_true (vpn_exported_is_visible_to (own, 0));
  g_assert_false (vpn_exported_is_visible_to (own, 1001));
  g_assert_true (vpn_exported_is_visible_to (shared, 1001));
}

typedef struct
{
  GString *heard; /* owned */
  guint n_changed;
} Ear;

static void
on_changed (gpointer sink, VpnExported *exported, GVariant *properties)
{
  Ear *ear = sink;
  g_autoptr (GVariant) owned = g_variant_ref_sink (properties);
  g_autofree char *text = g_variant_print (owned, FALSE);

  g_string_append_printf (ear->heard, "changed %s;", text);
  ear->n_changed++;
}

static void
on_signal (gpointer sink, VpnExported *exported, const char *name, GVariant *parameters)
{
  g_string_append_printf (((Ear *) sink)->heard, "signal %s;", name);
}

static const VpnExportedSink sink = { on_changed, on_signal };

static void
test_changes_travel_together (void)
{
  g_autoptr (VpnExported) lamp = make_lamp (0, TRUE);
  g_autoptr (GString) heard = g_string_new (NULL);
  Ear ear = { heard };

  /* Nobody listens: nothing is kept for later. */
  vpn_exported_changed (lamp, "Brightness");
  vpn_exported_set_sink (lamp, &sink, &ear);
  vpn_exported_changed (lamp, "Brightness");
  TEST_LAMP (lamp)->brightness = 7;
  vpn_exported_changed (lamp, "Brightness");
  g_assert_cmpstr (heard->str, ==, "");
  while (ear.n_changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (heard->str, ==, "changed {'Brightness': <uint32 7>};");
  g_assert_false (g_main_context_pending (NULL));
  vpn_exported_set_sink (lamp, NULL, NULL);
}

static void
test_a_signal_comes_after_its_changes (void)
{
  g_autoptr (VpnExported) lamp = make_lamp (0, TRUE);
  g_autoptr (GString) heard = g_string_new (NULL);
  Ear ear = { heard };

  vpn_exported_set_sink (lamp, &sink, &ear);
  vpn_exported_changed (lamp, "Colour");
  vpn_exported_emit (lamp, "Broken", g_variant_new ("()"));
  g_assert_cmpstr (heard->str, ==, "changed {'Colour': <'white'>};signal Broken;");
  /* What is pending when it is taken off the bus is said before. */
  vpn_exported_changed (lamp, "Brightness");
  vpn_exported_set_sink (lamp, NULL, NULL);
  g_assert_cmpuint (ear.n_changed, ==, 2);
}

static void
test_values (void)
{
  g_autoptr (VpnExported) lamp = make_lamp (0, TRUE);
  g_autoptr (GVariant) colour = vpn_exported_dup_value (lamp, "Colour", NULL);
  g_autoptr (GVariant) all = g_variant_ref_sink (vpn_exported_get_values (lamp, NULL));

  g_assert_cmpstr (g_variant_get_string (colour, NULL), ==, "white");
  g_assert_null (vpn_exported_dup_value (lamp, "Weight", NULL));
  g_assert_cmpuint (g_variant_n_children (all), ==, 2);
}

/* One row for each property of the interface, and nothing else. */
static void
assert_complete (GType type, GDBusInterfaceInfo *interface)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);
  const VpnProperty *rows = ((VpnExportedClass *) klass)->properties;
  guint n_rows = 0, n_properties = 0;

  for (; rows[n_rows].name != NULL; n_rows++)
    g_assert_nonnull (g_dbus_interface_info_lookup_property (interface, rows[n_rows].name));
  while (interface->properties[n_properties] != NULL)
    n_properties++;
  g_assert_cmpuint (n_rows, ==, n_properties);
}

static void
test_every_property_has_a_getter (void)
{
  assert_complete (VPN_TYPE_CONNECTION, vpn_dbus_connection_interface_info ());
  assert_complete (VPN_TYPE_PROFILE_OBJECT, vpn_dbus_profile_interface_info ());
  assert_complete (VPN_TYPE_MANAGER, vpn_dbus_manager_interface_info ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/exported/visibility", test_visibility);
  g_test_add_func ("/daemon/exported/changes-travel-together", test_changes_travel_together);
  g_test_add_func ("/daemon/exported/a-signal-comes-after-its-changes",
                   test_a_signal_comes_after_its_changes);
  g_test_add_func ("/daemon/exported/values", test_values);
  g_test_add_func ("/daemon/exported/every-property-has-a-getter",
                   test_every_property_has_a_getter);
  return g_test_run ();
}
