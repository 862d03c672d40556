// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Names that NetworkManager, its front ends and the parts of this plugin share. Constant; any
 * thread. What they name among the settings is in nmv-map.h. */
#pragma once

/* NMSettingVpn:service-type; the bus name of the service begins with it. */
#define NMV_SERVICE_NAME "org.freedesktop.NetworkManager.genkan"

/* Names of NMSettingVpn secrets: those of VpnSecretKind (vpn_secret_kind_to_string()). How each is
 * kept is in the data item with "-flags" behind the name, in NetworkManager's way. */
#define NMV_SECRET_PSK            "psk"
#define NMV_SECRET_PASSWORD       "password"
#define NMV_SECRET_RESPONSE       "response"
#define NMV_SECRET_NEW_PASSWORD   "new-password"
#define NMV_SECRET_KEY_PASSPHRASE "key-passphrase"

/* NetworkManager puts this before the hint that carries the words of the gateway. */
#define NMV_HINT_MESSAGE "x-vpn-message:"

/* Editor libraries, beside the plugin, and the one symbol each exports (NmvEditorFactory). */
#define NMV_EDITOR_GTK3   "libnm-vpn-plugin-genkan-editor.so"
#define NMV_EDITOR_GTK4   "libnm-gtk4-vpn-plugin-genkan-editor.so"
#define NMV_EDITOR_SYMBOL "nmv_editor_new"
