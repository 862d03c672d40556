// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnDoctor: tries what a VPN needs of this computer. However many ask, it looks once at a time,
 * and what it saw is good for a moment. Main-loop thread. */
#pragma once

#include "vpn-call.h"
#include "vpn-services.h"

typedef struct VpnDoctor VpnDoctor;

/* services is borrowed and outlives the object. */
VpnDoctor *vpn_doctor_new (const VpnServices *services) G_GNUC_WARN_UNUSED_RESULT;
/* Nobody is answered any more. NULL is legal. */
void vpn_doctor_free (VpnDoctor *doctor);
/* Returns a(sbs) as Manager.Doctor, now or later. */
void vpn_doctor_answer (VpnDoctor *doctor, VpnCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnDoctor, vpn_doctor_free)
