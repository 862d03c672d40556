// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* The fields of a connection and what rows make of them. */

#include "config.h"
#include "proposal.h"
#include "text.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define NAME_MAX_LEN  128u
#define VALUE_MAX_LEN 1024u

/* Fields of these names are never shown, whoever wrote the file and whether a row knows them. */
static const char *const secret_words[]
    = { "password", "secret", "psk", "passphrase", "pin", NULL };

/* ---- Fields ---------------------------------------------------------------------------------- */

static gboolean
is_secret (const char *name)
{
  const char *last = strrchr (name, '.');
  g_autofree char *lower = g_ascii_strdown (last != NULL ? last + 1 : name, -1);

  if (g_str_has_suffix (lower, "-flags"))
    return FALSE;
  for (gsize i = 0; secret_words[i] != NULL; i++)
    if (strcmp (lower, secret_words[i]) == 0
        || (strlen (secret_words[i]) > 3 && strstr (lower, secret_words[i]) != NULL))
      return TRUE;
  return FALSE;
}

VpnImportField *
vpn_import_add_field (VpnImportConnection *connection, const char *name, const char *value)
{
  VpnImportField *field;

  if (connection->fields->len >= VPN_IMPORT_FIELDS_MAX)
    {
      field = connection->fields->pdata[VPN_IMPORT_FIELDS_MAX - 1];
      vpn_import_note (field,
                       _ ("The file has more fields than are looked at; the rest is left out"));
      return field;
    }
  field = g_new0 (VpnImportField, 1);
  field->name = text_clean_string (name, NAME_MAX_LEN);
  if (value != NULL)
    field->value = text_clean_string (value, VALUE_MAX_LEN);
  g_ptr_array_add (connection->fields, field);
  if (value != NULL && is_secret (field->name))
    vpn_import_hide (field);
  return field;
}

VpnImportField *
vpn_import_find (VpnImportConnection *connection, const char *name)
{
  for (guint i = 0; i < connection->fields->len; i++)
    {
      VpnImportField *field = connection->fields->pdata[i];

      if (g_ascii_strcasecmp (field->name, name) == 0)
        return field;
    }
  return NULL;
}

const char *
vpn_import_lookup (VpnImportConnection *connection, const char *name)
{
  VpnImportField *field = vpn_import_find (connection, name);

  return field == NULL ? NULL : field->value;
}

void
vpn_import_note (VpnImportField *field, const char *note)
{
  if (field == NULL || note == NULL || field->note == note)
    return;
  g_free (field->note);
  field->note = g_strdup (note);
}

void
vpn_import_hide (VpnImportField *field)
{
  g_clear_pointer (&field->value, g_free);
  vpn_import_note (field, _ ("Not stored: you are asked for it when you connect"));
}

void
vpn_import_set (VpnImportConnection *connection, VpnImportField *field, const char *key,
                const char *value)
{
  g_autoptr (GError) error = NULL;

  if (*value == '\0')
    vpn_import_note (field, _ ("Empty"));
  else if (!vpn_profile_set_text (connection->settings, key, value, &error))
    vpn_import_note (field, error->message);
  else if (field != NULL)
    field->key = key;
}

