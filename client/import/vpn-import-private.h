// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The formats of vpn_importers(), each in a file of its own. */
#pragma once

#include "vpn-import.h"

extern const VpnImporter vpn_importer_pkcs12;
extern const VpnImporter vpn_importer_profile;
