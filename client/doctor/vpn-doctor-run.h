// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * The doctor of the front ends: what of this computer, its network and a gateway keeps a VPN from
 * coming up. genkand tries what takes its rights and lets a worker look at the gateway
 * (Manager.Doctor, Profile.Examine); everything else is looked at here, in a thread, with the
 * rights of the user. Nothing is changed, nobody is asked, and nothing of the user's is sent.
 */
#pragma once

#include "doctor-report.h"
#include "vpn-client.h"

/* profile NULL: this computer only. known: why a connection of it has just failed, so that the
 * gateway is not asked again, or NONE. voice: whom the sentences send to commands or to buttons. */
void
vpn_doctor_run_async (VpnClient *client, VpnClientProfile *profile, VpnReason known, VpnVoice voice,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Owned. */
DoctorReport *vpn_doctor_run_finish (GAsyncResult *result, GError **error);
