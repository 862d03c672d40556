// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-client-files.h"

#include "vpn-error.h"
#include "vpn-names.h"
#include "vpn-sealed.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *dir;
  VpnProfile *profile;
} Fixture;

static char *
write_file (Fixture *fixture, const char *name)
{
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, name, -1, NULL));
  return path;
}

static void
set (Fixture *fixture, const char *key, const char *text)
{
  g_assert_true (vpn_profile_set_text (fixture->profile, key, text, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { VPN_KEY_CA, VPN_KEY_CERTIFICATE, VPN_KEY_PRIVATE_KEY };

  fixture->dir = g_dir_make_tmp ("genkan-files-XXXXXX", NULL);
  fixture->profile = vpn_profile_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *path = write_file (fixture, keys[i]);

      set (fixture, keys[i], path);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
  vpn_profile_free (fixture->profile);
}

/* The options of the profile's files, and what stands in each. */
static GVariant *
open_options (Fixture *fixture, GUnixFDList **ret_fds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VpnClientFiles) files = vpn_client_files_open (fixture->profile, &error);
  GVariantBuilder builder;

  g_assert_no_error (error);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  *ret_fds = vpn_client_files_to_options (files, &builder, &error);
  g_assert_no_error (error);
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
assert_option (GVariant *options, GUnixFDList *fds, const char *option, const char *contents)
{
  char found[64] = { 0 };
  gint32 handle;
  int fd;

  g_assert_true (g_variant_lookup (options, option, "h", &handle));
  fd = g_unix_fd_list_get (fds, handle, NULL);
  g_assert_cmpint (vpn_sealed_get_size (fd), >, 0);
  g_assert_cmpint (pread (fd, found, sizeof found - 1, 0), >, 0);
  g_assert_cmpstr (found, ==, contents);
  close (fd);
}

static void
test_each_login_takes_its_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GUnixFDList) psk_fds = NULL;
  g_autoptr (GUnixFDList) eap_fds = NULL;
  g_autoptr (GUnixFDList) cert_fds = NULL;
  g_autoptr (GVariant) psk = NULL;
  g_autoptr (GVariant) eap = NULL;
  g_autoptr (GVariant) cert = NULL;

  set (fixture, VPN_KEY_AUTH, "psk");
  psk = open_options (fixture, &psk_fds);
  g_assert_cmpuint (g_variant_n_children (psk), ==, 0);

  /* A private key that is not needed is not handed out. */
  set (fixture, VPN_KEY_AUTH, "eap");
  eap = open_options (fixture, &eap_fds);
  g_assert_cmpuint (g_variant_n_children (eap), ==, 1);
  assert_option (eap, eap_fds, VPN_OPTION_CA_FILE, VPN_KEY_CA);

  set (fixture, VPN_KEY_AUTH, "cert");
  cert = open_options (fixture, &cert_fds);
  g_assert_cmpuint (g_variant_n_children (cert), ==, 3);
  assert_option (cert, cert_fds, VPN_OPTION_CA_FILE, VPN_KEY_CA);
  assert_option (cert, cert_fds, VPN_OPTION_CERTIFICATE_FILE, VPN_KEY_CERTIFICATE);
  assert_option (cert, cert_fds, VPN_OPTION_KEY_FILE, VPN_KEY_PRIVATE_KEY);
}

/* A login with EAP-TLS shows the user's certificate, and the login server may have a CA of its
 * own. */
static void
test_eap_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) options = NULL;

  set (fixture, VPN_KEY_AAA_CA, vpn_profile_get_string (fixture->profile, VPN_KEY_CA));
  set (fixture, VPN_KEY_EAP_METHODS, "ttls,tls");
  options = open_options (fixture, &fds);
  g_assert_cmpuint (g_variant_n_children (options), ==, 4);
  assert_option (options, fds, VPN_OPTION_AAA_CA_FILE, VPN_KEY_CA);
  assert_option (options, fds, VPN_OPTION_CERTIFICATE_FILE, VPN_KEY_CERTIFICATE);
  assert_option (options, fds, VPN_OPTION_KEY_FILE, VPN_KEY_PRIVATE_KEY);
}

static void
test_empty_keys_need_no_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) options = NULL;

  vpn_profile_reset (fixture->profile, VPN_KEY_CA);
  options = open_options (fixture, &fds);
  g_assert_cmpuint (g_variant_n_children (options), ==, 0);
}

static void
assert_refused (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;

  set (fixture, VPN_KEY_CA, path);
  g_assert_null (vpn_client_files_open (fixture->profile, &error));
  g_assert_true (vpn_error_is (error, VPN_ERROR_FILE_NEEDED));
  g_assert_nonnull (strstr (error->message, VPN_KEY_CA));
  g_assert_nonnull (strstr (error->message, path));
}

/* peers.md D2, CVE-2025-9615 and CVE-2026-19685: what is no plain file is refused, at once. */
static void
test_odd_files_are_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->dir, "missing", NULL);
  g_autofree char *fifo = g_build_filename (fixture->dir, "fifo", NULL);
  g_autofree char *large = write_file (fixture, "large");

  assert_refused (fixture, missing);
  assert_refused (fixture, fixture->dir);
  assert_refused (fixture, "/dev/zero");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  assert_refused (fixture, fifo);
  g_assert_cmpint (truncate (large, VPN_SEALED_MAX + 1), ==, 0);
  assert_refused (fixture, large);
}

static int
count_open_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  int n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
test_descriptors_are_closed (Fixture *fixture, gconstpointer data)
{
  int before = count_open_descriptors ();

  set (fixture, VPN_KEY_AUTH, "cert");
  for (int i = 0; i < 3; i++)
    vpn_client_files_free (vpn_client_files_open (fixture->profile, NULL));
  set (fixture, VPN_KEY_PRIVATE_KEY, "/nonexistent/key");
  g_assert_null (vpn_client_files_open (fixture->profile, NULL));
  g_assert_cmpint (count_open_descriptors (), ==, before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/client/files/each-login-its-own", test_each_login_takes_its_own);
  ADD ("/client/files/eap-tls", test_eap_tls);
  ADD ("/client/files/empty-keys", test_empty_keys_need_no_file);
  ADD ("/client/files/CVE-2025-9615/odd-files", test_odd_files_are_refused);
  ADD ("/client/files/closed", test_descriptors_are_closed);
#undef ADD
  return g_test_run ();
}
