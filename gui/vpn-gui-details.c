// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The part of the window about one profile. */
#include "vpn-gui-details.h"

#include "vpn-gui-certificate.h"
#include "vpn-gui-change.h"
#include "vpn-gui-live-view.h"
#include "vpn-gui-log-view.h"

#include <glib/gi18n.h>

struct _VpnGuiDetails
{
  GtkBox parent_instance;

  VpnGuiProfile *profile; /* counted */
  gconstpointer menu_of;  /* the profile the menu is about; only compared */
  gboolean menu_explains; /* it has the certificate */
  gboolean menu_allows;   /* it has the local network */

  /* Borrowed: children of the template. */
  GtkImage *icon;
  GtkLabel *name;
  GtkLabel *status;
  GtkMenuButton *more;
  GtkButton *toggle;
  VpnGuiLiveView *live;
  VpnGuiLogView *log;
};

G_DEFINE_FINAL_TYPE (VpnGuiDetails, vpn_gui_details, GTK_TYPE_BOX)

static void
set_style (GtkWidget *widget, const char *style, gboolean wanted)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (wanted)
    gtk_style_context_add_class (context, style);
  else
    gtk_style_context_remove_class (context, style);
}

static void
update_toggle (VpnGuiDetails *self)
{
  gboolean can_connect = vpn_gui_profile_can_connect (self->profile);
  gboolean ending = vpn_gui_profile_get_state (self->profile) == VPN_STATE_DISCONNECTING;
  const char *label = _ ("_Disconnect");

  if (can_connect)
    label = _ ("C_onnect");
  else if (vpn_gui_profile_get_state (self->profile) == VPN_STATE_CONNECTING)
    label = _ ("_Cancel");
  gtk_button_set_label (self->toggle, label);
  set_style (GTK_WIDGET (self->toggle), GTK_STYLE_CLASS_SUGGESTED_ACTION, can_connect);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->toggle), "s",
                                    vpn_gui_profile_get_uuid (self->profile));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->toggle),
                                  can_connect ? "app.connect" : "app.disconnect");
  gtk_widget_set_opacity (GTK_WIDGET (self->toggle), ending ? 0.5 : 1);
}

static void
append_item (GMenu *menu, const char *label, const char *action, const char *uuid)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", uuid);
  g_menu_append_item (menu, item);
}

/* A menu that is open would be closed by another one: it is made anew only for another content. */
static void
update_menu (VpnGuiDetails *self)
{
  const char *uuid = vpn_gui_profile_get_uuid (self->profile);
  gboolean can_explain = vpn_gui_certificate_can_explain (self->profile);
  gboolean can_allow = vpn_gui_change_can_allow_local (self->profile);
  g_autoptr (GMenu) menu = NULL;

  if (self->menu_of == self->profile && self->menu_explains == can_explain
      && self->menu_allows == can_allow)
    return;
  self->menu_of = self->profile;
  self->menu_explains = can_explain;
  self->menu_allows = can_allow;
  menu = g_menu_new ();

  append_item (menu, _ ("Change _Settings…"), "app.edit", uuid);
  if (can_explain)
    append_item (menu, _ ("Show the _Certificate…"), "app.explain", uuid);
  if (can_allow)
    append_item (menu, _ ("Allow the _Local Network"), "app.allow-local", uuid);
  append_item (menu, _ ("_Export…"), "app.export", uuid);
  append_item (menu, _ ("_Remove…"), "app.remove", uuid);
  gtk_menu_button_set_menu_model (self->more, G_MENU_MODEL (menu));
}

static void
update (VpnGuiDetails *self)
{
  VpnGuiStatus status;
  g_autofree char *text = NULL;

  if (self->profile == NULL)
    return;
  status = vpn_gui_profile_get_status (self->profile);
  text = vpn_gui_profile_describe_status (self->profile);
  gtk_image_set_from_icon_name (self->icon, vpn_gui_status_get_icon (status, 2), GTK_ICON_SIZE_DND);
  gtk_image_set_pixel_size (self->icon, 32);
  gtk_label_set_text (self->name, vpn_gui_profile_get_name (self->profile));
  gtk_label_set_text (self->status, text);
  update_toggle (self);
  update_menu (self);
}

static void
vpn_gui_details_dispose (GObject *object)
{
  g_clear_object (&VPN_GUI_DETAILS (object)->profile);
  G_OBJECT_CLASS (vpn_gui_details_parent_class)->dispose (object);
}

static void
vpn_gui_details_class_init (VpnGuiDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (VPN_GUI_TYPE_LIVE_VIEW);
  g_type_ensure (VPN_GUI_TYPE_LOG_VIEW);
  G_OBJECT_CLASS (klass)->dispose = vpn_gui_details_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/genkan/VPN1/Gui/ui/details.ui");
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, icon);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, name);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, status);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, more);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, toggle);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, live);
  gtk_widget_class_bind_template_child (widget_class, VpnGuiDetails, log);
}

static void
vpn_gui_details_init (VpnGuiDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vpn_gui_details_set_profile (VpnGuiDetails *self, VpnGuiModel *model, VpnGuiProfile *profile)
{
  if (profile == self->profile)
    return;
  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_data (self->profile, self);
  g_set_object (&self->profile, profile);
  vpn_gui_live_view_set_profile (self->live, model, profile);
  vpn_gui_log_view_set_profile (self->log, model, profile);
  if (profile == NULL)
    return;
  g_signal_connect_object (profile, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
