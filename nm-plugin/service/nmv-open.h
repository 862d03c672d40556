// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * Reads files with the rights of those a connection belongs to. NetworkManager stores paths and
 * runs the service as root: opening them as root would let a user log in with the key of another
 * (CVE-2025-9615). A connection that belongs to nobody in particular was stored by an
 * administrator, whose rights are root's. Any thread.
 */
#pragma once

#include <NetworkManager.h>

typedef struct NmvOpener NmvOpener;

/* Looks up whom connection belongs to (connection.permissions). NULL with NM_VPN_PLUGIN_ERROR when
 * that is a user this computer does not know. */
NmvOpener *nmv_opener_new (NMConnection *connection, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void nmv_opener_free (NmvOpener *opener);

/* A sealed copy of the file, which each of the owners could have read, or a negative errno. Read in
 * a child that became the owner: what its file system does to a reader happens to that. A
 * VpnClientOpenFunc; opener is the NmvOpener. */
int nmv_opener_open (const char *path, gpointer opener);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NmvOpener, nmv_opener_free)
