// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A worker's standard error: lines, cleaned, up to a measure. */
#include "vpn-worker-stderr.h"

#include <glib-unix.h>

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  VpnWorkerStderr *words;
  GString *heard; /* lines, each with its end */
  int writer;
} Pipe;

static void
on_line (gpointer owner, const char *line)
{
  g_string_append_printf (((Pipe *) owner)->heard, "%s|", line);
}

static void
pipe_open (Pipe *self)
{
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  g_assert_true (g_unix_set_fd_nonblocking (fds[0], TRUE, NULL));
  self->writer = fds[1];
  self->heard = g_string_new (NULL);
  self->words = vpn_worker_stderr_new (fds[0], on_line, self);
}

static void
pipe_close (Pipe *self)
{
  vpn_worker_stderr_free (self->words);
  g_string_free (self->heard, TRUE);
  close (self->writer);
}

static void
say (Pipe *self, const char *text)
{
  g_assert_cmpint (write (self->writer, text, strlen (text)), ==, (gssize) strlen (text));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_lines (void)
{
  Pipe self;

  pipe_open (&self);
  say (&self, "one\n\ntw");
  g_assert_cmpstr (self.heard->str, ==, "one|");
  say (&self, "o\n<0>genkand: \033[2Jthree\nfour");
  g_assert_nonnull (strstr (self.heard->str, "one|two|<0>genkand: "));
  g_assert_null (strchr (self.heard->str, '\033'));
  g_assert_null (strstr (self.heard->str, "four"));
  vpn_worker_stderr_drain (self.words);
  g_assert_nonnull (strstr (self.heard->str, "three|four|"));
  pipe_close (&self);
}

static void
test_long_lines (void)
{
  g_autofree char *text = g_strnfill (1500, 'x');
  Pipe self;

  pipe_open (&self);
  say (&self, text);
  say (&self, "\n");
  g_strdelimit (self.heard->str, "|", '\n');
  g_assert_cmpuint (strlen (self.heard->str), ==, 1500 + 3);
  pipe_close (&self);
}

static void
test_no_more_than_that (void)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  Pipe self;
  gssize written = 1;

  pipe_open (&self);
  text[999] = '\n';
  for (guint i = 0; i < 100 && written > 0; i++)
    {
      written = write (self.writer, text, 1000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpuint (self.heard->len, <, VPN_WORKER_STDERR_MAX + 2000);
  g_assert_cmpint (written, <, 0); /* nobody reads any more */
  pipe_close (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  (void) signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/daemon/worker-stderr/lines", test_lines);
  g_test_add_func ("/daemon/worker-stderr/long-lines", test_long_lines);
  g_test_add_func ("/daemon/worker-stderr/no-more-than-that", test_no_more_than_that);
  return g_test_run ();
}
