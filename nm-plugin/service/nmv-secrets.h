// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Secrets of a connection as NetworkManager keeps them. Thread of the connection. */
#pragma once

#include "vpn-client-files.h"
#include "vpn-enums.h"
#include "vpn-profile.h"

#include <NetworkManager.h>

/* The secret a login with this profile begins with. files (may be NULL) tell whether the private
 * key has a passphrase. FALSE: none. */
gboolean nmv_secrets_find_first (const VpnProfile *profile, const VpnClientFiles *files,
                                 VpnSecretKind *ret_kind);
/* Whether NetworkManager must find this secret before connecting: it is not there, and the user did
 * not say that it is not needed. */
gboolean nmv_secrets_is_missing (NMConnection *connection, VpnSecretKind kind);
/* The secret, borrowed from connection; NULL when it is not there. */
const char *nmv_secrets_get (NMConnection *connection, VpnSecretKind kind);
