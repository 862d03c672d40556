// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One profile in the list. */
#include "vpn-gui-row.h"

#include <glib/gi18n.h>

struct _VpnGuiRow
{
  GtkListBoxRow parent_instance;

  VpnGuiProfile *profile; /* counted */

  /* Borrowed: children of the template. */
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *status;
};

G_DEFINE_FINAL_TYPE (VpnGuiRow, vpn_gui_row, GTK_TYPE_LIST_BOX_ROW)

static void
update (VpnGuiRow *self)
{
  VpnGuiStatus status = vpn_gui_profile_get_status (self->profile);
  g_autofree char *text = vpn_gui_profile_describe_status (self->profile);
  g_autofree char *spoken = NULL;

  gtk_image_set_from_icon_name (self->icon, vpn_gui_status_get_icon (status, 2),
                                GTK_ICON_SIZE_LARGE_TOOLBAR);
  gtk_label_set_text (self->name, vpn_gui_profile_get_name (self->profile));
  gtk_label_set_text (self->status, text);
  spoken = g_strdup_printf (C_ ("profile and state", "%s: %s"),
                            vpn_gui_profile_get_name (self->profile), text);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), spoken);
}

static void
vpn_gui_row_dispose (GObject *object)
{
  g_clear_object (&VPN_GUI_ROW (object)->profile);
  G_OBJECT_CLASS (vpn_gui_row_parent_class)->dispose (object);
}

static void
vpn_gui_row_class_init (VpnGuiRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vpn_gui_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/genkan/VPN1/Gui/ui/row.ui");
  gtk_widget_class_bind_template_child (widget_class, VpnGuiRow, icon);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiRow, name);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiRow, status);
}

static void
vpn_gui_row_init (VpnGuiRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vpn_gui_row_new (VpnGuiProfile *profile)
{
  VpnGuiRow *self = g_object_new (VPN_GUI_TYPE_ROW, NULL);

  self->profile = g_object_ref (profile);
  g_signal_connect_object (profile, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

VpnGuiProfile *
vpn_gui_row_get_profile (VpnGuiRow *self)
{
  return self->profile;
}
