// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "sandbox-fixture.h"

#include <glib.h>
#include <seccomp.h>
#include <unistd.h>

/* A filter on every call that names a file. */

void
sandbox_close_file_system (void)
{
  static const int opening[] = { SCMP_SYS (open),  SCMP_SYS (openat), SCMP_SYS (openat2),
                                 SCMP_SYS (creat), SCMP_SYS (stat),   SCMP_SYS (access) };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ALLOW);

  g_assert_nonnull (filter);
  for (gsize i = 0; i < G_N_ELEMENTS (opening); i++)
    g_assert_cmpint (seccomp_rule_add (filter, SCMP_ACT_KILL_PROCESS, opening[i], 0), ==, 0);
  g_assert_cmpint (seccomp_load (filter), ==, 0);
  seccomp_release (filter);
}

void
sandbox_run (void (*work) (void))
{
  if (g_test_subprocess ())
    {
      work ();
      /* A leak checker would open /proc on a regular way out. */
      _exit (0);
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}
