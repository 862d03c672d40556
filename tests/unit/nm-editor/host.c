// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * host LIBRARY [PROFILE [BUTTON]]: shows the editor of a library as NetworkManager's front ends do,
 * with a profile from a file, and presses the button with that id. It ends when its window is
 * drawn; never with GENKAN_HOST_STAYS set, so that somebody can look. Exit 0 when it was shown.
 */
#include "nmv-editor.h"

#include "nmv-gtk-compat.h"
#include "nmv-keys.h"
#include "nmv-map.h"
#include "widget-tree.h"

#include <gmodule.h>

static VpnProfile *
read_profile (const char *path)
{
  g_autofree char *data = NULL;
  gsize len;

  if (path == NULL)
    return vpn_profile_new ();
  if (!g_file_get_contents (path, &data, &len, NULL))
    return NULL;
  return vpn_profile_from_data (data, len, NULL);
}

static NMVpnEditor *
open_editor (const char *library, const char *path)
{
  g_autoptr (NMConnection) connection = nm_simple_connection_new ();
  g_autoptr (VpnProfile) profile = read_profile (path);
  g_autoptr (GError) error = NULL;
  GModule *module = g_module_open (library, G_MODULE_BIND_LOCAL);
  NmvEditorFactory factory;
  NMVpnEditor *editor;

  if (profile == NULL || module == NULL
      || !g_module_symbol (module, NMV_EDITOR_SYMBOL, (gpointer *) &factory))
    {
      g_printerr ("host: %s\n", profile == NULL ? "no profile" : g_module_error ());
      return NULL;
    }
  nmv_map_to_connection (profile, connection);
  editor = factory (connection, &error);
  if (editor == NULL)
    g_printerr ("host: %s\n", error->message);
  return editor;
}

static gboolean
on_drawn (gpointer data)
{
  g_printerr ("shown\n");
  if (g_getenv ("GENKAN_HOST_STAYS") == NULL)
    g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static GtkWidget *
create_window (NMVpnEditor *editor)
{
  GtkWidget *page = GTK_WIDGET (nm_vpn_editor_get_widget (editor));
#if GTK_CHECK_VERSION(4, 0, 0)
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), page);
#else
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);

  gtk_container_add (GTK_CONTAINER (window), page);
#endif
  gtk_window_set_title (GTK_WINDOW (window), "host");
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (NMVpnEditor) editor = NULL;
  GtkWidget *window;

#if GTK_CHECK_VERSION(4, 0, 0)
  gtk_init ();
#else
  gtk_init (&argc, &argv);
#endif
  if (argc < 2)
    return 2;
  editor = open_editor (argv[1], argc > 2 ? argv[2] : NULL);
  if (editor == NULL)
    return 1;
  window = create_window (editor);
  widget_tree_settle ();
  if (argc > 3)
    g_signal_emit_by_name (widget_tree_find (window, argv[3]), "clicked");
  g_timeout_add (300, on_drawn, loop);
  g_main_loop_run (loop);
  nmv_gtk_window_destroy (window);
  return 0;
}
