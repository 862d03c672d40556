// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* The client package that Azure's VPN gateway offers for download: a ZIP archive with
 * Generic/VpnSettings.xml and the CA's certificate. Nothing is unpacked to disk. */

#include "config.h"
#include "vpn-error.h"
#include "vpn-import-xml.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>

#include <string.h>

#define MEMBERS_MAX 256u
#define MEMBER_MAX  ((gint64) 262144) /* octets, unpacked */
#define SETTINGS    "Generic/VpnSettings.xml"
#define AUTHORITY   "Generic/VpnServerRoot.cer"

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
apply_login (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  const char *login = field->value != NULL ? field->value : "";

  if (vpn_import_has (login, "eaptls") || vpn_import_has (login, "certificate"))
    {
      vpn_import_set (connection, NULL, VPN_KEY_AUTH, "eap");
      vpn_import_set (connection, field, VPN_KEY_EAP_METHODS, "tls");
    }
  else if (vpn_import_has (login, "mschapv2"))
    vpn_import_set (connection, field, VPN_KEY_AUTH, "eap");
  else
    vpn_import_note (field, _ ("Genkan cannot sign in that way"));
}

static void
apply_type (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  vpn_import_note (field,
                   field->value != NULL && vpn_import_has (field->value, "ikev2")
                       ? _ ("The only kind there is here")
                       : _ ("The gateway does not offer IKEv2; have its administrator add it "
                            "to the tunnel types"));
}

static const VpnImportRow rows[] = {
  { .name = "VpnServer", .key = VPN_KEY_GATEWAY },
  { .name = "VpnType", .apply = apply_type },
  { .name = "VnetName", .key = VPN_KEY_NAME },
  { .name = "Routes", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_list },
  { .name = "CustomDnsServers*", .key = VPN_KEY_DNS, .apply = vpn_import_apply_list },
  { .name = "VpnClientAddressPool", .why = N_ ("The gateway gives the address") },
  { .name = "Auth", .apply = apply_login },
  { .name = "CaCert", .why = N_ ("The certificate itself is used") },
  { .name = "ServerCertificate*", .why = N_ ("The CA's certificate decides") },
  { .name = NULL },
};

/* ---- The archive ----------------------------------------------------------------------------- */

static GBytes *
read_member (struct archive *archive, struct archive_entry *entry)
{
  gint64 size = archive_entry_size_is_set (entry) ? archive_entry_size (entry) : MEMBER_MAX;
  g_autofree char *octets = NULL;
  gssize len;

  if (size < 0 || size > MEMBER_MAX)
    return NULL;
  octets = g_malloc ((gsize) size + 1);
  len = archive_read_data (archive, octets, (gsize) size);
  return len < 0 ? NULL : g_bytes_new_take (g_steal_pointer (&octets), (gsize) len);
}

/* The member of that name, wherever the archive keeps its folders. */
static GBytes *
find_member (GBytes *data, const char *wanted)
{
  gsize len;
  const void *octets = g_bytes_get_data (data, &len);
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;
  GBytes *found = NULL;

  archive_read_support_format_zip (archive);
  if (archive_read_open_memory (archive, octets, len) == ARCHIVE_OK)
    for (guint i = 0; found == NULL && i < MEMBERS_MAX
                      && archive_read_next_header (archive, &entry) == ARCHIVE_OK;
         i++)
      {
        g_autofree char *path = g_strdup (archive_entry_pathname (entry));

        if (path != NULL && g_str_has_suffix (g_strdelimit (path, "\\", '/'), wanted))
          found = read_member (archive, entry);
      }
  archive_read_free (archive);
  return found;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static gboolean
recognizes (const char *name, GBytes *data)
{
  gsize len;
  const char *octets = g_bytes_get_data (data, &len);

  return len > 4 && memcmp (octets, "PK\3\4", 4) == 0;
}

static void
take_settings (VpnImportConnection *connection, xmlNode *root, GBytes *authority)
{
  gsize len;
  const guint8 *octets;

  vpn_import_xml_flatten (connection, root);
  if (authority != NULL)
    {
      octets = g_bytes_get_data (authority, &len);
      vpn_import_take_ca (connection, vpn_import_add_field (connection, AUTHORITY, NULL), octets,
                          len);
    }
  vpn_import_map (connection, rows);
}

static gboolean
read_azure (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autoptr (GBytes) settings = find_member (data, SETTINGS);
  g_autoptr (GBytes) authority = find_member (data, AUTHORITY);
  g_autofree char *text = settings == NULL ? NULL : vpn_import_text (settings);
  xmlDoc *document = text == NULL ? NULL : vpn_import_xml_parse (text);
  xmlNode *root = document == NULL ? NULL : xmlDocGetRootElement (document);
  VpnImportConnection *connection = NULL;

  if (root == NULL)
    g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                         _ ("The archive is no client package of Azure's VPN gateway with "
                            "Generic/VpnSettings.xml"));
  else
    connection = vpn_import_add (import, NULL, error);
  if (connection != NULL)
    take_settings (connection, root, authority);
  xmlFreeDoc (document);
  return connection != NULL;
}

static const char *const patterns[] = { "*.zip", NULL };

const VpnImporter vpn_importer_azure = {
  .label = N_ ("Client packages of Azure"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_azure,
};
