// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * VpnImport: what a file of somebody's settings holds, read with the rights of the user and without
 * storing anything until vpn_import_store(). A file has one connection or several; what is asked
 * and done is about the selected one, the first at first. Every field of the file is in the report
 * of its connection: it became a key of the profile, or a note says why not. A format is one row of
 * vpn_importers(). Plain struct with a single owner; any thread.
 */
#pragma once

#include "vpn-profile.h"

#include <gio/gio.h>

#define VPN_IMPORT_MAX       ((goffset) 1048576) /* bytes of a file */
#define VPN_IMPORT_CHAIN_MAX 16u                 /* certificates of a file that are looked at */

typedef struct VpnImport VpnImport;

/* What stood in the file, and what became of it. */
typedef struct
{
  char *name;      /* owned; as the file calls it, "Local.AuthName" */
  char *value;     /* owned; safe to print; NULL for a secret and for what is no text */
  const char *key; /* static; of the profile that carries it now; NULL: none does */
  char *note;      /* owned, translated; why it is left out, or what was made of it; may be NULL */
} VpnImportField;

typedef struct
{
  const char *label;           /* N_(): "PKCS#12 file" */
  const char *const *patterns; /* for file choosers: "*.p12" ..., ending with NULL */
  /* Whether the file is of this format; the first row that says so reads it. */
  gboolean (*recognizes) (const char *name, GBytes *data);
  /* Fills import. password NULL: none was given. An error for which
   * vpn_import_wants_password() holds when the right one is needed. */
  gboolean (*read) (VpnImport *import, GBytes *data, const char *password, GError **error);
} VpnImporter;

/* Ending with NULL. */
const VpnImporter *const *vpn_importers (void);

/* Contents of a regular file, at most VPN_IMPORT_MAX bytes, read in a thread. */
void vpn_import_load_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
GBytes *vpn_import_load_finish (GAsyncResult *result, GError **error);

/* name: of the file. The error says in words why it is of no use. */
VpnImport *vpn_import_new (const char *name, GBytes *data, const char *password, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void vpn_import_free (VpnImport *import);
gboolean vpn_import_wants_password (const GError *error);

/* How many connections the file has, at least 1, and which one is meant from now on. */
guint vpn_import_get_n_connections (const VpnImport *import);
void vpn_import_select (VpnImport *import, guint index);

/* Borrowed. The settings may lack what only the person knows, such as the gateway. */
VpnProfile *vpn_import_get_settings (VpnImport *import);
/* Borrowed; VpnImportField, in the order of the file. Empty for formats that are taken whole. */
GPtrArray *vpn_import_get_fields (VpnImport *import);
/* The user's certificate with its key, and the CA that came with it; NULL when there is none. */
GTlsCertificate *vpn_import_get_certificate (VpnImport *import);
GTlsCertificate *vpn_import_get_ca (VpnImport *import);
/* Whether the CA is to be the one that vouches for the gateway; TRUE at first. */
void vpn_import_set_use_ca (VpnImport *import, gboolean use);

/* Where certificates and keys are kept: ~/.local/share/genkan. Owned. */
char *vpn_import_get_folder (void);
/* Writes certificate, key and CA as files that only the user can read and names them in the
 * settings. Does nothing when there are none or they were stored before. */
gboolean vpn_import_store (VpnImport *import, GError **error);
/* Takes the files of store() back. */
void vpn_import_unstore (VpnImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VpnImport, vpn_import_free)
