// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnManager: the object at VPN_ROOT_PATH (org.genkan.VPN1.Manager): profiles of everybody, their
 * names, agents, and what starts connections. Main-loop thread.
 */
#pragma once

#include "vpn-exported.h"
#include "vpn-services.h"

#define VPN_TYPE_MANAGER (vpn_manager_get_type ())
G_DECLARE_FINAL_TYPE (VpnManager, vpn_manager, VPN, MANAGER, VpnExported)

/* services is borrowed and outlives the object. */
VpnManager *vpn_manager_new (const VpnServices *services) G_GNUC_WARN_UNUSED_RESULT;
/* Loads the profiles and goes on the bus. */
gboolean vpn_manager_start (VpnManager *self, GError **error);
/* Ends every connection and calls done then; once. */
void vpn_manager_stop (VpnManager *self, void (*done) (gpointer user_data), gpointer user_data);
