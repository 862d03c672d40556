// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientFiles: sealed copies of the files that a profile names, for the options of a Connect
 * call. They are opened and read here, with the rights of the user, because genkand opens no path
 * for anybody (CVE-2025-9615) and reads no descriptor that may make it wait. Single owner; any
 * thread.
 */
#pragma once

#include "vpn-profile.h"

#include <gio/gio.h>
#include <gio/gunixfdlist.h>

typedef struct VpnClientFiles VpnClientFiles;

VpnClientFiles *vpn_client_files_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Reads what the profile's way of logging in uses; NULL with VPN_ERROR_FILE_NEEDED naming key and
 * path when a file is missing, unreadable, not a regular file or too large. */
VpnClientFiles *
vpn_client_files_open (const VpnProfile *profile, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same with files read by somebody else, for a process that has more rights than the user it
 * works for. A new descriptor of a sealed copy, or a negative errno as of vpn_sealed_copy(). */
typedef int (*VpnClientOpenFunc) (const char *path, gpointer user_data);
VpnClientFiles *
vpn_client_files_open_with (const VpnProfile *profile, VpnClientOpenFunc open_func,
                            gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The descriptor of an option, borrowed; -1 when there is none. */
int vpn_client_files_get (const VpnClientFiles *files, const char *option);
/* Adds a copy made elsewhere; takes fd. option is VPN_OPTION_CA_FILE ... */
void vpn_client_files_take (VpnClientFiles *files, const char *option, int fd);
void vpn_client_files_free (VpnClientFiles *files);

/* Adds an "h" entry for each file to options (a{sv} under construction); the list that goes with
 * it, owned. */
GUnixFDList *
vpn_client_files_to_options (const VpnClientFiles *files, GVariantBuilder *options, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnClientFiles, vpn_client_files_free)
