// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-editor.h"

#include "nmv-advanced.h"
#include "nmv-form.h"
#include "nmv-gtk-compat.h"
#include "nmv-keys.h"
#include "nmv-map.h"
#include "profile-sample.h"
#include "vpn-error.h"
#include "widget-tree.h"

#include <nma-ui-utils.h>

#include <string.h>

#define UUID "123e4567-e89b-12d3-a456-426614174000"

static VpnProfile *
new_profile (void)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_NAME, "office", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_UUID, UUID, NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "vpn.example.org", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_USER, "alice", NULL));
  return profile;
}

static NMConnection *
new_connection (const VpnProfile *profile)
{
  NMConnection *connection = nm_simple_connection_new ();

  nmv_map_to_connection (profile, connection);
  return connection;
}

static NMVpnEditor *
open_editor (NMConnection *connection)
{
  g_autoptr (GError) error = NULL;
  NMVpnEditor *editor = nmv_editor_new (connection, &error);

  g_assert_no_error (error);
  return editor;
}

static GtkWidget *
find (NMVpnEditor *editor, const char *id)
{
  GtkWidget *widget = widget_tree_find (GTK_WIDGET (nm_vpn_editor_get_widget (editor)), id);

  g_assert_nonnull (widget);
  return widget;
}

static gboolean
says_visible (NMVpnEditor *editor, const char *id)
{
  return gtk_widget_get_visible (find (editor, id));
}

/* What is saved when the user changes nothing. */
static void
assert_untouched (const VpnProfile *profile)
{
  g_autoptr (NMConnection) connection = new_connection (profile);
  g_autoptr (NMConnection) before = nm_simple_connection_new_clone (connection);
  g_autoptr (NMVpnEditor) editor = open_editor (connection);
  g_autoptr (VpnProfile) back = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (nm_vpn_editor_update_connection (editor, connection, &error));
  g_assert_no_error (error);
  back = nmv_map_to_profile (connection, &error);
  g_assert_no_error (error);
  g_assert_true (vpn_profile_equal (profile, back));
  g_assert_true (nm_connection_compare (before, connection, NM_SETTING_COMPARE_FLAG_EXACT));
}

static void
test_every_key_survives (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261122);

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autoptr (VpnProfile) profile = new_profile ();
      g_autofree char *text = profile_sample_text (key, random);

      g_assert_true (vpn_profile_set_text (profile, key->name, text, NULL));
      if (vpn_profile_validate (profile, NULL))
        assert_untouched (profile);
    }
}

/* A value that is the default and yet was set stays set. */
static void
test_defaults_survive (void)
{
  g_autoptr (VpnProfile) profile = new_profile ();

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    /* NetworkManager knows no unset autoconnect. */
    if (*key->def != '\0' && strcmp (key->name, VPN_KEY_AUTOCONNECT) != 0)
      g_assert_true (vpn_profile_set_text (profile, key->name, key->def, NULL));
  assert_untouched (profile);
}

/* What a user does to the widget of a key. */
static void
type (GtkWidget *widget, const VpnProfileKey *key, const char *text)
{
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      g_object_set (widget, "active", strcmp (text, "true") == 0, NULL);
      return;
    case VPN_TYPE_CHOICE:
      g_assert_true (gtk_combo_box_set_active_id (GTK_COMBO_BOX (widget), text));
      return;
    case VPN_TYPE_STRING:
    case VPN_TYPE_INTEGER:
    case VPN_TYPE_LIST:
    case VPN_TYPE_FILE:
      g_object_set (widget, "text", text, NULL);
      return;
    }
  g_assert_not_reached ();
}

