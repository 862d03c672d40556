// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-run.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const FakeQuestion password[] = {
  { "password", "", FALSE, "wonderland" },
  { NULL },
};

static const FakeQuestion password_and_code[] = {
  { "password", "", FALSE, "wonderland" },
  { "response", "Code of token 8812:", FALSE, "246810" },
  { NULL },
};

static const FakeQuestion password_refused[] = {
  { "password", "", FALSE, "wrong" },
  { "password", "", TRUE, "wonderland" },
  { NULL },
};

static CtlExit
connect_with_lines (CtlRun *run, const FakeQuestion *questions, const char *lines)
{
  g_autofree char *fd = ctl_run_lines (lines);
  CtlExit exit;

  run->fake->questions = questions;
  exit = ctl_run (run, "connect", "office", "--password-fd", fd, NULL);
  close (atoi (fd));
  return exit;
}

static void
test_success (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (connect_with_lines (run, password, "wonderland\n"), ==, CTL_OK);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_nonnull (strstr (run->out, "Connected to office with address 203.0.113.5\n"));
  g_assert_nonnull (strstr (run->out, "identity: vpn.example.org, proven by ECDSA with SHA-256\n"));
  g_assert_nonnull (strstr (run->out, "Reaches: 198.51.100.0/24; DNS: 198.51.100.53"));
  g_assert_nonnull (strstr (run->out, "Signing in\n"));
  g_assert_null (strstr (run->out, "wonderland"));
  g_assert_null (strchr (run->out, '\033'));
}

static void
test_quiet (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "connect", "office", "--quiet", NULL), ==, CTL_OK);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_cmpstr (run->err, ==, "");
}

static void
test_each_question_takes_one_line (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (connect_with_lines (run, password_and_code, "wonderland\n246810\nrest\n"), ==,
                   CTL_OK);
  g_assert_cmpuint (run->fake->answers->len, ==, 2);
}

/* A last line needs no end, and DOS ends are no part of a password. */
static void
test_ends_of_lines (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (connect_with_lines (run, password_and_code, "wonderland\r\n246810"), ==, CTL_OK);
}

static void
test_empty_line_is_an_answer (CtlRun *run, gconstpointer data)
{
  static const FakeQuestion empty[] = { { "password", "", FALSE, "" }, { NULL } };

  g_assert_cmpint (connect_with_lines (run, empty, "\n"), ==, CTL_OK);
}

static void
test_no_line_left (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (connect_with_lines (run, password_and_code, "wonderland\n"), ==,
                   CTL_NEEDS_PERSON);
  ctl_run_assert_sentence (run, "--password-fd");
}

/* The daemon asks again after a refusal; without a second line that is a refused login. */
static void
test_refused_and_no_other (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (connect_with_lines (run, password_refused, "wrong\n"), ==, CTL_LOGIN_FAILED);
  ctl_run_assert_sentence (run, "refused your login");
}

static void
test_wrong_password (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (connect_with_lines (run, password, "guess\n"), ==, CTL_LOGIN_FAILED);
  ctl_run_assert_sentence (run, "password");
  g_assert_null (strstr (run->err, "guess"));
}

static void
test_too_long_a_line (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strnfill (5000, 'a');

  g_assert_cmpint (connect_with_lines (run, password, line), ==, CTL_NEEDS_PERSON);
  g_assert_cmpuint (run->fake->answers->len, ==, 0);
}

static void
test_nobody_to_ask (CtlRun *run, gconstpointer data)
{
  run->fake->questions = password;
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_NEEDS_PERSON);
  ctl_run_assert_sentence (run, "no terminal");
  g_assert_false (g_variant_lookup (run->fake->options, "agent", "o", NULL));
}

static void
test_closed_descriptor (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "connect", "office", "--password-fd", "987", NULL), ==, CTL_USAGE);
  ctl_run_assert_sentence (run, "987");
}

typedef struct
{
  const char *reason, *detail, *words;
  CtlExit exit;
} Failure;

static void
test_failures (CtlRun *run, gconstpointer data)
{
  static const Failure failures[] = {
    { "gateway-silent", "", "4500", CTL_GATEWAY_UNREACHABLE },
    { "gateway-not-found", "vpm.example.org", "vpm.example.org", CTL_GATEWAY_UNREACHABLE },
    { "gateway-untrusted", "Some CA", "auth.ca", CTL_GATEWAY_UNTRUSTED },
    { "gateway-wrong-identity", "evil", "\"evil\"", CTL_GATEWAY_UNTRUSTED },
    { "login-failed", "E=691", "E=691", CTL_LOGIN_FAILED },
    { "no-common-proposal", "", "ike.proposals", CTL_FAILED },
    { "no-such-reason-yet", "", "", CTL_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      run->fake->reason = failures[i].reason;
      run->fake->detail = failures[i].detail;
      g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, failures[i].exit);
      ctl_run_assert_sentence (run, failures[i].words);
    }
}

