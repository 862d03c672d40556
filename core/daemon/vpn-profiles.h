// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnProfiles: the stored profiles of the system and of every user, each a file of the store and an
 * object on the bus. Holds them to what only all together can: names and UUIDs once in a scope, and
 * how many there may be. Main-loop thread.
 */
#pragma once

#include "vpn-bus.h"
#include "vpn-profile-object.h"

typedef struct VpnProfiles VpnProfiles;

/* All is borrowed and outlives it; functions and host are those of each object. */
VpnProfiles *vpn_profiles_new (VpnStore *store, VpnBus *bus, const VpnProfileHost *functions,
                               gpointer host) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is legal. */
void vpn_profiles_free (VpnProfiles *profiles);
/* Takes over what the store has; what is broken is logged and skipped. From then on files of the
 * system that come, change and go do so here too, and the host hears of it. */
void vpn_profiles_load (VpnProfiles *profiles);
/* Drops profiles of the system whose file is gone and which nobody uses any more. TRUE if any. */
gboolean vpn_profiles_sweep (VpnProfiles *profiles);

/* Borrowed; NULL when the scope has no profile of that name or UUID. */
VpnProfileObject *vpn_profiles_find (VpnProfiles *profiles, VpnStoreScope scope, const char *name);
/* Borrowed; NULL: none has that object path. */
VpnProfileObject *vpn_profiles_find_path (VpnProfiles *profiles, const char *path);
/* VpnProfileObject; borrowed, and always what there is. */
const GPtrArray *vpn_profiles_get_all (VpnProfiles *profiles);
/* ao of those visible to uid, floating. */
GVariant *vpn_profiles_list (VpnProfiles *profiles, guint32 uid);

/* Gives the profile a name and a UUID where it has none. VPN_ERROR_INVALID_SETTING. */
gboolean vpn_profiles_complete (VpnStoreScope scope, VpnProfile *profile, GError **error);
/* Whether that object may become this, beside the others. */
gboolean vpn_profiles_check (VpnProfiles *profiles, VpnProfileObject *object,
                             const VpnProfile *profile, GError **error);
/* Completes, checks, writes and exports it; takes profile, also on failure. Borrowed result.
 * VPN_ERROR_EXISTS, VPN_ERROR_LIMIT, VPN_ERROR_INVALID_SETTING, G_FILE_ERROR. */
VpnProfileObject *
vpn_profiles_add (VpnProfiles *profiles, VpnStoreScope scope, VpnProfile *profile, GError **error);
/* Deletes its file; object may be gone after that. */
gboolean vpn_profiles_remove (VpnProfiles *profiles, VpnProfileObject *object, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnProfiles, vpn_profiles_free)
