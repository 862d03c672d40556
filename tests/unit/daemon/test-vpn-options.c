// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "config.h"

#include "vpn-options.h"

static void
test_defaults (void)
{
  char *argv[] = { (char *) "genkand", NULL };
  g_autoptr (VpnOptions) options = vpn_options_parse (1, argv, NULL);

  g_assert_cmpstr (options->config_dir, ==, GENKAN_CONFIG_DIR);
  g_assert_cmpstr (options->state_dir, ==, GENKAN_STATE_DIR);
  g_assert_cmpstr (options->runtime_dir, ==, GENKAN_RUNTIME_DIR);
  g_assert_null (options->worker);
  g_assert_false (options->debug);
}

static void
test_given (void)
{
  char *argv[] = { (char *) "genkand",  (char *) "--config-dir=rel/./x",
                   (char *) "--worker", (char *) "/w",
                   (char *) "--debug",  NULL };
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *expected = g_build_filename (here, "rel", "x", NULL);
  g_autoptr (VpnOptions) options = vpn_options_parse (5, argv, NULL);

  g_assert_cmpstr (options->config_dir, ==, expected);
  g_assert_cmpstr (options->worker, ==, "/w");
  g_assert_true (options->debug);
}

static void
test_unknown (void)
{
  char *unknown[] = { (char *) "genkand", (char *) "--explode", NULL };
  char *stray[] = { (char *) "genkand", (char *) "stray", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (vpn_options_parse (2, unknown, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (vpn_options_parse (2, stray, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/options/defaults", test_defaults);
  g_test_add_func ("/daemon/options/given", test_given);
  g_test_add_func ("/daemon/options/unknown", test_unknown);
  return g_test_run ();
}
