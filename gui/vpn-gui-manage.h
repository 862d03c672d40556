// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Adding, changing, importing, exporting and removing profiles, each from a click to the stored
 * profile, and opening what is closed: opens the dialogs and calls the model. parent may be NULL.
 * Main-loop thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

void vpn_gui_manage_add (GtkWindow *parent, VpnGuiModel *model);
void vpn_gui_manage_edit (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile);
/* Asks before it deletes. */
void vpn_gui_manage_remove (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile);
/* Asks before it opens the network that network.guard=always closes. */
void vpn_gui_manage_open (GtkWindow *parent, VpnGuiModel *model);
/* Asks where to. */
void vpn_gui_manage_export (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile);
/* file NULL: asks for it; else it was dropped or named on the command line. */
void vpn_gui_manage_import (GtkWindow *parent, VpnGuiModel *model, GFile *file);
/* Why genkand did not do it, in words that say what to do. */
void vpn_gui_manage_show_refusal (GtkWindow *parent, const char *title, const GError *error);
