// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Chooses the tray's implementation. */
#include "vpn-gui-tray.h"

G_DEFINE_INTERFACE (VpnGuiTray, vpn_gui_tray, G_TYPE_OBJECT)

static void
vpn_gui_tray_default_init (VpnGuiTrayInterface *interface)
{
}

gboolean
vpn_gui_tray_is_shown (VpnGuiTray *self)
{
  return VPN_GUI_TRAY_GET_IFACE (self)->is_shown (self);
}

void
vpn_gui_tray_set_status (VpnGuiTray *self, VpnGuiStatus status)
{
  VPN_GUI_TRAY_GET_IFACE (self)->set_status (self, status);
}

void
vpn_gui_tray_set_menu (VpnGuiTray *self, GtkWidget *menu)
{
  VPN_GUI_TRAY_GET_IFACE (self)->set_menu (self, menu);
}
