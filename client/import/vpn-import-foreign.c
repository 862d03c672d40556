// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-import-private.h"
/* Files of other kinds of VPN, which people try as they are called VPN too: refused by name. */

#include "config.h"
#include "vpn-error.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct
{
  const char *words[3]; /* all of them are in it, at the start of a line; NULL: any */
  const char *kind;
} Kind;

static const Kind kinds[] = {
  { { "client", "remote ", "dev " }, "OpenVPN" },
  { { "<ca>", "remote ", "proto " }, "OpenVPN" },
  { { "[Interface]", "PrivateKey", NULL }, "WireGuard" },
  { { "<AnyConnectProfile", NULL, NULL }, "Cisco AnyConnect" },
  { { "[main]", "GroupName=", NULL }, N_ ("IKEv1 of the old Cisco client") },
  { { "[main]", "Host=", "AuthType=" }, N_ ("IKEv1 of the old Cisco client") },
  { { "<forticlient_configuration", NULL, NULL }, "FortiClient" },
};

/* At the start of a line, behind spaces. */
static gboolean
begins_a_line (const char *text, const char *word)
{
  for (const char *line = text; line != NULL; line = strchr (line, '\n'))
    {
      line += strspn (line, "\n\r \t");
      if (g_ascii_strncasecmp (line, word, strlen (word)) == 0)
        return TRUE;
    }
  return FALSE;
}

static const Kind *
find_kind (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gboolean all = TRUE;

      for (gsize k = 0; all && k < G_N_ELEMENTS (kinds[i].words); k++)
        all = kinds[i].words[k] == NULL || begins_a_line (text, kinds[i].words[k]);
      if (all)
        return &kinds[i];
    }
  return NULL;
}

static gboolean
recognizes (const char *name, GBytes *data)
{
  g_autofree char *text = vpn_import_text (data);

  return text != NULL && find_kind (text) != NULL;
}

static gboolean
read_foreign (VpnImport *import, GBytes *data, const char *password, GError **error)
{
  g_autofree char *text = vpn_import_text (data);

  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
               _ ("The file is for %s, another kind of VPN than the IKEv2 that Genkan speaks; ask "
                  "the administrator whether the gateway offers IKEv2 too"),
               _ (find_kind (text)->kind));
  return FALSE;
}

static const char *const patterns[] = { NULL };

const VpnImporter vpn_importer_foreign = {
  .label = N_ ("Other kinds of VPN"),
  .patterns = patterns,
  .recognizes = recognizes,
  .read = read_foreign,
};
