// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiLogView: the log of a profile's connection, which genkand keeps free of secrets, with a
 * filter and a report to hand on. It reads when it is shown and when asked. GtkBox of the main-loop
 * thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_LOG_VIEW (vpn_gui_log_view_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiLogView, vpn_gui_log_view, VPN_GUI, LOG_VIEW, GtkBox)

void vpn_gui_log_view_set_profile (VpnGuiLogView *self, VpnGuiModel *model, VpnGuiProfile *profile);
