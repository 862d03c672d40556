// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-client-certificate.h"
#include "vpn-import.h"
#include "vpn-error.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static GBytes *
read_data (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "client", "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize len;

  (void) g_file_get_contents (path, &data, &len, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, len);
}

static VpnImport *
import_data (const char *name, const char *password)
{
  g_autoptr (GBytes) data = read_data (name);
  g_autoptr (GError) error = NULL;
  VpnImport *import = vpn_import_new (name, data, password, &error);

  g_assert_no_error (error);
  return import;
}

static void
assert_refused (const char *name, GBytes *data, const char *password, const char *words)
{
  g_autoptr (GError) error = NULL;
  VpnImport *import = vpn_import_new (name, data, password, &error);

  g_assert_null (import);
  g_assert_nonnull (error);
  if (strstr (error->message, words) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, words);
}

static void
assert_text_refused (const char *text, gssize len, const char *words)
{
  g_autoptr (GBytes) data = g_bytes_new (text, len < 0 ? strlen (text) : (gsize) len);

  assert_refused ("x.genkan", data, NULL, words);
}

/* ---- Profile files --------------------------------------------------------------------------- */

static void
test_profile (void)
{
  static const char text[] = "[connection]\nname=office\n"
                             "uuid=0c1b2a3d-1111-4222-8333-444455556666\n"
                             "gateway=vpn.office.test\n[auth]\nuser=alice\n";
  g_autoptr (GBytes) data = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnImport) import = vpn_import_new ("any name", data, NULL, &error);
  VpnProfile *settings;

  g_assert_no_error (error);
  settings = vpn_import_get_settings (import);
  g_assert_cmpstr (vpn_profile_get_string (settings, VPN_KEY_GATEWAY), ==, "vpn.office.test");
  g_assert_false (vpn_profile_is_set (settings, VPN_KEY_UUID));
  g_assert_null (vpn_import_get_certificate (import));
  g_assert_true (vpn_import_store (import, &error));
}

static void
test_profile_hostile (void)
{
  g_autofree char *huge = g_strnfill (VPN_PROFILE_FILE_MAX + 1, '[');
  g_autofree char *longest = g_strnfill (300, 'a');
  g_autofree char *long_host = g_strdup_printf ("[connection]\ngateway=%s\n", longest);

  assert_text_refused ("", 0, "no file with VPN settings");
  assert_text_refused ("hello", -1, "no file with VPN settings");
  assert_text_refused (huge, VPN_PROFILE_FILE_MAX + 1, "no file with VPN settings");
  assert_text_refused ("[connection]\nname=a\0b\n", 22, "no file with VPN settings");
  assert_text_refused ("[connection]\nname=\xff\n", -1, "no file with VPN settings");
  assert_text_refused ("[connection]\ngateway=a\\nb\n", -1, "connection.gateway");
  assert_text_refused ("[connection]\nname=a\\nuser=root\n", -1, "connection.name");
  assert_text_refused ("[connection]\nname=\xe2\x80\xae"
                       "evil\n",
                       -1, "connection.name");
  assert_text_refused ("[connection]\nname=a\\qb\n", -1, "connection.name");
  assert_text_refused (long_host, -1, "connection.gateway");
  assert_text_refused ("[connection]\nport=70000\n", -1, "connection.port");
  assert_text_refused ("[connection]\nup-script=/bin/sh\n", -1, "up-script");
  assert_text_refused ("[auth]\nprivate-key=id_rsa\n", -1, "auth.private-key");
  assert_text_refused ("[auth\n", -1, "not a profile");
}

/* ---- PKCS#12 --------------------------------------------------------------------------------- */

static void
test_pkcs12_password (void)
{
  g_autoptr (GBytes) data = read_data ("alice.p12");
  g_autoptr (VpnImport) import = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) wrong = NULL;

  g_assert_null (vpn_import_new ("alice.p12", data, NULL, &none));
  g_assert_true (vpn_import_wants_password (none));
  g_assert_null (vpn_import_new ("alice.p12", data, "Secret", &wrong));
  g_assert_true (vpn_import_wants_password (wrong));
  import = import_data ("alice.p12", "secret");
  g_assert_cmpstr (vpn_profile_get_string (vpn_import_get_settings (import), VPN_KEY_NAME), ==,
                   "alice");
}

static void
assert_private_file (const VpnProfile *settings, const char *key, const char *words)
{
  const char *path = vpn_profile_get_string (settings, key);
  g_autofree char *folder = vpn_import_get_folder ();
  g_autofree char *its_folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  GStatBuf info;

  g_assert_cmpstr (its_folder, ==, folder);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, words));
}

