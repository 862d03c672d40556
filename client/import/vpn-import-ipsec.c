// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* ipsec.conf of strongSwan and libreswan: "conn NAME" and indented "name=value" below. Left is this
 * computer, as in the examples of both for a client. */

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define CERTIFICATE_FOLDER "/etc/ipsec.d/certs"
#define EVERYBODY          "%default"

/* ---- Rows ------------------------------------------------------------------------------------ */

static void
apply_exchange (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  static const char *const old[] = { "ikev1", "no", "never", NULL };

  vpn_import_note (field, field->value != NULL && g_strv_contains (old, field->value)
                              ? _ ("IKEv1 is outdated and not spoken here; ask for IKEv2")
                              : _ ("IKEv2 is always used"));
}

static void
apply_host (VpnImportConnection *connection, VpnImportField *field, const VpnImportRow *row)
{
  if (field->value != NULL && *field->value == '%')
    vpn_import_note (field, _ ("Any address: the file is the gateway's own, not a client's"));
  else if (field->value != NULL)
    vpn_import_set (connection, field, row->key, field->value);
}

#define WHY_GIVEN N_ ("The gateway gives the address")
#define WHY_AGAIN N_ ("A lost connection is made again")
#define WHY_YOU   N_ ("You say when to connect")
#define WHY_HOST  N_ ("The address comes from the network this computer is in")

static const VpnImportRow rows[] = {
  { .name = "right", .key = VPN_KEY_GATEWAY, .apply = apply_host },
  { .name = "rightid", .key = VPN_KEY_REMOTE_ID, .apply = vpn_import_apply_identity },
  { .name = "rightsubnet", .key = VPN_KEY_ROUTES, .apply = vpn_import_apply_networks },
  { .name = "rightikeport", .key = VPN_KEY_PORT },
  { .name = "rightauth",
    .why = N_ ("The gateway proves itself by certificate, or by the pre-shared "
               "key where that is used") },
  { .name = "rightca", .why = N_ ("Choose the CA's certificate as a file instead") },
  { .name = "left", .why = WHY_HOST },
  { .name = "leftid", .key = VPN_KEY_LOCAL_ID, .apply = vpn_import_apply_identity },
  { .name = "leftauth", .apply = vpn_import_apply_auth },
  { .name = "authby", .apply = vpn_import_apply_auth },
  { .name = "leftcert",
    .key = VPN_KEY_CERTIFICATE,
    .apply = vpn_import_apply_path,
    .folder = CERTIFICATE_FOLDER },
  { .name = "leftsourceip", .why = WHY_GIVEN },
  { .name = "leftmodecfgclient", .why = WHY_GIVEN },
  { .name = "leftsubnet", .why = WHY_GIVEN },
  { .name = "eap_identity", .key = VPN_KEY_USER, .apply = vpn_import_apply_identity },
  { .name = "leftusername", .key = VPN_KEY_USER },
  { .name = "keyexchange", .apply = apply_exchange },
  { .name = "ikev2", .apply = apply_exchange },
  { .name = "ike", .key = VPN_KEY_IKE_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "esp", .key = VPN_KEY_ESP_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "phase2alg", .key = VPN_KEY_ESP_PROPOSALS, .apply = vpn_import_apply_proposals },
  { .name = "ikelifetime", .key = VPN_KEY_IKE_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "lifetime", .key = VPN_KEY_CHILD_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "keylife", .key = VPN_KEY_CHILD_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "salifetime", .key = VPN_KEY_CHILD_LIFETIME, .apply = vpn_import_apply_time },
  { .name = "dpddelay", .key = VPN_KEY_DPD_INTERVAL, .apply = vpn_import_apply_time },
  { .name = "fragmentation", .key = VPN_KEY_FRAGMENTATION, .apply = vpn_import_apply_bool },
  { .name = "replay_window", .key = VPN_KEY_REPLAY_WINDOW },
  { .name = "replay-window", .key = VPN_KEY_REPLAY_WINDOW },
  { .name = "mobike", .why = N_ ("The gateway decides whether it can follow") },
  { .name = "type", .why = N_ ("Always a tunnel") },
  { .name = "narrowing", .why = N_ ("The gateway may always allow less") },
  { .name = "dpdaction", .why = WHY_AGAIN },
  { .name = "closeaction", .why = WHY_AGAIN },
  { .name = "keyingtries", .why = WHY_AGAIN },
  { .name = "rekey", .why = N_ ("Keys are always made anew in time") },
  { .name = "auto", .why = WHY_YOU },
  { .name = "leftupdown", .why = N_ ("Genkan runs no scripts") },
  { .name = "rightupdown", .why = N_ ("Genkan runs no scripts") },
  { .name = "leftfirewall", .why = N_ ("Genkan guards the traffic itself") },
  { .name = "also", .why = N_ ("What that section says is taken over") },
  { .name = NULL },
};

