// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The tray of a desktop that has none. */
#include "vpn-gui-tray.h"

struct _VpnGuiTrayNone
{
  GObject parent_instance;
};

#define VPN_GUI_TYPE_TRAY_NONE (vpn_gui_tray_none_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiTrayNone, vpn_gui_tray_none, VPN_GUI, TRAY_NONE, GObject)

static gboolean
is_shown (VpnGuiTray *tray)
{
  return FALSE;
}

static void
set_status (VpnGuiTray *tray, VpnGuiStatus status)
{
}

static void
set_menu (VpnGuiTray *tray, GtkWidget *menu)
{
  g_object_ref_sink (menu);
  g_object_unref (menu);
}

static void
implement_tray (VpnGuiTrayInterface *interface)
{
  interface->is_shown = is_shown;
  interface->set_status = set_status;
  interface->set_menu = set_menu;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (VpnGuiTrayNone, vpn_gui_tray_none, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (VPN_GUI_TYPE_TRAY, implement_tray))

static void
vpn_gui_tray_none_class_init (VpnGuiTrayNoneClass *klass)
{
}

static void
vpn_gui_tray_none_init (VpnGuiTrayNone *self)
{
}

VpnGuiTray *
vpn_gui_tray_none_new (void)
{
  return g_object_new (VPN_GUI_TYPE_TRAY_NONE, NULL);
}
