// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Secrets where NetworkManager's agents keep them. */
#include "nmv-keyring.h"

#include <libsecret/secret.h>

/* The form that agents (nm-applet, GNOME Shell) write. */
static const SecretSchema schema = {
  .name = "org.freedesktop.NetworkManager.Connection",
  .flags = SECRET_SCHEMA_DONT_MATCH_NAME,
  .attributes = {
    { "connection-uuid", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "setting-name", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "setting-key", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static void
look_up (NmvAuthField *field, const char *uuid, SecretSearchFlags flags)
{
  g_autoptr (GHashTable) attributes
      = secret_attributes_build (&schema, "connection-uuid", uuid, "setting-name",
                                 NM_SETTING_VPN_SETTING_NAME, "setting-key", field->name, NULL);
  g_autoptr (GError) error = NULL;
  GList *found = secret_password_searchv_sync (&schema, attributes, flags, NULL, &error);

  if (error != NULL)
    g_debug ("no keyring: %s", error->message);
  if (found != NULL)
    {
      SecretValue *value = secret_retrievable_retrieve_secret_sync (found->data, NULL, NULL);
      const char *text = value != NULL ? secret_value_get_text (value) : NULL;

      if (text != NULL)
        {
          nmv_auth_field_set (field, text);
          field->must_ask = FALSE;
        }
      g_clear_pointer (&value, secret_value_unref);
    }
  g_list_free_full (found, g_object_unref);
}

void
nmv_keyring_look_up (NmvAuth *auth, const char *uuid, gboolean unlock)
{
  SecretSearchFlags flags = SECRET_SEARCH_LOAD_SECRETS;

  if (unlock)
    flags |= SECRET_SEARCH_UNLOCK;
  for (guint i = 0; i < auth->n_fields; i++)
    if (auth->fields[i].is_kept)
      look_up (&auth->fields[i], uuid, flags);
}
