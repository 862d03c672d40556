// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-commands.h"
#include "ctl-run.h"

#include <string.h>

static void
test_table_is_complete (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (const CtlCommand *command = ctl_commands (); command->name != NULL; command++)
    {
      g_assert_true (g_hash_table_add (names, (gpointer) command->name));
      g_assert_nonnull (command->run);
      g_assert_cmpuint (command->min, <=, command->max);
      g_assert_nonnull (command->arguments);
      g_assert_cmpuint (strlen (command->summary), >, 5);
    }
}

static void
test_help (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "help", NULL), ==, CTL_OK);
  for (const CtlCommand *command = ctl_commands (); command->name != NULL; command++)
    if (!(command->flags & CTL_IS_HIDDEN))
      g_assert_nonnull (strstr (run->out, command->summary));
    else
      g_assert_null (strstr (run->out, command->summary));
  g_assert_cmpint (ctl_run (run, "help", "connect", NULL), ==, CTL_OK);
  g_assert_true (g_str_has_prefix (run->out, "Usage: vpnctl connect [NAME]"));
  g_assert_cmpint (ctl_run (run, "help", "dance", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "dance");
  g_assert_cmpint (ctl_run (run, "--help", NULL), ==, CTL_OK);
  g_assert_cmpint (ctl_run (run, "--version", NULL), ==, CTL_OK);
  g_assert_true (g_str_has_prefix (run->out, "vpnctl "));
  g_assert_cmpint (ctl_run (run, "-V", NULL), ==, CTL_OK);
  g_assert_cmpint (ctl_run (run, NULL), ==, CTL_USAGE);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_nonnull (strstr (run->err, "Commands:"));
}

static void
test_every_command_explains_itself (CtlRun *run, gconstpointer data)
{
  for (const CtlCommand *command = ctl_commands (); command->name != NULL; command++)
    {
      g_assert_cmpint (ctl_run (run, command->name, "--help", NULL), ==, CTL_OK);
      g_assert_nonnull (strstr (run->out, command->name));
      g_assert_nonnull (strstr (run->out, command->summary));
      g_assert_cmpstr (run->err, ==, "");
    }
}

static void
assert_usage (CtlRun *run, const char *sentence, const char *a, const char *b, const char *c)
{
  g_assert_cmpint (ctl_run (run, a, b, c, NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, sentence);
  g_assert_cmpstr (run->out, ==, "");
}

static void
test_wrong_usage (CtlRun *run, gconstpointer data)
{
  assert_usage (run, "dance", "dance", NULL, NULL);
  assert_usage (run, "Usage: vpnctl connect [NAME]", "connect", "a", "b");
  assert_usage (run, "Usage: vpnctl show NAME [--all]", "show", NULL, NULL);
  assert_usage (run, "--frobnicate", "connect", "--frobnicate", "a");
  assert_usage (run, "soon", "connect", "a", "--wait=soon");
  assert_usage (run, "--wait", "connect", "a", "--wait=-1");
  assert_usage (run, "--all", "disconnect", "office", "--all");
  assert_usage (run, "bash", "completion", "csh", NULL);
  assert_usage (run, "--bogus", "--bogus", NULL, NULL);
  /* What prints none says so instead of printing something else. */
  assert_usage (run, "JSON", "connect", "office", "--json");
  g_assert_cmpint (ctl_run (run, "--json", NULL), ==, CTL_USAGE);
  g_assert_cmpint (ctl_run (run, "list", "office", NULL), ==, CTL_USAGE);
  g_assert_cmpstr (run->err, ==, "vpnctl: Usage: vpnctl list\n");
}

static void
test_slips_of_the_finger (CtlRun *run, gconstpointer data)
{
  assert_usage (run, "did you mean \"connect\"?", "conect", NULL, NULL);
  assert_usage (run, "did you mean \"status\"?", "help", "stauts", NULL);
  assert_usage (run, "did you mean --detach?", "connect", "--detahc", "office");
  assert_usage (run, "did you mean \"network.mtu\"?", "set", "office", "network.mut=1300");
  g_assert_cmpint (ctl_run (run, "connect", "ofice", NULL), ==, CTL_NOT_FOUND);
  ctl_run_assert_sentence (run, "did you mean \"office\"?");
}

/* What somebody types or sends is printed safely even in an error. */
static void
test_errors_are_safe_to_print (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "\033[31mdance\n", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "dance");
  g_assert_null (strchr (run->err, '\033'));
}

