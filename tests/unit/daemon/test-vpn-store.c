// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-store.h"

#include "vpn-error.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GOOD "[connection]\ngateway=192.0.2.1\n[auth]\nuser=alice\n"

typedef struct
{
  char *dir, *config, *state;
  VpnStore *store;
  GPtrArray *rows; /* "scope uid gateway" of every profile loaded */
  char *last_uuid;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_assert_cmpint (g_unlink (child), ==, 0);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("genkan-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->config = g_build_filename (fixture->dir, "etc", NULL);
  fixture->state = g_build_filename (fixture->dir, "var", NULL);
  fixture->store = vpn_store_new (fixture->config, fixture->state, &error);
  g_assert_no_error (error);
  fixture->rows = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  vpn_store_free (fixture->store);
  remove_tree (fixture->dir);
  g_ptr_array_unref (fixture->rows);
  g_free (fixture->last_uuid);
  g_free (fixture->dir);
  g_free (fixture->config);
  g_free (fixture->state);
}

static void
on_loaded (gpointer user_data, VpnStoreScope scope, const char *file, VpnProfile *profile)
{
  Fixture *fixture = user_data;

  g_ptr_array_add (fixture->rows,
                   g_strdup_printf ("%s %u %s", scope.is_system ? "system" : "user", scope.uid,
                                    vpn_profile_get_string (profile, VPN_KEY_GATEWAY)));
  g_free (fixture->last_uuid);
  fixture->last_uuid = g_strdup (vpn_profile_get_string (profile, VPN_KEY_UUID));
  vpn_profile_free (profile);
}

static void
load (Fixture *fixture)
{
  g_ptr_array_set_size (fixture->rows, 0);
  vpn_store_load (fixture->store, on_loaded, fixture);
}

static char *
put (Fixture *fixture, const char *name, const char *text, gssize len)
{
  char *path = g_build_filename (fixture->config, "profiles", name, NULL);

  g_assert_true (g_file_set_contents (path, text, len, NULL));
  return path;
}

static VpnProfile *
make_profile (const char *uuid)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "192.0.2.7", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_USER, "alice", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_UUID, uuid, NULL));
  return profile;
}

