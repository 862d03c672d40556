// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import.h"
/* The connections that were found in a file, and the files that their certificates become. */

#include "config.h"
#include "secret.h"
#include "vpn-client-certificate.h"
#include "vpn-error.h"
#include "vpn-import-private.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

#define FOLDER     "genkan"
#define NAME_TRIES 100u /* "alice.crt", "alice-2.crt" ... */
#define STEM_MAX   40u  /* characters of a file name taken from a certificate */

struct VpnImport
{
  GPtrArray *connections;       /* owned; VpnImportConnection; at least one once it was read */
  VpnImportConnection *current; /* borrowed; the selected one */
};

/* ---- What was found -------------------------------------------------------------------------- */

static void
connection_free (gpointer data)
{
  VpnImportConnection *connection = data;

  vpn_profile_free (connection->settings);
  g_clear_object (&connection->certificate);
  g_clear_object (&connection->ca);
  g_ptr_array_unref (connection->fields);
  g_ptr_array_unref (connection->stored);
  g_free (connection);
}

static void
field_free (gpointer data)
{
  VpnImportField *field = data;

  g_free (field->name);
  g_free (field->value);
  g_free (field->note);
  g_free (field);
}

VpnImportConnection *
vpn_import_add (VpnImport *import, const char *name, GError **error)
{
  VpnImportConnection *connection;

  if (import->connections->len >= VPN_IMPORT_CONNECTIONS_MAX)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_LIMIT,
                           _ ("The file has too many connections"));
      return NULL;
    }
  connection = g_new0 (VpnImportConnection, 1);
  connection->settings = vpn_profile_new ();
  connection->fields = g_ptr_array_new_with_free_func (field_free);
  connection->stored = g_ptr_array_new_with_free_func (g_free);
  connection->use_ca = TRUE;
  /* A name that is no good for a profile is left for the person to choose. */
  if (name != NULL)
    (void) vpn_profile_set_text (connection->settings, VPN_KEY_NAME, name, NULL);
  g_ptr_array_add (import->connections, connection);
  return connection;
}

void
vpn_import_map_all (VpnImport *import, const VpnImportRow *rows)
{
  for (guint i = 0; i < import->connections->len; i++)
    vpn_import_map (import->connections->pdata[i], rows);
}

VpnImport *
vpn_import_create (void)
{
  VpnImport *import = g_new0 (VpnImport, 1);

  import->connections = g_ptr_array_new_with_free_func (connection_free);
  return import;
}

void
vpn_import_free (VpnImport *import)
{
  if (import == NULL)
    return;
  g_ptr_array_unref (import->connections);
  g_free (import);
}

guint
vpn_import_get_n_connections (const VpnImport *import)
{
  return import->connections->len;
}

void
vpn_import_select (VpnImport *import, guint index)
{
  g_return_if_fail (index < import->connections->len);
  import->current = import->connections->pdata[index];
}

VpnProfile *
vpn_import_get_settings (VpnImport *import)
{
  return import->current->settings;
}

GPtrArray *
vpn_import_get_fields (VpnImport *import)
{
  return import->current->fields;
}

GTlsCertificate *
vpn_import_get_certificate (VpnImport *import)
{
  return import->current->certificate;
}

GTlsCertificate *
vpn_import_get_ca (VpnImport *import)
{
  return import->current->ca;
}

void
vpn_import_set_use_ca (VpnImport *import, gboolean use)
{
  import->current->use_ca = use;
}

/* ---- Storing --------------------------------------------------------------------------------- */

char *
vpn_import_get_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), FOLDER, NULL);
}

/* A file name that nothing in a certificate can make into a path. */
static char *
make_stem (GTlsCertificate *certificate)
{
  g_autofree char *name = vpn_client_certificate_short_name (certificate);
  GString *stem = g_string_new (NULL);

  for (const char *p = name; *p != '\0' && stem->len < STEM_MAX; p++)
    if (g_ascii_isalnum (*p) || (stem->len > 0 && strchr ("-_@.", *p) != NULL))
      g_string_append_c (stem, *p);
  if (stem->len == 0)
    g_string_append (stem, "certificate");
  return g_string_free (stem, FALSE);
}

