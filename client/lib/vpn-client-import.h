// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnClientImport: what a file of somebody's settings holds, read with the rights of the user and
 * without storing anything until vpn_client_import_store(). A format is one row of
 * vpn_client_importers(). Plain struct with a single owner; any thread.
 */
#pragma once

#include "vpn-profile.h"

#include <gio/gio.h>

#define VPN_CLIENT_IMPORT_MAX ((goffset) 1048576) /* bytes of a file */
#define VPN_CLIENT_CHAIN_MAX  16u                 /* certificates of a file that are looked at */

typedef struct VpnClientImport VpnClientImport;

typedef struct
{
  const char *label;           /* N_(): "PKCS#12 file" */
  const char *const *patterns; /* for file choosers: "*.p12" ..., ending with NULL */
  /* Whether the file is of this format; the first row that says so reads it. */
  gboolean (*recognizes) (const char *name, GBytes *data);
  /* Fills import. password NULL: none was given. An error for which
   * vpn_client_import_wants_password() holds when the right one is needed. */
  gboolean (*read) (VpnClientImport *import, GBytes *data, const char *password, GError **error);
} VpnClientImporter;

/* Ending with NULL. */
const VpnClientImporter *const *vpn_client_importers (void);

/* Contents of a regular file, at most VPN_CLIENT_IMPORT_MAX bytes, read in a thread. */
void vpn_client_import_load_async (GFile *file, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
GBytes *vpn_client_import_load_finish (GAsyncResult *result, GError **error);

/* name: of the file. The error says in words why it is of no use. */
VpnClientImport *vpn_client_import_new (const char *name, GBytes *data, const char *password,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void vpn_client_import_free (VpnClientImport *import);
gboolean vpn_client_import_wants_password (const GError *error);

/* Borrowed. The settings may lack what only the person knows, such as the gateway. */
VpnProfile *vpn_client_import_get_settings (VpnClientImport *import);
const VpnClientImporter *vpn_client_import_get_importer (VpnClientImport *import);
/* The user's certificate with its key, and the CA that came with it; NULL when there is none. */
GTlsCertificate *vpn_client_import_get_certificate (VpnClientImport *import);
GTlsCertificate *vpn_client_import_get_ca (VpnClientImport *import);
/* Whether the CA is to be the one that vouches for the gateway; TRUE at first. */
void vpn_client_import_set_use_ca (VpnClientImport *import, gboolean use);

/* For importers: hands over what was found; certificate may have issuers up to a root. */
void vpn_client_import_take_settings (VpnClientImport *import, VpnProfile *settings);
void vpn_client_import_take_certificate (VpnClientImport *import, GTlsCertificate *certificate);

/* Where certificates and keys are kept: ~/.local/share/genkan. Owned. */
char *vpn_client_import_get_folder (void);
/* Writes certificate, key and CA as files that only the user can read and names them in the
 * settings. Does nothing when there are none or they were stored before. */
gboolean vpn_client_import_store (VpnClientImport *import, GError **error);
/* Takes the files of store() back. */
void vpn_client_import_unstore (VpnClientImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnClientImport, vpn_client_import_free)
