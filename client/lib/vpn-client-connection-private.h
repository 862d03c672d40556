// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#pragma once

#include "vpn-client-connection.h"

/* Nothing more will be heard of the connection. */
void vpn_client_connection_lose (VpnClientConnection *self);
