// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The first has the default route, the second is refused, both hear of it. */
#include "vpn-default-route.h"

#include "vpn-error.h"

static void
on_contested (gpointer owner)
{
  guint *n_contested = owner;

  (*n_contested)++;
}

static void
on_changed (gpointer user_data)
{
  guint *n_changes = user_data;

  (*n_changes)++;
}

static const VpnDefaultRouteEvents events = { on_contested };

static void
test_first_wins (void)
{
  guint first = 0, second = 0, n_changes = 0;
  g_autoptr (VpnDefaultRoute) route = vpn_default_route_new (on_changed, &n_changes);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (vpn_default_route_get_interface (route), ==, "");
  g_assert_true (vpn_default_route_claim (route, &events, &first, "genkan0", NULL));
  g_assert_true (vpn_default_route_claim (route, &events, &first, "genkan0", NULL));
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_false (vpn_default_route_claim (route, &events, &second, "genkan1", &error));
  g_assert_error (error, VPN_ERROR, VPN_ERROR_EXISTS);
  g_assert_nonnull (g_strrstr (error->message, "genkan0"));
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (second, ==, 0);
  g_assert_cmpstr (vpn_default_route_get_interface (route), ==, "genkan0");
}

static void
test_free_again (void)
{
  guint first = 0, second = 0, n_changes = 0;
  g_autoptr (VpnDefaultRoute) route = vpn_default_route_new (on_changed, &n_changes);

  g_assert_true (vpn_default_route_claim (route, &events, &first, "genkan0", NULL));
  /* Who has it not cannot give it away. */
  vpn_default_route_release (route, &second);
  g_assert_false (vpn_default_route_claim (route, &events, &second, "genkan1", NULL));
  vpn_default_route_release (route, &first);
  g_assert_cmpstr (vpn_default_route_get_interface (route), ==, "");
  g_assert_true (vpn_default_route_claim (route, &events, &second, "genkan1", NULL));
  g_assert_cmpuint (n_changes, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/default-route/first-wins", test_first_wins);
  g_test_add_func ("/daemon/default-route/free-again", test_free_again);
  return g_test_run ();
}
