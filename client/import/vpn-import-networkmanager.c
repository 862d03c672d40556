// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Key files of NetworkManager with a VPN of strongSwan's, libreswan's or our own plugin. */

#include "config.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define SERVICE "org.freedesktop.NetworkManager."

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
apply_method (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  const char *method = field->value != NULL ? field->value : "";

  if (strcmp (method, "eap") == 0 || strcmp (method, "psk") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, method);
  else if (strcmp (method, "key") == 0 || strcmp (method, "cert") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, "cert");
  else if (strcmp (method, "eap-tls") == 0)
    {
      vpn_import_set (connection, NULL, VPN_KEY_AUTH, "eap");
      vpn_import_set (connection, field, VPN_KEY_EAP_METHODS, "tls");
    }
  else
    vpn_import_note (field, _ ("Genkan cannot sign in that way yet"));
}

/* With a pre-shared key the plugin sends the user name as its identity. */
static void
apply_user (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  gboolean is_psk = g_strcmp0 (vpn_import_lookup (connection, "vpn.method"), "psk") == 0;

  vpn_import_set (connection, field, is_psk ? VPN_KEY_LOCAL_ID : VPN_KEY_USER,
                  field->value != NULL ? field->value : "");
}

static void
apply_ikev2 (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  static const char *const old[] = { "no", "never", NULL };

  vpn_import_note (field, field->value != NULL && g_strv_contains (old, field->value)
                              ? _ ("IKEv1 is outdated and not spoken here; ask for IKEv2")
                              : _ ("IKEv2 is always used"));
}

#define WHY_NM N_ ("About NetworkManager, not the connection")

/* "10.0.0.0/8,gateway,metric": the first part is the network. */
static void
apply_route (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  g_auto (GStrv) parts = g_strsplit_set (field->value != NULL ? field->value : "", ",;", 2);

  if (parts[0] != NULL && strchr (parts[0], '/') != NULL)
    vpn_import_append (connection, field, row->key, parts[0]);
  else
    vpn_import_note (field, _ ("Not a network"));
}

static const VpnImportRow common_rows[] = {
  { .name = "connection.id", .key = VPN_KEY_NAME },
  { .name = "connection.*", .why = WHY_NM },
  { .name = "ipv4.dns", .key = VPN_KEY_DNS, .apply = vpn_import_apply_list },
  { .name = "ipv6.dns", .key = VPN_KEY_DNS, .apply = vpn_import_apply_list },
  { .name = "ipv4.dns-search", .key = VPN_KEY_DNS_DOMAINS, .apply = vpn_import_apply_list },
  { .name = "ipv6.dns-search", .key = VPN_KEY_DNS_DOMAINS, .apply = vpn_import_apply_list },
  { .name = "ipv4.route*", .key = VPN_KEY_ROUTES, .apply = apply_route },
  { .name = "ipv6.route*", .key = VPN_KEY_ROUTES, .apply = apply_route },
  { .name = "ipv4.*", .why = WHY_NM },
  { .name = "ipv6.*", .why = WHY_NM },
  { .name = "proxy.*", .why = WHY_NM },
  { .name = "vpn.service-type", .why = WHY_NM },
  { .name = "vpn.password-flags", .why = WHY_NM },
  { .name = "vpn.pskvalue-flags", .why = WHY_NM },
  { .name = "vpn.xauthpassword-flags", .why = WHY_NM },
  { .name = "vpn-secrets.*", .apply = vpn_import_apply_secret },
  { .name = NULL },
};

static const VpnImportRow strongswan_rows[] = {
  { .name = "vpn.address", .key = VPN_KEY_GATEWAY },
  { .name = "vpn.certificate", .key = VPN_KEY_CA, .apply = vpn_import_apply_path },
  { .name = "vpn.method", .apply = apply_method },
  { .name = "vpn.user", .apply = apply_user },
  { .name = "vpn.usercert", .key = VPN_KEY_CERTIFICATE, .apply = vpn_import_apply_path },
  { .name = "vpn.userkey", .key = VPN_KEY_PRIVATE_KEY, .apply = vpn_import_apply_path },
  { .name = "vpn.local-identity", .key = VPN_KEY_LOCAL_ID },
  { .name = "vpn.remote-identity", .key = VPN_KEY_REMOTE_ID },
  { .name = "vpn.server-port", .key = VPN_KEY_PORT },
  { .name = "vpn.ike", .key = VPN_KEY_IKE_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "vpn.esp", .key = VPN_KEY_ESP_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "vpn.proposal", .why = N_ ("Says only whether the two lists count") },
  { .name = "vpn.remote-ts", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_networks },
  { .name = "vpn.virtual", .why = N_ ("The gateway gives the address") },
  { .name = "vpn.encap", .why = N_ ("ESP is always in UDP here") },
  { .name = "vpn.ipcomp", .why = N_ ("Compression leaks and is not offered") },
  { .name = "vpn.certsource", .why = N_ ("The method tells") },
  { .name = NULL, .more = common_rows },
};

