// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NmvForm: a draft of a profile and what is wrong with it. Widgets are bound to keys of the table;
 * what the user types is checked at once and goes into the draft when it is right. A key that
 * nobody touches keeps its value to the letter, also whether it was set at all. Main thread.
 *
 * Signal "changed" (): the user changed something, right or wrong.
 */
#pragma once

#include "vpn-profile.h"

#include <gtk/gtk.h>

#define NMV_TYPE_FORM (nmv_form_get_type ())
G_DECLARE_FINAL_TYPE (NmvForm, nmv_form, NMV, FORM, GObject)

/* Takes the profile. */
NmvForm *nmv_form_new (VpnProfile *profile) G_GNUC_WARN_UNUSED_RESULT;

/* The draft with every change that is right; borrowed. */
const VpnProfile *nmv_form_get_profile (NmvForm *self);
/* Whether the draft is complete and nothing in the widgets is wrong; the error
 * (VPN_ERROR_INVALID_SETTING) speaks of the setting by its label. */
gboolean nmv_form_check (NmvForm *self, GError **error);

/* Fills the widget, which fits the key's type (GtkEntry, GtkSpinButton, GtkCheckButton or
 * GtkComboBoxText, the latter empty), and follows it from now on. The widget may go before the form
 * and the form before the widget. */
void nmv_form_bind (NmvForm *self, const VpnProfileKey *key, GtkWidget *widget);
/* A widget for the key, bound; floating. */
GtkWidget *nmv_form_create_widget (NmvForm *self, const VpnProfileKey *key);
/* What a widget would do, for those that cannot be bound. text NULL is empty. Returns whether the
 * value is right. */
gboolean nmv_form_set_text (NmvForm *self, const VpnProfileKey *key, const char *text);
/* Something that is no part of the profile was changed. */
void nmv_form_touch (NmvForm *self);