static guint
count_files (void)
{
  g_autofree char *folder = vpn_import_get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_pkcs12_store (void)
{
  g_autoptr (VpnImport) import = import_data ("alice.p12", "secret");
  g_autoptr (VpnImport) again = import_data ("alice.p12", "secret");
  VpnProfile *settings = vpn_import_get_settings (import);
  g_autofree char *ca = vpn_client_certificate_short_name (vpn_import_get_ca (import));
  g_autofree char *folder = vpn_import_get_folder ();
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_cmpstr (ca, ==, "Office CA");
  g_assert_cmpuint (count_files (), ==, 0);
  g_assert_true (vpn_import_store (import, &error));
  g_assert_no_error (error);
  assert_private_file (settings, VPN_KEY_CERTIFICATE, "BEGIN CERTIFICATE");
  assert_private_file (settings, VPN_KEY_PRIVATE_KEY, "PRIVATE KEY");
  assert_private_file (settings, VPN_KEY_CA, "BEGIN CERTIFICATE");
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0700);

  /* The second one does not touch the files of the first. */
  vpn_import_set_use_ca (again, FALSE);
  g_assert_true (vpn_import_store (again, &error));
  g_assert_false (vpn_profile_is_set (vpn_import_get_settings (again), VPN_KEY_CA));
  g_assert_cmpuint (count_files (), ==, 5);
  vpn_import_unstore (again);
  vpn_import_unstore (import);
  g_assert_false (vpn_profile_is_set (settings, VPN_KEY_PRIVATE_KEY));
  g_assert_cmpuint (count_files (), ==, 0);
}

/* A name that is a path stays inside the folder. */
static void
test_pkcs12_evil_name (void)
{
  g_autoptr (VpnImport) import = import_data ("evil.p12", NULL);
  VpnProfile *settings = vpn_import_get_settings (import);
  g_autoptr (GError) error = NULL;

  g_assert_null (strstr (vpn_profile_get_string (settings, VPN_KEY_NAME), "\xe2\x80\xae"));
  g_assert_true (vpn_import_store (import, &error));
  assert_private_file (settings, VPN_KEY_PRIVATE_KEY, "PRIVATE KEY");
  vpn_import_unstore (import);
}

static void
test_pkcs12_damaged (void)
{
  g_autoptr (GBytes) no_key = read_data ("no-key.p12");
  g_autoptr (GBytes) good = read_data ("open.p12");
  gsize len;
  const guint8 *octets = g_bytes_get_data (good, &len);

  assert_refused ("no-key.p12", no_key, NULL, "no certificate with a private key");
  for (gsize cut = 1; cut < len; cut += 37)
    {
      g_autoptr (GBytes) part = g_bytes_new (octets, cut);
      g_autoptr (GError) error = NULL;

      g_assert_null (vpn_import_new ("x.p12", part, "secret", &error));
      g_assert_nonnull (error);
    }
  for (gsize at = 0; at < len; at += 23)
    {
      g_autofree guint8 *copy = g_memdup2 (octets, len);
      g_autoptr (GBytes) data = NULL;
      g_autoptr (VpnImport) import = NULL;

      /* Either refused or understood; both without a crash or a warning. */
      copy[at] ^= 0x41;
      data = g_bytes_new (copy, len);
      import = vpn_import_new ("x.p12", data, NULL, NULL);
    }
}

/* ---- Reading files --------------------------------------------------------------------------- */

typedef struct
{
  GMainLoop *loop;
  GBytes *data;
  GError *error;
} Loaded;

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loaded *loaded = user_data;

  loaded->data = vpn_import_load_finish (result, &loaded->error);
  g_main_loop_quit (loaded->loop);
}

static void
load (const char *path, Loaded *loaded)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  loaded->loop = loop;
  vpn_import_load_async (file, NULL, on_loaded, loaded);
  g_main_loop_run (loop);
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("genkan-XXXXXX", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *large = g_build_filename (folder, "large", NULL);
  Loaded missing = { NULL };
  Loaded fifo = { NULL };
  Loaded directory = { NULL };
  Loaded too_large = { NULL };

  load ("/nonexistent", &missing);
  g_assert_error (missing.error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  load (pipe, &fifo);
  g_assert_error (fifo.error, VPN_ERROR, VPN_ERROR_IO);
  load (folder, &directory);
  g_assert_error (directory.error, VPN_ERROR, VPN_ERROR_IO);
  g_assert_true (g_file_set_contents (large, "", 0, NULL));
  g_assert_cmpint (truncate (large, VPN_IMPORT_MAX + 1), ==, 0);
  load (large, &too_large);
  g_assert_error (too_large.error, VPN_ERROR, VPN_ERROR_IO);
  g_clear_error (&missing.error);
  g_clear_error (&fifo.error);
  g_clear_error (&directory.error);
  g_clear_error (&too_large.error);
  (void) g_unlink (pipe);
  (void) g_unlink (large);
  (void) g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("genkan-XXXXXX", NULL);
  g_autofree char *folder = NULL;
  int result;

  /* Certificates are written below a folder of this test. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/import/profile", test_profile);
  g_test_add_func ("/client/import/profile-hostile", test_profile_hostile);
  g_test_add_func ("/client/import/pkcs12-password", test_pkcs12_password);
  g_test_add_func ("/client/import/pkcs12-store", test_pkcs12_store);
  g_test_add_func ("/client/import/pkcs12-evil-name", test_pkcs12_evil_name);
  g_test_add_func ("/client/import/pkcs12-damaged", test_pkcs12_damaged);
  g_test_add_func ("/client/import/load", test_load);
  result = g_test_run ();
  folder = vpn_import_get_folder ();
  (void) g_rmdir (folder);
  (void) g_rmdir (home);
  return result;
}
