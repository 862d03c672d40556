// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnGuiFacts: what is so about a connection that is up, as labelled lines: who the gateway proved
 * to be, where the traffic goes, how it is protected. GtkGrid of the main-loop thread. */
#pragma once

#include "vpn-gui-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_FACTS (vpn_gui_facts_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiFacts, vpn_gui_facts, VPN_GUI, FACTS, GtkGrid)

/* connection NULL empties it. */
void vpn_gui_facts_set_connection (VpnGuiFacts *self, VpnClientConnection *connection);
/* What changes every second; counters (a{sv}) may be NULL. */
void
vpn_gui_facts_set_counters (VpnGuiFacts *self, VpnClientConnection *connection, GVariant *counters);
