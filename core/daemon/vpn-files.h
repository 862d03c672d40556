// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnFiles: the files that a profile names, as sealed memfds (vpn-sealed.h) that the caller made
 * with its own rights. All but the private key can be kept on disk, for a genkand that has to make
 * the connection again. Single owner; any one thread.
 */
#pragma once

#include "vpn-profile.h"

#include <gio/gio.h>

#include <sys/types.h>

typedef enum
{
  VPN_FILE_CA,
  VPN_FILE_AAA_CA,
  VPN_FILE_CERTIFICATE,
  VPN_FILE_PRIVATE_KEY, /* the last: nothing behind a public file is ever written */
  VPN_FILES
} VpnFile;

typedef struct VpnFiles VpnFiles;

VpnFiles *vpn_files_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* NULL is legal. */
void vpn_files_free (VpnFiles *files);

/* The key that names it in a profile. */
const char *vpn_files_get_key (VpnFile file);
/* Its path, borrowed, where the profile's way of signing in needs it; else NULL. */
const char *vpn_files_get_needed (const VpnProfile *profile, VpnFile file);

/* FALSE: name is no option of Connect that carries a file. */
gboolean vpn_files_find (const char *name, VpnFile *ret_file);
/* Takes fd in the place of what was there; a sealed memfd, or it is closed and FALSE is returned
 * without anything of it having been read. */
gboolean vpn_files_take (VpnFiles *files, VpnFile file, int fd);
/* Opens a regular file of genkand's own user with none of these permissions; a link is followed to
 * what others may read alone. For paths of an administrator only. The descriptor, or -1 with errno;
 * EPERM: it is not such a file. */
int vpn_files_open_own (const char *path, mode_t forbidden);
/* vpn_files_take() of a copy of such a file, which nobody else may write, nor read a private key.
 * 0, or a negative errno. */
int vpn_files_take_own (VpnFiles *files, VpnFile file, const char *path);
/* As if nobody had handed it in. */
void vpn_files_drop (VpnFiles *files, VpnFile file);
/* Borrowed, its position undefined; -1: none. */
int vpn_files_get (const VpnFiles *files, VpnFile file);

/* Writes what is no secret as PREFIX.NAME, mode 0600; what is not there any more goes.
 * G_FILE_ERROR, G_IO_ERROR. */
gboolean vpn_files_save (const VpnFiles *files, const char *prefix, GError **error);
/* What there is of it; unreadable ones are left out. */
VpnFiles *vpn_files_load (const char *prefix) G_GNUC_WARN_UNUSED_RESULT;
void vpn_files_delete (const char *prefix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnFiles, vpn_files_free)
