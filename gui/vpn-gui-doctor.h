// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnGuiDoctor: what this computer can and cannot do for a VPN, as the doctor finds it.
 * GtkDialog of the main-loop thread. */
#pragma once

#include "vpn-gui-model.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_DOCTOR (vpn_gui_doctor_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiDoctor, vpn_gui_doctor, VPN_GUI, DOCTOR, GtkDialog)

/* Asks genkand while it is shown. */
GtkWidget *vpn_gui_doctor_new (GtkWindow *parent, VpnGuiModel *model);
