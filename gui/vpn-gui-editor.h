// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiEditor: the dialog that adds or changes a profile: a short form that suffices for most
 * offices, and a page for everything else made from the table of vpn-profile.h. It stores nothing
 * itself. GtkDialog of the main-loop thread.
 *
 * Signal "save" (): the person wants what vpn_gui_editor_get_settings() says to be stored; it is
 * valid by then. Who handles it destroys the dialog or calls vpn_gui_editor_show_error().
 */
#pragma once

#include "vpn-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_EDITOR (vpn_gui_editor_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiEditor, vpn_gui_editor, VPN_GUI, EDITOR, GtkDialog)

/* settings: where to start from, copied; NULL for an empty form. is_new only words the dialog. */
GtkWidget *vpn_gui_editor_new (GtkWindow *parent, const VpnProfile *settings, gboolean is_new);
/* What the form holds, owned; NULL with an error naming the key that is wrong. */
VpnProfile *vpn_gui_editor_get_settings (VpnGuiEditor *self, GError **error);
/* Opens the page of this setting, which has to be changed first, and goes to it. */
void vpn_gui_editor_show_key (VpnGuiEditor *self, const char *key);
/* genkand would not store it. */
void vpn_gui_editor_show_error (VpnGuiEditor *self, const char *message);
