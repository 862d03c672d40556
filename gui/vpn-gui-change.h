// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Changes of one setting that a click makes and that count at once: the profile is stored, and
 * connected (again). Main-loop thread.
 */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

/* Asks for a file, shows whose certificate it holds, and believes it for this profile alone. */
void vpn_gui_change_ca (GtkWindow *parent, VpnGuiModel *model, VpnGuiProfile *profile);

/* Whether the private network that this computer is in cannot be reached because of this VPN, and
 * could be. */
gboolean vpn_gui_change_can_allow_local (VpnGuiProfile *profile);
void vpn_gui_change_allow_local (VpnGuiModel *model, VpnGuiProfile *profile);
