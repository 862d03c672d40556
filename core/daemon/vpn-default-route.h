// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnDefaultRoute: which connection takes everything. There is one at a time, because two would
 * silently take each other's traffic: the first has it until it is open again, whoever else wants
 * it is refused, and both are told. An administrator may disconnect the first. Main-loop thread.
 */
#pragma once

#include <glib.h>

typedef struct VpnDefaultRoute VpnDefaultRoute;

/* Whoever wants it; the functions are borrowed constants. */
typedef struct
{
  void (*contested) (gpointer owner); /* somebody else wanted it and was refused */
} VpnDefaultRouteEvents;

/* changed: the owner is another one, or there is none any more; may be NULL. */
VpnDefaultRoute *vpn_default_route_new (void (*changed) (gpointer user_data), gpointer user_data)
    G_GNUC_WARN_UNUSED_RESULT;
void vpn_default_route_free (VpnDefaultRoute *route);

/* TRUE: owner has it now; again and again is fine. FALSE: somebody else has (VPN_ERROR_EXISTS).
 * ifname is borrowed for the call. */
gboolean vpn_default_route_claim (VpnDefaultRoute *route, const VpnDefaultRouteEvents *events,
                                  gpointer owner, const char *ifname, GError **error);
/* Does nothing for who has it not. */
void vpn_default_route_release (VpnDefaultRoute *route, gpointer owner);
/* Of the device of whoever has it; "": nobody. Borrowed until it changes. */
const char *vpn_default_route_get_interface (const VpnDefaultRoute *route);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnDefaultRoute, vpn_default_route_free)
