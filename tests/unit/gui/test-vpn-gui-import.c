// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-gui-import.h"

#include "vpn-import.h"

#include <glib/gstdio.h>

#include <string.h>

typedef struct
{
  guint n_imports, n_edits;
} Signals;

static void
on_import (VpnGuiImport *import, gpointer user_data)
{
  ((Signals *) user_data)->n_imports++;
}

static void
on_edit (VpnGuiImport *import, gpointer user_data)
{
  ((Signals *) user_data)->n_edits++;
}

typedef struct
{
  GString *texts; /* owned */
  GtkWidget *password;
} Parts;

static void
collect (GtkWidget *widget, gpointer user_data)
{
  Parts *parts = user_data;

  if (GTK_IS_ENTRY (widget))
    parts->password = widget;
  else if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (parts->texts, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  if (GTK_IS_CONTAINER (widget))
    gtk_container_forall (GTK_CONTAINER (widget), collect, parts);
}

/* Waits until the dialog says words. */
static GtkWidget *
await_words (GtkWidget *dialog, const char *words)
{
  gboolean there = FALSE;
  Parts parts;

  while (!there)
    {
      parts = (Parts){ .texts = g_string_new (NULL) };
      collect (dialog, &parts);
      there = strstr (parts.texts->str, words) != NULL;
      g_string_free (parts.texts, TRUE);
      if (!there)
        g_main_context_iteration (NULL, TRUE);
    }
  return parts.password;
}

static GtkWidget *
open_path (const char *path, Signals *signals)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GtkWidget *dialog = vpn_gui_import_new (NULL, file);

  g_signal_connect (dialog, "import", G_CALLBACK (on_import), signals);
  g_signal_connect (dialog, "edit", G_CALLBACK (on_edit), signals);
  gtk_widget_show (dialog);
  return dialog;
}

static GtkWidget *
open_data (const char *name, Signals *signals)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "client", "data", name, NULL);

  return open_path (path, signals);
}

static GtkWidget *
open_text (const char *text, Signals *signals)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "test.genkan", NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return open_path (path, signals);
}

static gboolean
is_offered (GtkWidget *dialog, int response)
{
  return gtk_widget_get_visible (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), response));
}

static void
test_profile (void)
{
  Signals signals = { 0 };
  GtkWidget *dialog = open_text ("[connection]\nname=office\ngateway=vpn.office.test\n"
                                 "[auth]\nuser=alice\n",
                                 &signals);

  (void) await_words (dialog, "vpn.office.test");
  g_assert_true (is_offered (dialog, GTK_RESPONSE_OK));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_OK);
  g_assert_cmpuint (signals.n_imports, ==, 1);
  g_assert_cmpstr (
      vpn_profile_get_string (vpn_gui_import_get_settings (VPN_GUI_IMPORT (dialog)), VPN_KEY_USER),
      ==, "alice");
  vpn_gui_import_show_error (VPN_GUI_IMPORT (dialog), "There is one of that name");
  (void) await_words (dialog, "There is one of that name");
  gtk_widget_destroy (dialog);
}

/* What the profile lacks is asked for by the editor. */
static void
test_incomplete (void)
{
  Signals signals = { 0 };
  GtkWidget *dialog = open_text ("[connection]\nname=office\n", &signals);

  (void) await_words (dialog, "office");
  g_assert_false (is_offered (dialog, GTK_RESPONSE_OK));
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
  g_assert_cmpuint (signals.n_edits, ==, 1);
  gtk_widget_destroy (dialog);
}

static void
test_damaged (void)
{
  Signals signals = { 0 };
  GtkWidget *dialog = open_text ("[connection]\ngateway=a b\n", &signals);

  (void) await_words (dialog, "“Gateway”");
  g_assert_null (vpn_gui_import_get_settings (VPN_GUI_IMPORT (dialog)));
  g_assert_false (is_offered (dialog, GTK_RESPONSE_OK));
  gtk_widget_destroy (dialog);
  dialog = open_path ("/nonexistent/office.genkan", &signals);
  (void) await_words (dialog, "No such file");
  gtk_widget_destroy (dialog);
}

static void
test_pkcs12 (void)
{
  Signals signals = { 0 };
  GtkWidget *dialog = open_data ("alice.p12", &signals);
  GtkWidget *password = await_words (dialog, "Password of the file");
  g_autofree char *key = NULL;

  gtk_entry_set_text (GTK_ENTRY (password), "wrong");
  gtk_dialog_response (GTK_DIALOG (dialog), 2);
  (void) await_words (dialog, "not the password");
  gtk_entry_set_text (GTK_ENTRY (password), "secret");
  gtk_dialog_response (GTK_DIALOG (dialog), 2);
  (void) await_words (dialog, "Office CA");
  g_assert_false (is_offered (dialog, GTK_RESPONSE_OK)); /* a gateway is missing */
  gtk_dialog_response (GTK_DIALOG (dialog), 1);
  g_assert_cmpuint (signals.n_edits, ==, 1);
  key = g_strdup (vpn_profile_get_string (vpn_gui_import_get_settings (VPN_GUI_IMPORT (dialog)),
                                          VPN_KEY_PRIVATE_KEY));
  g_assert_true (g_file_test (key, G_FILE_TEST_IS_REGULAR));
  gtk_widget_destroy (dialog);
  /* Nobody stored the profile. */
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
}

static void
test_destroy (void)
{
  for (guint i = 0; i < 20; i++)
    {
      Signals signals = { 0 };
      GtkWidget *dialog = open_data ("alice.p12", &signals);

      g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
      gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
      g_assert_null (dialog);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("genkan-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (home, "test.genkan", NULL);
  g_autofree char *folder = NULL;
  int result;

  /* Not G_TEST_OPTION_ISOLATE_DIRS: GTK finds no pictures then. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gui/import/profile", test_profile);
  g_test_add_func ("/gui/import/incomplete", test_incomplete);
  g_test_add_func ("/gui/import/damaged", test_damaged);
  g_test_add_func ("/gui/import/pkcs12", test_pkcs12);
  g_test_add_func ("/gui/import/destroy", test_destroy);
  result = g_test_run ();
  folder = vpn_import_get_folder ();
  (void) g_unlink (file);
  (void) g_rmdir (folder);
  (void) g_rmdir (home);
  return result;
}
