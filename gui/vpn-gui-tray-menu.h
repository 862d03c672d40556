// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What the tray's menu holds: each profile with its state, why its last try failed, what can be
 * done with it, the window and the end. Main-loop thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

/* A text that differs whenever the menu would; owned. */
char *vpn_gui_tray_menu_fingerprint (VpnGuiModel *model);
/* Makes a menu of vpn_gui_tray_menu_new() current. */
void vpn_gui_tray_menu_update (GtkWidget *menu, VpnGuiModel *model, GActionGroup *group);
/* A GtkMenu whose items activate the application's actions in group; floating. */
GtkWidget *vpn_gui_tray_menu_new (VpnGuiModel *model, GActionGroup *group);
