// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClient: genkand as a front end sees it: the profiles and connections of this user as lists
 * that stay current, through stops and starts of the daemon. Everything is asynchronous. GObject of
 * the main-loop thread.
 *
 * Properties "running" (gboolean): whether genkand is on the bus; without it the lists are empty.
 * "lockdown" (string): vpn_client_get_lockdown().
 * Errors are of domain VPN_ERROR where genkand said no, else of G_IO_ERROR or G_DBUS_ERROR.
 */
#pragma once

#include "vpn-client-connection.h"
#include "vpn-client-files.h"
#include "vpn-client-profile.h"

#define VPN_TYPE_CLIENT (vpn_client_get_type ())
G_DECLARE_FINAL_TYPE (VpnClient, vpn_client, VPN, CLIENT, GObject)

/* bus NULL: the system bus. Starts genkand if the bus knows how. */
void vpn_client_new_async (GDBusConnection *bus, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
/* An error when there is no bus; a client that is not running when there is no genkand. */
VpnClient *vpn_client_new_finish (GAsyncResult *result, GError **error);

GDBusConnection *vpn_client_get_bus (VpnClient *self);
/* For the other files of this folder. */
VpnDbusManager *vpn_client_get_manager (VpnClient *self);
gboolean vpn_client_is_running (VpnClient *self);
/* Unique name of genkand, NULL when it does not run. */
const char *vpn_client_get_owner (VpnClient *self);
const char *vpn_client_get_version (VpnClient *self);
/* Whether the network is closed without a VPN: off, on, sign-in, suspended, failed. */
const char *vpn_client_get_lockdown (VpnClient *self);
/* The device of the VPN that takes all traffic of this computer, whoever connected it; "": none.
 * Borrowed. */
const char *vpn_client_get_default_route (VpnClient *self);

/* Borrowed lists of VpnClientProfile, sorted by name when they come, and VpnClientConnection,
 * newest first. */
GListModel *vpn_client_get_profiles (VpnClient *self);
GListModel *vpn_client_get_connections (VpnClient *self);

/* By name or UUID; the user's own before the system's. Borrowed; NULL when there is none. */
VpnClientProfile *vpn_client_find_profile (VpnClient *self, const char *name);
/* The connection of that name, or of that profile, that is not over, else the newest one. Borrowed;
 * NULL: none. */
VpnClientConnection *vpn_client_find_connection (VpnClient *self, const char *name);
VpnClientConnection *vpn_client_find_connection_of (VpnClient *self, VpnClientProfile *profile);

/* Scope "system" is for administrators. */
void vpn_client_add_profile_async (VpnClient *self, const VpnProfile *profile, gboolean system,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
/* Object path of the new profile, owned. */
char *vpn_client_add_profile_finish (VpnClient *self, GAsyncResult *result, GError **error);
/* data: text of a profile file. */
void vpn_client_import_profile_async (VpnClient *self, GBytes *data, gboolean system,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data);
/* As vpn_client_add_profile_finish(). */
char *vpn_client_import_profile_finish (VpnClient *self, GAsyncResult *result, GError **error);

typedef struct /* borrowed for the call; zero is fine */
{
  const char *agent;           /* object path on this bus connection that is asked first */
  gboolean delegated;          /* somebody else applies addresses, routes and DNS */
  const char *interface;       /* wanted name of the network interface */
  const char *user;            /* who signs in, where the profile says nobody; NULL: as kept */
  const VpnClientFiles *files; /* NULL: opened here, with the rights of this process */
} VpnClientConnectOptions;

/* Starts a connection of a stored profile. */
void vpn_client_connect_async (VpnClient *self, VpnClientProfile *profile,
                               const VpnClientConnectOptions *options, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/* Starts a connection from settings that genkand does not store. */
void vpn_client_connect_settings_async (VpnClient *self, const VpnProfile *settings,
                                        const VpnClientConnectOptions *options,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);
/* Ends both; owned. It may be over by then. */
VpnClientConnection *
vpn_client_connect_finish (VpnClient *self, GAsyncResult *result, GError **error);

/* Ends all connections of everybody and opens whatever is held closed. */
void vpn_client_force_open_async (VpnClient *self, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean vpn_client_force_open_finish (VpnClient *self, GAsyncResult *result, GError **error);
/* Web pages of this network may be opened for so long, where it is closed without a VPN. */
void vpn_client_allow_sign_in_async (VpnClient *self, guint seconds, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
gboolean vpn_client_allow_sign_in_finish (VpnClient *self, GAsyncResult *result, GError **error);
void vpn_client_doctor_async (VpnClient *self, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
/* a(sbs): check, ok, sentence. Owned. */
GVariant *vpn_client_doctor_finish (VpnClient *self, GAsyncResult *result, GError **error);
