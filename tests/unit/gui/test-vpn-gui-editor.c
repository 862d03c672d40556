// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-editor.h"

#include "vpn-error.h"
#include "vpn-gui-field.h"

#include <string.h>

#define N_FILES 4 /* settings that name one; none of those here exists */

typedef struct
{
  const char *name;
  GtkWidget *field;
  guint n_visible_errors;
} Search;

static void
collect (GtkWidget *widget, gpointer user_data)
{
  Search *search = user_data;

  if (VPN_GUI_IS_FIELD (widget)
      && (search->name == NULL
          || strcmp (vpn_gui_field_get_key (VPN_GUI_FIELD (widget))->name, search->name) == 0))
    search->field = widget;
  if (GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
      && gtk_style_context_has_class (gtk_widget_get_style_context (widget), GTK_STYLE_CLASS_ERROR))
    search->n_visible_errors++;
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), collect, search);
}

static VpnGuiField *
find_field (GtkWidget *editor, const char *name)
{
  Search search = { .name = name };

  collect (editor, &search);
  if (search.field == NULL)
    g_error ("no field for %s", name);
  return VPN_GUI_FIELD (search.field);
}

static guint
count_errors (GtkWidget *editor)
{
  Search search = { .name = "" };

  collect (editor, &search);
  return search.n_visible_errors;
}

static gboolean
can_save (GtkWidget *editor)
{
  return gtk_widget_get_sensitive (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (editor), GTK_RESPONSE_OK));
}

/* A value of the key that is not its default and suits the values of the others. */
static const char *
make_value (const VpnProfileKey *key)
{
  static const char *const values[][2] = {
    { VPN_KEY_NAME, "the office" },
    { VPN_KEY_UUID, "0c1b2a3d-1111-4222-8333-444455556666" },
    { VPN_KEY_GATEWAY, "vpn.office.test" },
    { VPN_KEY_TCP_PORTS, "4500,443" },
    { VPN_KEY_LOCAL_PORT, "4500" },
    { VPN_KEY_AUTH, "cert" },
    { VPN_KEY_EAP_METHODS, "gtc,mschapv2" },
    { VPN_KEY_AAA_NAME, "radius.office.test" },
    { VPN_KEY_IKE_PROPOSALS, "aes256gcm16-prfsha384-ecp384" },
    { VPN_KEY_ESP_PROPOSALS, "aes256gcm16" },
    { VPN_KEY_ROUTES, "198.51.100.0/24,2001:db8::/32" },
    { VPN_KEY_EXCLUDE, "203.0.113.0/24" },
    { VPN_KEY_MTU, "1350" },
    { VPN_KEY_DNS, "198.51.100.53,2001:db8::53" },
    { VPN_KEY_DNS_DOMAINS, "office.test,~lab.test" },
    { VPN_KEY_DNS_ALLOWED, "office.test" },
    { VPN_KEY_TRUST_DOMAINS, "office.test" },
    { VPN_KEY_TRUST_SERVERS, "intranet.office.test=SHA256:"
                             "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (values[i][0], key->name) == 0)
      return values[i][1];
  switch (key->type)
    {
    case VPN_TYPE_BOOLEAN:
      return strcmp (key->def, "true") == 0 ? "false" : "true";
    case VPN_TYPE_INTEGER:
      return key->max < 1000 ? "60" : "1000";
    case VPN_TYPE_CHOICE:
      return key->choices[1];
    case VPN_TYPE_FILE:
      return "/nonexistent/file.pem";
    case VPN_TYPE_STRING:
    case VPN_TYPE_LIST:
      return "someone@office.test";
    }
  return "";
}

static VpnProfile *
make_full_profile (void)
{
  VpnProfile *profile = vpn_profile_new ();

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autoptr (GError) error = NULL;

      (void) vpn_profile_set_text (profile, key->name, make_value (key), &error);
      g_assert_no_error (error);
    }
  return profile;
}

/* The page is opened, and the input is where one types next. */
static void
test_show_key (void)
{
  static const char *const keys[] = { VPN_KEY_GATEWAY, VPN_KEY_AAA_CA };
  GtkWidget *editor = vpn_gui_editor_new (NULL, NULL, FALSE);

  gtk_widget_show (editor);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkWidget *field = GTK_WIDGET (find_field (editor, keys[i]));
      GtkWidget *focus;

      vpn_gui_editor_show_key (VPN_GUI_EDITOR (editor), keys[i]);
      focus = gtk_window_get_focus (GTK_WINDOW (editor));
      g_assert_nonnull (focus);
      g_assert_true (gtk_widget_is_ancestor (focus, field));
      g_assert_true (
          gtk_widget_get_child_visible (gtk_widget_get_ancestor (field, GTK_TYPE_SCROLLED_WINDOW)));
    }
  gtk_widget_destroy (editor);
}

/* Every key has a field, and what goes in comes out. */
static void
test_round_trip (void)
{
  g_autoptr (VpnProfile) full = make_full_profile ();
  GtkWidget *editor = vpn_gui_editor_new (NULL, full, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnProfile) back = vpn_gui_editor_get_settings (VPN_GUI_EDITOR (editor), &error);

  g_assert_no_error (error);
  g_assert_true (vpn_profile_equal (full, back));
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autofree char *text = vpn_gui_field_get_text (find_field (editor, key->name));

      g_assert_cmpstr (text, ==, make_value (key));
    }
  gtk_widget_destroy (editor);
}

