// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-steps.h"

#include <string.h>

typedef struct
{
  Ctl ctl;
  CtlSteps steps;
  char *text;
  gsize len;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->ctl.out = open_memstream (&fixture->text, &fixture->len);
  ctl_steps_init (&fixture->steps, &fixture->ctl);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ctl_steps_clear (&fixture->steps);
  fclose (fixture->ctl.out);
  free (fixture->text);
}

static void
play (Fixture *fixture, gboolean good)
{
  ctl_steps_begin (&fixture->steps, VPN_STEP_CONTACT, "192.0.2.1");
  ctl_steps_begin (&fixture->steps, VPN_STEP_SIGN_IN, "");
  if (good)
    ctl_steps_begin (&fixture->steps, VPN_STEP_DONE, "");
  ctl_steps_end (&fixture->steps, good);
}

static void
test_plain_lines (Fixture *fixture, gconstpointer data)
{
  play (fixture, TRUE);
  g_assert_cmpstr (fixture->text, ==, "Contacting the gateway (192.0.2.1)\nSigning in\n");
}

static void
test_marks_on_a_terminal (Fixture *fixture, gconstpointer data)
{
  fixture->ctl.terminal = TRUE;
  fixture->ctl.no_color = TRUE;
  play (fixture, TRUE);
  g_assert_cmpstr (fixture->text, ==,
                   "- Contacting the gateway (192.0.2.1)"
                   "\r\033[K+ Contacting the gateway (192.0.2.1)\n"
                   "- Signing in\r\033[K+ Signing in\n");
}

static void
test_failure_marks_the_last_step (Fixture *fixture, gconstpointer data)
{
  fixture->ctl.terminal = TRUE;
  fixture->ctl.utf8 = TRUE;
  play (fixture, FALSE);
  g_assert_nonnull (strstr (fixture->text, "\033[32m✓\033[0m Contacting"));
  g_assert_true (g_str_has_suffix (fixture->text, "\r\033[K\033[31m✗\033[0m Signing in\n"));
}

/* A question in between stands on a line of its own, and the step is shown again after it. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  fixture->ctl.terminal = TRUE;
  fixture->ctl.no_color = TRUE;
  ctl_steps_begin (&fixture->steps, VPN_STEP_SIGN_IN, "");
  ctl_steps_pause (&fixture->steps);
  ctl_steps_pause (&fixture->steps);
  fputs ("Password: \n", fixture->ctl.out);
  ctl_steps_end (&fixture->steps, TRUE);
  g_assert_cmpstr (fixture->text, ==, "- Signing in\r\033[KPassword: \n+ Signing in\n");
}

static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  fixture->ctl.quiet = TRUE;
  fixture->ctl.terminal = TRUE;
  play (fixture, FALSE);
  g_assert_cmpuint (fixture->len, ==, 0);
}

/* A line that wraps could not be overwritten: a gateway must not smear the list. */
static void
test_long_details_are_cut (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (500, 'x');

  fixture->ctl.terminal = TRUE;
  ctl_steps_begin (&fixture->steps, VPN_STEP_CONTACT, longest);
  g_assert_cmpuint (fixture->len, <, 80);
  ctl_steps_end (&fixture->steps, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ctl/steps/plain", test_plain_lines);
  ADD ("/ctl/steps/terminal", test_marks_on_a_terminal);
  ADD ("/ctl/steps/failure", test_failure_marks_the_last_step);
  ADD ("/ctl/steps/pause", test_pause);
  ADD ("/ctl/steps/quiet", test_quiet);
  ADD ("/ctl/steps/long", test_long_details_are_cut);
#undef ADD
  return g_test_run ();
}
