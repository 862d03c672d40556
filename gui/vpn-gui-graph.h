// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiGraph: the traffic of a connection over the last minute or ten minutes. It draws what it is
 * given and has no timer; who adds to the traffic calls gtk_widget_queue_draw(). Main-loop thread.
 */
#pragma once

#include "vpn-gui-traffic.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_GRAPH (vpn_gui_graph_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiGraph, vpn_gui_graph, VPN_GUI, GRAPH, GtkDrawingArea)

/* Borrowed until another one or NULL is set. */
void vpn_gui_graph_set_traffic (VpnGuiGraph *self, const VpnGuiTraffic *traffic);
/* 60 or VPN_GUI_TRAFFIC_SECONDS. */
void vpn_gui_graph_set_seconds (VpnGuiGraph *self, guint seconds);

/* The end of the scale: the next 1, 2 or 5 times a power of ten. */
double vpn_gui_graph_round_scale (double rate);
