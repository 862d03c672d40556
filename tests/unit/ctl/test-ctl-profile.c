// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-profile.h"

#include "vpn-error.h"

#include <string.h>

static void
assert_path (const char *typed, const char *expected)
{
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GError) error = NULL;

  ctl_profile_set (profile, VPN_KEY_CA, typed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (vpn_profile_get_string (profile, VPN_KEY_CA), ==, expected);
}

static void
test_files_become_absolute (void)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *relative = g_build_filename (here, "ca.pem", NULL);
  g_autofree char *home = g_build_filename (g_get_home_dir (), "ca.pem", NULL);

  assert_path ("/etc/ca.pem", "/etc/ca.pem");
  assert_path ("ca.pem", relative);
  assert_path ("./x/../ca.pem", relative);
  assert_path ("~/ca.pem", home);
  assert_path ("", "");
}

static void
test_assignments (void)
{
  char *good[] = { (char *) "connection.gateway=vpn.example.org", (char *) "auth.user=a=b", NULL };
  char *bare[] = { (char *) "auth.user", NULL };
  char *unknown[] = { (char *) "auth.password=secret", NULL };
  g_autoptr (VpnProfile) profile = vpn_profile_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ctl_profile_assign (profile, good, &error));
  g_assert_cmpstr (vpn_profile_get_string (profile, VPN_KEY_USER), ==, "a=b");
  g_assert_false (ctl_profile_assign (profile, bare, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (ctl_profile_assign (profile, unknown, &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_INVALID_SETTING);
  /* The value might be a secret that somebody took for a setting. */
  g_assert_null (strstr (error->message, "secret"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ctl/profile/files", test_files_become_absolute);
  g_test_add_func ("/ctl/profile/assignments", test_assignments);
  return g_test_run ();
}
