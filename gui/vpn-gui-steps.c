// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The steps of connecting as a list. */
#include "vpn-gui-steps.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

#define FIRST  VPN_STEP_RESOLVE
#define N_ROWS (VPN_STEP_DONE - VPN_STEP_RESOLVE)

typedef struct /* borrowed: children */
{
  GtkWidget *icon, *label;
} Row;

struct _VpnGuiSteps
{
  GtkGrid parent_instance;

  Row rows[N_ROWS];
};

G_DEFINE_FINAL_TYPE (VpnGuiSteps, vpn_gui_steps, GTK_TYPE_GRID)

static void
set_dim (GtkWidget *widget, gboolean dim)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (dim)
    gtk_style_context_add_class (context, GTK_STYLE_CLASS_DIM_LABEL);
  else
    gtk_style_context_remove_class (context, GTK_STYLE_CLASS_DIM_LABEL);
}

static void
set_icon (Row *row, const char *name)
{
  /* An image without a name keeps its place in the column. */
  gtk_image_set_from_icon_name (GTK_IMAGE (row->icon), name, GTK_ICON_SIZE_MENU);
  gtk_widget_set_opacity (row->icon, name == NULL ? 0 : 1);
}

static void
vpn_gui_steps_class_init (VpnGuiStepsClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), ATK_ROLE_LIST);
}

static void
vpn_gui_steps_init (VpnGuiSteps *self)
{
  gtk_grid_set_row_spacing (GTK_GRID (self), 12);
  gtk_grid_set_column_spacing (GTK_GRID (self), 12);
  for (int i = 0; i < (int) N_ROWS; i++)
    {
      Row *row = &self->rows[i];

      row->icon = gtk_image_new ();
      gtk_image_set_pixel_size (GTK_IMAGE (row->icon), 16);
      row->label = gtk_label_new (vpn_step_label ((VpnStep) ((int) FIRST + i)));
      gtk_label_set_xalign (GTK_LABEL (row->label), 0);
      gtk_label_set_line_wrap (GTK_LABEL (row->label), TRUE);
      gtk_grid_attach (GTK_GRID (self), row->icon, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (self), row->label, 1, i, 1, 1);
    }
  gtk_widget_show_all (GTK_WIDGET (self));
  vpn_gui_steps_set_step (self, VPN_STEP_NONE, NULL);
}

static void
describe_row (Row *row, VpnStep step, VpnStep now, const char *detail)
{
  AtkObject *accessible = gtk_widget_get_accessible (row->label);
  g_autofree char *text = vpn_client_text_step (step, step == now ? detail : NULL);
  g_autofree char *name = NULL;

  gtk_label_set_text (GTK_LABEL (row->label), text);
  set_dim (row->label, step > now);
  if (step < now)
    {
      set_icon (row, "object-select-symbolic");
      /* Translators: a step of connecting, for a screen reader. */
      name = g_strdup_printf (_ ("%s: done"), text);
    }
  else if (step == now)
    {
      set_icon (row, "go-next-symbolic");
      name = g_strdup_printf (_ ("%s: under way"), text);
    }
  else
    {
      set_icon (row, NULL);
      name = g_strdup_printf (_ ("%s: not yet"), text);
    }
  atk_object_set_name (accessible, name);
}

void
vpn_gui_steps_set_step (VpnGuiSteps *self, VpnStep step, const char *detail)
{
  for (int i = 0; i < (int) N_ROWS; i++)
    describe_row (&self->rows[i], (VpnStep) ((int) FIRST + i), step, detail);
}