void
vpn_import_append (VpnImportConnection *connection, VpnImportField *field, const char *key,
                   const char *value)
{
  g_autofree char *before = vpn_profile_is_set (connection->settings, key)
                                ? vpn_profile_get_text (connection->settings, key)
                                : NULL;
  g_autofree char *all = before == NULL || *before == '\0' ? g_strdup (value)
                                                           : g_strconcat (before, ",", value, NULL);

  vpn_import_set (connection, field, key, all);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static gboolean
covers (const VpnImportRow *row, const char *name)
{
  gsize len = strlen (row->name);

  return row->name[len - 1] == '*' ? g_ascii_strncasecmp (row->name, name, len - 1) == 0
                                   : g_ascii_strcasecmp (row->name, name) == 0;
}

static void
map_field (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *rows)
{
  const VpnImportRow *row = rows;

  while (row != NULL && (row->name == NULL || !covers (row, field->name)))
    row = row->name == NULL ? row->more : row + 1;
  if (row == NULL)
    vpn_import_note (field, _ ("Genkan has no such setting"));
  else if (row->apply != NULL)
    row->apply (connection, field, row);
  else if (row->key != NULL && field->value != NULL)
    vpn_import_set (connection, field, row->key, field->value);
  else
    vpn_import_note (field, row->why != NULL ? _ (row->why) : _ ("Not text"));
}

void
vpn_import_map (VpnImportConnection *connection, const VpnImportRow *rows)
{
  for (guint i = 0; i < connection->fields->len; i++)
    {
      VpnImportField *field = connection->fields->pdata[i];

      if (field->key == NULL && field->note == NULL)
        map_field (connection, field, rows);
    }
}

/* ---- What rows apply ------------------------------------------------------------------------- */

void
vpn_import_apply_list (VpnImportConnection *connection, VpnImportField *field,
                       const VpnImportRow *row)
{
  g_auto (GStrv) items = g_strsplit_set (field->value != NULL ? field->value : "", ",; \t", -1);

  for (gsize i = 0; items[i] != NULL; i++)
    if (*items[i] != '\0')
      vpn_import_append (connection, field, row->key, items[i]);
  if (field->key == NULL && field->note == NULL)
    vpn_import_note (field, _ ("Empty"));
}

void
vpn_import_apply_bool (VpnImportConnection *connection, VpnImportField *field,
                       const VpnImportRow *row)
{
  static const char *const yes[] = { "yes", "true", "1", "on", "force", NULL };

  vpn_import_set (connection, field, row->key,
                  field->value != NULL && g_strv_contains (yes, field->value) ? "true" : "false");
}

void
vpn_import_apply_time (VpnImportConnection *connection, VpnImportField *field,
                       const VpnImportRow *row)
{
  static const struct
  {
    char unit;
    guint seconds;
  } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { '\0', 1 } };
  const char *value = field->value != NULL ? field->value : "";
  char *end;
  guint64 number = g_ascii_strtoull (value, &end, 10);
  g_autofree char *text = NULL;

  for (gsize i = 0; end != value && number <= G_MAXUINT32 && i < G_N_ELEMENTS (units); i++)
    if (*end == units[i].unit && (*end == '\0' || end[1] == '\0'))
      text = g_strdup_printf ("%" G_GUINT64_FORMAT, number * units[i].seconds);
  if (text != NULL)
    vpn_import_set (connection, field, row->key, text);
  else
    vpn_import_note (field, _ ("Not a time"));
}

/* libreswan's lists may leave the groups out: it means its own. */
#define GROUPS "-ecp256-x25519-ecp384-modp2048-modp3072-modp4096"

/* One proposal, libreswan's own words turned to those that both share. Of ESP the pseudo-random
 * function says nothing, though strongSwan's lists may name one. */
static void
append_proposal (GString *text, const char *proposal, gboolean for_ike)
{
  static const struct
  {
    const char *theirs, *ours;
  } words[] = { { "aes_gcm", "aes256gcm16" },
                { "aes_gcm128", "aes128gcm16" },
                { "aes_gcm256", "aes256gcm16" },
                { "aes_gcm_c_128", "aes128gcm16" },
                { "aes_gcm_c_256", "aes256gcm16" },
                { "dh14", "modp2048" },
                { "dh15", "modp3072" },
                { "dh16", "modp4096" },
                { "dh19", "ecp256" },
                { "dh20", "ecp384" },
                { "dh21", "ecp521" },
                { "dh31", "x25519" } };
  g_auto (GStrv) parts = g_strsplit (proposal, "-", -1);
  const char *separator = text->len > 0 ? "," : "";
  gboolean has_group = FALSE;

  for (gsize i = 0; parts[i] != NULL; i++)
    {
      const char *word = parts[i];
      const ProposalWord *known;
      guint additional = 0;

      for (gsize k = 0; k < G_N_ELEMENTS (words); k++)
        if (strcmp (parts[i], words[k].theirs) == 0)
          word = words[k].ours;
      known = proposal_word_find (word, &additional);
      has_group = has_group || known == NULL || (known->kind == PROPOSAL_KE && additional == 0);
      if (!for_ike && known != NULL && known->kind == PROPOSAL_PRF)
        continue;
      g_string_append_printf (text, "%s%s", separator, word);
      separator = "-";
    }
  if (for_ike && !has_group)
    g_string_append (text, GROUPS);
}

