// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import.h"

#include "config.h"
#include "vpn-client-agent.h"
#include "vpn-client-certificate.h"
#include "vpn-import-private.h"
#include "vpn-error.h"

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
  const VpnImporter *importer;       /* static */
  VpnProfile *settings;              /* owned */
  GTlsCertificate *certificate, *ca; /* counted */
  gboolean use_ca;
  GPtrArray *stored; /* owned; paths */
};

/* ---- Reading --------------------------------------------------------------------------------- */

static GBytes *
load (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree char *data = NULL;
  gsize len;

  /* Asked before opening: a named pipe would hold the reader up. */
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NONE, cancellable, error);
  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_IO, _ ("Not a regular file"));
      return NULL;
    }
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  data = g_malloc (VPN_IMPORT_MAX + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, VPN_IMPORT_MAX + 1, &len,
                                cancellable, error))
    return NULL;
  if (len > (gsize) VPN_IMPORT_MAX)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_IO, _ ("The file is too large"));
      return NULL;
    }
  return g_bytes_new (data, len);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  GBytes *bytes = load (source, cancellable, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
}

void
vpn_import_load_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, vpn_import_load_async);
  g_task_run_in_thread (task, load_in_thread);
}

GBytes *
vpn_import_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- What was found -------------------------------------------------------------------------- */

const VpnImporter *const *
vpn_importers (void)
{
  /* PKCS#12 first: a profile file is text and takes whatever nobody else wants. */
  static const VpnImporter *const importers[] = {
    &vpn_importer_pkcs12,
    &vpn_importer_profile,
    NULL,
  };

  return importers;
}

VpnImport *
vpn_import_new (const char *name, GBytes *data, const char *password, GError **error)
{
  g_autoptr (VpnImport) import = g_new0 (VpnImport, 1);

  import->use_ca = TRUE;
  import->stored = g_ptr_array_new_with_free_func (g_free);
  for (gsize i = 0; vpn_importers ()[i] != NULL && import->importer == NULL; i++)
    if (vpn_importers ()[i]->recognizes (name, data))
      import->importer = vpn_importers ()[i];
  if (import->importer == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           _ ("This is neither a profile nor a PKCS#12 file"));
      return NULL;
    }
  if (!import->importer->read (import, data, password, error))
    return NULL;
  return g_steal_pointer (&import);
}

void
vpn_import_free (VpnImport *import)
{
  if (import == NULL)
    return;
  g_clear_pointer (&import->settings, vpn_profile_free);
  g_clear_object (&import->certificate);
  g_clear_object (&import->ca);
  g_ptr_array_unref (import->stored);
  g_free (import);
}

gboolean
vpn_import_wants_password (const GError *error)
{
  return g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE_PASSWORD);
}

VpnProfile *
vpn_import_get_settings (VpnImport *import)
{
  return import->settings;
}

const VpnImporter *
vpn_import_get_importer (VpnImport *import)
{
  return import->importer;
}

GTlsCertificate *
vpn_import_get_certificate (VpnImport *import)
{
  return import->certificate;
}

GTlsCertificate *
vpn_import_get_ca (VpnImport *import)
{
  return import->ca;
}

void
vpn_import_set_use_ca (VpnImport *import, gboolean use)
{
  import->use_ca = use;
}

void
vpn_import_take_settings (VpnImport *import, VpnProfile *settings)
{
  import->settings = settings;
}

void
vpn_import_take_certificate (VpnImport *import, GTlsCertificate *certificate)
{
  GTlsCertificate *issuer = g_tls_certificate_get_issuer (certificate);

  import->certificate = certificate;
  for (guint n = 1; issuer != NULL && n < VPN_IMPORT_CHAIN_MAX && import->ca == NULL; n++)
    {
      if (vpn_client_certificate_is_root (issuer))
        import->ca = g_object_ref (issuer);
      issuer = g_tls_certificate_get_issuer (issuer);
    }
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
store_file (VpnImport *import, const char *base, const char *suffix, const char *key,
            const char *text, GError **error)
{
  g_autofree char *path = g_strconcat (base, suffix, NULL);

  if (!g_file_set_contents_full (path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                 error))
    return FALSE;
  g_ptr_array_add (import->stored, g_strdup (path));
  return vpn_profile_set_text (import->settings, key, path, error);
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
store_key (VpnImport *import, const char *base, GError **error)
{
  char *pem = NULL;
  gboolean stored;

  g_object_get (import->certificate, "private-key-pem", &pem, NULL);
  if (pem == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_IO, _ ("The file has no private key"));
      return FALSE;
    }
  stored = store_file (import, base, ".key", VPN_KEY_PRIVATE_KEY, pem, error);
  vpn_client_wipe (pem, strlen (pem));
  g_free (pem);
  return stored;
}

static gboolean
store_all (VpnImport *import, GError **error)
{
  g_autofree char *folder = vpn_import_get_folder ();
  g_autofree char *base = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *ca = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  base = find_free_stem (folder, import->certificate, error);
  if (base == NULL)
    return FALSE;
  chain = chain_to_pem (import->certificate);
  if (!store_file (import, base, ".crt", VPN_KEY_CERTIFICATE, chain, error)
      || !store_key (import, base, error))
    return FALSE;
  if (import->ca == NULL || !import->use_ca)
    return TRUE;
  g_object_get (import->ca, "certificate-pem", &ca, NULL);
  return store_file (import, base, "-ca.crt", VPN_KEY_CA, ca, error);
}

gboolean
vpn_import_store (VpnImport *import, GError **error)
{
  if (import->certificate == NULL || import->stored->len > 0)
    return TRUE;
  if (store_all (import, error))
    return TRUE;
  vpn_import_unstore (import);
  return FALSE;
}

void
vpn_import_unstore (VpnImport *import)
{
  static const char *const keys[] = { VPN_KEY_CERTIFICATE, VPN_KEY_PRIVATE_KEY, VPN_KEY_CA };

  if (import->stored->len == 0)
    return;
  for (guint i = 0; i < import->stored->len; i++)
    (void) g_unlink (import->stored->pdata[i]);
  g_ptr_array_set_size (import->stored, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    vpn_profile_reset (import->settings, keys[i]);
}
