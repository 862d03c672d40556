// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* From a file to what it holds: reading it, and the table of formats. */

#include "config.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

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

/* ---- Formats ------------------------------------------------------------------------------- */

const VpnImporter *const *
vpn_importers (void)
{
  /* Those that are sure come first; a profile file is text and takes whatever nobody else wants. */
  static const VpnImporter *const importers[] = {
    &vpn_importer_mobileconfig,
    &vpn_importer_azure,
    &vpn_importer_pkcs12,
    &vpn_importer_sswan,
    &vpn_importer_profilexml,
    &vpn_importer_powershell,
    &vpn_importer_aws,
    &vpn_importer_foreign,
    &vpn_importer_networkmanager,
    &vpn_importer_phonebook,
    &vpn_importer_swanctl,
    &vpn_importer_ipsec,
    &vpn_importer_profile,
    NULL,
  };

  return importers;
}

static const VpnImporter *
find_importer (const char *name, GBytes *data)
{
  if (g_bytes_get_size (data) == 0)
    return NULL;
  for (gsize i = 0; vpn_importers ()[i] != NULL; i++)
    if (vpn_importers ()[i]->recognizes (name, data))
      return vpn_importers ()[i];
  return NULL;
}

VpnImport *
vpn_import_new (const char *name, GBytes *data, const char *password, GError **error)
{
  g_autoptr (VpnImport) import = vpn_import_create ();
  const VpnImporter *importer = find_importer (name, data);

  if (importer == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           _ ("This is no file with VPN settings that Genkan knows"));
      return NULL;
    }
  if (!importer->read (import, data, password, error))
    return NULL;
  if (vpn_import_get_n_connections (import) == 0)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           _ ("The file has no IKEv2 connection"));
      return NULL;
    }
  vpn_import_select (import, 0);
  return g_steal_pointer (&import);
}
