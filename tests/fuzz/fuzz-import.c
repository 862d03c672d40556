// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Files of settings come by mail and from web pages, in a dozen formats: whatever an importer makes
 * of one is a profile that can be written and read, and no field is lost without a word. The corpus
 * is what the unit tests import. */
#include "vpn-import.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
check_connection (VpnImport *import)
{
  VpnProfile *settings = vpn_import_get_settings (import);
  GPtrArray *fields = vpn_import_get_fields (import);
  g_autofree char *written = vpn_profile_to_data (settings);
  g_autoptr (VpnProfile) again = vpn_profile_from_data (written, strlen (written), NULL);

  g_assert (again != NULL && vpn_profile_equal (settings, again));
  for (guint i = 0; i < fields->len; i++)
    {
      const VpnImportField *field = fields->pdata[i];

      g_assert (field->key != NULL || field->note != NULL);
      g_assert (field->value == NULL || g_utf8_validate (field->value, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (VpnImport) import = vpn_import_new ("file", bytes, "secret", NULL);

  for (guint i = 0; import != NULL && i < vpn_import_get_n_connections (import); i++)
    {
      vpn_import_select (import, i);
      check_connection (import);
    }
  return 0;
}
