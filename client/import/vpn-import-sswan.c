// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Profiles of the strongSwan app for Android (.sswan): one JSON object, certificates in base64. */

#include "config.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include <string.h>

#define OWN_CERTIFICATE "local.p12"
#define GATEWAY_CA      "remote.cert"

/* ---- Flattening ------------------------------------------------------------------------------ */

static char *
scalar_to_text (JsonNode *node)
{
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  return json_node_get_value_type (node) == G_TYPE_INT64
             ? g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node))
             : NULL;
}

static void
flatten (VpnImportConnection *connection, const char *name, JsonNode *node, guint depth);

static void
flatten_object (VpnImportConnection *connection, const char *name, JsonObject *object, guint depth)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *member = members; member != NULL; member = member->next)
    {
      g_autofree char *path
          = *name == '\0' ? g_strdup (member->data) : g_strconcat (name, ".", member->data, NULL);

      flatten (connection, path, json_object_get_member (object, member->data), depth + 1);
    }
}

static void
flatten (VpnImportConnection *connection, const char *name, JsonNode *node, guint depth)
{
  g_autofree char *value = NULL;

  if (depth > VPN_IMPORT_DEPTH_MAX)
    {
      vpn_import_note (vpn_import_add_field (connection, name, NULL), _ ("Nested too deeply"));
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      flatten_object (connection, name, json_node_get_object (node), depth);
      return;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        flatten (connection, name, json_array_get_element (array, i), depth + 1);
      return;
    }
  value = JSON_NODE_HOLDS_VALUE (node) ? scalar_to_text (node) : NULL;
  if (strcmp (name, OWN_CERTIFICATE) == 0 || strcmp (name, GATEWAY_CA) == 0)
    g_clear_pointer (&value, g_free);
  (void) vpn_import_add_field (connection, name, value);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
apply_type (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  const char *type = field->value != NULL ? field->value : "";

  if (strcmp (type, "ikev2-cert") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, "cert");
  else if (strcmp (type, "ikev2-eap") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, "eap");
  else if (strcmp (type, "ikev2-eap-tls") == 0)
    {
      vpn_import_set (connection, NULL, VPN_KEY_AUTH, "eap");
      vpn_import_set (connection, field, VPN_KEY_EAP_METHODS, "tls");
    }
  else
    vpn_import_note (field, _ ("Genkan cannot sign in that way yet"));
}

static const VpnImportRow rows[] = {
  { .name = "name", .key = VPN_KEY_NAME },
  { .name = "uuid", .why = N_ ("It becomes a profile of its own") },
  { .name = "type", .apply = apply_type },
  { .name = "remote.addr", .key = VPN_KEY_GATEWAY },
  { .name = "remote.port", .key = VPN_KEY_PORT },
  { .name = "remote.id", .key = VPN_KEY_REMOTE_ID },
  { .name = "remote.certreq", .why = N_ ("Genkan always says which authorities it believes") },
  { .name = "local.eap_id", .key = VPN_KEY_USER },
  { .name = "local.id", .key = VPN_KEY_LOCAL_ID },
  { .name = "local.shared_secret", .apply = vpn_import_apply_secret },
  { .name = "mtu", .key = VPN_KEY_MTU },
  { .name = "nat-keepalive", .key = VPN_KEY_KEEPALIVE },
  { .name = "ike-proposal", .key = VPN_KEY_IKE_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "esp-proposal", .key = VPN_KEY_ESP_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "dns-servers", .key = VPN_KEY_DNS, .apply = vpn_import_apply_list },
  { .name = "split-tunneling.subnets", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_list },
  { .name = NULL },
};

/* ---- Reading --------------------------------------------------------------------------------- */

static const char *
get_text (JsonObject *root, const char *section, const char *name)
{
  JsonNode *part = json_object_get_member (root, section);
  JsonNode *node = part != NULL && JSON_NODE_HOLDS_OBJECT (part)
                       ? json_object_get_member (json_node_get_object (part), name)
                       : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gboolean
take_certificates (VpnImportConnection *connection, JsonObject *root, const char *password,
                   GError **error)
{
  const char *own = get_text (root, "local", "p12");
  const char *ca = get_text (root, "remote", "cert");
  gsize len;

  if (ca != NULL)
    {
      g_autofree guint8 *octets = g_base64_decode (ca, &len);

      vpn_import_take_ca (connection, vpn_import_find (connection, GATEWAY_CA), octets, len);
    }
  if (own != NULL)
    {
      g_autofree guint8 *octets = g_base64_decode (own, &len);
      GTlsCertificate *certificate = vpn_import_pkcs12_new (octets, len, password, error);
      VpnImportField *field = vpn_import_find (connection, OWN_CERTIFICATE);

      if (certificate == NULL)
        return FALSE;
      vpn_import_take_certificate (connection, certificate);
      field->key = VPN_KEY_CERTIFICATE;
    }
  return TRUE;
}

static JsonParser *
parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (text == NULL || !json_parser_load_from_data (parser, text, -1, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? g_steal_pointer (&parser) : NULL;
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);

  return text != NULL && text[strspn (text, " \t\r\n")] == '{'
         && vpn_import_has (text, "\"remote\"");
}

static gboolean
read_sswan (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  g_autoptr (JsonParser) parser = parse (text);
  VpnImportConnection *connection;
  JsonObject *root;

  if (parser == NULL)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, _ ("The file is damaged"));
      return FALSE;
    }
  root = json_node_get_object (json_parser_get_root (parser));
  connection = vpn_import_add (import, NULL, error);
  if (connection == NULL)
    return FALSE;
  flatten_object (connection, "", root, 0);
  if (!take_certificates (connection, root, password, error))
    return FALSE;
  vpn_import_map (connection, rows);
  return TRUE;
}

static const char *const patterns[] = { "*.sswan", NULL };

const VpnImporter vpn_importer_sswan = {
  .label = N_ ("Profiles of the strongSwan app"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_sswan,
};
