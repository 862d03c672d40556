// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What is asked of the agent, as fields. */
#include "nmv-auth.h"

#include "config.h"
#include "nmv-keys.h"
#include "secret.h"
#include "vpn-client-text.h"
#include "vpn-profile.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

#define UI_GROUP   "VPN Plugin UI"
#define UI_VERSION 2

/* ---- Fields ---------------------------------------------------------------------------------- */

static void
wipe_text (char *text)
{
  if (text != NULL)
    secret_wipe (text, strlen (text));
  g_free (text);
}

void
nmv_auth_field_set (NmvAuthField *field, const char *value)
{
  wipe_text (field->value);
  field->value = g_strdup (value);
}

gboolean
nmv_auth_must_ask (const NmvAuth *auth)
{
  for (guint i = 0; i < auth->n_fields; i++)
    if (auth->fields[i].must_ask)
      return TRUE;
  return FALSE;
}

void
nmv_auth_free (NmvAuth *auth)
{
  if (auth == NULL)
    return;
  for (guint i = 0; i < auth->n_fields; i++)
    wipe_text (auth->fields[i].value);
  g_free (auth->title);
  g_free (auth->message);
  g_free (auth);
}

static void
add_field (NmvAuth *auth, const NmvAuthRequest *request, VpnSecretKind kind, gboolean wanted)
{
  NmvAuthField *field = &auth->fields[auth->n_fields];
  gboolean is_new;

  for (guint i = 0; i < auth->n_fields; i++)
    if (auth->fields[i].kind == kind)
      return;
  field->kind = kind;
  field->name = vpn_secret_kind_to_string (kind);
  field->flags = NM_SETTING_SECRET_FLAG_NONE;
  nm_vpn_service_plugin_get_secret_flags (request->data, field->name, &field->flags);
  /* What a gateway asks for by name, or has refused, is not what was kept. */
  is_new = wanted || request->retry;
  if (!is_new && (field->flags & NM_SETTING_SECRET_FLAG_NOT_REQUIRED) != 0)
    return;
  if (!is_new && (field->flags & NM_SETTING_SECRET_FLAG_NOT_SAVED) == 0)
    nmv_auth_field_set (field, g_hash_table_lookup (request->secrets, field->name));
  field->is_kept
      = !is_new && field->value == NULL && (field->flags & NM_SETTING_SECRET_FLAG_AGENT_OWNED) != 0;
  field->must_ask = request->interactive && field->value == NULL;
  auth->n_fields++;
}

/* ---- What is asked --------------------------------------------------------------------------- */

static const char *
get_item (const NmvAuthRequest *request, const char *key, const char *otherwise)
{
  const char *value = g_hash_table_lookup (request->data, key);

  return value != NULL ? value : otherwise;
}

/* Hints name secrets, and one is the message. FALSE when there is no name among them. */
static gboolean
read_hints (NmvAuth *auth, const NmvAuthRequest *request)
{
  for (gsize i = 0; request->hints != NULL && request->hints[i] != NULL; i++)
    {
      const char *hint = request->hints[i];
      VpnSecretKind kind;

      if (g_str_has_prefix (hint, NMV_HINT_MESSAGE))
        {
          g_free (auth->message);
          auth->message = vpn_client_text_clean (hint + strlen (NMV_HINT_MESSAGE));
        }
      else if (vpn_secret_kind_from_string (hint, &kind))
        add_field (auth, request, kind, TRUE);
    }
  return auth->n_fields > 0;
}

/* The secret a login begins with. With a certificate there is one only if the key has a passphrase,
 * but then nobody would have asked. */
static void
add_first (NmvAuth *auth, const NmvAuthRequest *request)
{
  const VpnProfileKey *key = vpn_profile_key_find (VPN_KEY_AUTH);
  const char *method = get_item (request, VPN_KEY_AUTH, key->def);

  if (strcmp (method, "psk") == 0)
    add_field (auth, request, VPN_SECRET_PSK, FALSE);
  else if (strcmp (method, "eap") == 0)
    add_field (auth, request, VPN_SECRET_PASSWORD, FALSE);
  else
    add_field (auth, request, VPN_SECRET_KEY_PASSPHRASE, FALSE);
}

NmvAuth *
nmv_auth_new (const NmvAuthRequest *request)
{
  NmvAuth *auth = g_new0 (NmvAuth, 1);
  const char *user = get_item (request, VPN_KEY_USER, "");

  auth->title = g_strdup (_ ("VPN login"));
  if (!read_hints (auth, request))
    add_first (auth, request);
  if (auth->message == NULL)
    auth->message = vpn_client_text_prompt (
        auth->n_fields > 0 ? auth->fields[0].kind : VPN_SECRET_PASSWORD, request->name, user, "");
  return auth;
}

/* ---- Windows of others ----------------------------------------------------------------------- */

char *
nmv_auth_to_external_ui (const NmvAuth *auth)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_integer (file, UI_GROUP, "Version", UI_VERSION);
  g_key_file_set_string (file, UI_GROUP, "Title", auth->title);
  g_key_file_set_string (file, UI_GROUP, "Description", auth->message);
  for (guint i = 0; i < auth->n_fields; i++)
    {
      const NmvAuthField *field = &auth->fields[i];

      g_key_file_set_string (file, field->name, "Label", vpn_secret_kind_label (field->kind));
      g_key_file_set_string (file, field->name, "Value", field->value != NULL ? field->value : "");
      g_key_file_set_boolean (file, field->name, "IsSecret", TRUE);
      g_key_file_set_boolean (file, field->name, "ShouldAsk", field->must_ask);
    }
  return g_key_file_to_data (file, NULL, NULL);
}
