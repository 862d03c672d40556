// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The dialogue with every setting. */
#include "nmv-advanced.h"

#include "config.h"
#include "nmv-gtk-compat.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define MARGIN        18 /* pixels around a page */
#define BUTTON_MARGIN 6

/* Pages: the part of a key's name before the dot, in the order of the tabs. */
static const struct
{
  const char *group;
  const char *title;
} pages[] = {
  { "connection", N_ ("Connection") }, { "auth", N_ ("Login") },     { "network", N_ ("Network") },
  { "ike", N_ ("Key exchange") },      { "esp", N_ ("Encryption") },
};

/* NetworkManager has its own place for these. */
static const char *const foreign_keys[] = {
  VPN_KEY_NAME, VPN_KEY_UUID, VPN_KEY_AUTOCONNECT, VPN_KEY_GUARD_MODE, NULL,
};

static void
set_margins (GtkWidget *widget, int pixels)
{
  g_object_set (widget, "margin-start", pixels, "margin-end", pixels, "margin-top", pixels,
                "margin-bottom", pixels, NULL);
}

static gboolean
is_of_group (const VpnProfileKey *key, const char *group)
{
  gsize len = strlen (group);

  return strncmp (key->name, group, len) == 0 && key->name[len] == '.';
}

static void
attach_labelled (GtkWidget *grid, int row, const VpnProfileKey *key, GtkWidget *widget)
{
  GtkWidget *label = gtk_label_new (_ (key->label));

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), widget);
  gtk_widget_set_tooltip_text (label, _ (key->doc));
  gtk_widget_show (label);
  gtk_grid_attach (GTK_GRID (grid), label, 0, row, 1, 1);
  if (key->unit == NULL)
    {
      gtk_grid_attach (GTK_GRID (grid), widget, 1, row, 2, 1);
      return;
    }
  gtk_grid_attach (GTK_GRID (grid), widget, 1, row, 1, 1);
  label = gtk_label_new (vpn_profile_key_describe_unit (key));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_show (label);
  gtk_grid_attach (GTK_GRID (grid), label, 2, row, 1, 1);
}

static void
attach_key (GtkWidget *grid, int row, NmvForm *form, const VpnProfileKey *key)
{
  GtkWidget *widget = nmv_form_create_widget (form, key);

  gtk_widget_set_hexpand (widget, key->unit == NULL);
  gtk_widget_show (widget);
  if (key->type == VPN_TYPE_BOOLEAN)
    gtk_grid_attach (GTK_GRID (grid), widget, 1, row, 2, 1);
  else
    attach_labelled (grid, row, key, widget);
}

/* One tab; NULL when the page shows all of the group already. */
static GtkWidget *
create_page (NmvForm *form, const char *group, const char *const *shown)
{
  GtkWidget *grid = NULL;
  int row = 0;

  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      if (!is_of_group (key, group) || g_strv_contains (shown, key->name)
          || g_strv_contains (foreign_keys, key->name))
        continue;
      if (grid == NULL)
        grid = gtk_grid_new ();
      attach_key (grid, row++, form, key);
    }
  if (grid == NULL)
    return NULL;
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  set_margins (grid, MARGIN);
  gtk_widget_show (grid);
  return grid;
}

GtkWidget *
nmv_advanced_new (NmvForm *form, GtkWindow *parent, const char *const *shown)
{
  GtkWidget *dialog = gtk_dialog_new_with_buttons (
      _ ("Advanced settings of the VPN"), parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
      _ ("_Close"), GTK_RESPONSE_CLOSE, NULL);
  GtkWidget *book = gtk_notebook_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      GtkWidget *page = create_page (form, pages[i].group, shown);

      if (page != NULL)
        gtk_notebook_append_page (GTK_NOTEBOOK (book), page, gtk_label_new (_ (pages[i].title)));
    }
  gtk_widget_show (book);
  gtk_widget_set_vexpand (book, TRUE);
  nmv_gtk_box_append (gtk_dialog_get_content_area (GTK_DIALOG (dialog)), book);
  set_margins (gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE),
               BUTTON_MARGIN);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CLOSE);
  g_signal_connect (dialog, "response", G_CALLBACK (nmv_gtk_window_destroy), NULL);
  return dialog;
}
