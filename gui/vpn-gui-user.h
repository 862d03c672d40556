// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Connecting with a profile that is everybody's and does not say who signs in: the person says it.
 * Main-loop thread. */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

/* Connects; first asks who signs in where neither the profile nor a name that once was let in says
 * it, and again after a refused login. parent may be NULL (only the tray is there). */
void vpn_gui_user_connect (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile);
