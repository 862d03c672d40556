// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-run.h"

#include "ctl-commands.h"

#include <string.h>
#include <unistd.h>

void
ctl_run_set_up (CtlRun *run, gconstpointer data)
{
  g_autofree char *path = NULL;

  run->fake = fake_genkand_new ();
  path = fake_genkand_add_profile (run->fake, "user", VPN_KEY_NAME, "office", VPN_KEY_GATEWAY,
                                   "vpn.example.org", VPN_KEY_USER, "alice", NULL);
}

static void
forget_output (CtlRun *run)
{
  if (run->out_stream != NULL)
    fclose (run->out_stream);
  if (run->err_stream != NULL)
    fclose (run->err_stream);
  run->out_stream = run->err_stream = NULL;
  /* open_memstream() took them from malloc(). */
  free (g_steal_pointer (&run->out));
  free (g_steal_pointer (&run->err));
}

void
ctl_run_tear_down (CtlRun *run, gconstpointer data)
{
  forget_output (run);
  if (run->fake != NULL)
    fake_genkand_free (run->fake);
}

CtlExit
ctl_run (CtlRun *run, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *argument = "vpnctl";
  va_list args;
  CtlExit exit;

  forget_output (run);
  run->out_stream = open_memstream (&run->out, &run->out_len);
  run->err_stream = open_memstream (&run->err, &run->err_len);
  va_start (args, run);
  for (; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  exit = ctl_main (ctl_commands (), (int) argv->len - 1, (char **) argv->pdata, run->out_stream,
                   run->err_stream);
  fflush (run->out_stream);
  fflush (run->err_stream);
  return exit;
}

char *
ctl_run_lines (const char *lines)
{
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], lines, strlen (lines)), ==, (gssize) strlen (lines));
  close (ends[1]);
  return g_strdup_printf ("%d", ends[0]);
}

void
ctl_run_assert_sentence (const CtlRun *run, const char *text)
{
  g_assert_true (g_str_has_prefix (run->err, "vpnctl: "));
  g_assert_true (strchr (run->err, '\n') == run->err + run->err_len - 1);
  g_assert_nonnull (strstr (run->err, text));
}