/* The dialogue has every key that the page has not, and takes what the table takes. */
static void
test_every_key_is_edited (void)
{
  static const char *const shown[] = { NULL };
  static const char *const foreign[]
      = { VPN_KEY_NAME, VPN_KEY_UUID, VPN_KEY_AUTOCONNECT, VPN_KEY_GUARD_MODE, NULL };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261123);
  g_autoptr (NmvForm) form = nmv_form_new (vpn_profile_new ());
  GtkWidget *dialog = g_object_ref_sink (nmv_advanced_new (form, NULL, shown));

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      GtkWidget *widget = widget_tree_find_key (dialog, key->name);
      g_autofree char *text = profile_sample_text (key, random);
      g_autofree char *typed = NULL;

      if (g_strv_contains (foreign, key->name))
        {
          g_assert_null (widget);
          continue;
        }
      g_assert_nonnull (widget);
      type (widget, key, text);
      typed = vpn_profile_get_text (nmv_form_get_profile (form), key->name);
      g_assert_cmpstr (typed, ==, text);
      if (key->type == VPN_TYPE_CHOICE || key->choices == NULL)
        type (widget, key, key->def);
      if (*key->def == '\0' || key->type == VPN_TYPE_INTEGER)
        g_assert_false (vpn_profile_is_set (nmv_form_get_profile (form), key->name));
    }
  nmv_gtk_window_destroy (dialog);
  g_object_unref (dialog);
}

static void
on_changed (NMVpnEditor *editor, guint *n_changes)
{
  (*n_changes)++;
}

static void
test_mistakes_are_told (void)
{
  g_autoptr (VpnProfile) profile = new_profile ();
  g_autoptr (NMConnection) connection = new_connection (profile);
  g_autoptr (NMVpnEditor) editor = open_editor (connection);
  g_autoptr (GError) error = NULL;
  g_autofree char *tip = NULL;
  GtkWidget *gateway = find (editor, "gateway");
  GtkLabel *hint = GTK_LABEL (find (editor, "hint"));
  guint n_changes = 0;

  g_signal_connect (editor, "changed", G_CALLBACK (on_changed), &n_changes);
  g_assert_cmpstr (gtk_label_get_text (hint), ==, "");
  g_object_set (gateway, "text", "no such host", NULL);
  g_assert_cmpuint (n_changes, >, 0);
  g_assert_true (gtk_style_context_has_class (gtk_widget_get_style_context (gateway), "error"));
  g_object_get (gateway, "tooltip-text", &tip, NULL);
  g_assert_true (g_str_has_prefix (tip, "Gateway: "));
  g_assert_cmpstr (gtk_label_get_text (hint), ==, tip);
  g_assert_false (nm_vpn_editor_update_connection (editor, connection, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING);
  g_assert_cmpstr (error->message, ==, tip);

  g_object_set (gateway, "text", " gw.example.org ", NULL);
  g_assert_false (gtk_style_context_has_class (gtk_widget_get_style_context (gateway), "error"));
  g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
  g_assert_cmpstr (
      nm_setting_vpn_get_data_item (nm_connection_get_setting_vpn (connection), VPN_KEY_GATEWAY),
      ==, "gw.example.org");
}

static void
test_new_connection (void)
{
  g_autoptr (NMConnection) connection = nm_simple_connection_new ();
  g_autoptr (NMVpnEditor) editor = open_editor (connection);
  NMSettingVpn *vpn;

  g_assert_false (nm_vpn_editor_update_connection (editor, connection, NULL));
  g_object_set (find (editor, "gateway"), "text", "vpn.example.org", NULL);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (find (editor, "hint"))), ==,
                   "User name: a value is needed");
  g_object_set (find (editor, "user"), "text", "alice", NULL);
  g_object_set (find (editor, "password"), "text", "wonderland", NULL);
  g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
  vpn = nm_connection_get_setting_vpn (connection);
  g_assert_cmpstr (nm_setting_vpn_get_service_type (vpn), ==, NMV_SERVICE_NAME);
  g_assert_cmpstr (nm_setting_vpn_get_secret (vpn, NMV_SECRET_PASSWORD), ==, "wonderland");
  /* The key ring's, as nobody chose anything else. */
  g_assert_cmpstr (nm_setting_vpn_get_data_item (vpn, NMV_SECRET_PASSWORD "-flags"), ==, "1");
}

