// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDoctor: tries what a VPN needs of this computer. */
#pragma once

#include "vpn-services.h"

/* a(sbs) as Manager.Doctor. Asks the bus and polkit, hence asynchronous. */
void vpn_doctor_examine_async (const VpnServices *services, GAsyncReadyCallback callback,
                               gpointer user_data);
/* Full reference; never NULL. */
GVariant *vpn_doctor_examine_finish (GAsyncResult *result);
