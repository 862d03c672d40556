// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiSecretBuffer: the text of a password entry in memory that is not swapped, of fixed size so
 * that no copy is left behind by growing, and wiped when it goes. GtkEntryBuffer of the main-loop
 * thread.
 */
#pragma once

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_SECRET_BUFFER (vpn_gui_secret_buffer_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiSecretBuffer, vpn_gui_secret_buffer, VPN_GUI, SECRET_BUFFER,
                      GtkEntryBuffer)

GtkEntryBuffer *vpn_gui_secret_buffer_new (void);
