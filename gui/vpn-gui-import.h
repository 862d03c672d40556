// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiImport: the dialog that shows what a file holds before anything of it is stored: a profile
 * file of ours or PKCS#12. GtkDialog of the main-loop thread.
 *
 * Signal "import" (): store vpn_gui_import_get_settings(); who handles it destroys the dialog or
 * calls vpn_gui_import_show_error(). Signal "edit" (): the same settings go to the editor first.
 */
#pragma once

#include "vpn-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_IMPORT (vpn_gui_import_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiImport, vpn_gui_import, VPN_GUI, IMPORT, GtkDialog)

/* Certificates and keys of the file are written when a signal is emitted and taken back with the
 * dialog, unless vpn_gui_import_keep_files() was called. */
/* Reads the file while the dialog is shown. */
GtkWidget *vpn_gui_import_new (GtkWindow *parent, GFile *file);
/* Borrowed; NULL while nothing usable was read. */
const VpnProfile *vpn_gui_import_get_settings (VpnGuiImport *self);
void vpn_gui_import_show_error (VpnGuiImport *self, const char *message);
/* The settings were stored: the files that they name stay. */
void vpn_gui_import_keep_files (VpnGuiImport *self);
