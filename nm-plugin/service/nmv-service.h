// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NmvService: what NetworkManager calls (org.freedesktop.NetworkManager.VPN.Plugin), for one
 * connection at a time: each call is turned into one to genkand, and what genkand tells into what
 * NetworkManager takes. The parent class's signal "quit" means that NetworkManager is done with it;
 * it comes again when a tunnel that was still closing is gone. GObject of the main-loop thread.
 */
#pragma once

#include <NetworkManager.h>

#define NMV_TYPE_SERVICE (nmv_service_get_type ())
G_DECLARE_FINAL_TYPE (NmvService, nmv_service, NMV, SERVICE, NMVpnServicePlugin)

/* Takes bus_name on the system bus. stays: outlives the connection, and NetworkManager. */
NmvService *nmv_service_new (const char *bus_name, gboolean stays, GError **error);
/* A tunnel is there, open or closing. */
gboolean nmv_service_is_busy (NmvService *self);