/* The same typed into an empty form. */
static void
test_typed (void)
{
  g_autoptr (VpnProfile) full = make_full_profile ();
  GtkWidget *editor = vpn_gui_editor_new (NULL, NULL, TRUE);
  g_autoptr (VpnProfile) back = NULL;
  g_autoptr (GError) error = NULL;

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    vpn_gui_field_set_text (find_field (editor, key->name), make_value (key));
  back = vpn_gui_editor_get_settings (VPN_GUI_EDITOR (editor), &error);
  g_assert_no_error (error);
  g_assert_true (vpn_profile_equal (full, back));

  /* Back at its default a key is not stored. */
  vpn_gui_field_set_text (find_field (editor, VPN_KEY_MTU), "0");
  g_clear_pointer (&back, vpn_profile_free);
  back = vpn_gui_editor_get_settings (VPN_GUI_EDITOR (editor), &error);
  g_assert_false (vpn_profile_is_set (back, VPN_KEY_MTU));
  gtk_widget_destroy (editor);
}

static void
on_save (VpnGuiEditor *editor, gpointer user_data)
{
  (*(guint *) user_data)++;
}

/* Whoever opens it to add a VPN can type the gateway at once. */
static void
test_first_focus (void)
{
  GtkWidget *editor = vpn_gui_editor_new (NULL, NULL, TRUE);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (editor));

  g_assert_true (GTK_IS_ENTRY (focus));
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (find_field (editor, VPN_KEY_GATEWAY))));
  gtk_widget_destroy (editor);
}

static void
test_short_form_suffices (void)
{
  GtkWidget *editor = vpn_gui_editor_new (NULL, NULL, TRUE);
  g_autoptr (VpnProfile) settings = NULL;
  guint n_saves = 0;

  g_signal_connect (editor, "save", G_CALLBACK (on_save), &n_saves);
  gtk_widget_show (editor);
  g_assert_false (can_save (editor));
  g_assert_cmpuint (count_errors (editor), ==, 0); /* nobody is scolded for an empty form */
  vpn_gui_field_set_text (find_field (editor, VPN_KEY_GATEWAY), "vpn.office.test");
  g_assert_false (can_save (editor));
  vpn_gui_field_set_text (find_field (editor, VPN_KEY_USER), "alice");
  g_assert_true (can_save (editor));
  settings = vpn_gui_editor_get_settings (VPN_GUI_EDITOR (editor), NULL);
  g_assert_cmpstr (vpn_profile_get_string (settings, VPN_KEY_NAME), ==, "vpn.office.test");
  gtk_dialog_response (GTK_DIALOG (editor), GTK_RESPONSE_OK);
  g_assert_cmpuint (n_saves, ==, 1);
  vpn_gui_editor_show_error (VPN_GUI_EDITOR (editor), "connection.name: taken");
  g_assert_cmpuint (count_errors (editor), ==, 1);
  g_assert_true (can_save (editor));
  gtk_widget_destroy (editor);
}

/* Waits for the words about the files, which do not exist; they come from a thread. */
static void
await_previews (GtkWidget *editor)
{
  while (count_errors (editor) < N_FILES)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_problem (const char *name, const char *value)
{
  g_autoptr (VpnProfile) full = make_full_profile ();
  GtkWidget *editor = vpn_gui_editor_new (NULL, full, FALSE);

  gtk_widget_show (editor);
  await_previews (editor);
  vpn_gui_field_set_text (find_field (editor, name), value);
  g_assert_cmpuint (count_errors (editor), ==, N_FILES + 1);
  g_assert_false (can_save (editor));
  vpn_gui_field_set_text (find_field (editor, name), make_value (vpn_profile_key_find (name)));
  g_assert_cmpuint (count_errors (editor), ==, N_FILES);
  g_assert_true (can_save (editor));
  gtk_widget_destroy (editor);
}

static void
test_problems (void)
{
  assert_problem (VPN_KEY_GATEWAY, "vpn office");
  assert_problem (VPN_KEY_GATEWAY, "");
  assert_problem (VPN_KEY_ROUTES, "198.51.100.0/99");
  assert_problem (VPN_KEY_DNS, "dns.office.test");
  assert_problem (VPN_KEY_LOCAL_ID, "a\tb");
}

/* A dialog may go while its files are still read. */
static void
test_destroy (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (VpnProfile) full = make_full_profile ();
      GtkWidget *editor = vpn_gui_editor_new (NULL, full, TRUE);

      g_object_add_weak_pointer (G_OBJECT (editor), (gpointer *) &editor);
      gtk_widget_show (editor);
      if (i % 2 == 0)
        gtk_dialog_response (GTK_DIALOG (editor), GTK_RESPONSE_CANCEL);
      else
        gtk_widget_destroy (editor);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_assert_null (editor);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gui/editor/round-trip", test_round_trip);
  g_test_add_func ("/gui/editor/show-key", test_show_key);
  g_test_add_func ("/gui/editor/typed", test_typed);
  g_test_add_func ("/gui/editor/first-focus", test_first_focus);
  g_test_add_func ("/gui/editor/short-form-suffices", test_short_form_suffices);
  g_test_add_func ("/gui/editor/problems", test_problems);
  g_test_add_func ("/gui/editor/destroy", test_destroy);
  return g_test_run ();
}
