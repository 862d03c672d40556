// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiApplication: the life of the application: one instance per session, what is asked on the
 * command line or over D-Bus, the model, the tray, the window, notifications and prompts. Main-loop
 * thread.
 *
 * Actions (app.): show, quit, about, doctor, add, import; connect(s), disconnect(s), edit(s),
 * remove(s), export(s) and explain(s) take the UUID of a profile.
 */
#pragma once

#include <gtk/gtk.h>

#define VPN_GUI_APPLICATION_ID "org.genkan.VPN1.Gui"

#define VPN_GUI_TYPE_APPLICATION (vpn_gui_application_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiApplication, vpn_gui_application, VPN_GUI, APPLICATION, GtkApplication)

VpnGuiApplication *vpn_gui_application_new (void);
