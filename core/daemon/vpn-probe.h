// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnProbes: answers to Profile.Examine. A probe looks up the gateway, lets a worker talk to it
 * until it has proven itself or wants something of the user's, and tells what was seen. It makes no
 * device, route or rule, asks nobody anything, and touches no connection. Main-loop thread.
 */
#pragma once

#include "vpn-call.h"
#include "vpn-services.h"

typedef struct VpnProbes VpnProbes;

/* services is borrowed and outlives it. */
VpnProbes *vpn_probes_new (const VpnServices *services) G_GNUC_WARN_UNUSED_RESULT;
/* Ends those that run; their calls answer an error. */
void vpn_probes_free (VpnProbes *probes);

/* Begins one with the options at index 0 of the call's arguments and answers the call when it is
 * over: (a{sv}) as in data/org.genkan.VPN1.Profile.xml. One at a time for each user. */
void
vpn_probes_start (VpnProbes *probes, VpnCall *call, const VpnProfile *profile, gboolean is_shared);
