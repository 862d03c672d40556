// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Passwords in the user's keyring. */
#include "vpn-gui-keyring.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#define ATTRIBUTE_PROFILE "profile"
#define ATTRIBUTE_KIND    "kind"

static const SecretSchema schema = {
  "org.genkan.VPN1",
  SECRET_SCHEMA_NONE,
  {
      { ATTRIBUTE_PROFILE, SECRET_SCHEMA_ATTRIBUTE_STRING },
      { ATTRIBUTE_KIND, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

gboolean
vpn_gui_keyring_may_keep (VpnSecretKind kind)
{
  switch (kind)
    {
    case VPN_SECRET_PSK:
    case VPN_SECRET_PPK:
    case VPN_SECRET_PASSWORD:
      return TRUE;
    case VPN_SECRET_RESPONSE:
    case VPN_SECRET_NEW_PASSWORD:
    case VPN_SECRET_KEY_PASSPHRASE:
    case VPN_SECRET_PIN:
      return FALSE;
    }
  return FALSE;
}

void
vpn_gui_keyring_look_up_async (const char *profile_uuid, VpnSecretKind kind,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  secret_password_lookup (&schema, cancellable, callback, user_data, ATTRIBUTE_PROFILE,
                          profile_uuid, ATTRIBUTE_KIND, vpn_secret_kind_to_string (kind), NULL);
}

char *
vpn_gui_keyring_look_up_finish (GAsyncResult *result, GError **error)
{
  return secret_password_lookup_nonpageable_finish (result, error);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    g_message ("The keyring did not keep the secret: %s", error->message);
}

void
vpn_gui_keyring_keep (const char *profile_uuid, VpnSecretKind kind, const char *profile_name,
                      const char *secret)
{
  g_autofree char *label = NULL;

  if (!vpn_gui_keyring_may_keep (kind))
    return;
  /* Translators: what the keyring calls a remembered password; the profile's name. */
  label = g_strdup_printf (_ ("VPN “%s”"), profile_name);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, on_kept, NULL,
                         ATTRIBUTE_PROFILE, profile_uuid, ATTRIBUTE_KIND,
                         vpn_secret_kind_to_string (kind), NULL);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  (void) secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring did not drop the secret: %s", error->message);
}

void
vpn_gui_keyring_forget (const char *profile_uuid, VpnSecretKind kind)
{
  secret_password_clear (&schema, NULL, on_forgotten, NULL, ATTRIBUTE_PROFILE, profile_uuid,
                         ATTRIBUTE_KIND, vpn_secret_kind_to_string (kind), NULL);
}

void
vpn_gui_keyring_learn (const char *profile_uuid, VpnReason reason)
{
  if (reason == VPN_REASON_LOGIN_FAILED || reason == VPN_REASON_PASSWORD_EXPIRED)
    vpn_gui_keyring_forget (profile_uuid, VPN_SECRET_PASSWORD);
  else if (reason == VPN_REASON_PSK_MISMATCH)
    vpn_gui_keyring_forget (profile_uuid, VPN_SECRET_PSK);
}

void
vpn_gui_keyring_forget_profile (const char *profile_uuid)
{
  secret_password_clear (&schema, NULL, on_forgotten, NULL, ATTRIBUTE_PROFILE, profile_uuid, NULL);
}
