// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What is kept of a protected connection: the same comes back, nonsense does not, and others cannot
 * read it. */
#include "vpn-wanted.h"

#include "vpn-error.h"
#include "sealed-sample.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  char *dir; /* owned */
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->dir = g_dir_make_tmp ("genkan-wanted-XXXXXX", NULL);
  g_assert_nonnull (self->dir);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_autofree char *sub = g_build_filename (self->dir, "wanted", NULL);
  g_autoptr (GDir) dir = g_dir_open (sub, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (sub, name, NULL);

      g_unlink (path);
    }
  g_rmdir (sub);
  g_rmdir (self->dir);
  g_free (self->dir);
}

static VpnProfile *
make_profile (void)
{
  VpnProfile *profile = vpn_profile_new ();

  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_GATEWAY, "vpn.example.org", NULL));
  g_assert_true (
      vpn_profile_set_text (profile, VPN_KEY_NAME, "back\\slash; and = [brackets]", NULL));
  g_assert_true (vpn_profile_set_text (profile, VPN_KEY_USER, "alice", NULL));
  return profile;
}

static void
write_one (Fixture *self, const char *name)
{
  const IpAddress there = { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } };
  g_autoptr (GArray) gateways = g_array_new (FALSE, TRUE, sizeof (IpAddress));
  g_autoptr (VpnProfile) profile = make_profile ();
  g_autoptr (VpnFiles) files = vpn_files_new ();
  g_autoptr (GError) error = NULL;
  const VpnWanted wanted = { .slot = 7,
                             .uid = 4294967294u,
                             .is_stored = TRUE,
                             .ifname = (char *) "genkan3",
                             .profile = profile,
                             .files = files,
                             .gateways = g_array_append_val (gateways, there),
                             .leash = (char *) "40000 0 0 2001:db8::1" };

  g_assert_true (vpn_files_take (files, VPN_FILE_CA, sealed_sample ("CA", 2)));
  g_assert_true (vpn_wanted_write (&wanted, self->dir, name, &error));
  g_assert_no_error (error);
}

static void
test_round_trip (Fixture *self, gconstpointer unused)
{
  g_autoptr (VpnProfile) profile = make_profile ();
  g_autoptr (VpnWanted) wanted = NULL;
  g_autoptr (GError) error = NULL;

  write_one (self, "connection-9");
  wanted = vpn_wanted_read (self->dir, "connection-9", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (wanted->slot, ==, 7);
  g_assert_cmpuint (wanted->uid, ==, 4294967294u);
  g_assert_false (wanted->is_system);
  g_assert_true (wanted->is_stored);
  g_assert_cmpstr (wanted->ifname, ==, "genkan3");
  g_assert_cmpuint (wanted->gateways->len, ==, 1);
  g_assert_cmpstr (wanted->leash, ==, "40000 0 0 2001:db8::1");
  g_assert_cmpuint (g_array_index (wanted->gateways, IpAddress, 0).family, ==, AF_INET6);
  g_assert_cmpuint (g_array_index (wanted->gateways, IpAddress, 0).octets[15], ==, 1);
  g_assert_cmpstr (vpn_profile_get_string (wanted->profile, VPN_KEY_NAME), ==,
                   vpn_profile_get_string (profile, VPN_KEY_NAME));
  g_assert_cmpstr (vpn_profile_get_string (wanted->profile, VPN_KEY_GATEWAY), ==,
                   "vpn.example.org");
  g_assert_cmpint (vpn_files_get (wanted->files, VPN_FILE_CA), >=, 0);
}

static void
test_list_and_remove (Fixture *self, gconstpointer unused)
{
  g_auto (GStrv) none = vpn_wanted_list (self->dir);
  g_autofree char *ca = g_build_filename (self->dir, "wanted", "connection-1.ca", NULL);
  g_auto (GStrv) two = NULL;
  g_auto (GStrv) one = NULL;

  g_assert_cmpuint (g_strv_length (none), ==, 0);
  write_one (self, "connection-1");
  write_one (self, "connection-2");
  g_assert_true (g_file_test (ca, G_FILE_TEST_EXISTS));
  two = vpn_wanted_list (self->dir);
  g_assert_cmpuint (g_strv_length (two), ==, 2);
  vpn_wanted_remove (self->dir, "connection-1");
  vpn_wanted_remove (self->dir, "connection-1");
  g_assert_false (g_file_test (ca, G_FILE_TEST_EXISTS));
  one = vpn_wanted_list (self->dir);
  g_assert_cmpuint (g_strv_length (one), ==, 1);
  g_assert_cmpstr (one[0], ==, "connection-2");
}

static void
test_for_root_alone (Fixture *self, gconstpointer unused)
{
  g_autofree char *dir = g_build_filename (self->dir, "wanted", NULL);
  g_autofree char *path = g_build_filename (dir, "connection-1.conf", NULL);
  struct stat status;

  write_one (self, "connection-1");
  g_assert_cmpint (stat (dir, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
}

static void
test_nonsense (Fixture *self, gconstpointer unused)
{
  const char *const texts[] = {
    "",
    "[wanted]\n",
    "[wanted]\nslot=300\nuid=0\nsystem=false\nstored=false\ninterface=a\nsettings=\n",
    "no key file",
  };
  g_autofree char *path = g_build_filename (self->dir, "wanted", "connection-1.conf", NULL);
  g_autofree char *whole = NULL;
  gsize len;

  write_one (self, "connection-1");
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      g_assert_null (vpn_wanted_read (self->dir, "connection-1", NULL));
    }
  /* One that was cut short anywhere is refused or the same. */
  write_one (self, "connection-1");
  g_assert_true (g_file_get_contents (path, &whole, &len, NULL));
  for (gsize cut = 0; cut + 1 < len; cut++)
    {
      g_autoptr (VpnWanted) wanted = NULL;

      g_assert_true (g_file_set_contents (path, whole, (gssize) cut, NULL));
      wanted = vpn_wanted_read (self->dir, "connection-1", NULL);
      g_assert_true (wanted == NULL
                     || g_str_equal (vpn_profile_get_string (wanted->profile, VPN_KEY_GATEWAY),
                                     "vpn.example.org"));
    }
}

static void
test_bounds (Fixture *self, gconstpointer unused)
{
  const char *const changes[][2] = {
    { "slot=7", "slot=256" },
    { "slot=7", "slot=-1" },
    { "uid=4294967294", "uid=4294967296" },
    { "system=false", "system=perhaps" },
    { "interface=genkan3", "device=genkan3" },
  };
  g_autofree char *path = g_build_filename (self->dir, "wanted", "connection-1.conf", NULL);
  g_autofree char *whole = NULL;

  write_one (self, "connection-1");
  g_assert_true (g_file_get_contents (path, &whole, NULL, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GString) changed = g_string_new (whole);

      g_assert_cmpuint (g_string_replace (changed, changes[i][0], changes[i][1], 1), ==, 1);
      g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
      g_assert_null (vpn_wanted_read (self->dir, "connection-1", NULL));
    }
}

static void
test_missing (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vpn_wanted_read (self->dir, "connection-1", &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/daemon/wanted/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("round-trip", test_round_trip);
  ADD ("list-and-remove", test_list_and_remove);
  ADD ("for-root-alone", test_for_root_alone);
  ADD ("nonsense", test_nonsense);
  ADD ("bounds", test_bounds);
  ADD ("missing", test_missing);
#undef ADD
  return g_test_run ();
}
