// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiFile: the path of a certificate or key, typed or chosen, with what the file holds below it.
 * Emits "changed" (). GtkBox of the main-loop thread.
 */
#pragma once

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_FILE (vpn_gui_file_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiFile, vpn_gui_file, VPN_GUI, FILE, GtkBox)

/* title: of the file chooser, translated. is_key: a private key, of which nothing is shown. */
GtkWidget *vpn_gui_file_new (const char *title, gboolean is_key);
const char *vpn_gui_file_get_path (VpnGuiFile *self);
void vpn_gui_file_set_path (VpnGuiFile *self, const char *path);
/* The entry, for labels. */
GtkWidget *vpn_gui_file_get_entry (VpnGuiFile *self);
