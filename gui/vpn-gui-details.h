// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiDetails: the part of the window about one profile: its name and state, the button that
 * connects or disconnects, the live view and the log. GtkBox of the main-loop thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_DETAILS (vpn_gui_details_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiDetails, vpn_gui_details, VPN_GUI, DETAILS, GtkBox)

/* profile NULL: none. Keeps references. */
void vpn_gui_details_set_profile (VpnGuiDetails *self, VpnGuiModel *model, VpnGuiProfile *profile);
