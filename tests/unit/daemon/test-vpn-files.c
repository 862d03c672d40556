// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Files of callers: only sealed ones are taken, all but the private key come back from disk. */
#include "vpn-files.h"

#include "sealed-sample.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
assert_contents (const VpnFiles *files, VpnFile file, const char *expected)
{
  char found[32] = "";

  g_assert_cmpint (pread (vpn_files_get (files, file), found, sizeof found - 1, 0), >, 0);
  g_assert_cmpstr (found, ==, expected);
}

static gboolean
take (VpnFiles *files, VpnFile file, const char *contents)
{
  return vpn_files_take (files, file, sealed_sample (contents, strlen (contents)));
}

static void
test_names (void)
{
  VpnFile file = VPN_FILES;

  g_assert_true (vpn_files_find ("aaa-ca", &file));
  g_assert_cmpint (file, ==, VPN_FILE_AAA_CA);
  g_assert_true (vpn_files_find ("private-key", &file));
  g_assert_cmpint (file, ==, VPN_FILE_PRIVATE_KEY);
  g_assert_false (vpn_files_find ("agent", &file));
}

static void
test_only_sealed (void)
{
  g_autoptr (VpnFiles) files = vpn_files_new ();

  g_assert_false (vpn_files_take (files, VPN_FILE_CA, open ("/etc/passwd", O_RDONLY | O_CLOEXEC)));
  g_assert_cmpint (vpn_files_get (files, VPN_FILE_CA), ==, -1);
  g_assert_true (take (files, VPN_FILE_CA, "one"));
  g_assert_true (take (files, VPN_FILE_CA, "another"));
  assert_contents (files, VPN_FILE_CA, "another");
}

static void
test_disk (void)
{
  g_autofree char *dir = g_dir_make_tmp ("genkan-files-XXXXXX", NULL);
  g_autofree char *prefix = g_build_filename (dir, "connection-1", NULL);
  g_autofree char *ca = g_strconcat (prefix, ".ca", NULL);
  g_autofree char *key = g_strconcat (prefix, ".private-key", NULL);
  g_autoptr (VpnFiles) files = vpn_files_new ();
  g_autoptr (VpnFiles) fewer = vpn_files_new ();
  g_autoptr (VpnFiles) back = NULL;
  g_autoptr (VpnFiles) none = NULL;
  struct stat status;

  g_assert_true (take (files, VPN_FILE_CA, "authority"));
  g_assert_true (take (files, VPN_FILE_CERTIFICATE, "certificate"));
  g_assert_true (take (files, VPN_FILE_PRIVATE_KEY, "key"));
  g_assert_true (vpn_files_save (files, prefix, NULL));
  g_assert_cmpint (g_stat (ca, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (key, G_FILE_TEST_EXISTS));
  back = vpn_files_load (prefix);
  assert_contents (back, VPN_FILE_CA, "authority");
  assert_contents (back, VPN_FILE_CERTIFICATE, "certificate");
  g_assert_cmpint (vpn_files_get (back, VPN_FILE_AAA_CA), ==, -1);
  g_assert_cmpint (vpn_files_get (back, VPN_FILE_PRIVATE_KEY), ==, -1);

  g_assert_true (take (fewer, VPN_FILE_CERTIFICATE, "certificate"));
  g_assert_true (vpn_files_save (fewer, prefix, NULL));
  g_assert_false (g_file_test (ca, G_FILE_TEST_EXISTS));
  vpn_files_delete (prefix);
  none = vpn_files_load (prefix);
  g_assert_cmpint (vpn_files_get (none, VPN_FILE_CERTIFICATE), ==, -1);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/files/names", test_names);
  g_test_add_func ("/daemon/files/only-sealed", test_only_sealed);
  g_test_add_func ("/daemon/files/disk", test_disk);
  return g_test_run ();
}
