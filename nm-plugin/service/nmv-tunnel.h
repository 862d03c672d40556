// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * NmvTunnel: one connection of genkand whose network somebody else sets up, from the first call to
 * its end. GObject of the main-loop thread.
 *
 * Signals:
 *   "config" (const NmvConfig *config)            it is up; and again when something changed
 *   "question" (VpnClientQuestion *question)      see VpnClientAgent
 *   "message" (const char *text)                  words of the gateway, safe to print
 *   "over" (VpnReason reason as int, const char *text)  once; nothing follows. text: what happened
 *                                                       and what to do, NULL when it was us
 */
#pragma once

#include "nmv-config.h"
#include "vpn-client-agent.h"
#include "vpn-client-files.h"
#include "vpn-profile.h"

#define NMV_TYPE_TUNNEL (nmv_tunnel_get_type ())
G_DECLARE_FINAL_TYPE (NmvTunnel, nmv_tunnel, NMV, TUNNEL, GObject)

/* Starts connecting; takes profile and files. */
NmvTunnel *nmv_tunnel_new (GDBusConnection *bus, VpnProfile *profile, VpnClientFiles *files);
/* "over" follows, at the latest after three seconds. */
void nmv_tunnel_close (NmvTunnel *self);
