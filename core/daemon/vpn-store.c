// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnStore: profiles in files, written whole or not at all. */
#include "vpn-store.h"

#include "vpn-error.h"
#include "vpn-log.h"
#include "vpn-source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SUFFIX ".conf"
#define SETTLED_MS  200 /* a copy, or configuration management, writes several times */

struct VpnStore
{
  char *system_dir;  /* owned; config_dir/profiles */
  char *users_dir;   /* owned; state_dir/users */
  GPtrArray *faults; /* owned; text */

  GFileMonitor *monitor; /* owned; NULL: nobody watches */
  GSource *settled;      /* owned; while news has come */
  void (*changed) (gpointer user_data);
  gpointer user_data;
};

static gboolean
make_directory (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s cannot be made: %s", path, g_strerror (errno));
  return FALSE;
}

VpnStore *
vpn_store_new (const char *config_dir, const char *state_dir, GError **error)
{
  g_autoptr (VpnStore) store = g_new0 (VpnStore, 1);

  store->system_dir = g_build_filename (config_dir, "profiles", NULL);
  store->users_dir = g_build_filename (state_dir, "users", NULL);
  store->faults = g_ptr_array_new_with_free_func (g_free);
  if (!make_directory (store->system_dir, error) || !make_directory (store->users_dir, error))
    return NULL;
  return g_steal_pointer (&store);
}

void
vpn_store_free (VpnStore *store)
{
  if (store == NULL)
    return;
  g_clear_object (&store->monitor);
  vpn_source_clear (&store->settled);
  g_ptr_array_unref (store->faults);
  g_free (store->system_dir);
  g_free (store->users_dir);
  g_free (store);
}

/* Reads a small regular file; never follows a link and never waits on a FIFO. */
static char *
read_file (const char *path, gsize *ret_len, GError **error)
{
  g_autofree char *data = g_malloc (VPN_PROFILE_FILE_MAX + 1);
  gsize len = 0;
  ssize_t got = 1;
  struct stat status;
  int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "not a readable file");
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  while (got > 0 && len <= VPN_PROFILE_FILE_MAX)
    {
      got = read (fd, data + len, VPN_PROFILE_FILE_MAX + 1 - len);
      len += got > 0 ? (gsize) got : 0;
    }
  close (fd);
  if (got < 0 || len > VPN_PROFILE_FILE_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, got < 0 ? "unreadable" : "too large");
      return NULL;
    }
  *ret_len = len;
  return g_steal_pointer (&data);
}

/* A name-based UUID (RFC 4122 section 4.3 in shape): the same for the same file on every start. */
static char *
uuid_for_file (const char *path)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA1, path, -1);

  return g_strdup_printf ("%.8s-%.4s-5%.3s-8%.3s-%.12s", sum, sum + 8, sum + 13, sum + 17,
                          sum + 20);
}

/* The line that a message of vpn_profile_from_data() is about; 0: the whole file. */
static guint
find_line (const char *data, const char *message)
{
  g_auto (GStrv) lines = g_strsplit (data, "\n", -1);
  const char *group = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *value = strchr (line, '=');
      g_autofree char *key = NULL;

      if (*line == '\0' || *line == '#')
        continue;
      if (*line == '[' && g_str_has_suffix (line, "]"))
        {
          line[strlen (line) - 1] = '\0';
          group = line + 1;
          continue;
        }
      if (group == NULL || value == NULL)
        return i + 1;
      *value = '\0';
      key = g_strdup_printf ("%s.%s:", group, g_strchomp (line));
      if (g_str_has_prefix (message, key))
        return i + 1;
    }
  return 0;
}

/* Puts the number of the line in front. */
static void
locate (GError *error, const char *data)
{
  guint line = find_line (data, error->message);

  if (line > 0)
    {
      g_autofree char *message = g_steal_pointer (&error->message);

      error->message = g_strdup_printf ("line %u: %s", line, message);
    }
}

gboolean
vpn_store_validate (VpnStoreScope scope, const VpnProfile *profile, GError **error)
{
  return scope.is_system ? vpn_profile_validate_shared (profile, error)
                         : vpn_profile_validate (profile, error);
}

static VpnProfile *
read_profile (VpnStoreScope scope, const char *path, const char *data, gsize len, GError **error)
{
  g_autoptr (VpnProfile) profile = vpn_profile_from_data (data, len, error);
  g_autofree char *uuid = NULL;

  if (profile == NULL)
    return NULL;
  if (!vpn_profile_is_set (profile, VPN_KEY_UUID))
    {
      uuid = uuid_for_file (path);
      if (!vpn_profile_set_text (profile, VPN_KEY_UUID, uuid, error))
        return NULL;
    }
  if (!vpn_store_validate (scope, profile, error))
    return NULL;
  return g_steal_pointer (&profile);
}

