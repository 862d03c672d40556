// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnGuiDemand: connects the profiles of this user that genkand wants connected in the network that
 * the computer is in (connection.autoconnect=untrusted), each once until that changes. Value with
 * one owner; main-loop thread.
 */
#pragma once

#include "vpn-gui-model.h"

typedef struct VpnGuiDemand VpnGuiDemand;

/* Follows model, which is counted. */
VpnGuiDemand *vpn_gui_demand_new (VpnGuiModel *model) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is legal. */
void vpn_gui_demand_free (VpnGuiDemand *demand);
