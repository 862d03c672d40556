// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnOnDemand: connection.autoconnect=untrusted. Where a network is not trusted such a profile is
 * connected, one of the system by what the computer itself holds, one of a user by a front end,
 * which reads Profile.Wanted; where it is trusted the connection is ended. What somebody connects
 * or disconnects by hand stays so until the computer is in another network, over a restart of the
 * service as well (runtime_dir/by-hand). Main-loop thread.
 */
#pragma once

#include "net-network.h"
#include "vpn-connections.h"
#include "vpn-pinned.h"
#include "vpn-profile-object.h"

/* What the profile says of a network, but for its servers; facts NULL: not known. Pure. */
VpnTrust vpn_trust_judge (const VpnProfile *profile, const NetNetworkFacts *facts);

typedef struct VpnOnDemand VpnOnDemand;

/* All is borrowed and outlives it; profiles is of VpnProfileObject, and may change. */
VpnOnDemand *vpn_on_demand_new (const VpnServices *services, VpnConnections *connections,
                                const GPtrArray *profiles) G_GNUC_WARN_UNUSED_RESULT;
void vpn_on_demand_free (VpnOnDemand *demand);

/* Some profile is new or another. */
void vpn_on_demand_update (VpnOnDemand *demand);
/* Somebody connected this profile. */
void vpn_on_demand_note_connected (VpnOnDemand *demand, VpnProfileObject *object);
/* Its connection has ended, and did not fail. */
void vpn_on_demand_note_ended (VpnOnDemand *demand, VpnProfileObject *object);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnOnDemand, vpn_on_demand_free)
