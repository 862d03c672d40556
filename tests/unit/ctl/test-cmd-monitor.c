// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl monitor: says what happens to a connection that somebody else made, and ends when told. */
#include "ctl-run.h"

#include <signal.h>
#include <string.h>

typedef struct
{
  CtlRun *run;
  VpnDbusConnection *connection; /* owned by the fake */
  guint step;
} Play;

/* What happens once the output has the words. */
static const struct
{
  const char *words;
  const char *state, *reason, *detail;
} steps[] = {
  { "office: Connecting\n", "connected", "none", "" },
  { "office: Connected\n", "failed", "login-failed", "no such user" },
  { "no such user", NULL, NULL, NULL },
};

static gboolean
on_tick (gpointer user_data)
{
  Play *play = user_data;

  if (play->connection == NULL)
    play->connection = fake_genkand_add_connection (play->run->fake, "office", "connecting");
  if (play->run->out == NULL || strstr (play->run->out, steps[play->step].words) == NULL)
    return G_SOURCE_CONTINUE;
  if (steps[play->step].state == NULL)
    {
      raise (SIGTERM);
      return G_SOURCE_REMOVE;
    }
  fake_genkand_set_state (play->connection, steps[play->step].state, steps[play->step].reason,
                          steps[play->step].detail);
  play->step++;
  return G_SOURCE_CONTINUE;
}

static void
test_one_life (CtlRun *run, gconstpointer data)
{
  Play play = { .run = run };

  g_timeout_add (5, on_tick, &play);
  g_assert_cmpint (ctl_run (run, "monitor", NULL), ==, CTL_OK);
  g_assert_cmpuint (play.step, ==, G_N_ELEMENTS (steps) - 1);
  g_assert_cmpstr (run->err, ==, "");
  /* Each line begins with the time of day. */
  g_assert_true (g_regex_match_simple ("^(\\d\\d:\\d\\d:\\d\\d [^\\n]+\\n)+$", run->out, 0, 0));
}

static void
test_arguments (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "monitor", "office", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ctl/monitor/one-life", CtlRun, NULL, ctl_run_set_up, test_one_life,
              ctl_run_tear_down);
  g_test_add ("/ctl/monitor/arguments", CtlRun, NULL, ctl_run_set_up, test_arguments,
              ctl_run_tear_down);
  return fake_genkand_run_tests ();
}
