// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Tests of the candidates for the last word; test-completions.py asks real shells. */
#include "ctl-run.h"

#include <string.h>

/* Whether a line of the last run is this candidate. */
static gboolean
was_offered (const CtlRun *run, const char *candidate)
{
  g_auto (GStrv) lines = g_strsplit (run->out, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      gsize len = strcspn (*line, "\t");

      if (len == strlen (candidate) && strncmp (*line, candidate, len) == 0)
        return TRUE;
    }
  return FALSE;
}

#define COMPLETE(...) \
  g_assert_cmpint (ctl_run (run, "complete", "--", __VA_ARGS__, NULL), ==, CTL_OK)

static void
test_commands (CtlRun *run, gconstpointer data)
{
  COMPLETE ("");
  g_assert_true (was_offered (run, "connect"));
  g_assert_true (was_offered (run, "help"));
  g_assert_false (was_offered (run, "complete"));
  COMPLETE ("dis");
  g_assert_cmpstr (run->out, ==, "disconnect\tEnd a connection\n");
  COMPLETE ("help", "mon");
  g_assert_true (was_offered (run, "monitor"));
  COMPLETE ("--ver");
  g_assert_true (was_offered (run, "--version"));
  COMPLETE ("no-such-command", "");
  g_assert_cmpstr (run->out, ==, "");
}

static void
test_options (CtlRun *run, gconstpointer data)
{
  COMPLETE ("connect", "--");
  g_assert_true (was_offered (run, "--password-fd"));
  g_assert_true (was_offered (run, "--quiet"));
  g_assert_false (was_offered (run, "--json"));
  COMPLETE ("status", "--j");
  g_assert_true (was_offered (run, "--json"));
  COMPLETE ("-q", "disconnect", "--a");
  g_assert_true (was_offered (run, "--all"));
  COMPLETE ("add", "lab", "--auth", "");
  g_assert_cmpstr (run->out, ==, "eap\t\npsk\t\ncert\t\n");
  COMPLETE ("add", "lab", "--gateway", "");
  g_assert_cmpstr (run->out, ==, "");
}

static void
test_arguments (CtlRun *run, gconstpointer data)
{
  g_autofree char *path = fake_genkand_add_profile (run->fake, "user", VPN_KEY_NAME, "my office",
                                                    VPN_KEY_GATEWAY, "gw.example", NULL);

  COMPLETE ("connect", "");
  g_assert_cmpstr (run->out, ==, "my office\tgw.example\noffice\tvpn.example.org\n");
  COMPLETE ("log", "of");
  g_assert_true (was_offered (run, "office"));
  g_assert_false (was_offered (run, "my office"));
  COMPLETE ("connect", "office", "");
  g_assert_cmpstr (run->out, ==, "");
  COMPLETE ("completion", "");
  g_assert_cmpstr (run->out, ==, "bash\t\nfish\t\nzsh\t\n");
}

static void
test_settings (CtlRun *run, gconstpointer data)
{
  COMPLETE ("set", "office", "auth.me");
  g_assert_cmpstr (run->out, ==, "auth.method=\tLogin\n");
  COMPLETE ("set", "office", "auth.method=");
  g_assert_true (was_offered (run, "auth.method=cert"));
  COMPLETE ("add", "lab", "--system", "network.use-dns=f");
  g_assert_cmpstr (run->out, ==, "network.use-dns=false\t\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)
  ADD ("/ctl/complete/commands", test_commands);
  ADD ("/ctl/complete/options", test_options);
  ADD ("/ctl/complete/arguments", test_arguments);
  ADD ("/ctl/complete/settings", test_settings);
#undef ADD
  return fake_genkand_run_tests ();
}
