// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Connections from files and to files, with the rights of the user. Files of NetworkManager itself
 * and all formats of vpn_importers() are read. Pure but for the files; any thread. */
#pragma once

#include <NetworkManager.h>

#define NMV_FILE_KEYFILE_SUFFIX ".nmconnection"
#define NMV_FILE_PROFILE_SUFFIX ".genkan"

/* A connection, owned, whose settings of this plugin are all valid; NULL with an error that tells
 * what is wrong. */
NMConnection *nmv_file_read (const char *path, GError **error);
/* Writes settings without secrets: NetworkManager's form when path ends with its suffix, else a
 * profile file. Only the user can read a new file. */
gboolean nmv_file_write (const char *path, NMConnection *connection, GError **error);
/* Owned. */
char *nmv_file_suggest_name (NMConnection *connection);
