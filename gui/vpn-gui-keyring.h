// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * What people let their keyring remember: passwords and pre-shared keys of profiles, by number of
 * the profile and kind. One-time codes are never kept. Without a keyring nothing is found and
 * nothing is kept. Main-loop thread.
 */
#pragma once

#include "vpn-enums.h"

#include <gio/gio.h>

/* Whether secrets of the kind outlive their use. */
gboolean vpn_gui_keyring_may_keep (VpnSecretKind kind);

/* May ask the person to unlock the keyring. */
void vpn_gui_keyring_look_up_async (const char *profile_uuid, VpnSecretKind kind,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);
/* To be freed with secret_password_free(); NULL without an error when there is none. */
char *vpn_gui_keyring_look_up_finish (GAsyncResult *result, GError **error);

/* Both go on by themselves; what fails is logged. profile_name is what keyring tools show. */
void vpn_gui_keyring_keep (const char *profile_uuid, VpnSecretKind kind, const char *profile_name,
                           const char *secret);
void vpn_gui_keyring_forget (const char *profile_uuid, VpnSecretKind kind);
/* Drops what reason shows to be wrong. */
void vpn_gui_keyring_learn (const char *profile_uuid, VpnReason reason);
/* Drops everything of a profile that is gone. */
void vpn_gui_keyring_forget_profile (const char *profile_uuid);
