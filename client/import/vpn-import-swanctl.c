// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* swanctl.conf of strongSwan: sections in braces, settings "name = value", "#" for comments. Local
 * and remote are as this computer sees them. What other files would add is not read. */

#include "config.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define PUBLIC_FOLDER "/etc/swanctl/x509"
#define CA_FOLDER     "/etc/swanctl/x509ca"

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
apply_version (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  vpn_import_note (field, g_strcmp0 (field->value, "1") == 0
                              ? _ ("IKEv1 is outdated and not spoken here; ask for IKEv2")
                              : _ ("IKEv2 is always used"));
}

/* Names and addresses, of which one is dialled. */
static void
apply_first (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  g_auto (GStrv) items = g_strsplit_set (field->value != NULL ? field->value : "", ", ", -1);

  for (gsize i = 0; items[i] != NULL; i++)
    if (*items[i] != '\0' && field->key == NULL && strcmp (items[i], "%any") != 0)
      vpn_import_set (connection, field, row->key, items[i]);
  if (field->key == NULL && field->note == NULL)
    vpn_import_note (field, _ ("Any address: the file is the gateway's own, not a client's"));
}

#define WHY_ADDRESS N_ ("The address comes from the network this computer is in")

static const VpnImportRow rows[] = {
  { .name = "version", .apply = apply_version },
  { .name = "remote_addrs", .key = VPN_KEY_GATEWAY, .apply = apply_first },
  { .name = "remote_port", .key = VPN_KEY_PORT },
  { .name = "local_port", .key = VPN_KEY_LOCAL_PORT },
  { .name = "local_addrs", .why = WHY_ADDRESS },
  { .name = "vips", .why = N_ ("The gateway gives the address") },
  { .name = "proposals", .key = VPN_KEY_IKE_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "dpd_delay", .key = VPN_KEY_DPD_INTERVAL, .apply = vpn_import_apply_time },
  { .name = "rekey_time", .key = VPN_KEY_IKE_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "fragmentation", .key = VPN_KEY_FRAGMENTATION, .apply = vpn_import_apply_bool },
  { .name = "mobike", .why = N_ ("The gateway decides whether it can follow") },
  { .name = "encap", .why = N_ ("ESP is always in UDP here") },
  { .name = "local.auth", .apply = vpn_import_apply_auth },
  { .name = "local.id", .key = VPN_KEY_LOCAL_ID, .apply = vpn_import_apply_identity },
  { .name = "local.eap_id", .key = VPN_KEY_USER, .apply = vpn_import_apply_identity },
  { .name = "local.certs",
    .key = VPN_KEY_CERTIFICATE,
    .apply = vpn_import_apply_path,
    .folder = PUBLIC_FOLDER },
  { .name = "remote.id", .key = VPN_KEY_REMOTE_ID, .apply = vpn_import_apply_identity },
  { .name = "remote.auth",
    .why = N_ ("The gateway proves itself by certificate, or by the "
               "pre-shared key where that is used") },
  { .name = "remote.cacerts",
    .key = VPN_KEY_CA,
    .apply = vpn_import_apply_path,
    .folder = CA_FOLDER },
  { .name = "children.remote_ts", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_networks },
  { .name = "children.local_ts", .why = N_ ("The gateway gives the address") },
  { .name = "children.esp_proposals",
    .key = VPN_KEY_ESP_PROPOSALS,
    .apply = vpn_import_apply_proposals },
  { .name = "children.rekey_time", .key = VPN_KEY_CHILD_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "children.replay_window", .key = VPN_KEY_REPLAY_WINDOW },
  { .name = "children.mode", .why = N_ ("Always a tunnel") },
  { .name = "children.updown", .why = N_ ("Genkan runs no scripts") },
  { .name = "children.start_action", .why = N_ ("You say when to connect") },
  { .name = "children.dpd_action", .why = N_ ("A lost connection is made again") },
  { .name = "children.close_action", .why = N_ ("A lost connection is made again") },
  { .name = NULL },
};

/* ---- Reading --------------------------------------------------------------------------------- */

/* Where the reader is: "connections", "office", "local-1". */
typedef struct
{
  VpnImport *import;
  VpnImportConnection *connection;
  GPtrArray *path; /* owned strings */
} Reader;

/* The name of a setting below its connection: "local-1" and "remote2" are rounds of one side, and
 * the names of children mean nothing here. */
static char *
setting_name (Reader *reader, const char *name)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (guint i = 2; i < reader->path->len; i++)
    {
      const char *part = reader->path->pdata[i];

      if (i == 3 && strcmp (reader->path->pdata[2], "children") == 0)
        continue;
      if (i == 2 && g_str_has_prefix (part, "local"))
        part = "local";
      else if (i == 2 && g_str_has_prefix (part, "remote"))
        part = "remote";
      g_string_append_printf (path, "%s.", part);
    }
  g_string_append (path, name);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static gboolean
is_connection (Reader *reader)
{
  return reader->path->len >= 2 && strcmp (reader->path->pdata[0], "connections") == 0;
}

static gboolean
open_section (Reader *reader, const char *name, GError **error)
{
  g_ptr_array_add (reader->path, g_strdup (name));
  if (reader->path->len > VPN_IMPORT_DEPTH_MAX)
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, _ ("Nested too deeply"));
      return FALSE;
    }
  if (reader->path->len != 2 || !is_connection (reader))
    return TRUE;
  reader->connection = vpn_import_add (reader->import, name, error);
  return reader->connection != NULL;
}

static void
take_setting (Reader *reader, char *line, char *equals)
{
  g_autofree char *name = NULL;

  *equals = '\0';
  g_strstrip (line);
  if (!is_connection (reader) || reader->connection == NULL)
    return;
  name = setting_name (reader, line);
  (void) vpn_import_add_field (reader->connection, name, vpn_import_unquote (equals + 1));
}

/* One statement: what stands before "{", "}" or the end of a line. */
static gboolean
take_statement (Reader *reader, char *text, char end, GError **error)
{
  char *equals;

  g_strstrip (text);
  equals = strchr (text, '=');
  if (end == '{')
    return open_section (reader, text, error);
  if (equals != NULL)
    take_setting (reader, text, equals);
  if (end == '}' && reader->path->len > 0)
    g_ptr_array_set_size (reader->path, (int) reader->path->len - 1);
  return TRUE;
}

static gboolean
read_text (Reader *reader, const char *text, GError **error)
{
  g_autoptr (GString) statement = g_string_new (NULL);

  for (const char *p = text;; p++)
    {
      if (*p == '#')
        p += strcspn (p, "\n");
      if (*p != '\0' && strchr ("{}\n", *p) == NULL)
        {
          g_string_append_c (statement, *p);
          continue;
        }
      if (!take_statement (reader, statement->str, *p, error))
        return FALSE;
      g_string_truncate (statement, 0);
      if (*p == '\0')
        return TRUE;
    }
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);
  const char *section = text == NULL ? NULL : strstr (text, "connections");

  return section != NULL && strchr ("{ \t\r\n", section[strlen ("connections")]) != NULL
         && strchr (section, '{') != NULL;
}

static gboolean
read_swanctl (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  g_autoptr (GPtrArray) path = g_ptr_array_new_with_free_func (g_free);
  Reader reader = { .import = import, .path = path };

  if (!read_text (&reader, text, error))
    return FALSE;
  vpn_import_map_all (import, rows);
  return TRUE;
}

static const char *const patterns[] = { "*.conf", NULL };

const VpnImporter vpn_importer_swanctl = {
  .label = N_ ("swanctl.conf of strongSwan"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_swanctl,
};
