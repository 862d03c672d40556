// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Connections of the computer itself. */
#include "vpn-boot.h"

#include "vpn-error.h"
#include "vpn-log.h"

#include <glib/gstdio.h>

static gboolean
is_when (const VpnProfile *profile, const char *when)
{
  return g_str_equal (vpn_profile_get_string (profile, VPN_KEY_AUTOCONNECT), when);
}

static gboolean
is_boot (const VpnProfile *profile)
{
  return is_when (profile, "boot");
}

/* Whether the computer itself connects it. */
static gboolean
is_own (const VpnProfile *profile)
{
  return is_boot (profile) || is_when (profile, "untrusted");
}

gboolean
vpn_boot_check (VpnStoreScope scope, const VpnProfile *profile, GError **error)
{
  if (is_when (profile, "untrusted")
      && g_str_equal (vpn_profile_get_string (profile, VPN_KEY_GUARD_MODE), "always"))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
                   "%s: always would close trusted networks too; it goes with %s=boot",
                   VPN_KEY_GUARD_MODE, VPN_KEY_AUTOCONNECT);
      return FALSE;
    }
  if (scope.is_system || !is_boot (profile))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING,
               "%s: %s is for profiles of the system, which the computer itself can connect",
               VPN_KEY_AUTOCONNECT, vpn_profile_get_string (profile, VPN_KEY_AUTOCONNECT));
  return FALSE;
}

void
vpn_boot_adopt (const VpnConnectionOrigin *origin, const VpnProfile *profile,
                VpnConnectOptions *options)
{
  options->by_machine = origin->is_system && origin->uid == 0 && is_own (profile);
}

/* The file that says that somebody left it. */
static char *
path_of (const VpnServices *services, VpnProfileObject *object)
{
  return g_build_filename (services->runtime_dir, "left", vpn_profile_object_get_uuid (object),
                           NULL);
}

void
vpn_boot_note (const VpnServices *services, VpnProfileObject *object, gboolean left)
{
  g_autofree char *path = path_of (services, object);
  g_autofree char *dir = g_path_get_dirname (path);

  if (!is_boot (vpn_profile_object_get_profile (object)))
    return;
  if (!left)
    (void) g_unlink (path);
  else if (g_mkdir_with_parents (dir, 0700) != 0 || !g_file_set_contents (path, "", 0, NULL))
    vpn_log (G_LOG_LEVEL_WARNING, "%s cannot be written: a restart of the service connects again",
             path);
}

/* ---- Where its gateway was ----------------------------------------------------------------- */

static char *
gateways_path (const VpnServices *services, VpnProfileObject *object)
{
  return g_build_filename (services->state_dir, "gateways", vpn_profile_object_get_uuid (object),
                           NULL);
}

void
vpn_boot_note_up (const VpnServices *services, VpnProfileObject *object, VpnConnection *connection)
{
  g_autofree char *path = gateways_path (services, object);
  g_autofree char *dir = g_path_get_dirname (path);
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (!vpn_exported_is_system (VPN_EXPORTED (object))
      || !is_own (vpn_profile_object_get_profile (object)))
    return;
  vpn_wanted_set_gateways (keys, vpn_connection_get_gateways (connection));
  if (g_mkdir_with_parents (dir, 0700) != 0 || !g_key_file_save_to_file (keys, path, NULL))
    vpn_log (G_LOG_LEVEL_WARNING, "%s cannot be written: the gateway's name will be asked for",
             path);
}

/* Owned, or NULL. */
static GArray *
recall_gateways (const VpnServices *services, VpnProfileObject *object)
{
  g_autofree char *path = gateways_path (services, object);
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return vpn_wanted_get_gateways (keys);
}

/* ---- Connecting ---------------------------------------------------------------------------- */

void
vpn_boot_start (const VpnServices *services, VpnConnections *connections, VpnProfileObject *object)
{
  const VpnProfile *profile = vpn_profile_object_get_profile (object);
  const char *path = vpn_exported_get_path (VPN_EXPORTED (object));
  VpnConnection *known = vpn_connections_find (connections, path);
  g_autoptr (GArray) gateways = recall_gateways (services, object);
  const VpnConnectionOrigin origin
      = { .is_system = TRUE, .profile_path = path, .gateways = gateways };
  g_autoptr (GError) error = NULL;
  VpnConnectOptions *options = vpn_connect_options_new_machine (profile, &error);
  VpnConnection *connection = NULL;

  if (options != NULL && known != NULL)
    (void) vpn_connection_again (known, vpn_profile_copy (profile), options, &error);
  else if (options != NULL)
    connection
        = vpn_connections_start (connections, &origin, vpn_profile_copy (profile), options, &error);
  if (error != NULL)
    {
      vpn_log (G_LOG_LEVEL_WARNING, "Profile %s cannot be connected by itself: %s",
               vpn_profile_object_get_name (object), error->message);
      vpn_profile_object_set_last (object, VPN_REASON_FILE_MISSING, error->message);
    }
  else if (connection != NULL && !vpn_connection_is_over (connection))
    vpn_profile_object_set_connection (object, vpn_exported_get_path (VPN_EXPORTED (connection)));
}

void
vpn_boot_connect (const VpnServices *services, VpnConnections *connections,
                  const GPtrArray *profiles)
{
  for (guint i = 0; i < profiles->len; i++)
    {
      VpnProfileObject *object = profiles->pdata[i];
      const char *path = vpn_exported_get_path (VPN_EXPORTED (object));
      g_autofree char *left = path_of (services, object);

      if (vpn_exported_is_system (VPN_EXPORTED (object))
          && is_boot (vpn_profile_object_get_profile (object))
          && vpn_connections_find (connections, path) == NULL
          && !g_file_test (left, G_FILE_TEST_EXISTS))
        vpn_boot_start (services, connections, object);
    }
}