static void
test_refusals (CtlRun *run, gconstpointer data)
{
  run->fake->refusal = "org.genkan.VPN1.Error.NotAuthorized";
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_NOT_AUTHORIZED);
  g_assert_true (g_str_has_prefix (run->err, "vpnctl: No, thank you; log in at this computer"));
  run->fake->refusal = "org.freedesktop.DBus.Error.AccessDenied";
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_NOT_AUTHORIZED);
  g_assert_cmpint (ctl_run (run, "connect", "attic", NULL), ==, CTL_NOT_FOUND);
}

static void
test_daemon_dies (CtlRun *run, gconstpointer data)
{
  run->fake->plan = FAKE_VANISH;
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_NO_DAEMON);
  ctl_run_assert_sentence (run, "service stopped");
}

static void
test_detach (CtlRun *run, gconstpointer data)
{
  run->fake->plan = FAKE_STALL;
  g_assert_cmpint (ctl_run (run, "connect", "office", "--detach", NULL), ==, CTL_OK);
  g_assert_cmpuint (run->fake->n_disconnects, ==, 0);
}

static void
test_connected_already (CtlRun *run, gconstpointer data)
{
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_OK);
  run->fake->refusal = "org.genkan.VPN1.Error.AlreadyActive";
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_OK);
  g_assert_nonnull (strstr (run->out, "Connected to office"));
}

/* ---- Ending it early ------------------------------------------------------------------------- */

static gboolean
interrupt_when_stalled (gpointer user_data)
{
  CtlRun *run = user_data;

  if (run->fake->connection == NULL
      || g_strcmp0 (vpn_dbus_connection_get_step (run->fake->connection), "contact") != 0)
    return G_SOURCE_CONTINUE;
  kill (getpid (), SIGINT);
  return G_SOURCE_REMOVE;
}

static void
test_interrupt (CtlRun *run, gconstpointer data)
{
  run->fake->plan = FAKE_STALL;
  g_idle_add (interrupt_when_stalled, run);
  g_assert_cmpint (ctl_run (run, "connect", "office", NULL), ==, CTL_INTERRUPTED);
  ctl_run_assert_sentence (run, "Interrupted");
  g_assert_cmpuint (run->fake->n_disconnects, ==, 1);
}

static void
test_wait_ends_it (CtlRun *run, gconstpointer data)
{
  run->fake->plan = FAKE_STALL;
  g_assert_cmpint (ctl_run (run, "connect", "office", "--wait", "1", NULL), ==, CTL_TIMED_OUT);
  ctl_run_assert_sentence (run, "--wait");
  g_assert_cmpuint (run->fake->n_disconnects, ==, 1);
}

/* ---- On a terminal --------------------------------------------------------------------------- */

typedef struct
{
  CtlRun *run;
  int master, slave, saved_stdin;
  const char *const *script; /* prompt to wait for, what to type, ..., NULL */
  gsize searched;
  GString *shown;       /* what the terminal itself showed: echo */
  gboolean echo_was_on; /* at the time of a prompt */
} Terminal;

static void
read_echo (Terminal *terminal)
{
  char text[256];
  gssize got;

  while ((got = read (terminal->master, text, sizeof text)) > 0)
    g_string_append_len (terminal->shown, text, got);
}

static gboolean
play_script (gpointer user_data)
{
  Terminal *terminal = user_data;
  CtlRun *run = terminal->run;
  struct termios settings;
  const char *found;

  read_echo (terminal);
  if (terminal->script[0] == NULL || run->out == NULL)
    return G_SOURCE_CONTINUE;
  found = strstr (run->out + terminal->searched, terminal->script[0]);
  if (found == NULL)
    return G_SOURCE_CONTINUE;
  g_assert_cmpint (tcgetattr (terminal->slave, &settings), ==, 0);
  terminal->echo_was_on |= (settings.c_lflag & ECHO) != 0;
  terminal->searched = (gsize) (found - run->out) + strlen (terminal->script[0]);
  g_assert_cmpint (write (terminal->master, terminal->script[1], strlen (terminal->script[1])), >,
                   0);
  terminal->script += 2;
  return G_SOURCE_CONTINUE;
}

/* Runs "connect office" with a terminal as standard input. Standard error is none, so that
 * questions come on standard output, where the script can see them. */
static CtlExit
connect_on_terminal (Terminal *terminal, CtlRun *run, const char *const *script)
{
  struct termios after;
  CtlExit exit;
  guint source;

  terminal->run = run;
  terminal->script = script;
  terminal->shown = g_string_new (NULL);
  g_assert_cmpint (openpty (&terminal->master, &terminal->slave, NULL, NULL, NULL), ==, 0);
  fcntl (terminal->master, F_SETFL, O_NONBLOCK);
  terminal->saved_stdin = dup (STDIN_FILENO);
  dup2 (terminal->slave, STDIN_FILENO);
  source = g_idle_add (play_script, terminal);
  exit = ctl_run (run, "connect", "office", NULL);
  g_source_remove (source);
  read_echo (terminal);
  dup2 (terminal->saved_stdin, STDIN_FILENO);
  close (terminal->saved_stdin);
  /* The terminal is as it was. */
  g_assert_cmpint (tcgetattr (terminal->slave, &after), ==, 0);
  g_assert_true (after.c_lflag & ECHO);
  g_assert_cmpint (after.c_cc[VSUSP], !=, _POSIX_VDISABLE);
  close (terminal->master);
  close (terminal->slave);
  return exit;
}

