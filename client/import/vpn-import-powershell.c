// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Commands for PowerShell as administrators send them: Add-VpnConnection, Add-VpnConnectionRoute
 * and Set-VpnConnectionIPsecConfiguration. They are read, never run: a value that PowerShell would
 * have to work out is reported as it stands. */

#include "config.h"
#include "vpn-import-windows.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define WORDS_MAX 4096u

/* ---- Rows ------------------------------------------------------------------------------------ */

static const VpnImportRow rows[] = {
  { .name = "ServerAddress", .key = VPN_KEY_GATEWAY },
  { .name = "TunnelType", .apply = vpn_import_windows_tunnel },
  { .name = "AuthenticationMethod", .apply = vpn_import_windows_method },
  { .name = "DestinationPrefix", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_list },
  { .name = "DnsSuffix", .key = VPN_KEY_DNS_DOMAINS, .apply = vpn_import_apply_list },
  { .name = "SplitTunneling", .why = N_ ("The networks decide what goes through the VPN") },
  { .name = "RememberCredential", .why = N_ ("You are asked whether to remember your password") },
  { .name = "EncryptionLevel", .why = N_ ("The traffic is always encrypted") },
  { .name = "AllUserConnection", .why = N_ ("Choose that when you import: for all users") },
  { .name = "Force", .why = N_ ("About the command, not the connection") },
  { .name = "PassThru", .why = N_ ("About the command, not the connection") },
  { .name = "RouteMetric", .why = N_ ("Routes of the VPN always come first") },
  { .name = "L2tpPsk", .apply = vpn_import_apply_secret },
  { .name = NULL },
};

/* ---- Words ----------------------------------------------------------------------------------- */

/* One word from p on, quotes taken off; "" is a word too. NULL at the end of the command, which is
 * a new line without a backtick, a semicolon or the end. */
static char *
next_word (const char **at)
{
  const char *p = *at;
  GString *word;
  char quote = '\0';

  for (; *p == ' ' || *p == '\t' || *p == '`' || *p == '\r'
         || (*p == '\n' && p > *at && p[-1] == '`');
       p++)
    if (*p == '`' && p[1] == '\r' && p[2] == '\n')
      p += 2;
  *at = p;
  if (*p == '\0' || *p == '\n' || *p == ';' || *p == '|')
    return NULL;
  word = g_string_new (NULL);
  for (; *p != '\0'; p++)
    {
      if (quote == '\0' && (*p == '"' || *p == '\''))
        quote = *p;
      else if (quote != '\0' && *p == quote)
        quote = '\0';
      else if (quote == '\0' && strchr (" \t\r\n;|", *p) != NULL)
        break;
      else
        g_string_append_c (word, *p);
    }
  *at = p;
  return g_string_free (word, FALSE);
}

/* ---- Commands -------------------------------------------------------------------------------- */

/* The words of one command, the first being its name. */
static GPtrArray *
next_command (const char **at)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  while (words->len == 0 && **at != '\0')
    {
      char *word;

      *at += strspn (*at, "\n;| \t\r`");
      while (words->len < WORDS_MAX && (word = next_word (at)) != NULL)
        g_ptr_array_add (words, word);
      if (words->len == WORDS_MAX)
        *at += strlen (*at);
    }
  return words;
}

static gboolean
is_option (const char *word)
{
  return *word == '-' && g_ascii_isalpha (word[1]);
}

/* What follows an option of the command, or NULL. */
static const char *
get_option (const GPtrArray *words, const char *name)
{
  for (guint i = 1; i + 1 < words->len; i++)
    if (is_option (words->pdata[i])
        && g_ascii_strcasecmp ((const char *) words->pdata[i] + 1, name) == 0)
      return words->pdata[i + 1];
  return NULL;
}

static void
take_options (VpnImportConnection *connection, const GPtrArray *words)
{
  for (guint i = 1; i < words->len; i++)
    {
      const char *name = words->pdata[i];
      const char *value = "yes";

      if (!is_option (name))
        continue;
      if (i + 1 < words->len && !is_option (words->pdata[i + 1]))
        value = words->pdata[++i];
      name++;
      if (g_ascii_strcasecmp (name, "Name") != 0
          && g_ascii_strcasecmp (name, "ConnectionName") != 0)
        (void) vpn_import_add_field (connection, name, value);
    }
}

static gboolean
is_command (const GPtrArray *words, const char *name)
{
  return words->len > 0 && g_ascii_strcasecmp (words->pdata[0], name) == 0;
}

/* Of a file with several connections, the one a further command is about; the last one of that
 * name. */
static VpnImportConnection *
connection_of (GHashTable *connections, const GPtrArray *words)
{
  const char *name = get_option (words, "ConnectionName");

  if (name == NULL)
    name = get_option (words, "Name");
  return name == NULL ? NULL : g_hash_table_lookup (connections, name);
}

static gboolean
take_command (VpnImport *import, GHashTable *connections, const GPtrArray *words, GError **error)
{
  const char *name = get_option (words, "Name");
  VpnImportConnection *connection;

  if (is_command (words, "Add-VpnConnection"))
    {
      connection = vpn_import_add (import, name != NULL && *name != '$' ? name : NULL, error);
      if (connection == NULL)
        return FALSE;
      g_hash_table_replace (connections, g_strdup (name != NULL ? name : ""), connection);
    }
  else if (is_command (words, "Add-VpnConnectionRoute")
           || is_command (words, "Set-VpnConnectionIPsecConfiguration")
           || is_command (words, "Set-VpnConnection"))
    connection = connection_of (connections, words);
  else
    return TRUE;
  if (connection != NULL)
    take_options (connection, words);
  return TRUE;
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);

  return text != NULL && vpn_import_has (text, "Add-VpnConnection ");
}

static gboolean
read_powershell (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  g_autoptr (GHashTable) connections
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *at = text;
  GHashTableIter iter;
  gpointer connection;

  while (*at != '\0')
    {
      g_autoptr (GPtrArray) words = next_command (&at);

      if (!take_command (import, connections, words, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, connections);
  while (g_hash_table_iter_next (&iter, NULL, &connection))
    vpn_import_windows_suites (connection, "");
  vpn_import_map_all (import, rows);
  return TRUE;
}

static const char *const patterns[] = { "*.ps1", "*.txt", NULL };

const VpnImporter vpn_importer_powershell = {
  .label = N_ ("Add-VpnConnection commands of Windows"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_powershell,
};
