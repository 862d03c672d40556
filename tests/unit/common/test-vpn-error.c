// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-error.h"

#include "vpn-names.h"
#include "vpn-profile.h"

static void
test_every_code_crosses_the_bus (void)
{
  for (int code = 0; code < VPN_N_ERRORS; code++)
    {
      g_autoptr (GError) sent = g_error_new (VPN_ERROR, code, "what happened");
      g_autofree char *name = g_dbus_error_encode_gerror (sent);
      g_autoptr (GError) received = g_dbus_error_new_for_dbus_error (name, "what happened");

      g_assert_true (g_str_has_prefix (name, VPN_BUS_NAME ".Error."));
      g_assert_true (vpn_error_is (received, (VpnError) code));
      g_assert_true (vpn_error_is (sent, (VpnError) code));
      g_assert_false (vpn_error_is (received, (VpnError) ((code + 1) % VPN_N_ERRORS)));
    }
}

static void
test_other_errors_are_not_ours (void)
{
  g_autoptr (GError) io = g_error_new (G_IO_ERROR, VPN_ERROR_NOT_FOUND, "no");

  g_assert_false (vpn_error_is (io, VPN_ERROR_NOT_FOUND));
  g_assert_false (vpn_error_is (NULL, VPN_ERROR_FAILED));
}

static void
test_key (void)
{
  g_autoptr (GError) made = NULL;
  g_autoptr (GError) strange = NULL;
  g_autoptr (GError) received = g_dbus_error_new_for_dbus_error (
      VPN_BUS_NAME ".Error.InvalidSetting", "network.mtu: 9 is not: enough");
  g_autoptr (GError) other = g_error_new (VPN_ERROR, VPN_ERROR_FAILED, "network.mtu: no");
  const char *what = NULL;

  vpn_error_set_key (&made, VPN_KEY_MTU, "too small");
  g_assert_cmpstr (made->message, ==, "network.mtu: too small");
  g_assert_cmpstr (vpn_error_get_key (made, &what), ==, VPN_KEY_MTU);
  g_assert_cmpstr (what, ==, "too small");
  g_dbus_error_strip_remote_error (received);
  g_assert_cmpstr (vpn_error_get_key (received, &what), ==, VPN_KEY_MTU);
  g_assert_cmpstr (what, ==, "9 is not: enough");
  /* What is about no key of the table is left as it is. */
  vpn_error_set_key (&strange, "auth.up\nscript", "there is no such key");
  g_assert_null (vpn_error_get_key (strange, &what));
  g_assert_cmpstr (what, ==, "auth.up script: there is no such key");
  g_assert_null (vpn_error_get_key (other, &what));
  g_assert_cmpstr (what, ==, "network.mtu: no");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/common/error/crosses-the-bus", test_every_code_crosses_the_bus);
  g_test_add_func ("/common/error/key", test_key);
  g_test_add_func ("/common/error/others", test_other_errors_are_not_ours);
  return g_test_run ();
}
