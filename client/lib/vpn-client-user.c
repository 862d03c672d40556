// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Names of who signs in, in a key file of the person's. */
#include "vpn-client-user.h"

#include <errno.h>

#define GROUP "users" /* UUID of a profile=name */

static char *
find_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "genkan", "users", NULL);
}

char *
vpn_client_user_recall (const VpnProfile *profile)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = find_file ();

  if (!vpn_profile_lacks_user (profile)
      || !g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (keys, GROUP, vpn_profile_get_string (profile, VPN_KEY_UUID), NULL);
}

gboolean
vpn_client_user_remember (const VpnProfile *profile, const char *user, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *path = find_file ();
  g_autofree char *directory = g_path_get_dirname (path);

  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", directory,
                   g_strerror (errno));
      return FALSE;
    }
  /* One that is not there, or makes no sense, is written anew. */
  (void) g_key_file_load_from_file (keys, path, G_KEY_FILE_KEEP_COMMENTS, NULL);
  g_key_file_set_string (keys, GROUP, vpn_profile_get_string (profile, VPN_KEY_UUID), user);
  return g_key_file_save_to_file (keys, path, error);
}
