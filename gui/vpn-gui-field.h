// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiField: one row of the profile table as a form field: the input that suits its type, its
 * unit, and below it what is wrong with what was typed. Emits "changed" () when the person changed
 * it. GtkBox of the main-loop thread.
 */
#pragma once

#include "vpn-profile.h"

#include <gtk/gtk.h>

#define VPN_GUI_TYPE_FIELD (vpn_gui_field_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiField, vpn_gui_field, VPN_GUI, FIELD, GtkBox)

/* key: a row of vpn_profile_keys(). */
GtkWidget *vpn_gui_field_new (const VpnProfileKey *key);
const VpnProfileKey *vpn_gui_field_get_key (VpnGuiField *self);
/* The label that goes beside it, to be packed by the caller. */
GtkWidget *vpn_gui_field_get_label (VpnGuiField *self);

/* The value as vpn_profile_set_text() takes it, owned. */
char *vpn_gui_field_get_text (VpnGuiField *self);
void vpn_gui_field_set_text (VpnGuiField *self, const char *text);
/* Puts the value into profile when it differs from the one there; a default is not stored. */
gboolean vpn_gui_field_store (VpnGuiField *self, VpnProfile *profile, GError **error);

/* Shown below the input; NULL: nothing is wrong. */
void vpn_gui_field_show_error (VpnGuiField *self, const char *message);
/* Grey text of an empty entry; nothing for other inputs. */
void vpn_gui_field_set_placeholder (VpnGuiField *self, const char *text);
void vpn_gui_field_grab_focus (VpnGuiField *self);
/* Shows or hides the field and its label. */
void vpn_gui_field_set_shown (VpnGuiField *self, gboolean shown);
