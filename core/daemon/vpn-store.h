// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnStore: profiles on disk, one key file each: config_dir/profiles/NAME.conf for the system,
 * state_dir/users/UID/NAME.conf for users. Files are written whole or not at all, mode 0600, named
 * by the profile's UUID so that nothing a user types becomes a path. A broken file is logged and
 * skipped; what is wrong with those of the system is kept, with file and line. Main-loop thread;
 * blocks on the disk for as long as small files take.
 */
#pragma once

#include "vpn-profile.h"

#include <gio/gio.h>

#define VPN_STORE_SYSTEM_MAX   256 /* profiles of the system */
#define VPN_STORE_PER_USER_MAX 64  /* profiles of one user */
#define VPN_STORE_USERS_MAX    4096

typedef struct VpnStore VpnStore;

/* Where a profile lives. */
typedef struct
{
  gboolean is_system;
  guint32 uid; /* 0 for the system */
} VpnStoreScope;

/* Makes the directories (0700) if they are missing. */
VpnStore *vpn_store_new (const char *config_dir, const char *state_dir, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void vpn_store_free (VpnStore *store);

/* Hands out every readable profile; profile is owned by the callee, file borrowed. A profile always
 * has a UUID; a file without one gets the same one on every start. */
typedef void (*VpnStoreLoadFunc) (gpointer user_data, VpnStoreScope scope, const char *file,
                                  VpnProfile *profile);
void vpn_store_load (VpnStore *store, VpnStoreLoadFunc loaded, gpointer user_data);
/* Those of the system alone. */
void vpn_store_load_system (VpnStore *store, VpnStoreLoadFunc loaded, gpointer user_data);

/* Calls changed some time after files of the system have become others, also by our own hand. */
void vpn_store_watch (VpnStore *store, void (*changed) (gpointer user_data), gpointer user_data);

/* A file that was read, and is no profile all the same: logged, and among the faults if it is the
 * system's. */
void
vpn_store_note_fault (VpnStore *store, VpnStoreScope scope, const char *file, const char *message);
/* "FILE:LINE: what is wrong" of each file of the system, as last loaded; borrowed. */
const GPtrArray *vpn_store_get_faults (const VpnStore *store);

/* Whether it is a profile for that scope. VPN_ERROR_INVALID_SETTING. */
gboolean vpn_store_validate (VpnStoreScope scope, const VpnProfile *profile, GError **error);

/* File of a new profile of that scope; owned. */
char *vpn_store_make_file (VpnStore *store, VpnStoreScope scope, const char *uuid);
gboolean
vpn_store_save (VpnStore *store, const char *file, const VpnProfile *profile, GError **error);
gboolean vpn_store_delete (VpnStore *store, const char *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnStore, vpn_store_free)
