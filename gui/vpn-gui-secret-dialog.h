// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiSecretDialog: asks a person for what a VpnClientQuestion wants (password, code, passphrase,
 * pre-shared key, new password) and answers or declines it. It closes by itself when no answer is
 * wanted any more. GtkDialog of the main-loop thread.
 */
#pragma once

#include "vpn-client-agent.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_SECRET_DIALOG (vpn_gui_secret_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiSecretDialog, vpn_gui_secret_dialog, VPN_GUI, SECRET_DIALOG, GtkDialog)

/* parent may be NULL (only the tray is there). Keeps a reference to question. */
GtkWidget *vpn_gui_secret_dialog_new (GtkWindow *parent, VpnClientQuestion *question,
                                      const char *profile_uuid);

/* Gets the question answered: from the keyring when it knows the secret and it was not refused
 * before, else by showing the dialog. profile_uuid names the secret in the keyring; NULL: not kept.
 */
void vpn_gui_secret_dialog_ask (GtkWindow *parent, VpnClientQuestion *question,
                                const char *profile_uuid);
