// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnConnections: the connections there are, from start until a while after their end, so that a
 * front end can still read why they ended. Gives out numbers and slots, tells every connection of
 * changes of the host's network, and ends them all when the daemon stops. Main-loop thread.
 */
#pragma once

#include "vpn-bus.h"
#include "vpn-connection.h"
#include "vpn-wanted.h"

#define VPN_CONNECTIONS_MAX          256 /* slots, see NetApplierConfig */
#define VPN_CONNECTIONS_PER_USER_MAX 16
#define VPN_CONNECTIONS_LINGER_MS    10000

typedef struct VpnConnections VpnConnections;

/* After every change of state of any connection. */
typedef void (*VpnConnectionsFunc) (gpointer user_data, VpnConnection *connection);

/* services and bus are borrowed and outlive the object. */
VpnConnections *
vpn_connections_new (const VpnServices *services, VpnBus *bus, VpnConnectionsFunc changed,
                     gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void vpn_connections_free (VpnConnections *connections);

/* Whose connection of what it is to be; profile_path is borrowed for the call. */
typedef struct
{
  guint32 uid;
  gboolean is_system;
  const char *profile_path;
  GArray *gateways; /* borrowed for the call; IpAddress, where the gateway was, or NULL */
} VpnConnectionOrigin;

/* Makes, exports and starts one; takes profile and options, also on failure. Borrowed result.
 * VPN_ERROR_LIMIT, VPN_ERROR_FILE_NEEDED. */
VpnConnection *
vpn_connections_start (VpnConnections *connections, const VpnConnectionOrigin *origin,
                       VpnProfile *profile, VpnConnectOptions *options, GError **error);
/* Makes again what was protected when genkand was killed; name: of its files; takes wanted->files.
 * profile_path: of its profile, "/" when that is not stored. Borrowed result.
 * VPN_ERROR_INVALID_ARGUMENT. */
VpnConnection *
vpn_connections_restore (VpnConnections *connections, const char *name, VpnWanted *wanted,
                         const char *profile_path, GError **error);
/* The living connection of a stored profile, or NULL; borrowed. */
VpnConnection *vpn_connections_find (VpnConnections *connections, const char *profile_path);
/* An agent of that user can be asked now. */
void vpn_connections_agent_came (VpnConnections *connections, guint32 uid);
/* A client left the bus: connections that cannot be without it end. */
void vpn_connections_client_vanished (VpnConnections *connections, const char *name);
/* Of those that are held and visible to uid (vpn_connection_allow_sign_in()). FALSE: of none. */
gboolean vpn_connections_allow_sign_in (VpnConnections *connections, guint32 uid);
void vpn_connections_end_sign_in (VpnConnections *connections);
/* ao of those visible to uid, floating. */
GVariant *vpn_connections_list (VpnConnections *connections, guint32 uid);

/* Nobody's leftover keeps a worker's sockets short any more. */
void vpn_connections_sweep_leashes (VpnConnections *connections);
/* Begins to end them all; each is over within two seconds. */
void vpn_connections_disconnect_all (VpnConnections *connections);
/* Whether nothing of any is left on the host. */
gboolean vpn_connections_are_over (VpnConnections *connections);
/* Ends them all and calls done when nothing is left behind, at most two seconds later; once. No
 * connection starts any more. */
void vpn_connections_shutdown (VpnConnections *connections, void (*done) (gpointer user_data),
                               gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnConnections, vpn_connections_free)
