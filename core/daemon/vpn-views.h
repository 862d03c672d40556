// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnViews: what each client may know of that which belongs to the system, as polkit last said.
 * polkit is asked before a client reads, and again when that is a while ago; who reads waits for it
 * for a moment only and knows less if there is no answer, so that the way out of a connection never
 * leads through polkit. Main-loop thread.
 */
#pragma once

#include "vpn-bouncer.h"

#define VPN_VIEWS_WAIT_MS  500
#define VPN_VIEWS_VALID_US (5 * G_USEC_PER_SEC)

typedef struct VpnViews VpnViews;

/* gained: polkit's answer came when the client had read already, and it may know more than it was
 * told. bouncer is borrowed for the call. */
VpnViews *vpn_views_new (VpnBouncer *bouncer, void (*gained) (gpointer owner, const char *name),
                         gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void vpn_views_free (VpnViews *views);

/* Ends when the view of the caller is good for reading; cannot fail. */
void vpn_views_refresh_async (VpnViews *views, VpnCall *call, GAsyncReadyCallback callback,
                              gpointer user_data);
/* Of a client, as last known. */
VpnViewer vpn_views_get (VpnViews *views, const char *name, guint32 uid);
/* It left the bus. */
void vpn_views_forget (VpnViews *views, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnViews, vpn_views_free)
