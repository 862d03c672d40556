// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiProfile: one profile and what goes on with it, as the windows and the tray show it. Made by
 * VpnGuiModel; GObject of the main-loop thread. It outlives its stored profile (is_gone).
 *
 * Signals:
 *   "changed" ()                              anything below changed; once per change of the daemon
 *   "state" (VpnState old, VpnState now)      as ints; all getters are current by then
 *   "message" (const char *text)              words of the gateway, safe to print
 */
#pragma once

#include "vpn-gui-traffic.h"

#include "vpn-client.h"

/* What a person needs to know at a glance; of several profiles the last one of these counts. */
typedef enum
{
  VPN_GUI_STATUS_OFF,
  VPN_GUI_STATUS_ATTENTION, /* the last try failed */
  VPN_GUI_STATUS_ON,
  VPN_GUI_STATUS_STALLED,    /* connected, and nothing comes back */
  VPN_GUI_STATUS_CONNECTING, /* or ending */
  VPN_GUI_STATUS_LOCKED,     /* interrupted: traffic for the office is held back until it is back */
  VPN_GUI_STATUS_BLOCKED,    /* held back as well, and a person has to do something */
  VPN_GUI_N_STATUSES
} VpnGuiStatus;

#define VPN_GUI_TYPE_PROFILE (vpn_gui_profile_get_type ())
G_DECLARE_FINAL_TYPE (VpnGuiProfile, vpn_gui_profile, VPN_GUI, PROFILE, GObject)

VpnGuiProfile *vpn_gui_profile_new (VpnClientProfile *stored);

/* The stored profile, borrowed. */
VpnClientProfile *vpn_gui_profile_get_stored (VpnGuiProfile *self);
const char *vpn_gui_profile_get_name (VpnGuiProfile *self);
const char *vpn_gui_profile_get_uuid (VpnGuiProfile *self);

/* The running or last connection, borrowed; NULL when there was none. */
VpnClientConnection *vpn_gui_profile_get_connection (VpnGuiProfile *self);
void vpn_gui_profile_set_connection (VpnGuiProfile *self, VpnClientConnection *connection);

/* DISCONNECTED when there is no connection. */
VpnState vpn_gui_profile_get_state (VpnGuiProfile *self);
VpnGuiStatus vpn_gui_profile_get_status (VpnGuiProfile *self);
/* Whether Connect and Disconnect make sense; both do while a failed connection is blocked. */
gboolean vpn_gui_profile_can_connect (VpnGuiProfile *self);
gboolean vpn_gui_profile_can_disconnect (VpnGuiProfile *self);
/* Whether another session may be better: that there is carries nothing, or there is none yet. */
gboolean vpn_gui_profile_can_reconnect (VpnGuiProfile *self);
/* "Connected", "Signing in", "Failed" ...; owned. */
char *vpn_gui_profile_describe_status (VpnGuiProfile *self);
/* Why the last try failed and what to do, owned; NULL when it did not. */
char *vpn_gui_profile_explain (VpnGuiProfile *self);
/* Who signs in, where the profile does not say it; borrowed; NULL: as the profile says, or as kept.
 * A name that was let in is kept for the next time. */
const char *vpn_gui_profile_get_user (VpnGuiProfile *self);
void vpn_gui_profile_set_user (VpnGuiProfile *self, const char *user);
/* A failure before there was a connection (no right, a file is missing); NULL takes it back. */
void vpn_gui_profile_set_error (VpnGuiProfile *self, const char *message);
/* What its connection carried; cleared when another one begins. Borrowed. */
VpnGuiTraffic *vpn_gui_profile_get_traffic (VpnGuiProfile *self);
/* Why the last try failed; NONE when it did not. */
VpnReason vpn_gui_profile_get_reason (VpnGuiProfile *self);

/* Icon names of a status: one shape each, so that no one has to tell colours apart. frame counts
 * the pictures of CONNECTING (VPN_GUI_ICON_FRAMES of them). */
#define VPN_GUI_ICON_FRAMES 4u
const char *vpn_gui_status_get_icon (VpnGuiStatus status, guint frame);
/* "Connected" ...: what the icon tells a screen reader. */
const char *vpn_gui_status_get_label (VpnGuiStatus status);