/* ---- Reading --------------------------------------------------------------------------------- */

typedef struct
{
  char *name;
  GPtrArray *lines; /* "name=value", owned */
} Section;

static void
section_free (gpointer data)
{
  Section *section = data;

  g_free (section->name);
  g_ptr_array_unref (section->lines);
  g_free (section);
}

static GPtrArray *
split (const char *text)
{
  GPtrArray *sections = g_ptr_array_new_with_free_func (section_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Section *section = NULL;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      gboolean indented = *lines[i] == ' ' || *lines[i] == '\t';
      char *line = g_strstrip (lines[i]);

      if (*line == '\0' || *line == '#')
        continue;
      if (!indented)
        {
          section = NULL;
          if (!g_str_has_prefix (line, "conn ") && !g_str_has_prefix (line, "conn\t"))
            continue;
          section = g_new0 (Section, 1);
          section->name = g_strdup (vpn_import_unquote (line + strlen ("conn")));
          section->lines = g_ptr_array_new_with_free_func (g_free);
          g_ptr_array_add (sections, section);
        }
      else if (section != NULL)
        g_ptr_array_add (section->lines, g_strdup (line));
    }
  return sections;
}

static const Section *
find_section (const GPtrArray *sections, const char *name)
{
  for (guint i = 0; i < sections->len; i++)
    if (strcmp (((const Section *) sections->pdata[i])->name, name) == 0)
      return sections->pdata[i];
  return NULL;
}

/* The settings of a section and of those it names with "also", each once; the first word counts. */
static void
take_section (VpnImportConnection *connection, const GPtrArray *sections, const Section *section,
              GHashTable *taken)
{
  if (section == NULL || !g_hash_table_add (taken, section->name))
    return;
  for (guint i = 0; i < section->lines->len; i++)
    {
      g_auto (GStrv) pair = g_strsplit (section->lines->pdata[i], "=", 2);
      const char *value;

      if (pair[0] == NULL || pair[1] == NULL)
        continue;
      value = vpn_import_unquote (pair[1]);
      if (vpn_import_find (connection, g_strstrip (pair[0])) == NULL
          || strcmp (pair[0], "also") == 0)
        (void) vpn_import_add_field (connection, pair[0], value);
      if (strcmp (pair[0], "also") == 0)
        take_section (connection, sections, find_section (sections, value), taken);
    }
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);
  g_autoptr (GPtrArray) sections = text == NULL ? NULL : split (text);

  return sections != NULL && sections->len > 0;
}

static gboolean
read_ipsec (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);
  g_autoptr (GPtrArray) sections = split (text);

  for (guint i = 0; i < sections->len; i++)
    {
      const Section *section = sections->pdata[i];
      g_autoptr (GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
      VpnImportConnection *connection;

      if (strcmp (section->name, EVERYBODY) == 0)
        continue;
      connection = vpn_import_add (import, section->name, error);
      if (connection == NULL)
        return FALSE;
      take_section (connection, sections, section, taken);
      take_section (connection, sections, find_section (sections, EVERYBODY), taken);
      vpn_import_map (connection, rows);
    }
  return TRUE;
}

static const char *const patterns[] = { "*.conf", NULL };

const VpnImporter vpn_importer_ipsec = {
  .label = N_ ("ipsec.conf of strongSwan and libreswan"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_ipsec,
};
