// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnWanted: a key file for each protected connection in runtime_dir/wanted. */
#include "vpn-wanted.h"

#include "vpn-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define DIRECTORY "wanted"
#define SUFFIX    ".conf"
#define GROUP     "wanted"

void
vpn_wanted_free (VpnWanted *wanted)
{
  if (wanted == NULL)
    return;
  g_free (wanted->ifname);
  vpn_profile_free (wanted->profile);
  vpn_files_free (wanted->files);
  g_clear_pointer (&wanted->gateways, g_array_unref);
  g_free (wanted->leash);
  g_free (wanted);
}

/* What the names of its files begin with. */
static char *
prefix_of (const char *runtime_dir, const char *name)
{
  return g_build_filename (runtime_dir, DIRECTORY, name, NULL);
}

static char *
path_of (const char *runtime_dir, const char *name)
{
  g_autofree char *prefix = prefix_of (runtime_dir, name);

  return g_strconcat (prefix, SUFFIX, NULL);
}

void
vpn_wanted_set_gateways (GKeyFile *keys, const GArray *gateways)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; gateways != NULL && i < gateways->len; i++)
    {
      g_autofree char *text = ip_address_to_text (&g_array_index (gateways, IpAddress, i));

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  g_key_file_set_string_list (keys, GROUP, "gateways", (const char *const *) texts,
                              g_strv_length (texts));
}

GArray *
vpn_wanted_get_gateways (GKeyFile *keys)
{
  g_auto (GStrv) texts = g_key_file_get_string_list (keys, GROUP, "gateways", NULL, NULL);
  g_autoptr (GArray) gateways = g_array_new (FALSE, TRUE, sizeof (IpAddress));

  for (guint i = 0; texts != NULL && texts[i] != NULL && gateways->len < VPN_RESOLVER_ADDRESSES_MAX;
       i++)
    {
      IpAddress address;

      if (ip_address_parse (texts[i], &address))
        g_array_append_val (gateways, address);
    }
  return gateways->len > 0 ? g_steal_pointer (&gateways) : NULL;
}

gboolean
vpn_wanted_write (const VpnWanted *wanted, const char *runtime_dir, const char *name,
                  GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *dir = g_build_filename (runtime_dir, DIRECTORY, NULL);
  g_autofree char *prefix = prefix_of (runtime_dir, name);
  g_autofree char *path = path_of (runtime_dir, name);
  g_autofree char *settings = vpn_profile_to_data (wanted->profile);
  g_autofree char *data = NULL;
  g_autoptr (GError) why = NULL;
  gsize len;

  g_key_file_set_integer (keys, GROUP, "slot", (int) wanted->slot);
  g_key_file_set_uint64 (keys, GROUP, "uid", wanted->uid);
  g_key_file_set_boolean (keys, GROUP, "system", wanted->is_system);
  g_key_file_set_boolean (keys, GROUP, "stored", wanted->is_stored);
  g_key_file_set_boolean (keys, GROUP, "machine", wanted->by_machine);
  g_key_file_set_string (keys, GROUP, "interface", wanted->ifname);
  g_key_file_set_string (keys, GROUP, "settings", settings);
  vpn_wanted_set_gateways (keys, wanted->gateways);
  if (wanted->leash != NULL)
    g_key_file_set_string (keys, GROUP, "leash", wanted->leash);
  data = g_key_file_to_data (keys, &len, NULL);
  if (g_mkdir_with_parents (dir, 0700) == 0 && vpn_files_save (wanted->files, prefix, &why)
      && g_file_set_contents_full (path, data, (gssize) len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   &why))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s cannot be written: %s", path,
               why != NULL ? why->message : g_strerror (errno));
  return FALSE;
}

/* FALSE: something is missing or not what vpn_wanted_write() writes. */
static gboolean
take_keys (VpnWanted *wanted, GKeyFile *keys)
{
  g_autofree char *settings = g_key_file_get_string (keys, GROUP, "settings", NULL);
  g_autoptr (GError) slot_error = NULL;
  g_autoptr (GError) uid_error = NULL;
  g_autoptr (GError) bool_error = NULL;
  int slot = g_key_file_get_integer (keys, GROUP, "slot", &slot_error);
  guint64 uid = g_key_file_get_uint64 (keys, GROUP, "uid", &uid_error);

  wanted->is_system = g_key_file_get_boolean (keys, GROUP, "system", &bool_error);
  if (bool_error == NULL)
    wanted->is_stored = g_key_file_get_boolean (keys, GROUP, "stored", &bool_error);
  /* One of an earlier version has no such line. */
  wanted->by_machine = g_key_file_get_boolean (keys, GROUP, "machine", NULL);
  wanted->ifname = g_key_file_get_string (keys, GROUP, "interface", NULL);
  if (slot_error != NULL || uid_error != NULL || bool_error != NULL || wanted->ifname == NULL
      || settings == NULL || slot < 0 || slot > 255 || uid > G_MAXUINT32)
    return FALSE;
  wanted->gateways = vpn_wanted_get_gateways (keys);
  wanted->leash = g_key_file_get_string (keys, GROUP, "leash", NULL);
  wanted->slot = (guint) slot;
  wanted->uid = (guint32) uid;
  wanted->profile = vpn_profile_from_data (settings, strlen (settings), NULL);
  return wanted->profile != NULL && vpn_profile_validate (wanted->profile, NULL);
}

VpnWanted *
vpn_wanted_read (const char *runtime_dir, const char *name, GError **error)
{
  g_autoptr (VpnWanted) wanted = g_new0 (VpnWanted, 1);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autofree char *prefix = prefix_of (runtime_dir, name);
  g_autofree char *path = path_of (runtime_dir, name);
  g_autoptr (GError) why = NULL;

  if (!g_key_file_load_from_file (keys, path, G_KEY_FILE_NONE, &why))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s cannot be read: %s", path, why->message);
      return NULL;
    }
  wanted->files = vpn_files_load (prefix);
  if (take_keys (wanted, keys))
    return g_steal_pointer (&wanted);
  g_set_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT, "%s makes no sense", path);
  return NULL;
}

void
vpn_wanted_remove (const char *runtime_dir, const char *name)
{
  g_autofree char *prefix = prefix_of (runtime_dir, name);
  g_autofree char *path = path_of (runtime_dir, name);

  (void) g_unlink (path);
  vpn_files_delete (prefix);
}

GStrv
vpn_wanted_list (const char *runtime_dir)
{
  g_autofree char *path = g_build_filename (runtime_dir, DIRECTORY, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, SUFFIX))
      {
        g_autofree char *name = g_strndup (file, strlen (file) - strlen (SUFFIX));

        g_strv_builder_add (names, name);
      }
  return g_strv_builder_end (names);
}
