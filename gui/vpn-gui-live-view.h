// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiLiveView: what goes on with one profile: the steps while connecting, then the facts, the
 * traffic and what deserves a look, or why it is not up and what helps. It asks for counters once a
 * second while it can be seen and the connection is up, and never else. GtkBox of the main-loop
 * thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_LIVE_VIEW (vpn_gui_live_view_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiLiveView, vpn_gui_live_view, VPN_GUI, LIVE_VIEW, GtkBox)

/* profile NULL: none. Keeps references. */
void
vpn_gui_live_view_set_profile (VpnGuiLiveView *self, VpnGuiModel *model, VpnGuiProfile *profile);
