// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Our own profile files, as "vpnctl export" writes them. */
#include "vpn-import-private.h"

#include <glib/gi18n.h>

/* Text with a group in it; what is wrong with it the parser tells better. */
static gboolean
recognizes (const char *name, GBytes *data)
{
  gsize len;
  const char *text = g_bytes_get_data (data, &len);

  return len > 0 && len <= VPN_PROFILE_FILE_MAX && g_utf8_validate (text, (gssize) len, NULL)
         && g_strstr_len (text, (gssize) len, "[") != NULL;
}

static gboolean
read_profile (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  gsize len;
  const char *text = g_bytes_get_data (data, &len);
  g_autoptr (VpnProfile) settings = vpn_profile_from_data (text, len, error);
  VpnImportConnection *connection;

  if (settings == NULL)
    return FALSE;
  /* It becomes a profile of its own; one of the same number may be there. */
  vpn_profile_reset (settings, VPN_KEY_UUID);
  connection = vpn_import_add (import, NULL, error);
  if (connection == NULL)
    return FALSE;
  vpn_profile_free (connection->settings);
  connection->settings = g_steal_pointer (&settings);
  return TRUE;
}

static const char *const patterns[] = { "*.genkan", "*.vpn", "*.conf", NULL };

const VpnImporter vpn_importer_profile = {
  .label = N_ ("Profile files"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_profile,
};