static const VpnImportRow libreswan_rows[] = {
  { .name = "vpn.right", .key = VPN_KEY_GATEWAY },
  { .name = "vpn.rightid", .key = VPN_KEY_REMOTE_ID, .apply = vpn_import_apply_identity },
  { .name = "vpn.leftid", .key = VPN_KEY_LOCAL_ID, .apply = vpn_import_apply_identity },
  { .name = "vpn.leftusername", .key = VPN_KEY_USER },
  { .name = "vpn.ikev2", .apply = apply_ikev2 },
  { .name = "vpn.leftxauthusername",
    .why = N_ ("XAUTH belongs to IKEv1, which is outdated and not spoken here; ask for IKEv2") },
  { .name = "vpn.ike", .key = VPN_KEY_IKE_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "vpn.esp", .key = VPN_KEY_ESP_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "vpn.ikelifetime", .key = VPN_KEY_IKE_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "vpn.salifetime", .key = VPN_KEY_CHILD_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "vpn.remotenetwork", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_networks },
  { .name = "vpn.rightsubnet", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_networks },
  { .name = "vpn.dpddelay", .key = VPN_KEY_DPD_INTERVAL, .apply = vpn_import_apply_time },
  { .name = "vpn.leftcert",
    .why = N_ ("It is in a key store of libreswan's; export it as a "
               "PKCS#12 file and import that") },
  { .name = NULL, .more = common_rows },
};

static void
apply_own (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  const char *name = field->name + strlen ("vpn.");
  const VpnProfileKey *key = vpn_profile_key_find (name);

  if (key == NULL || strcmp (key->name, VPN_KEY_UUID) == 0)
    vpn_import_note (field, _ ("Genkan has no such setting"));
  else
    vpn_import_set (connection, field, key->name, field->value != NULL ? field->value : "");
}

static const VpnImportRow own_rows[] = {
  { .name = "vpn.service-type", .why = WHY_NM },
  { .name = "vpn.password-flags", .why = WHY_NM },
  { .name = "vpn.*", .apply = apply_own },
  { .name = NULL, .more = common_rows },
};

/* ---- Reading --------------------------------------------------------------------------------- */

static GKeyFile *
parse (GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text == NULL || !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_steal_pointer (&file);
}

static void
flatten (VpnImportConnection *connection, GKeyFile *file)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (file, groups[i], NULL, NULL);

      for (gsize k = 0; keys != NULL && keys[k] != NULL; k++)
        {
          g_autofree char *name = g_strconcat (groups[i], ".", keys[k], NULL);
          g_autofree char *value = g_key_file_get_string (file, groups[i], keys[k], NULL);

          (void) vpn_import_add_field (connection, name, value);
        }
    }
}

static const VpnImportRow *
rows_of (const char *service)
{
  static const struct
  {
    const char *service;
    const VpnImportRow *rows;
  } plugins[] = {
    { SERVICE "strongswan", strongswan_rows },
    { SERVICE "libreswan", libreswan_rows },
    { SERVICE "genkan", own_rows },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (plugins); i++)
    if (g_strcmp0 (service, plugins[i].service) == 0)
      return plugins[i].rows;
  return NULL;
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autoptr (GKeyFile) file = parse (data);

  return file != NULL && g_key_file_has_group (file, "connection")
         && g_key_file_has_key (file, "connection", "type", NULL);
}

static gboolean
read_networkmanager (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autoptr (GKeyFile) file = parse (data);
  g_autofree char *service = g_key_file_get_string (file, "vpn", "service-type", NULL);
  const VpnImportRow *rows = rows_of (service);
  VpnImportConnection *connection;

  if (rows == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                   _ ("This connection of NetworkManager is of another kind (%s), which Genkan "
                      "does not speak"),
                   service != NULL ? service : _ ("no VPN"));
      return FALSE;
    }
  connection = vpn_import_add (import, NULL, error);
  if (connection == NULL)
    return FALSE;
  flatten (connection, file);
  vpn_import_map (connection, rows);
  return TRUE;
}

static const char *const patterns[] = { "*.nmconnection", NULL };

const VpnImporter vpn_importer_networkmanager = {
  .label = N_ ("Connections of NetworkManager"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_networkmanager,
};
