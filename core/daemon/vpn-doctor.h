// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDoctor: looks at what a VPN needs from this computer and says so in sentences. */
#pragma once

#include "vpn-services.h"

/* a(sbs) as Manager.Doctor: check, whether it is fine, sentence. Asks the bus which services are
 * there, hence asynchronous. */
void vpn_doctor_examine_async (const VpnServices *services, GAsyncReadyCallback callback,
                               gpointer user_data);
/* Full reference; never NULL. */
GVariant *vpn_doctor_examine_finish (GAsyncResult *result);
