// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "nmv-failure.h"

/* Whatever a person can mend by typing something else is a failed login. */
static void
test_login (void)
{
  static const VpnReason reasons[]
      = { VPN_REASON_LOGIN_FAILED,      VPN_REASON_PASSWORD_EXPIRED, VPN_REASON_ACCOUNT_DISABLED,
          VPN_REASON_LOGIN_NOT_ALLOWED, VPN_REASON_NO_SECRETS,       VPN_REASON_PSK_MISMATCH };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    g_assert_cmpint (nmv_failure_from_reason (reasons[i]), ==, NM_VPN_PLUGIN_FAILURE_LOGIN_FAILED);
}

static void
test_network (void)
{
  g_assert_cmpint (nmv_failure_from_reason (VPN_REASON_NO_ADDRESS), ==,
                   NM_VPN_PLUGIN_FAILURE_BAD_IP_CONFIG);
  g_assert_cmpint (nmv_failure_from_reason (VPN_REASON_NETWORK_SETUP), ==,
                   NM_VPN_PLUGIN_FAILURE_BAD_IP_CONFIG);
}

/* Every reason that exists has one; an impostor of a gateway is no failed login, or a front end
 * would ask for the password again. */
static void
test_table (void)
{
#define CHECK(value, name, ...)                                     \
  g_assert_cmpint (nmv_failure_from_reason (VPN_REASON_##name), <=, \
                   NM_VPN_PLUGIN_FAILURE_BAD_IP_CONFIG);
  VPN_REASON_TABLE (CHECK)
#undef CHECK
  g_assert_cmpint (nmv_failure_from_reason (VPN_REASON_GATEWAY_UNTRUSTED), ==,
                   NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED);
  g_assert_cmpint (nmv_failure_from_reason (VPN_REASON_GATEWAY_AUTH_FAILED), ==,
                   NM_VPN_PLUGIN_FAILURE_CONNECT_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nm/failure/login", test_login);
  g_test_add_func ("/nm/failure/network", test_network);
  g_test_add_func ("/nm/failure/table", test_table);
  return g_test_run ();
}
