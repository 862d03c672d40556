// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnMachine: what this computer itself holds for profiles of the system that it connects without
 * anybody: secrets, and the files that the profile names. A secret is a systemd credential or a
 * root-only file, PROFILE.KIND, where PROFILE is the profile's UUID or its name and KIND one of
 * password, psk, key-passphrase. Blocks on the disk for as long as small files take; any one
 * thread.
 */
#pragma once

#include "secret.h"
#include "vpn-enums.h"
#include "vpn-files.h"
#include "vpn-profile.h"

typedef struct VpnMachine VpnMachine;

/* Secrets are in config_dir/secrets, and in credentials_dir if that is not NULL. */
VpnMachine *
vpn_machine_new (const char *config_dir, const char *credentials_dir) G_GNUC_WARN_UNUSED_RESULT;
void vpn_machine_free (VpnMachine *machine);

/* Owned; NULL: none, or a file that others may read or write, which is logged. One line break at
 * the end does not count. */
SecretBuf *vpn_machine_get_secret (const VpnMachine *machine, const VpnProfile *profile,
                                   VpnSecretKind kind) G_GNUC_WARN_UNUSED_RESULT;
/* Sealed copies of what the profile names: files of root that nobody else may write, a private key
 * that nobody else may read. NULL with VPN_ERROR_FILE_NEEDED, which names key and path. */
VpnFiles *
vpn_machine_read_files (const VpnProfile *profile, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnMachine, vpn_machine_free)
