// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the calls of VpnGuiModel need of it. Everything is borrowed; main-loop thread. */
#pragma once

#include "vpn-gui-model.h"

/* NULL until there is contact. */
VpnClient *vpn_gui_model_get_client (VpnGuiModel *self);
/* Who is asked for passwords: an object path; NULL: nobody. */
const char *vpn_gui_model_get_agent_path (VpnGuiModel *self);
/* Of everything under way. */
GCancellable *vpn_gui_model_get_cancellable (VpnGuiModel *self);
