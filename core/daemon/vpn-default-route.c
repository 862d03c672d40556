// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDefaultRoute: one owner at a time, first come. */
#include "vpn-default-route.h"

#include "vpn-error.h"

struct VpnDefaultRoute
{
  void (*changed) (gpointer user_data);
  gpointer user_data;                  /* borrowed */
  const VpnDefaultRouteEvents *events; /* borrowed: the owner's */
  gpointer owner;                      /* borrowed: releases before it goes; NULL: nobody */
  char *ifname;                        /* owned; "": nobody */
};

VpnDefaultRoute *
vpn_default_route_new (void (*changed) (gpointer user_data), gpointer user_data)
{
  VpnDefaultRoute *route = g_new0 (VpnDefaultRoute, 1);

  route->changed = changed;
  route->user_data = user_data;
  route->ifname = g_strdup ("");
  return route;
}

void
vpn_default_route_free (VpnDefaultRoute *route)
{
  if (route == NULL)
    return;
  g_free (route->ifname);
  g_free (route);
}

static void
set_owner (VpnDefaultRoute *route, const VpnDefaultRouteEvents *events, gpointer owner,
           const char *ifname)
{
  g_free (route->ifname);
  route->ifname = g_strdup (ifname);
  route->events = events;
  route->owner = owner;
  if (route->changed != NULL)
    route->changed (route->user_data);
}

gboolean
vpn_default_route_claim (VpnDefaultRoute *route, const VpnDefaultRouteEvents *events,
                         gpointer owner, const char *ifname, GError **error)
{
  if (route->owner == owner)
    return TRUE;
  if (route->owner == NULL)
    {
      set_owner (route, events, owner, ifname);
      return TRUE;
    }
  route->events->contested (route->owner);
  g_set_error (error, VPN_ERROR, VPN_ERROR_EXISTS,
               "another VPN, on %s, takes all traffic of this computer already", route->ifname);
  return FALSE;
}

void
vpn_default_route_release (VpnDefaultRoute *route, gpointer owner)
{
  if (route->owner == owner)
    set_owner (route, NULL, NULL, "");
}

const char *
vpn_default_route_get_interface (const VpnDefaultRoute *route)
{
  return route->ifname;
}
