// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnGuiSteps: the steps of connecting as a list: done, under way, still to come. GtkGrid of the
 * main-loop thread. */
#pragma once

#include "vpn-enums.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_STEPS (vpn_gui_steps_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiSteps, vpn_gui_steps, VPN_GUI, STEPS, GtkGrid)

/* The step under way; detail is shown beside it. */
void vpn_gui_steps_set_step (VpnGuiSteps *self, VpnStep step, const char *detail);
