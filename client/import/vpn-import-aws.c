// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* The text that Amazon's site-to-site VPN offers for download, in its generic form and in the one
 * for routers of Yamaha. Each file has two tunnels, which become two connections. */

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define TUNNEL "IPSec Tunnel #"
#define SELECT "tunnel select "

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
apply_version (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  vpn_import_note (field, field->value != NULL && strstr (field->value, "2") != NULL
                              ? _ ("IKEv2 is always used")
                              : _ ("IKEv1 is outdated and not spoken here; have the tunnel use "
                                   "IKEv2"));
}

/* "28800 seconds" */
static void
apply_seconds (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  g_autofree char *text
      = g_strndup (field->value != NULL ? field->value : "",
                   strspn (field->value != NULL ? field->value : "", "0123456789"));

  vpn_import_set (connection, field, row->key, text);
}

static void
apply_psk (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  vpn_import_set (connection, NULL, VPN_KEY_AUTH, "psk");
  vpn_import_hide (field);
}

static void
apply_method (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  vpn_import_set (connection, field, VPN_KEY_AUTH,
                  field->value != NULL && vpn_import_has (field->value, "certificate") ? "cert"
                                                                                       : "psk");
}

#define WHY_ROUTER N_ ("Written for a router; what is safe is offered instead")
#define WHY_ROUTED \
  N_ ("The address inside the tunnel is the router's; ask for one in the VPN's pool")

static const VpnImportRow rows[] = {
  { .name = "ike.IKE version", .apply = apply_version },
  { .name = "ike.Authentication Method", .apply = apply_method },
  { .name = "ike.Pre-Shared Key", .apply = apply_psk },
  { .name = "ike.Lifetime", .key = VPN_KEY_IKE_LIFETIME, .apply = apply_seconds },
  { .name = "ipsec.Lifetime", .key = VPN_KEY_CHILD_LIFETIME, .apply = apply_seconds },
  { .name = "ipsec.DPD Interval", .key = VPN_KEY_DPD_INTERVAL, .apply = apply_seconds },
  { .name = "outside.Virtual Private Gateway", .key = VPN_KEY_GATEWAY },
  { .name = "outside.Customer Gateway",
    .why = N_ ("The address comes from the network this computer is in") },
  { .name = "inside.*", .why = WHY_ROUTED },
  { .name = "ike.Phase 1 Negotiation Mode", .why = N_ ("IKEv2 has no such modes") },
  { .name = "ipsec.Mode", .why = N_ ("Always a tunnel") },
  { .name = "ipsec.Protocol", .why = N_ ("Always ESP") },
  { .name = "ike version", .apply = apply_version },
  { .name = "ike remote address", .key = VPN_KEY_GATEWAY },
  { .name = "ike remote name", .key = VPN_KEY_REMOTE_ID },
  { .name = "ike pre-shared-key", .apply = apply_psk },
  { .name = "ike local address",
    .why = N_ ("The address comes from the network this computer is "
               "in") },
  { .name = "ike keepalive use", .why = N_ ("Genkan always checks whether the gateway is there") },
  { .name = "ike encryption", .why = WHY_ROUTER },
  { .name = "ike group", .why = WHY_ROUTER },
  { .name = "ike hash", .why = WHY_ROUTER },
  { .name = "sa policy", .why = WHY_ROUTER },
  { .name = "tunnel", .why = WHY_ROUTER },
  { .name = NULL },
};

/* ---- The generic form ------------------------------------------------------------------------ */

/* The words of the file for algorithms, which are not those of its documentation. */
static void
respell (VpnImportConnection *connection)
{
  for (guint i = 0; i < connection->fields->len; i++)
    {
      VpnImportField *field = connection->fields->pdata[i];
      const char *group = field->value == NULL ? NULL : strstr (field->value, "Group ");
      char *value = field->value;

      if (group != NULL)
        field->value = g_strdup (group + strlen ("Group "));
      else if (value != NULL && g_str_has_prefix (value, "hmac-"))
        field->value = g_strndup (value + 5, strcspn (value + 5, "-"));
      if (field->value != value)
        g_free (value);
      if (g_strcmp0 (field->value, "sha2") == 0)
        {
          g_free (field->value);
          field->value = g_strdup ("SHA256");
        }
    }
}

