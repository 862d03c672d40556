// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Phone books of Windows (rasphone.pbk): a group per connection. */

#include "config.h"
#include "vpn-import-windows.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

/* ---- Rows ------------------------------------------------------------------------------------ */

/* 7 and 8 begin with IKEv2; 0 tries everything. */
static void
apply_strategy (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  static const char *const ikev2[] = { "0", "7", "8", "14", NULL };

  vpn_import_note (field, field->value != NULL && g_strv_contains (ikev2, field->value)
                              ? _ ("The only kind there is here")
                              : _ ("Another kind of tunnel; Genkan tries IKEv2, which the gateway "
                                   "may not offer"));
}

static void
apply_eap (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  vpn_import_set (connection, NULL, VPN_KEY_AUTH, "eap");
  vpn_import_windows_eap (connection, field, row);
}

static void
apply_server (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  if (field->value == NULL || strcmp (field->value, "0.0.0.0") == 0 || *field->value == '\0')
    vpn_import_note (field, _ ("Empty"));
  else
    vpn_import_append (connection, field, row->key, field->value);
}

/* A phone book has a hundred settings of modems and dialogs. */
#define WHY_DIALLER N_ ("About the dialler of Windows, not the connection")

static const VpnImportRow rows[] = {
  { .name = "PhoneNumber", .key = VPN_KEY_GATEWAY },
  { .name = "VpnStrategy", .apply = apply_strategy },
  { .name = "CustomAuthKey", .apply = apply_eap },
  { .name = "IpDnsAddress", .key = VPN_KEY_DNS, .apply = apply_server },
  { .name = "IpDns2Address", .key = VPN_KEY_DNS, .apply = apply_server },
  { .name = "IpDnsSuffix", .key = VPN_KEY_DNS_DOMAINS, .apply = vpn_import_apply_list },
  { .name = "IpPrioritizeRemote", .why = N_ ("The networks decide what goes through the VPN") },
  { .name = "*", .why = WHY_DIALLER },
  { .name = NULL },
};

/* ---- Reading --------------------------------------------------------------------------------- */

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);

  return text != NULL && vpn_import_has (text, "VpnStrategy=");
}

/* Not by GKeyFile, which takes "Encoding=1" for a word to itself. */
static gboolean
read_phonebook (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  VpnImportConnection *connection = NULL;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *end = *line == '[' ? strrchr (line, ']') : strchr (line, '=');

      if (end == NULL)
        continue;
      *end = '\0';
      if (*line == '[')
        connection = vpn_import_add (import, line + 1, error);
      else if (connection != NULL)
        (void) vpn_import_add_field (connection, line, end + 1);
      if (*line == '[' && connection == NULL)
        return FALSE;
    }
  vpn_import_map_all (import, rows);
  return TRUE;
}

static const char *const patterns[] = { "*.pbk", NULL };

const VpnImporter vpn_importer_phonebook = {
  .label = N_ ("Phone books of Windows"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_phonebook,
};
