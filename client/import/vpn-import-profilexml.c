// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* ProfileXML of Windows' VPNv2 configuration service provider, as device management sends it. */

#include "config.h"
#include "vpn-error.h"
#include "vpn-import-windows.h"
#include "vpn-import-xml.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#define NATIVE "NativeProfile."
#define EAP    NATIVE "Authentication.Eap.Configuration.EapHostConfig."

/* ---- Rows ------------------------------------------------------------------------------------ */

/* "vpn.example.org;vpn2.example.org": the first one is dialled. */
static void
apply_server (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  g_auto (GStrv) servers = g_strsplit (field->value != NULL ? field->value : "", ";", 2);

  if (servers[0] != NULL)
    vpn_import_set (connection, field, row->key, servers[0]);
  if (field->key != NULL && servers[1] != NULL && *servers[1] != '\0')
    vpn_import_note (field, _ ("The first of several servers"));
}

/* An address and its length are two fields in a row. */
static void
apply_route (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  guint i;
  VpnImportField *size;
  g_autofree char *text = NULL;

  (void) g_ptr_array_find (connection->fields, field, &i);
  size = i + 1 < connection->fields->len ? connection->fields->pdata[i + 1] : NULL;
  if (size == NULL || g_ascii_strcasecmp (size->name, "Route.PrefixSize") != 0)
    {
      vpn_import_note (field, _ ("Not a network"));
      return;
    }
  text = g_strconcat (field->value, "/", size->value, NULL);
  vpn_import_append (connection, field, row->key, text);
  size->key = field->key;
  vpn_import_note (size, field->note);
}

/* ".office.example": a domain with all below it. */
static void
apply_domain (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  const char *value = field->value != NULL ? field->value : "";

  if (g_str_equal (value, "."))
    vpn_import_note (field, _ ("Every name, as the networks decide"));
  else
    vpn_import_append (connection, field, row->key, *value == '.' ? value + 1 : value);
}

#define WHY_POLICY N_ ("A rule of Windows; Genkan has none such yet")

static const VpnImportRow rows[] = {
  { .name = "ProfileName", .key = VPN_KEY_NAME },
  { .name = NATIVE "Servers", .key = VPN_KEY_GATEWAY, .apply = apply_server },
  { .name = NATIVE "NativeProtocolType", .apply = vpn_import_windows_tunnel },
  { .name = NATIVE "Authentication.UserMethod", .apply = vpn_import_windows_method },
  { .name = NATIVE "Authentication.MachineMethod", .apply = vpn_import_windows_method },
  { .name = EAP "EapMethod.Type", .apply = vpn_import_windows_eap },
  { .name = EAP "*",
    .why = N_ ("The CA certificate and the name of the login server are chosen in "
               "the profile") },
  { .name = NATIVE "RoutingPolicyType",
    .why = N_ ("The networks decide what goes through the VPN") },
  { .name = NATIVE "DisableClassBasedDefaultRoute", .why = N_ ("Such routes are never made") },
  { .name = NATIVE "PlumbIKEv2TSAsRoutes", .why = N_ ("Always so here") },
  { .name = "Route.Address", .key = VPN_KEY_ROUTES, .apply = apply_route },
  { .name = "DnsSuffix", .key = VPN_KEY_DNS_DOMAINS, .apply = vpn_import_apply_list },
  { .name = "DomainNameInformation.DomainName", .key = VPN_KEY_DNS_DOMAINS, .apply = apply_domain },
  { .name = "DomainNameInformation.DnsServers",
    .key = VPN_KEY_DNS,
    .apply = vpn_import_apply_list },
  { .name = "RememberCredentials", .why = N_ ("You are asked whether to remember your password") },
  { .name = "AlwaysOn*", .why = WHY_POLICY },
  { .name = "TrustedNetworkDetection", .why = WHY_POLICY },
  { .name = "TrafficFilter*", .why = WHY_POLICY },
  { .name = "AppTrigger*", .why = WHY_POLICY },
  { .name = NULL },
};

/* ---- Reading --------------------------------------------------------------------------------- */

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);

  return text != NULL && vpn_import_has (text, "<VPNProfile")
         && vpn_import_has (text, "<NativeProfile");
}

static gboolean
read_profilexml (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  xmlDoc *document = vpn_import_xml_parse (text);
  xmlNode *root = document == NULL ? NULL : xmlDocGetRootElement (document);
  VpnImportConnection *connection = NULL;

  if (root == NULL)
    g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, _ ("The file is damaged"));
  else
    connection = vpn_import_add (import, NULL, error);
  if (connection != NULL)
    {
      vpn_import_xml_flatten (connection, root);
      vpn_import_windows_suites (connection, NATIVE "CryptographySuite.");
      vpn_import_map (connection, rows);
    }
  xmlFreeDoc (document);
  return connection != NULL;
}

static const char *const patterns[] = { "*.xml", NULL };

const VpnImporter vpn_importer_profilexml = {
  .label = N_ ("ProfileXML of Windows"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_profilexml,
};