void
vpn_import_apply_proposals (VpnImportConnection *connection, VpnImportField *field,
                            const VpnImportRow *row)
{
  g_auto (GStrv) items = g_strsplit_set (field->value != NULL ? field->value : "", ",; !", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; items[i] != NULL; i++)
    if (*items[i] != '\0' && strcmp (items[i], "default") != 0)
      append_proposal (text, items[i], strcmp (row->key, VPN_KEY_IKE_PROPOSALS) == 0);
  if (text->len > 0)
    vpn_import_set (connection, field, row->key, text->str);
  else
    vpn_import_note (field, _ ("The default, as here"));
}

void
vpn_import_apply_identity (VpnImportConnection *connection, VpnImportField *field,
                           const VpnImportRow *row)
{
  const char *value = field->value != NULL ? field->value : "";

  if (*value == '%')
    vpn_import_note (field, _ ("The default, as here"));
  else
    vpn_import_set (connection, field, row->key,
                    *value == '@' && value[1] != '#' ? value + 1 : value);
}

void
vpn_import_apply_auth (VpnImportConnection *connection, VpnImportField *field,
                       const VpnImportRow *row)
{
  const char *auth = field->value != NULL ? field->value : "";

  if (strcmp (auth, "psk") == 0 || strcmp (auth, "secret") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, "psk");
  else if (strcmp (auth, "pubkey") == 0 || g_str_has_prefix (auth, "rsa")
           || g_str_has_prefix (auth, "ecdsa") || strcmp (auth, "ike:pubkey") == 0)
    vpn_import_set (connection, field, VPN_KEY_AUTH, "cert");
  else if (g_str_has_prefix (auth, "eap"))
    {
      vpn_import_set (connection, field, VPN_KEY_AUTH, "eap");
      if (auth[3] == '-' && strcmp (auth, "eap-dynamic") != 0)
        vpn_import_set (connection, field, VPN_KEY_EAP_METHODS, auth + 4);
    }
  else
    vpn_import_note (field, _ ("Genkan cannot sign in that way"));
}

void
vpn_import_apply_networks (VpnImportConnection *connection, VpnImportField *field,
                           const VpnImportRow *row)
{
  if (field->value == NULL || vpn_import_has (field->value, "dynamic")
      || vpn_import_has (field->value, "0.0.0.0/0") || vpn_import_has (field->value, "::/0"))
    vpn_import_note (field, _ ("Everything, as without this setting"));
  else
    vpn_import_apply_list (connection, field, row);
}

void
vpn_import_apply_secret (VpnImportConnection *connection, VpnImportField *field,
                         const VpnImportRow *row)
{
  vpn_import_hide (field);
}

void
vpn_import_apply_path (VpnImportConnection *connection, VpnImportField *field,
                       const VpnImportRow *row)
{
  const char *value = field->value != NULL ? field->value : "";
  g_autofree char *path = g_path_is_absolute (value) || row->folder == NULL
                              ? g_strdup (value)
                              : g_build_filename (row->folder, value, NULL);

  vpn_import_set (connection, field, row->key, path);
}
