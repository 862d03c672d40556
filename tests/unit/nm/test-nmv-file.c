// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-file.h"

#include "nmv-keys.h"
#include "vpn-profile.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>

#define KEYFILE                                                                    \
  "[connection]\nid=office\nuuid=123e4567-e89b-12d3-a456-426614174000\ntype=vpn\n" \
  "[vpn]\nservice-type=" NMV_SERVICE_NAME "\nconnection.gateway=vpn.example.org\n" \
  "auth.user=alice\n%s[vpn-secrets]\npassword=wonderland\n"

typedef struct
{
  char *folder; /* owned */
} Folder;

static char *
path_of (const Folder *folder, const char *name)
{
  return g_build_filename (folder->folder, name, NULL);
}

static void
set_up (Folder *folder, gconstpointer data)
{
  folder->folder = g_dir_make_tmp ("nmv-file-XXXXXX", NULL);
}

static void
tear_down (Folder *folder, gconstpointer data)
{
  GDir *dir = g_dir_open (folder->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = path_of (folder, name);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (folder->folder);
  g_free (folder->folder);
}

static NMConnection *
read_text (const Folder *folder, const char *name, const char *text, GError **error)
{
  g_autofree char *path = path_of (folder, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return nmv_file_read (path, error);
}

static const char *
item (NMConnection *connection, const char *key)
{
  return nm_setting_vpn_get_data_item (nm_connection_get_setting_vpn (connection), key);
}

static void
test_keyfile (Folder *folder, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf (KEYFILE, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (NMConnection) connection = read_text (folder, "office.nmconnection", text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (item (connection, VPN_KEY_GATEWAY), ==, "vpn.example.org");
  g_assert_cmpstr (nm_connection_get_id (connection), ==, "office");
  g_assert_true (nm_connection_verify (connection, &error));
  g_assert_no_error (error);
}

static void
test_hostile_keyfile (Folder *folder, gconstpointer data)
{
  static const char *const lines[]
      = { "leftupdown=/tmp/evil\n", "auth.local-id=x\\nleftupdown=/tmp/evil\n",
          "connection.port=70000\n", "auth.ca=relative.pem\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strdup_printf (KEYFILE, lines[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (NMConnection) connection = read_text (folder, "x.nmconnection", text, &error);

      g_assert_null (connection);
      g_assert_nonnull (error);
    }
}

static void
test_profile (Folder *folder, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NMConnection) connection = read_text (folder, "branch.genkan",
                                                   "[connection]\ngateway=vpn.example.org\n"
                                                   "[auth]\nuser=alice\n",
                                                   &error);

  g_assert_no_error (error);
  g_assert_cmpstr (item (connection, VPN_KEY_USER), ==, "alice");
  g_assert_cmpstr (nm_connection_get_id (connection), ==, "branch");
  g_assert_nonnull (nm_connection_get_uuid (connection));
}

static void
test_nonsense (Folder *folder, gconstpointer data)
{
  static const char *const texts[]
      = { "", "x", "[vpn]\nservice-type=org.freedesktop.NetworkManager.openvpn\n",
          "[vpn]\nservice-type=" NMV_SERVICE_NAME "\n", "client\ndev tun\n" };
  g_autofree char *missing = path_of (folder, "missing");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (NMConnection) connection = read_text (folder, "x", texts[i], &error);

      g_assert_null (connection);
      g_assert_nonnull (error);
    }
  g_assert_null (nmv_file_read (missing, NULL));
  g_assert_null (nmv_file_read (folder->folder, NULL));
}

static void
test_there_and_back (Folder *folder, gconstpointer data)
{
  static const char *const names[] = { "out.nmconnection", "out.genkan" };
  g_autofree char *text = g_strdup_printf (KEYFILE, "network.routes=10.0.0.0/8 192.0.2.0/24\n");
  g_autoptr (NMConnection) connection = read_text (folder, "in", text, NULL);

  g_assert_nonnull (connection);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = path_of (folder, names[i]);
      g_autofree char *written = NULL;
      g_autoptr (NMConnection) back = NULL;
      g_autoptr (GError) error = NULL;
      struct stat info;

      g_assert_true (nmv_file_write (path, connection, &error));
      g_assert_no_error (error);
      g_assert_cmpint (stat (path, &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
      g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
      g_assert_null (strstr (written, "wonderland"));
      back = nmv_file_read (path, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (item (back, VPN_KEY_ROUTES), ==, "10.0.0.0/8 192.0.2.0/24");
      g_assert_cmpstr (nm_connection_get_id (back), ==, "office");
    }
}

static void
test_name (Folder *folder, gconstpointer data)
{
  g_autofree char *text = g_strdup_printf (KEYFILE, "");
  g_autoptr (NMConnection) connection = read_text (folder, "in", text, NULL);
  g_autofree char *name = NULL;

  g_object_set (nm_connection_get_setting_connection (connection), NM_SETTING_CONNECTION_ID,
                "../a/b", NULL);
  name = nmv_file_suggest_name (connection);
  g_assert_cmpstr (name, ==, "..-a-b.genkan");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Folder, NULL, set_up, function, tear_down)
  ADD ("/nm/file/keyfile", test_keyfile);
  ADD ("/nm/file/CVE-2024-9050/hostile-keyfile", test_hostile_keyfile);
  ADD ("/nm/file/profile", test_profile);
  ADD ("/nm/file/nonsense", test_nonsense);
  ADD ("/nm/file/there-and-back", test_there_and_back);
  ADD ("/nm/file/name", test_name);
#undef ADD
  return g_test_run ();
}
