// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiWindow: the main window: the list of profiles and what goes on with the chosen one. Files
 * dropped on it are offered with signal "import" (GFile *). Main-loop thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_WINDOW (vpn_gui_window_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiWindow, vpn_gui_window, VPN_GUI, WINDOW, GtkApplicationWindow)

/* application NULL: its actions are not there. */
GtkWidget *vpn_gui_window_new (GtkApplication *application, VpnGuiModel *model);
/* Shows this profile. */
void vpn_gui_window_select (VpnGuiWindow *self, const char *uuid);
