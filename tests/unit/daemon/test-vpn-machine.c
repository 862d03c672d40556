// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the computer itself holds: found by UUID and name, and only where nobody else had a hand. */
#include "vpn-machine.h"

#include "vpn-error.h"
#include "vpn-sealed.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UUID "6a0c0f5e-31f5-4c43-9d4f-6f7d2f0f9a01"

typedef struct
{
  char *dir;         /* owned */
  char *secrets;     /* owned */
  char *credentials; /* owned */
  VpnProfile *profile;
  VpnMachine *machine;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->dir = g_dir_make_tmp ("genkan-machine-XXXXXX", NULL);
  self->secrets = g_build_filename (self->dir, "secrets", NULL);
  self->credentials = g_build_filename (self->dir, "credentials", NULL);
  g_assert_cmpint (g_mkdir (self->secrets, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (self->credentials, 0700), ==, 0);
  self->profile = vpn_profile_new ();
  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_NAME, "office", NULL));
  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_UUID, UUID, NULL));
  self->machine = vpn_machine_new (self->dir, self->credentials);
}

static void
empty (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      (void) g_unlink (file);
    }
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  vpn_machine_free (self->machine);
  vpn_profile_free (self->profile);
  empty (self->secrets);
  empty (self->credentials);
  empty (self->dir);
  g_free (self->dir);
  g_free (self->secrets);
  g_free (self->credentials);
}

/* The path, owned. */
static char *
put (const char *dir, const char *name, const char *contents, mode_t mode)
{
  char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
  return path;
}

static void
assert_secret (Fixture *self, VpnSecretKind kind, const char *expected)
{
  g_autoptr (SecretBuf) secret = vpn_machine_get_secret (self->machine, self->profile, kind);

  if (expected == NULL)
    {
      g_assert_null (secret);
      return;
    }
  g_assert_nonnull (secret);
  g_assert_cmpmem (secret_buf_peek (secret), secret_buf_len (secret), expected, strlen (expected));
}

static void
test_places (Fixture *self, gconstpointer unused)
{
  g_autofree char *by_name = put (self->secrets, "office.password", "by name\n", 0600);
  g_autofree char *by_uuid = NULL;
  g_autofree char *credential = NULL;

  assert_secret (self, VPN_SECRET_PSK, NULL);
  assert_secret (self, VPN_SECRET_PASSWORD, "by name");
  by_uuid = put (self->secrets, UUID ".password", "by uuid", 0600);
  assert_secret (self, VPN_SECRET_PASSWORD, "by uuid");
  credential = put (self->credentials, "office.password", "two\n\n", 0400);
  assert_secret (self, VPN_SECRET_PASSWORD, "two\n");
}

static void
test_codes_are_never_stored (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = put (self->secrets, "office.response", "123456", 0600);

  assert_secret (self, VPN_SECRET_RESPONSE, NULL);
}

static void
test_not_for_others (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = put (self->secrets, "office.password", "secret", 0640);
  g_autofree char *other = put (self->secrets, "other", "secret", 0600);

  assert_secret (self, VPN_SECRET_PASSWORD, NULL);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  assert_secret (self, VPN_SECRET_PASSWORD, "secret");
  /* Nor by way of somebody's link. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (symlink (other, path), ==, 0);
  assert_secret (self, VPN_SECRET_PASSWORD, NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  assert_secret (self, VPN_SECRET_PASSWORD, NULL);
}

static void
test_names_are_no_paths (Fixture *self, gconstpointer unused)
{
  g_autofree char *path = put (self->dir, "office.password", "outside", 0600);

  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_NAME, "../office", NULL));
  assert_secret (self, VPN_SECRET_PASSWORD, NULL);
}

static void
test_files (Fixture *self, gconstpointer unused)
{
  g_autofree char *ca = put (self->dir, "ca.pem", "authority", 0644);
  g_autofree char *certificate = put (self->dir, "user.pem", "certificate", 0644);
  g_autofree char *key = put (self->dir, "user.key", "key", 0640);
  g_autoptr (VpnFiles) without = NULL;
  g_autoptr (VpnFiles) refused = NULL;
  g_autoptr (VpnFiles) files = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_CA, ca, NULL));
  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_CERTIFICATE, certificate, NULL));
  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_PRIVATE_KEY, key, NULL));
  without = vpn_machine_read_files (self->profile, NULL);
  g_assert_cmpint (vpn_sealed_get_size (vpn_files_get (without, VPN_FILE_CA)), ==, 9);
  g_assert_cmpint (vpn_files_get (without, VPN_FILE_PRIVATE_KEY), ==, -1);

  g_assert_true (vpn_profile_set_text (self->profile, VPN_KEY_AUTH, "cert", NULL));
  refused = vpn_machine_read_files (self->profile, &error);
  g_assert_null (refused);
  g_assert_true (vpn_error_is (error, VPN_ERROR_FILE_NEEDED));
  g_assert_nonnull (strstr (error->message, VPN_KEY_PRIVATE_KEY));
  g_assert_nonnull (strstr (error->message, key));
  g_assert_cmpint (g_chmod (key, 0600), ==, 0);
  files = vpn_machine_read_files (self->profile, NULL);
  g_assert_cmpint (vpn_sealed_get_size (vpn_files_get (files, VPN_FILE_PRIVATE_KEY)), ==, 3);
  g_clear_pointer (&files, vpn_files_free);
  g_assert_cmpint (g_chmod (ca, 0664), ==, 0);
  files = vpn_machine_read_files (self->profile, NULL);
  g_assert_null (files);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* What is not used is logged. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
#define ADD(path, func) g_test_add ("/daemon/machine/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("places", test_places);
  ADD ("codes-are-never-stored", test_codes_are_never_stored);
  ADD ("not-for-others", test_not_for_others);
  ADD ("names-are-no-paths", test_names_are_no_paths);
  ADD ("files", test_files);
#undef ADD
  return g_test_run ();
}