/* The host's own page wins for what belongs there. */
static void
test_hosts_settings_stay (void)
{
  g_autoptr (VpnProfile) profile = new_profile ();
  g_autoptr (NMConnection) connection = new_connection (profile);
  g_autoptr (NMVpnEditor) editor = open_editor (connection);
  NMSettingConnection *setting = nm_connection_get_setting_connection (connection);

  g_object_set (setting, NM_SETTING_CONNECTION_ID, "renamed", NM_SETTING_CONNECTION_AUTOCONNECT,
                TRUE, NULL);
  g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
  g_assert_cmpstr (nm_setting_connection_get_id (setting), ==, "renamed");
  g_assert_cmpstr (nm_setting_connection_get_uuid (setting), ==, UUID);
  g_assert_true (nm_setting_connection_get_autoconnect (setting));
}

static void
test_secrets_of_each_kind (void)
{
  static const char *const flags[] = { "0", "1", "2", "4", "5" };

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autoptr (VpnProfile) profile = new_profile ();
      g_autoptr (NMConnection) connection = new_connection (profile);
      g_autoptr (NMVpnEditor) editor = NULL;
      NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);
      gboolean kept = i < 2;

      nm_setting_vpn_add_data_item (vpn, NMV_SECRET_PASSWORD "-flags", flags[i]);
      nm_setting_vpn_add_secret (vpn, NMV_SECRET_PASSWORD, "wonderland");
      editor = open_editor (connection);
      g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
      g_assert_cmpstr (nm_setting_vpn_get_data_item (vpn, NMV_SECRET_PASSWORD "-flags"), ==,
                       flags[i]);
      g_assert_cmpstr (nm_setting_vpn_get_secret (vpn, NMV_SECRET_PASSWORD), ==,
                       kept ? "wonderland" : NULL);
    }
}

/* What the menu in the entry says is what is stored. */
static void
test_ask_every_time (void)
{
  g_autoptr (VpnProfile) profile = new_profile ();
  g_autoptr (NMConnection) connection = new_connection (profile);
  g_autoptr (NMVpnEditor) editor = NULL;
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);

  nm_setting_vpn_add_secret (vpn, NMV_SECRET_PASSWORD, "wonderland");
  editor = open_editor (connection);
  nma_utils_update_password_storage (find (editor, "password"), NM_SETTING_SECRET_FLAG_NOT_SAVED,
                                     NULL, NULL);
  g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
  g_assert_cmpstr (nm_setting_vpn_get_data_item (vpn, NMV_SECRET_PASSWORD "-flags"), ==, "2");
  g_assert_null (nm_setting_vpn_get_secret (vpn, NMV_SECRET_PASSWORD));
}

static void
test_methods (void)
{
  g_autoptr (VpnProfile) profile = new_profile ();
  g_autoptr (NMConnection) connection = new_connection (profile);
  g_autoptr (NMVpnEditor) editor = NULL;
  NMSettingVpn *vpn = nm_connection_get_setting_vpn (connection);
  GtkComboBox *method;

  nm_setting_vpn_add_secret (vpn, NMV_SECRET_PASSWORD, "wonderland");
  editor = open_editor (connection);
  method = GTK_COMBO_BOX (find (editor, "method"));
  g_assert_true (says_visible (editor, "password"));
  g_assert_false (says_visible (editor, "psk"));
  g_assert_true (says_visible (editor, "ca_place"));
  g_assert_false (says_visible (editor, "own_place"));

  gtk_combo_box_set_active_id (method, "psk");
  g_assert_true (says_visible (editor, "psk"));
  g_assert_false (says_visible (editor, "ca_place"));
  g_object_set (find (editor, "psk"), "text", "open sesame", NULL);
  g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
  g_assert_cmpstr (nm_setting_vpn_get_secret (vpn, NMV_SECRET_PSK), ==, "open sesame");
  g_assert_null (nm_setting_vpn_get_secret (vpn, NMV_SECRET_PASSWORD));

  gtk_combo_box_set_active_id (method, "cert");
  g_assert_true (says_visible (editor, "own_place"));
  g_assert_false (says_visible (editor, "user"));
  g_assert_false (nm_vpn_editor_update_connection (editor, connection, NULL));
}

