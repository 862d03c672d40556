// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnPinned: whether this network reaches a server that only a trusted one does. It is asked past
 * every tunnel, by a worker in its jail: a portal or a false access point cannot prove the server's
 * certificate. Once in each network, and within VPN_PINNED_MS. Main-loop thread.
 */
#pragma once

#include "vpn-services.h"

#define VPN_PINNED_MS      8000 /* name, connection and handshake, at most */
#define VPN_PINNED_OF_USER 16   /* servers; uid 0 has no limit */

typedef enum
{
  VPN_TRUST_UNKNOWN = 0, /* not looked yet, or in no network */
  VPN_TRUST_NO,
  VPN_TRUST_YES,
} VpnTrust;

typedef struct VpnPinned VpnPinned;

/* services is borrowed; changed comes after a server was judged, from the main loop. */
VpnPinned *vpn_pinned_new (const VpnServices *services, void (*changed) (gpointer owner),
                           gpointer owner) G_GNUC_WARN_UNUSED_RESULT;
void vpn_pinned_free (VpnPinned *pinned);

/* servers: as vpn-pin.h; one is enough. UNKNOWN: they are being asked. owner: uid of the profile's;
 * what a user asks beyond VPN_PINNED_OF_USER in one network is not asked, and so not trusted. */
VpnTrust vpn_pinned_judge (VpnPinned *pinned, guint32 owner, const char *const *servers);
/* The computer is in another network. */
void vpn_pinned_forget (VpnPinned *pinned);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnPinned, vpn_pinned_free)
