// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the files of VpnClient have to share: its list of connections. Main-loop thread. */
#pragma once

#include "vpn-client.h"

/* Borrowed; NULL: none has that object path. */
VpnClientConnection *vpn_client_find_connection_at (VpnClient *self, const char *path);
/* One object per path, whether the list or the reply of Connect brings it first. Borrowed. */
VpnClientConnection *vpn_client_ensure_connection (VpnClient *self, VpnDbusConnection *proxy);
