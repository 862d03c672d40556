// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-log.h"

static void
test_lines (void)
{
  g_autoptr (VpnLog) log = vpn_log_new ("connection-1", "office");
  g_autoptr (GVariant) lines = NULL;
  const char *level, *text;
  gint64 at;

  vpn_log_add (log, G_LOG_LEVEL_INFO, "first %d", 1);
  vpn_log_add_reason (log, VPN_STEP_CONTACT, VPN_REASON_GATEWAY_SILENT, "no\nanswer\x1b[2J");
  lines = g_variant_ref_sink (vpn_log_get_lines (log));
  g_assert_cmpuint (g_variant_n_children (lines), ==, 2);
  g_variant_get_child (lines, 0, "(x&s&s)", &at, &level, &text);
  g_assert_cmpint (at, >, 0);
  g_assert_cmpstr (level, ==, "info");
  g_assert_cmpstr (text, ==, "first 1");
  g_variant_get_child (lines, 1, "(x&s&s)", &at, &level, &text);
  for (const char *c = text; *c != '\0'; c++)
    g_assert_false (g_ascii_iscntrl (*c));
}

static void
test_oldest_go (void)
{
  g_autoptr (VpnLog) log = vpn_log_new ("connection-1", "office");
  g_autoptr (GVariant) lines = NULL;
  const char *level, *text;
  gint64 at;

  for (guint i = 0; i < VPN_LOG_KEPT + 3; i++)
    vpn_log_add (log, G_LOG_LEVEL_DEBUG, "%u", i);
  lines = g_variant_ref_sink (vpn_log_get_lines (log));
  g_assert_cmpuint (g_variant_n_children (lines), ==, VPN_LOG_KEPT);
  g_variant_get_child (lines, 0, "(x&s&s)", &at, &level, &text);
  g_assert_cmpstr (text, ==, "3");
  g_assert_cmpstr (level, ==, "debug");
}

static void
test_debug_is_optional (void)
{
  if (g_test_subprocess ())
    {
      vpn_log_install (FALSE);
      vpn_log (G_LOG_LEVEL_DEBUG, "quiet");
      vpn_log (G_LOG_LEVEL_INFO, "told\nonce");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("genkand: info: told*once\n");
  g_test_trap_assert_stderr_unmatched ("*quiet*");
}

/* In the journal nobody sees the field that names the object. */
static void
test_lines_name_their_connection (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (VpnLog) log = vpn_log_new ("connection-1", "off\x1bice");

      vpn_log_install (FALSE);
      vpn_log_add (log, G_LOG_LEVEL_INFO, "first");
      vpn_log_add_reason (log, VPN_STEP_CONTACT, VPN_REASON_GATEWAY_SILENT, "silent");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("genkand: info: off*ice: first\ngenkand: info: off*ice: silent\n");
  g_test_trap_assert_stderr_unmatched ("*\x1b*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/daemon/log/lines", test_lines);
  g_test_add_func ("/daemon/log/oldest-go", test_oldest_go);
  g_test_add_func ("/daemon/log/lines-name-their-connection", test_lines_name_their_connection);
  g_test_add_func ("/daemon/log/debug-is-optional", test_debug_is_optional);
  return g_test_run ();
}
