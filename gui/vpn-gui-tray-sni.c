// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The tray as a StatusNotifierItem. */
#include "vpn-gui-tray.h"

#include <glib/gi18n.h>
#include <libayatana-appindicator/app-indicator.h>

#define INDICATOR_ID "org.genkan.VPN1.Gui"
#define FRAME_MS     400u /* of the icon while connecting */

struct _VpnGuiTraySni
{
  GObject parent_instance;

  AppIndicator *indicator; /* owned */
  GtkWidget *menu;         /* counted */
  VpnGuiStatus status;
  guint frame;
  guint animation; /* source; 0 unless connecting */
};

#define VPN_GUI_TYPE_TRAY_SNI (vpn_gui_tray_sni_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiTraySni, vpn_gui_tray_sni, VPN_GUI, TRAY_SNI, GObject)

static void
show_icon (VpnGuiTraySni *self)
{
  const char *icon = vpn_gui_status_get_icon (self->status, self->frame);
  const char *label = vpn_gui_status_get_label (self->status);

  gboolean attention
      = self->status == VPN_GUI_STATUS_ATTENTION || self->status == VPN_GUI_STATUS_BLOCKED;

  /* Both, as some panels show the one and some the other. */
  app_indicator_set_icon_full (self->indicator, icon, label);
  app_indicator_set_attention_icon_full (self->indicator, icon, label);
  app_indicator_set_status (self->indicator, attention ? APP_INDICATOR_STATUS_ATTENTION
                                                       : APP_INDICATOR_STATUS_ACTIVE);
}

static gboolean
on_frame (gpointer user_data)
{
  VpnGuiTraySni *self = user_data;

  self->frame = (self->frame + 1) % VPN_GUI_ICON_FRAMES;
  show_icon (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_shown (VpnGuiTray *tray)
{
  return TRUE;
}

static void
set_status (VpnGuiTray *tray, VpnGuiStatus status)
{
  VpnGuiTraySni *self = (VpnGuiTraySni *) tray;

  if (status == self->status)
    return;
  self->status = status;
  self->frame = 0;
  g_clear_handle_id (&self->animation, g_source_remove);
  if (status == VPN_GUI_STATUS_CONNECTING)
    self->animation = g_timeout_add (FRAME_MS, on_frame, self);
  show_icon (self);
}

static void
set_menu (VpnGuiTray *tray, GtkWidget *menu)
{
  VpnGuiTraySni *self = (VpnGuiTraySni *) tray;

  g_object_ref_sink (menu);
  app_indicator_set_menu (self->indicator, GTK_MENU (menu));
  g_clear_object (&self->menu);
  self->menu = menu;
}

static void
implement_tray (VpnGuiTrayInterface *interface)
{
  interface->is_shown = is_shown;
  interface->set_status = set_status;
  interface->set_menu = set_menu;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (VpnGuiTraySni, vpn_gui_tray_sni, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VPN_GUI_TYPE_TRAY, implement_tray))

static void
vpn_gui_tray_sni_dispose (GObject *object)
{
  VpnGuiTraySni *self = VPN_GUI_TRAY_SNI (object);

  g_clear_handle_id (&self->animation, g_source_remove);
  if (self->indicator != NULL)
    app_indicator_set_status (self->indicator, APP_INDICATOR_STATUS_PASSIVE);
  g_clear_object (&self->indicator);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (vpn_gui_tray_sni_parent_class)->dispose (object);
}

static void
vpn_gui_tray_sni_class_init (VpnGuiTraySniClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vpn_gui_tray_sni_dispose;
}

static void
vpn_gui_tray_sni_init (VpnGuiTraySni *self)
{
  /* By its properties: Debian 13 deprecates the constructor in favour of a library that Debian 12
   * does not have. */
  self->indicator
      = g_object_new (APP_INDICATOR_TYPE, "id", INDICATOR_ID, "category", "Communications",
                      "icon-name", vpn_gui_status_get_icon (VPN_GUI_STATUS_OFF, 0), NULL);
  app_indicator_set_title (self->indicator, _ ("Genkan VPN"));
  show_icon (self);
}

VpnGuiTray *
vpn_gui_tray_sni_new (void)
{
  return g_object_new (VPN_GUI_TYPE_TRAY_SNI, NULL);
}
