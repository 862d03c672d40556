// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiModel: everything the application knows of genkand, and every call to it. The windows and
 * the tray read the model and ask it; only its files call client/lib. GObject of the main-loop
 * thread. It follows stops and starts of genkand.
 *
 * Properties: "running" (gboolean): genkand is there. "ready" (gboolean): the first contact was
 * tried.
 * Signals:
 *   "changed" ()                                     a profile, a state or "running" changed
 *   "state" (VpnGuiProfile *, VpnState old, VpnState now)    as ints
 *   "message" (VpnGuiProfile *, const char *text)            words of the gateway
 *   "question" (VpnClientQuestion *)                 keep a reference and answer it; with no
 *                                                    handler it is declined
 */
#pragma once

#include "vpn-doctor-run.h"
#include "vpn-client-agent.h"
#include "vpn-gui-profile.h"

#define VPN_GUI_TYPE_MODEL (vpn_gui_model_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiModel, vpn_gui_model, VPN_GUI, MODEL, GObject)

VpnGuiModel *vpn_gui_model_new (void);
/* Makes contact and keeps it. bus NULL: the system bus. */
void vpn_gui_model_start (VpnGuiModel *self, GDBusConnection *bus);

gboolean vpn_gui_model_is_running (VpnGuiModel *self);
gboolean vpn_gui_model_is_ready (VpnGuiModel *self);
const char *vpn_gui_model_get_version (VpnGuiModel *self);
/* Borrowed list of VpnGuiProfile, sorted by name. */
GListModel *vpn_gui_model_get_profiles (VpnGuiModel *self);
/* By name or UUID; borrowed, NULL when there is none. */
VpnGuiProfile *vpn_gui_model_find (VpnGuiModel *self, const char *name);
/* The status to show for all: the one that most deserves a look. */
VpnGuiStatus vpn_gui_model_get_status (VpnGuiModel *self);

/* Failures show in the profile (vpn_gui_profile_explain()) and as "state" to FAILED. */
void vpn_gui_model_connect (VpnGuiModel *self, VpnGuiProfile *profile);
void vpn_gui_model_disconnect (VpnGuiModel *self, VpnGuiProfile *profile);
/* Another session instead of one that carries nothing. */
void vpn_gui_model_reconnect (VpnGuiModel *self, VpnGuiProfile *profile);

/* What is closed by network.guard=always and who is kept out by it now: a sentence, borrowed; NULL:
 * nothing to tell. */
const char *vpn_gui_model_explain_lockdown (VpnGuiModel *self);
/* Whether vpn_gui_model_open_async() would open anything. */
gboolean vpn_gui_model_is_locked_down (VpnGuiModel *self);
/* Lets web pages of this network through for a while. */
void vpn_gui_model_sign_in (VpnGuiModel *self);
/* Ends all connections and opens what is closed; ends with vpn_gui_model_call_finish(). */
void vpn_gui_model_open_async (VpnGuiModel *self, GAsyncReadyCallback callback, gpointer user_data);

/* Stores a new profile of this user; finish gives its object path, owned. */
void vpn_gui_model_add_async (VpnGuiModel *self, const VpnProfile *settings,
                              GAsyncReadyCallback callback, gpointer user_data);
char *vpn_gui_model_add_finish (VpnGuiModel *self, GAsyncResult *result, GError **error);
void
vpn_gui_model_update_async (VpnGuiModel *self, VpnGuiProfile *profile, const VpnProfile *settings,
                            GAsyncReadyCallback callback, gpointer user_data);
void vpn_gui_model_delete_async (VpnGuiModel *self, VpnGuiProfile *profile,
                                 GAsyncReadyCallback callback, gpointer user_data);
/* Ends the two above, and vpn_gui_model_open_async(). */
gboolean vpn_gui_model_call_finish (VpnGuiModel *self, GAsyncResult *result, GError **error);
/* Text of the profile file. */
void vpn_gui_model_export_async (VpnGuiModel *self, VpnGuiProfile *profile,
                                 GAsyncReadyCallback callback, gpointer user_data);
GBytes *vpn_gui_model_export_finish (VpnGuiModel *self, GAsyncResult *result, GError **error);

/* Counters (a{sv}), log lines (a(xss)) of the profile's connection, checks of this computer
 * (a(sbs)); finish gives NULL with an error when there is none. */
void vpn_gui_model_get_counters_async (VpnGuiModel *self, VpnGuiProfile *profile,
                                       GAsyncReadyCallback callback, gpointer user_data);
void vpn_gui_model_get_log_async (VpnGuiModel *self, VpnGuiProfile *profile,
                                  GAsyncReadyCallback callback, gpointer user_data);
void
vpn_gui_model_doctor_async (VpnGuiModel *self, GAsyncReadyCallback callback, gpointer user_data);
/* Owned. */
DoctorReport *vpn_gui_model_doctor_finish (VpnGuiModel *self, GAsyncResult *result, GError **error);
GVariant *vpn_gui_model_get_finish (VpnGuiModel *self, GAsyncResult *result, GError **error);