static VpnProfile *
load_profile (VpnStoreScope scope, const char *path, GError **error)
{
  gsize len;
  g_autofree char *data = read_file (path, &len, error);
  g_autoptr (GError) local = NULL;
  VpnProfile *profile;

  if (data == NULL)
    return NULL;
  data[len] = '\0';
  profile = read_profile (scope, path, data, len, &local);
  if (profile != NULL)
    return profile;
  locate (local, data);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

void
vpn_store_note_fault (VpnStore *store, VpnStoreScope scope, const char *file, const char *message)
{
  vpn_log (G_LOG_LEVEL_WARNING, "Profile %s is skipped: %s", file, message);
  if (scope.is_system)
    g_ptr_array_add (store->faults, g_strdup_printf ("%s: %s", file, message));
}

static void
load_directory (VpnStore *store, const char *path, VpnStoreScope scope, VpnStoreLoadFunc loaded,
                gpointer user_data)
{
  guint limit = scope.is_system ? VPN_STORE_SYSTEM_MAX : VPN_STORE_PER_USER_MAX;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n_loaded = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr (GError) error = NULL;
      VpnProfile *profile;

      if (!g_str_has_suffix (name, FILE_SUFFIX) || *name == '.')
        continue;
      if (n_loaded >= limit)
        {
          g_autofree char *message = g_strdup_printf ("there are more than %u", limit);

          vpn_store_note_fault (store, scope, file, message);
          continue;
        }
      profile = load_profile (scope, file, &error);
      if (profile == NULL)
        {
          vpn_store_note_fault (store, scope, file, error->message);
          continue;
        }
      n_loaded++;
      loaded (user_data, scope, file, profile);
    }
}

void
vpn_store_load_system (VpnStore *store, VpnStoreLoadFunc loaded, gpointer user_data)
{
  g_ptr_array_set_size (store->faults, 0);
  load_directory (store, store->system_dir, (VpnStoreScope){ .is_system = TRUE }, loaded,
                  user_data);
}

void
vpn_store_load (VpnStore *store, VpnStoreLoadFunc loaded, gpointer user_data)
{
  g_autoptr (GDir) users = NULL;
  const char *name;
  guint n_users = 0;

  vpn_store_load_system (store, loaded, user_data);
  users = g_dir_open (store->users_dir, 0, NULL);
  while (users != NULL && (name = g_dir_read_name (users)) != NULL && n_users < VPN_STORE_USERS_MAX)
    {
      g_autofree char *path = g_build_filename (store->users_dir, name, NULL);
      VpnStoreScope scope = { .is_system = FALSE };
      guint64 uid;

      if (!g_ascii_string_to_unsigned (name, 10, 0, G_MAXUINT32 - 1, &uid, NULL))
        continue;
      scope.uid = (guint32) uid;
      n_users++;
      load_directory (store, path, scope, loaded, user_data);
    }
}

char *
vpn_store_make_file (VpnStore *store, VpnStoreScope scope, const char *uuid)
{
  g_autofree char *name = g_strconcat (uuid, FILE_SUFFIX, NULL);
  g_autofree char *user = g_strdup_printf ("%u", scope.uid);

  g_assert (g_uuid_string_is_valid (uuid));
  if (scope.is_system)
    return g_build_filename (store->system_dir, name, NULL);
  return g_build_filename (store->users_dir, user, name, NULL);
}

gboolean
vpn_store_save (VpnStore *store, const char *file, const VpnProfile *profile, GError **error)
{
  g_autofree char *data = vpn_profile_to_data (profile);
  g_autofree char *dir = g_path_get_dirname (file);
  g_autoptr (GError) local = NULL;
  gsize len = strlen (data);

  if (len > VPN_PROFILE_FILE_MAX)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_LIMIT, "The profile is larger than %d bytes",
                   VPN_PROFILE_FILE_MAX);
      return FALSE;
    }
  if (!make_directory (dir, error))
    return FALSE;
  if (g_file_set_contents_full (file, data, (gssize) len,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local))
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "The profile cannot be saved: %s", local->message);
  return FALSE;
}

gboolean
vpn_store_delete (VpnStore *store, const char *file, GError **error)
{
  if (unlink (file) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "The profile cannot be deleted: %s",
               g_strerror (errno));
  return FALSE;
}

/* ---- News ---------------------------------------------------------------------------------- */

const GPtrArray *
vpn_store_get_faults (const VpnStore *store)
{
  return store->faults;
}

static gboolean
on_settled (gpointer user_data)
{
  VpnStore *store = user_data;

  vpn_source_clear (&store->settled);
  store->changed (store->user_data);
  return G_SOURCE_REMOVE;
}

static void
on_file (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
         gpointer user_data)
{
  VpnStore *store = user_data;

  vpn_source_clear (&store->settled);
  store->settled = vpn_source_timeout (SETTLED_MS, on_settled, store);
}

void
vpn_store_watch (VpnStore *store, void (*changed) (gpointer user_data), gpointer user_data)
{
  g_autoptr (GFile) directory = g_file_new_for_path (store->system_dir);
  g_autoptr (GError) error = NULL;

  store->changed = changed;
  store->user_data = user_data;
  store->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (store->monitor == NULL)
    vpn_log (G_LOG_LEVEL_WARNING, "%s is read at start only: %s", store->system_dir,
             error->message);
  else
    g_signal_connect (store->monitor, "changed", G_CALLBACK (on_file), store);
}
