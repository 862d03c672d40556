// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NmvEditor: the page of settings that nm-connection-editor (GTK 3) and GNOME Settings (GTK 4)
 * show, an NMVpnEditor. One source makes two libraries; the plugin, which knows no GTK, opens the
 * one that fits the process and calls its only exported symbol. Main thread.
 *
 * It is filled from nmv_map_to_draft() and writes with nmv_map_to_connection(). update_connection
 * fails with VPN_ERROR_INVALID_SETTING naming what is wrong, as long as the page is not complete
 * (vpn_profile_validate()); "changed" is emitted for every change by the user.
 */
#pragma once

#include <NetworkManager.h>

/* Type of the symbol NMV_EDITOR_SYMBOL. connection is read, never changed; the result is owned by
 * the caller. NULL with error. */
typedef NMVpnEditor *(*NmvEditorFactory) (NMConnection *connection, GError **error);

NMVpnEditor *nmv_editor_new (NMConnection *connection, GError **error);
