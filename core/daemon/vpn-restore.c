// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What an earlier genkand protected, made again. */
#include "vpn-restore.h"

#include "vpn-log.h"

/* The stored profile it was made of; NULL: deleted since. */
static VpnProfileObject *
find_wanted (VpnProfiles *profiles, const VpnWanted *wanted)
{
  VpnStoreScope scope = { wanted->is_system, wanted->is_system ? 0 : wanted->uid };

  return vpn_profiles_find (profiles, scope,
                            vpn_profile_get_string (wanted->profile, VPN_KEY_UUID));
}

/* FALSE: nobody wants it any more. */
static gboolean
restore (const VpnServices *services, VpnConnections *connections, VpnProfiles *profiles,
         const char *name)
{
  const char *runtime_dir = services->runtime_dir;
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnWanted) wanted = vpn_wanted_read (runtime_dir, name, &error);
  VpnProfileObject *stored = NULL;
  VpnConnection *connection = NULL;

  if (wanted != NULL && wanted->is_stored)
    {
      stored = find_wanted (profiles, wanted);
      if (stored == NULL)
        {
          vpn_wanted_remove (runtime_dir, name);
          return FALSE;
        }
    }
  if (wanted != NULL)
    connection = vpn_connections_restore (
        connections, name, wanted,
        stored != NULL ? vpn_exported_get_path (VPN_EXPORTED (stored)) : "/", &error);
  if (connection == NULL)
    vpn_log (G_LOG_LEVEL_WARNING, "%s; what it protected stays closed", error->message);
  else if (stored != NULL)
    vpn_profile_object_set_connection (stored, vpn_exported_get_path (VPN_EXPORTED (connection)));
  return TRUE;
}

GStrv
vpn_restore_connections (const VpnServices *services, VpnConnections *connections,
                         VpnProfiles *profiles)
{
  g_auto (GStrv) names = vpn_wanted_list (services->runtime_dir);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (restore (services, connections, profiles, names[i]))
      g_strv_builder_add (kept, names[i]);
  return g_strv_builder_end (kept);
}
