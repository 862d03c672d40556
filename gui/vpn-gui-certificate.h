// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiCertificate: explains whom the gateway proved to be, or why it was not believed: names
 * wanted and found, who vouches for it, validity, fingerprint. It offers no way to believe a wrong
 * gateway. GtkDialog of the main-loop thread.
 */
#pragma once

#include "vpn-gui-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_CERTIFICATE (vpn_gui_certificate_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiCertificate, vpn_gui_certificate, VPN_GUI, CERTIFICATE, GtkDialog)

GtkWidget *vpn_gui_certificate_new (GtkWindow *parent, VpnGuiProfile *profile);
/* Whether there is something to explain for it. */
gboolean vpn_gui_certificate_can_explain (VpnGuiProfile *profile);
