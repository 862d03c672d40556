// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the three forms of Windows' VPN connections (ProfileXML, phone book, PowerShell) have in
 * common. */
#pragma once

#include "vpn-import-private.h"

/* "Automatic" and "IKEv2" will do; others are left out by name. */
void vpn_import_windows_tunnel (VpnImportConnection *connection, VpnImportField *field,
                                const VpnImportRow *row);
/* Eap, MSChapv2, MachineCertificate, Certificate. */
void vpn_import_windows_method (VpnImportConnection *connection, VpnImportField *field,
                                const VpnImportRow *row);
/* The number of an EAP method, which Windows runs in EAP. */
void vpn_import_windows_eap (VpnImportConnection *connection, VpnImportField *field,
                             const VpnImportRow *row);
/* The six settings of IPsec below prefix, where they are there. */
void vpn_import_windows_suites (VpnImportConnection *connection, const char *prefix);
