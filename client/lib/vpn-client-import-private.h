// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The formats of vpn_client_importers(), each in a file of its own. */
#pragma once

#include "vpn-client-import.h"

extern const VpnClientImporter vpn_client_importer_pkcs12;
extern const VpnClientImporter vpn_client_importer_profile;
