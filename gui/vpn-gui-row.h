// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnGuiRow: one profile in the list of the window: icon, name, state. Main-loop thread. */
#pragma once

#include "vpn-gui-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_ROW (vpn_gui_row_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiRow, vpn_gui_row, VPN_GUI, ROW, GtkListBoxRow)

GtkWidget *vpn_gui_row_new (VpnGuiProfile *profile);
VpnGuiProfile *vpn_gui_row_get_profile (VpnGuiRow *self); /* borrowed */