static void
test_no_daemon (CtlRun *run, gconstpointer data)
{
  fake_genkand_vanish (run->fake);
  g_assert_cmpint (ctl_run (run, "list", NULL), ==, CTL_NO_DAEMON);
  ctl_run_assert_sentence (run, "not running");
}

typedef struct
{
  VpnReason reason;
  CtlExit exit;
} ReasonRow;

static void
test_exit_of_each_reason (void)
{
  static const ReasonRow rows[] = {
    { VPN_REASON_NONE, CTL_OK },
    { VPN_REASON_LOGIN_FAILED, CTL_LOGIN_FAILED },
    { VPN_REASON_PSK_MISMATCH, CTL_LOGIN_FAILED },
    { VPN_REASON_PASSWORD_EXPIRED, CTL_LOGIN_FAILED },
    { VPN_REASON_GATEWAY_UNTRUSTED, CTL_GATEWAY_UNTRUSTED },
    { VPN_REASON_GATEWAY_WRONG_IDENTITY, CTL_GATEWAY_UNTRUSTED },
    { VPN_REASON_GATEWAY_CERT_EXPIRED, CTL_GATEWAY_UNTRUSTED },
    { VPN_REASON_GATEWAY_NOT_FOUND, CTL_GATEWAY_UNREACHABLE },
    { VPN_REASON_GATEWAY_SILENT, CTL_GATEWAY_UNREACHABLE },
    { VPN_REASON_NO_SECRETS, CTL_NEEDS_PERSON },
    { VPN_REASON_NO_COMMON_PROPOSAL, CTL_FAILED },
    { VPN_REASON_WORKER_DIED, CTL_FAILED },
  };
#define ROW(value, name, ...) VPN_REASON_##name,
  static const VpnReason all[] = { VPN_REASON_TABLE (ROW) };
#undef ROW

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (ctl_exit_of_reason (rows[i].reason), ==, rows[i].exit);
  /* No failure may look like success to a script. */
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != VPN_REASON_NONE)
      g_assert_cmpint (ctl_exit_of_reason (all[i]), !=, CTL_OK);
}

static void
test_exit_of_each_error (void)
{
  for (int code = 0; code < VPN_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new (VPN_ERROR, code, "why");

      g_assert_cmpint (ctl_exit_of_error (error), !=, CTL_OK);
    }
  g_autoptr (GError) denied = g_error_new (VPN_ERROR, VPN_ERROR_NOT_AUTHORIZED, "why");
  g_autoptr (GError) missing = g_error_new (VPN_ERROR, VPN_ERROR_NOT_FOUND, "why");
  g_autoptr (GError) setting = g_error_new (VPN_ERROR, VPN_ERROR_INVALID_SETTING, "why");
  g_autoptr (GError) gone = g_error_new (G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN, "why");

  g_assert_cmpint (ctl_exit_of_error (denied), ==, CTL_NOT_AUTHORIZED);
  g_assert_cmpint (ctl_exit_of_error (missing), ==, CTL_NOT_FOUND);
  g_assert_cmpint (ctl_exit_of_error (setting), ==, CTL_USAGE);
  g_assert_cmpint (ctl_exit_of_error (gone), ==, CTL_NO_DAEMON);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)
  g_test_add_func ("/ctl/table", test_table_is_complete);
  ADD ("/ctl/help", test_help);
  ADD ("/ctl/every-command-explains-itself", test_every_command_explains_itself);
  ADD ("/ctl/wrong-usage", test_wrong_usage);
  ADD ("/ctl/slips", test_slips_of_the_finger);
  ADD ("/ctl/safe-to-print", test_errors_are_safe_to_print);
  ADD ("/ctl/no-daemon", test_no_daemon);
  g_test_add_func ("/ctl/exit/reasons", test_exit_of_each_reason);
  g_test_add_func ("/ctl/exit/errors", test_exit_of_each_error);
#undef ADD
  return fake_genkand_run_tests ();
}
