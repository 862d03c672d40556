// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Connections from and to files. */
#include "nmv-file.h"

#include "config.h"
#include "nmv-keys.h"
#include "nmv-map.h"
#include "vpn-import.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define FILE_MODE 0600

/* ---- Reading --------------------------------------------------------------------------------- */

/* NULL when the text is no connection of NetworkManager with this service; a profile file also has
 * a group "connection". */
static GKeyFile *
parse_keyfile (GBytes *data)
{
  g_autoptr (GKeyFile) keyfile = g_key_file_new ();
  g_autofree char *service = NULL;
  gsize len;
  const char *text = g_bytes_get_data (data, &len);

  if (len == 0 || !g_utf8_validate (text, (gssize) len, NULL)
      || !g_key_file_load_from_data (keyfile, text, len, G_KEY_FILE_NONE, NULL))
    return NULL;
  service = g_key_file_get_string (keyfile, NM_SETTING_VPN_SETTING_NAME,
                                   NM_SETTING_VPN_SERVICE_TYPE, NULL);
  if (g_strcmp0 (service, NMV_SERVICE_NAME) != 0)
    return NULL;
  return g_steal_pointer (&keyfile);
}

static NMConnection *
read_keyfile (GKeyFile *keyfile, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_canonicalize_filename (folder, NULL);
  g_autoptr (NMConnection) connection
      = nm_keyfile_read (keyfile, base, NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, error);
  g_autoptr (VpnProfile) profile = NULL;

  if (connection == NULL || !nm_connection_normalize (connection, NULL, NULL, error))
    return NULL;
  profile = nmv_map_to_profile (connection, error);
  return profile == NULL ? NULL : g_steal_pointer (&connection);
}

static NMConnection *
read_foreign (GBytes *data, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (VpnImport) import = vpn_import_new (name, data, NULL, error);
  g_autoptr (NMConnection) connection = NULL;
  VpnProfile *profile;
  char *dot;

  if (import == NULL || !vpn_import_store (import, error))
    return NULL;
  profile = vpn_import_get_settings (import);
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  if (!vpn_profile_is_set (profile, VPN_KEY_NAME)
      && !vpn_profile_set_text (profile, VPN_KEY_NAME, name, NULL))
    vpn_profile_set_text (profile, VPN_KEY_NAME, _ ("VPN"), NULL);
  connection = nm_simple_connection_new ();
  nmv_map_to_connection (profile, connection);
  return g_steal_pointer (&connection);
}

NMConnection *
nmv_file_read (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GKeyFile) keyfile = NULL;
  g_autoptr (GBytes) data = NULL;
  g_autofree char *contents = NULL;
  gsize len;

  if (!g_file_load_contents (file, NULL, &contents, &len, NULL, error))
    return NULL;
  if (len > (gsize) VPN_IMPORT_MAX)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           _ ("The file is too large"));
      return NULL;
    }
  data = g_bytes_new_take (g_steal_pointer (&contents), len);
  keyfile = parse_keyfile (data);
  return keyfile != NULL ? read_keyfile (keyfile, path, error) : read_foreign (data, path, error);
}

/* ---- Writing --------------------------------------------------------------------------------- */

static char *
to_keyfile (NMConnection *connection, GError **error)
{
  g_autoptr (NMConnection) copy = nm_simple_connection_new_clone (connection);
  g_autoptr (GKeyFile) keyfile = NULL;

  nm_connection_clear_secrets (copy);
  keyfile = nm_keyfile_write (copy, NM_KEYFILE_HANDLER_FLAGS_NONE, NULL, NULL, error);
  return keyfile != NULL ? g_key_file_to_data (keyfile, NULL, NULL) : NULL;
}

static char *
to_profile (NMConnection *connection, GError **error)
{
  g_autoptr (VpnProfile) profile = nmv_map_to_profile (connection, error);

  return profile != NULL ? vpn_profile_to_data (profile) : NULL;
}

gboolean
nmv_file_write (const char *path, NMConnection *connection, GError **error)
{
  g_autofree char *text = g_str_has_suffix (path, NMV_FILE_KEYFILE_SUFFIX)
                              ? to_keyfile (connection, error)
                              : to_profile (connection, error);

  return text != NULL
         && g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, FILE_MODE,
                                      error);
}

char *
nmv_file_suggest_name (NMConnection *connection)
{
  const char *id = nm_connection_get_id (connection);
  g_autofree char *name = g_strdup (id != NULL && *id != '\0' ? id : "vpn");

  /* A name may contain what separates folders. */
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  return g_strconcat (name, NMV_FILE_PROFILE_SUFFIX, NULL);
}
