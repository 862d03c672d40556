// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiTraffic: how fast a connection sent and received in each of the last ten minutes' seconds,
 * from counters read now and then. What passed while nobody read is spread evenly over that time.
 * Single owner; any thread. Time is a parameter: microseconds of a monotonic clock.
 */
#pragma once

#include <glib.h>

#define VPN_GUI_TRAFFIC_SECONDS 600u

typedef struct VpnGuiTraffic VpnGuiTraffic;

VpnGuiTraffic *vpn_gui_traffic_new (void) G_GNUC_WARN_UNUSED_RESULT;
void vpn_gui_traffic_free (VpnGuiTraffic *traffic);
/* Forgets everything: another connection begins. */
void vpn_gui_traffic_clear (VpnGuiTraffic *traffic);
/* Counters of the connection, in bytes; ones that fell begin anew. */
void vpn_gui_traffic_add (VpnGuiTraffic *traffic, gint64 now, guint64 sent, guint64 received);

typedef struct /* bytes per second */
{
  double sent, received;
} VpnGuiRate;

/* Fills n rates, the oldest first, each the mean of width whole seconds; the last one ends with the
 * second before now. n * width is at most VPN_GUI_TRAFFIC_SECONDS. */
void vpn_gui_traffic_read (const VpnGuiTraffic *traffic, gint64 now, guint width, VpnGuiRate *rates,
                           guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnGuiTraffic, vpn_gui_traffic_free)