/* The choosers give back the paths that they were given, whatever is in them. */
static void
test_files (void)
{
  static const char *const places[] = { "ca_place", "own_place" };
  g_autoptr (VpnProfile) profile = new_profile ();
  g_autoptr (NMConnection) connection = new_connection (profile);
  g_autoptr (NMVpnEditor) editor = NULL;
  g_autoptr (VpnProfile) back = NULL;

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_AUTH, "cert", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_CA, "/etc/ca %41%.pem", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_CERTIFICATE, "/home/山田/#?&.pem", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_PRIVATE_KEY, "/home/a b/%s.key", NULL));
  nmv_map_to_connection (profile, connection);
  editor = open_editor (connection);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      GtkWidget *place = find (editor, places[i]);
#if GTK_CHECK_VERSION(4, 0, 0)
      GtkWidget *chooser = gtk_widget_get_first_child (place);
#else
      g_autoptr (GList) children = gtk_container_get_children (GTK_CONTAINER (place));
      GtkWidget *chooser = children->data;
#endif

      g_signal_emit_by_name (chooser, "changed");
    }
  g_assert_true (nm_vpn_editor_update_connection (editor, connection, NULL));
  back = nmv_map_to_profile (connection, NULL);
  g_assert_true (vpn_profile_equal (profile, back));
}

/* Shown, worked with, closed in any order: no warning of the toolkit, nothing left. */
static void
test_life (void)
{
  for (int round = 0; round < 3; round++)
    {
      g_autoptr (VpnProfile) profile = new_profile ();
      g_autoptr (NMConnection) connection = new_connection (profile);
      NMVpnEditor *editor = open_editor (connection);
      gpointer watched = editor;
      gpointer page = nm_vpn_editor_get_widget (editor);
#if GTK_CHECK_VERSION(4, 0, 0)
      GtkWidget *window = gtk_window_new ();

      gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (nm_vpn_editor_get_widget (editor)));
#else
      GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);

      gtk_container_add (GTK_CONTAINER (window), GTK_WIDGET (nm_vpn_editor_get_widget (editor)));
#endif
      g_object_add_weak_pointer (G_OBJECT (editor), &watched);
      g_object_add_weak_pointer (G_OBJECT (page), &page);
      gtk_window_present (GTK_WINDOW (window));
      if (round > 0)
        g_signal_emit_by_name (find (editor, "advanced"), "clicked");
      widget_tree_settle ();
      if (round == 1)
        nmv_gtk_window_destroy (window);
      g_object_unref (editor);
      widget_tree_settle ();
      g_assert_null (watched);
      if (round != 1)
        nmv_gtk_window_destroy (window);
      widget_tree_settle ();
      g_assert_null (page);
    }
}

int
main (int argc, char **argv)
{
#if GTK_CHECK_VERSION(4, 0, 0)
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
#else
  gtk_test_init (&argc, &argv, NULL);
#endif
  g_test_add_func ("/nm/editor/every-key-survives", test_every_key_survives);
  g_test_add_func ("/nm/editor/defaults-survive", test_defaults_survive);
  g_test_add_func ("/nm/editor/every-key-is-edited", test_every_key_is_edited);
  g_test_add_func ("/nm/editor/mistakes-are-told", test_mistakes_are_told);
  g_test_add_func ("/nm/editor/new-connection", test_new_connection);
  g_test_add_func ("/nm/editor/hosts-settings-stay", test_hosts_settings_stay);
  g_test_add_func ("/nm/editor/secrets-of-each-kind", test_secrets_of_each_kind);
  g_test_add_func ("/nm/editor/ask-every-time", test_ask_every_time);
  g_test_add_func ("/nm/editor/methods", test_methods);
  g_test_add_func ("/nm/editor/files", test_files);
  g_test_add_func ("/nm/editor/life", test_life);
  return g_test_run ();
}
