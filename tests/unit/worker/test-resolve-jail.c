// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What a resolver in its jail can still do, and what not. */
#include "resolve-jail.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static gboolean
is_forbidden (long result)
{
  return result == -1 && errno == EPERM;
}

static gboolean
touches_others (void)
{
  const pid_t parent = getppid ();

  return !is_forbidden (kill (parent, 0)) || !is_forbidden (syscall (SYS_tkill, parent, 0))
         || !is_forbidden (syscall (SYS_tgkill, parent, parent, 0))
         || !is_forbidden (syscall (SYS_pidfd_open, parent, 0))
         || !is_forbidden (syscall (SYS_ptrace, 16, parent, 0, 0));
}

static gboolean
starts_a_program (void)
{
  char name[] = "true";
  char *const argv[] = { name, NULL };

  return !is_forbidden (execve ("/bin/true", argv, argv));
}

static gboolean
looks_up (void)
{
  struct addrinfo *infos = NULL;
  gboolean ok = getaddrinfo ("127.0.0.1", NULL, NULL, &infos) == 0
                && getaddrinfo ("localhost", NULL, NULL, &infos) == 0;

  return ok && syscall (SYS_tgkill, getpid (), getpid (), 0) == 0;
}

/* In a child, which the jail does not let out again. */
static void
check (gboolean (*function) (void), gboolean expected)
{
  pid_t child = fork ();
  int status = 0;

  if (child == 0)
    {
      g_autofree char *why = NULL;

      if (!resolve_jail_enter (&why))
        _exit (2);
      _exit (function () ? 1 : 0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, expected ? 1 : 0);
}

static void
test_others (void)
{
  check (touches_others, FALSE);
}

static void
test_programs (void)
{
  check (starts_a_program, FALSE);
}

static void
test_names (void)
{
  check (looks_up, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/worker/resolve-jail/others", test_others);
  g_test_add_func ("/worker/resolve-jail/programs", test_programs);
  g_test_add_func ("/worker/resolve-jail/names", test_names);
  return g_test_run ();
}