static void
test_save_load_delete (Fixture *fixture, gconstpointer unused)
{
  const char *uuid = "123e4567-e89b-42d3-a456-426614174000";
  VpnStoreScope scope = { FALSE, 1000 };
  g_autoptr (VpnProfile) profile = make_profile (uuid);
  g_autofree char *file = vpn_store_make_file (fixture->store, scope, uuid);
  g_autoptr (GError) error = NULL;
  struct stat status;

  g_assert_true (vpn_store_save (fixture->store, file, profile, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stat (file, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_str_has_prefix (file, fixture->state));
  load (fixture);
  g_assert_cmpuint (fixture->rows->len, ==, 1);
  g_assert_cmpstr (fixture->rows->pdata[0], ==, "user 1000 192.0.2.7");
  g_assert_cmpstr (fixture->last_uuid, ==, uuid);
  g_assert_true (vpn_store_delete (fixture->store, file, &error));
  g_assert_true (vpn_store_delete (fixture->store, file, &error));
  load (fixture);
  g_assert_cmpuint (fixture->rows->len, ==, 0);
}

static void
test_cannot_save (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (VpnProfile) profile = make_profile ("123e4567-e89b-42d3-a456-426614174000");
  g_autofree char *blocker = put (fixture, "blocker", "x", 1);
  g_autofree char *file = g_build_filename (blocker, "x.conf", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (vpn_store_save (fixture->store, file, profile, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_IO);
}

static void
test_broken_files (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *good = put (fixture, "good.conf", GOOD, -1);
  g_autofree char *garbage = put (fixture, "garbage.conf", "\001\002", 2);
  g_autofree char *zero = put (fixture, "zero.conf", "[connection]\ngateway=a\0b\n", 25);
  g_autofree char *hidden = put (fixture, ".hidden.conf", GOOD, -1);
  g_autofree char *other = put (fixture, "other.txt", GOOD, -1);
  g_autofree char *large = g_strnfill (VPN_PROFILE_FILE_MAX + 1, '#');
  g_autofree char *huge = put (fixture, "huge.conf", large, -1);
  g_autofree char *link = g_build_filename (fixture->config, "profiles", "link.conf", NULL);
  g_autofree char *fifo = g_build_filename (fixture->config, "profiles", "fifo.conf", NULL);

  g_assert_cmpint (symlink (other, link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  load (fixture);
  g_assert_cmpuint (fixture->rows->len, ==, 1);
  g_assert_cmpstr (fixture->rows->pdata[0], ==, "system 0 192.0.2.1");
}

/* What an administrator is told of a file: which line of it, where there is one. */
static void
test_faults (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    const char *data, *fault; /* behind the file's name */
  } rows[] = {
    { GOOD, NULL },
    { "# ours\n\n[connection]\ngateway=192.0.2.1\nport = 0\n", ": line 5: connection.port: " },
    { "[connection]\nport=1\n[auth]\nport=2\n", ": line 4: auth.port: " },
    { "[connection]\ngateway 192.0.2.1\n", ": line 2: " },
    { "gateway=192.0.2.1\n", ": line 1: " },
    { "[auth]\nuser=a\n", ": connection.gateway: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = put (fixture, "one.conf", rows[i].data, -1);
      g_autofree char *begin = g_strconcat (path, rows[i].fault, NULL);
      const GPtrArray *faults = vpn_store_get_faults (fixture->store);

      vpn_store_load_system (fixture->store, on_loaded, fixture);
      g_assert_cmpuint (faults->len, ==, rows[i].fault == NULL ? 0 : 1);
      if (rows[i].fault != NULL && !g_str_has_prefix (faults->pdata[0], begin))
        g_error ("%s instead of %s", (const char *) faults->pdata[0], begin);
    }
}

static void
test_uuid_is_stable (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = put (fixture, "plain.conf", GOOD, -1);
  g_autofree char *first = NULL;

  load (fixture);
  first = g_strdup (fixture->last_uuid);
  g_assert_true (g_uuid_string_is_valid (first));
  load (fixture);
  g_assert_cmpstr (fixture->last_uuid, ==, first);
}

static void
test_directories_of_users (Fixture *fixture, gconstpointer unused)
{
  static const char *const names[] = { "1000", "x", "-1", "01000x", "4294967295", "..." };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *dir = g_build_filename (fixture->state, "users", names[i], NULL);
      g_autofree char *file = g_build_filename (dir, "a.conf", NULL);

      g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
      g_assert_true (g_file_set_contents (file, GOOD, -1, NULL));
    }
  load (fixture);
  g_assert_cmpuint (fixture->rows->len, ==, 1);
  g_assert_cmpstr (fixture->rows->pdata[0], ==, "user 1000 192.0.2.1");
}

static void
test_limit (Fixture *fixture, gconstpointer unused)
{
  for (guint i = 0; i < VPN_STORE_SYSTEM_MAX + 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.conf", i);
      g_autofree char *path = put (fixture, name, GOOD, -1);
    }
  load (fixture);
  g_assert_cmpuint (fixture->rows->len, ==, VPN_STORE_SYSTEM_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* A skipped file is a warning by design. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
#define ADD(path, test) g_test_add ("/daemon/store/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("save-load-delete", test_save_load_delete);
  ADD ("cannot-save", test_cannot_save);
  ADD ("broken-files", test_broken_files);
  ADD ("faults", test_faults);
  ADD ("uuid-is-stable", test_uuid_is_stable);
  ADD ("directories-of-users", test_directories_of_users);
  ADD ("limit", test_limit);
#undef ADD
  return g_test_run ();
}
