// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnAnnouncer: tells clients, one at a time, what becomes of the objects that each may see, and of
 * each object as much as the client may know. Main-loop thread.
 */
#pragma once

#include "vpn-clients.h"
#include "vpn-exported.h"
#include "vpn-views.h"

/* All borrowed. */
typedef struct
{
  GDBusConnection *connection;
  VpnClients *clients;
  VpnViews *views;
} VpnAnnouncer;

/* parameters and properties (a{sv}) are taken when they are floating. */
void vpn_announcer_signal (const VpnAnnouncer *announcer, VpnExported *object, const char *name,
                           GVariant *parameters);
void
vpn_announcer_changes (const VpnAnnouncer *announcer, VpnExported *object, GVariant *properties);
void vpn_announcer_added (const VpnAnnouncer *announcer, VpnExported *object);
void vpn_announcer_removed (const VpnAnnouncer *announcer, VpnExported *object);
/* All properties to one client, which may know more of them than before. */
void vpn_announcer_values (const VpnAnnouncer *announcer, VpnExported *object, const char *client);