/* A pair of names in folder that nothing has yet. */
static char *
find_free_stem (const char *folder, GTlsCertificate *certificate, GError **error)
{
  g_autofree char *stem = make_stem (certificate);

  for (guint i = 1; i <= NAME_TRIES; i++)
    {
      g_autofree char *base = i == 1 ? g_build_filename (folder, stem, NULL)
                                     : g_strdup_printf ("%s/%s-%u", folder, stem, i);
      g_autofree char *crt = g_strconcat (base, ".crt", NULL);
      g_autofree char *key = g_strconcat (base, ".key", NULL);
      g_autofree char *ca = g_strconcat (base, "-ca.crt", NULL);

      if (!g_file_test (crt, G_FILE_TEST_EXISTS) && !g_file_test (key, G_FILE_TEST_EXISTS)
          && !g_file_test (ca, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&base);
    }
  g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, _ ("%s has too many files of that name"), folder);
  return NULL;
}

/* Writes one file, 0600 from its first octet on, and names it in the settings. */
static gboolean
store_file (VpnImportConnection *connection, const char *base, const char *suffix, const char *key,
            const char *text, GError **error)
{
  g_autofree char *path = g_strconcat (base, suffix, NULL);

  if (!g_file_set_contents_full (path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 error))
    return FALSE;
  g_ptr_array_add (connection->stored, g_strdup (path));
  return vpn_profile_set_text (connection->settings, key, path, error);
}

/* The certificate and those between it and its root, as PEM. */
static char *
chain_to_pem (GTlsCertificate *certificate)
{
  GString *chain = g_string_new (NULL);

  for (guint n = 0; certificate != NULL && n < VPN_IMPORT_CHAIN_MAX; n++)
    {
      g_autofree char *pem = NULL;

      if (n > 0 && vpn_client_certificate_is_root (certificate))
        break;
      g_object_get (certificate, "certificate-pem", &pem, NULL);
      g_string_append (chain, pem);
      certificate = g_tls_certificate_get_issuer (certificate);
    }
  return g_string_free (chain, FALSE);
}

static gboolean
store_key (VpnImportConnection *connection, const char *base, GError **error)
{
  char *pem = NULL;
  gboolean stored;

  g_object_get (connection->certificate, "private-key-pem", &pem, NULL);
  if (pem == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_IO, _ ("The file has no private key"));
      return FALSE;
    }
  stored = store_file (connection, base, ".key", VPN_KEY_PRIVATE_KEY, pem, error);
  secret_wipe (pem, strlen (pem));
  g_free (pem);
  return stored;
}

static gboolean
store_ca (VpnImportConnection *connection, const char *base, GError **error)
{
  g_autofree char *ca = NULL;

  if (connection->ca == NULL || !connection->use_ca)
    return TRUE;
  g_object_get (connection->ca, "certificate-pem", &ca, NULL);
  return store_file (connection, base, "-ca.crt", VPN_KEY_CA, ca, error);
}

static gboolean
store_all (VpnImportConnection *connection, GError **error)
{
  GTlsCertificate *first
      = connection->certificate != NULL ? connection->certificate : connection->ca;
  g_autofree char *folder = vpn_import_get_folder ();
  g_autofree char *base = NULL;
  g_autofree char *chain = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  base = find_free_stem (folder, first, error);
  if (base == NULL)
    return FALSE;
  if (connection->certificate == NULL)
    return store_ca (connection, base, error);
  chain = chain_to_pem (connection->certificate);
  return store_file (connection, base, ".crt", VPN_KEY_CERTIFICATE, chain, error)
         && store_key (connection, base, error) && store_ca (connection, base, error);
}

gboolean
vpn_import_store (VpnImport *import, GError **error)
{
  VpnImportConnection *connection = import->current;

  if ((connection->certificate == NULL && (connection->ca == NULL || !connection->use_ca))
      || connection->stored->len > 0)
    return TRUE;
  if (store_all (connection, error))
    return TRUE;
  vpn_import_unstore (import);
  return FALSE;
}

void
vpn_import_unstore (VpnImport *import)
{
  static const char *const keys[] = { VPN_KEY_CERTIFICATE, VPN_KEY_PRIVATE_KEY, VPN_KEY_CA };
  VpnImportConnection *connection = import->current;

  if (connection->stored->len == 0)
    return;
  for (guint i = 0; i < connection->stored->len; i++)
    (void) g_unlink (connection->stored->pdata[i]);
  g_ptr_array_set_size (connection->stored, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    vpn_profile_reset (connection->settings, keys[i]);
}
