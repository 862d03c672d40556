// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnBus: genkand's objects on the system bus. It takes the place of GDBusObjectManagerServer,
 * which shows every object to everybody: here a caller sees and hears of exactly the objects that
 * are visible to its uid (VpnExported), in introspection, GetManagedObjects, calls and signals.
 *
 * Signals are not broadcast. Each goes to the clients that may see the object, one by one; a
 * client is a bus name that has called genkand at least once, as everybody does who wants to know
 * what there is. Whoever may not see an object gets NotFound, as if it did not exist.
 * Every call passes the bouncer before its handler runs. Main-loop thread.
 */
#pragma once

#include "vpn-exported.h"

#include <gio/gio.h>

typedef struct VpnBus VpnBus;

/* A client left the bus. */
typedef void (*VpnBusVanishedFunc) (gpointer user_data, const char *name);

/* root is the object at VPN_ROOT_PATH, beside ObjectManager; borrowed: it owns the bus. */
VpnBus *vpn_bus_new (GDBusConnection *connection, VpnExported *root, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void vpn_bus_free (VpnBus *bus);
void vpn_bus_set_vanished (VpnBus *bus, VpnBusVanishedFunc vanished, gpointer user_data);

/* Below VPN_PROFILE_PATH_PREFIX or VPN_CONNECTION_PATH_PREFIX; the bus holds a reference. */
void vpn_bus_export (VpnBus *bus, VpnExported *object);
void vpn_bus_unexport (VpnBus *bus, VpnExported *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnBus, vpn_bus_free)
