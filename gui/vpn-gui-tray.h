// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiTray: the application's place in the panel. Two implementations, chosen at run time by
 * whether the desktop has a host for StatusNotifierItems: one that shows an icon with a menu, and
 * one that does nothing. Main-loop thread.
 */
#pragma once

#include "vpn-gui-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_TRAY (vpn_gui_tray_get_type ())
G_DECLARE_INTERFACE (VpnGuiTray, vpn_gui_tray, VPN_GUI, TRAY, GObject)

struct _VpnGuiTrayInterface
{
  GTypeInterface parent;

  gboolean (*is_shown) (VpnGuiTray *self);
  void (*set_status) (VpnGuiTray *self, VpnGuiStatus status);
  void (*set_menu) (VpnGuiTray *self, GtkWidget *menu);
};

/* Whether a person can find the application in a panel. */
gboolean vpn_gui_tray_is_shown (VpnGuiTray *self);
void vpn_gui_tray_set_status (VpnGuiTray *self, VpnGuiStatus status);
/* menu: a GtkMenu, kept. */
void vpn_gui_tray_set_menu (VpnGuiTray *self, GtkWidget *menu);

/* The two implementations. */
VpnGuiTray *vpn_gui_tray_sni_new (void);
VpnGuiTray *vpn_gui_tray_none_new (void);