/* connection may be NULL. */
static void
finish (VpnImportConnection *connection)
{
  if (connection == NULL)
    return;
  respell (connection);
  vpn_import_take_suite (connection, VPN_KEY_IKE_PROPOSALS, "ike.Encryption Algorithm",
                         "ike.Authentication Algorithm", "ike.Diffie-Hellman");
  vpn_import_take_suite (connection, VPN_KEY_ESP_PROPOSALS, "ipsec.Encryption Algorithm",
                         "ipsec.Authentication Algorithm", "ipsec.Perfect Forward Secrecy");
}

/* Which part of a tunnel's text the line opens, or NULL. */
static const char *
part_of (const char *line)
{
  static const struct
  {
    const char *title, *part;
  } parts[] = { { "#1:", "ike." },
                { "#2:", "ipsec." },
                { "Outside IP Addresses", "outside." },
                { "Inside IP Addresses", "inside." },
                { "#4:", "routing." } };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_has_prefix (line, parts[i].title))
      return parts[i].part;
  return NULL;
}

static gboolean
read_generic (VpnImport *import, char **lines, GError **error)
{
  VpnImportConnection *connection = NULL;
  const char *part = "";

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *colon = strchr (line, ':');
      g_autofree char *name = NULL;

      if (g_str_has_prefix (line, TUNNEL))
        {
          finish (connection);
          connection = vpn_import_add (import, line, error);
          if (connection == NULL)
            return FALSE;
        }
      else if (part_of (line) != NULL)
        part = part_of (line);
      else if (connection != NULL && g_str_has_prefix (line, "- ") && colon != NULL)
        {
          *colon = '\0';
          name = g_strconcat (part, g_strstrip (line + 2), NULL);
          (void) vpn_import_add_field (connection, name, g_strstrip (colon + 1));
        }
    }
  finish (connection);
  return TRUE;
}

/* ---- Yamaha ---------------------------------------------------------------------------------- */

/* "ipsec ike pre-shared-key 1 text SECRET": words to the number are the name. */
static void
take_command (VpnImportConnection *connection, const char *line)
{
  const char *number = line;
  g_autofree char *name = NULL;

  while (*number != '\0' && !(g_ascii_isdigit (*number) && number > line && number[-1] == ' '))
    number++;
  name = g_strndup (line, (gsize) (number - line));
  number += strspn (number, "0123456789");
  number += strspn (number, " ");
  if (g_str_has_prefix (number, "text "))
    number += strlen ("text ");
  (void) vpn_import_add_field (connection, g_strstrip (name), number);
}

static gboolean
read_yamaha (VpnImport *import, char **lines, GError **error)
{
  VpnImportConnection *connection = NULL;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      const char *line = g_strstrip (lines[i]);

      if (g_str_has_prefix (line, SELECT))
        {
          g_autofree char *name = g_strdup_printf (_ ("Tunnel %s"), line + strlen (SELECT));

          connection = vpn_import_add (import, name, error);
          if (connection == NULL)
            return FALSE;
        }
      else if (connection != NULL && g_str_has_prefix (line, "ipsec "))
        take_command (connection, line + strlen ("ipsec "));
    }
  return TRUE;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);

  return text != NULL
         && ((strstr (text, TUNNEL) != NULL && vpn_import_has (text, "Virtual Private Gateway"))
             || (strstr (text, SELECT) != NULL && strstr (text, "ipsec ike ") != NULL));
}

static gboolean
read_aws (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  if (strstr (text, TUNNEL) == NULL)
    {
      if (!read_yamaha (import, lines, error))
        return FALSE;
    }
  else if (!read_generic (import, lines, error))
    return FALSE;
  vpn_import_map_all (import, rows);
  return TRUE;
}

static const char *const patterns[] = { "*.txt", NULL };

const VpnImporter vpn_importer_aws = {
  .label = N_ ("Site-to-site configurations of Amazon"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_aws,
};