static void
assert_nothing_was_shown (Terminal *terminal, const char *secret)
{
  g_assert_null (strstr (terminal->shown->str, secret));
  g_assert_false (terminal->echo_was_on);
  g_string_free (terminal->shown, TRUE);
}

static void
test_terminal (CtlRun *run, gconstpointer data)
{
  static const char *const script[] = { "Password for alice at office: ", "wonderland\n",
                                        "office: Code of token 8812: ", "246810\n", NULL };
  Terminal terminal = { NULL };

  run->fake->questions = password_and_code;
  g_assert_cmpint (connect_on_terminal (&terminal, run, script), ==, CTL_OK);
  assert_nothing_was_shown (&terminal, "wonderland");
  g_assert_cmpstr (run->err, ==, "");
}

static void
test_terminal_second_try (CtlRun *run, gconstpointer data)
{
  static const char *const script[]
      = { "Password", "wrong\n", "try again\n", "wonderland\n", NULL };
  Terminal terminal = { NULL };

  run->fake->questions = password_refused;
  g_assert_cmpint (connect_on_terminal (&terminal, run, script), ==, CTL_OK);
  assert_nothing_was_shown (&terminal, "wonderland");
}

static void
test_terminal_end_of_input (CtlRun *run, gconstpointer data)
{
  static const char *const script[] = { "Password", "\004", NULL };
  Terminal terminal = { NULL };

  run->fake->questions = password;
  g_assert_cmpint (connect_on_terminal (&terminal, run, script), ==, CTL_NEEDS_PERSON);
  assert_nothing_was_shown (&terminal, "wonderland");
  ctl_run_assert_sentence (run, "none was given");
}

static gboolean
interrupt_at_prompt (gpointer user_data)
{
  CtlRun *run = user_data;

  if (run->out == NULL || strstr (run->out, "Password for") == NULL)
    return G_SOURCE_CONTINUE;
  kill (getpid (), SIGINT);
  return G_SOURCE_REMOVE;
}

static void
test_terminal_interrupt_at_prompt (CtlRun *run, gconstpointer data)
{
  static const char *const script[] = { NULL };
  Terminal terminal = { NULL };

  run->fake->questions = password;
  g_idle_add (interrupt_at_prompt, run);
  g_assert_cmpint (connect_on_terminal (&terminal, run, script), ==, CTL_INTERRUPTED);
  assert_nothing_was_shown (&terminal, "wonderland");
  g_assert_cmpuint (run->fake->n_disconnects, ==, 1);
}

int
main (int argc, char **argv)
{
  int null = open ("/dev/null", O_RDWR);

  g_test_init (&argc, &argv, NULL);
  /* Whoever runs the tests by hand has a terminal; the commands shall not see it. */
  dup2 (null, STDIN_FILENO);
  dup2 (null, STDERR_FILENO);
#define ADD(path, func) g_test_add (path, CtlRun, NULL, ctl_run_set_up, func, ctl_run_tear_down)
  ADD ("/ctl/connect/success", test_success);
  ADD ("/ctl/connect/quiet", test_quiet);
  ADD ("/ctl/connect/one-line-each", test_each_question_takes_one_line);
  ADD ("/ctl/connect/ends-of-lines", test_ends_of_lines);
  ADD ("/ctl/connect/empty-line", test_empty_line_is_an_answer);
  ADD ("/ctl/connect/no-line-left", test_no_line_left);
  ADD ("/ctl/connect/refused-and-no-other", test_refused_and_no_other);
  ADD ("/ctl/connect/wrong-password", test_wrong_password);
  ADD ("/ctl/connect/too-long", test_too_long_a_line);
  ADD ("/ctl/connect/nobody-to-ask", test_nobody_to_ask);
  ADD ("/ctl/connect/closed-descriptor", test_closed_descriptor);
  ADD ("/ctl/connect/failures", test_failures);
  ADD ("/ctl/connect/refusals", test_refusals);
  ADD ("/ctl/connect/daemon-dies", test_daemon_dies);
  ADD ("/ctl/connect/detach", test_detach);
  ADD ("/ctl/connect/connected-already", test_connected_already);
  ADD ("/ctl/connect/interrupt", test_interrupt);
  ADD ("/ctl/connect/wait", test_wait_ends_it);
  ADD ("/ctl/connect/terminal", test_terminal);
  ADD ("/ctl/connect/terminal-second-try", test_terminal_second_try);
  ADD ("/ctl/connect/terminal-end-of-input", test_terminal_end_of_input);
  ADD ("/ctl/connect/terminal-interrupt", test_terminal_interrupt_at_prompt);
#undef ADD
  return fake_genkand_run_tests ();
}
