// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-open.h"

#include "vpn-sealed.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

static NMConnection *
new_connection (const char *const *users)
{
  NMConnection *connection = nm_simple_connection_new ();
  NMSettingConnection *setting = NM_SETTING_CONNECTION (nm_setting_connection_new ());

  nm_connection_add_setting (connection, NM_SETTING (setting));
  for (gsize i = 0; users[i] != NULL; i++)
    g_assert_true (nm_setting_connection_add_permission (setting, "user", users[i], NULL));
  return connection;
}

static int
open_for (const char *const *users, const char *path)
{
  g_autoptr (NMConnection) connection = new_connection (users);
  g_autoptr (GError) error = NULL;
  g_autoptr (NmvOpener) opener = nmv_opener_new (connection, &error);

  g_assert_no_error (error);
  return nmv_opener_open (path, opener);
}

static char *
new_file (mode_t mode)
{
  char *path = g_strdup ("/tmp/nmv-open-XXXXXX");
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, "octet", 5), ==, 5);
  g_assert_cmpint (fchmod (fd, mode), ==, 0);
  g_close (fd, NULL);
  return path;
}

static void
assert_opens (const char *const *users, const char *path)
{
  int fd = open_for (users, path);

  g_assert_cmpint (vpn_sealed_get_size (fd), ==, 5);
  g_close (fd, NULL);
}

static const char *const nobody_else[] = { NULL };
static const char *const one[] = { "nobody", NULL };
static const char *const two[] = { "nobody", "daemon", NULL };

static void
test_administrators (void)
{
  g_autofree char *path = new_file (0600);

  assert_opens (nobody_else, path);
  g_assert_cmpint (open_for (nobody_else, "/nonexistent"), ==, -ENOENT);
  g_assert_cmpint (open_for (nobody_else, "/dev/zero"), ==, -EINVAL);
  g_unlink (path);
}

static void
test_of_the_owner (void)
{
  g_autofree char *path = new_file (0600);
  const struct passwd *entry = getpwnam ("nobody");

  if (geteuid () != 0)
    {
      g_test_skip ("only root can become somebody else");
      g_unlink (path);
      return;
    }
  g_assert_cmpint (open_for (one, path), ==, -EACCES);
  g_assert_cmpint (chown (path, entry->pw_uid, entry->pw_gid), ==, 0);
  assert_opens (one, path);
  /* Both must be able to. */
  g_assert_cmpint (open_for (two, path), ==, -EACCES);
  g_assert_cmpint (chmod (path, 0644), ==, 0);
  assert_opens (two, path);
  g_assert_cmpint (open_for (one, "/etc/shadow"), ==, -EACCES);
  g_assert_cmpuint (geteuid (), ==, 0);
  g_unlink (path);
}

static void
test_unknown_owner (void)
{
  static const char *const users[] = { "nobody", "no such user", NULL };
  g_autoptr (NMConnection) connection = new_connection (users);
  g_autoptr (GError) error = NULL;
  g_autoptr (NmvOpener) opener = nmv_opener_new (connection, &error);

  g_assert_null (opener);
  g_assert_error (error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nm/open/CVE-2025-9615/administrators", test_administrators);
  g_test_add_func ("/nm/open/CVE-2025-9615/of-the-owner", test_of_the_owner);
  g_test_add_func ("/nm/open/CVE-2025-9615/unknown-owner", test_unknown_owner);
  return g_test_run ();
}
