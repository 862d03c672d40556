// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnWorkerStderr: a pipe, line by line. */
#include "vpn-worker-stderr.h"

#include "text.h"
#include "vpn-source.h"

#include <glib-unix.h>

#include <string.h>
#include <unistd.h>

#define LINE_OCTETS 512 /* octets */

struct VpnWorkerStderr
{
  int fd;            /* owned; -1: nobody reads on */
  GSource *readable; /* owned or NULL */
  GString *begun;    /* owned; of a line */
  gsize n_read;
  void (*on_line) (gpointer owner, const char *line);
  gpointer owner; /* borrowed */
};

static void
stop_reading (VpnWorkerStderr *words)
{
  vpn_source_clear (&words->readable);
  if (words->fd >= 0)
    close (g_steal_fd (&words->fd));
}

static void
say_line (VpnWorkerStderr *words)
{
  g_autofree char *clean = text_clean (words->begun->str, words->begun->len, LINE_OCTETS);

  g_string_truncate (words->begun, 0);
  if (*clean != '\0')
    words->on_line (words->owner, clean);
}

/* FALSE: there is nothing more now. */
static gboolean
read_some (VpnWorkerStderr *words)
{
  char octets[1024];
  gssize n = words->fd >= 0 ? read (words->fd, octets, sizeof octets) : -1;

  for (gssize i = 0; i < n; i++)
    {
      if (octets[i] == '\n' || words->begun->len >= LINE_OCTETS)
        say_line (words);
      if (octets[i] != '\n')
        g_string_append_c (words->begun, octets[i]);
    }
  words->n_read += n > 0 ? (gsize) n : 0;
  if (n == 0 || words->n_read >= VPN_WORKER_STDERR_MAX)
    stop_reading (words);
  return n > 0 && words->fd >= 0;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  VpnWorkerStderr *words = user_data;

  (void) read_some (words);
  return words->readable != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

VpnWorkerStderr *
vpn_worker_stderr_new (int fd, void (*on_line) (gpointer owner, const char *line), gpointer owner)
{
  VpnWorkerStderr *words = g_new0 (VpnWorkerStderr, 1);

  words->fd = fd;
  words->begun = g_string_new (NULL);
  words->on_line = on_line;
  words->owner = owner;
  words->readable
      = vpn_source_attach (g_unix_fd_source_new (fd, G_IO_IN), G_SOURCE_FUNC (on_readable), words);
  return words;
}

void
vpn_worker_stderr_free (VpnWorkerStderr *words)
{
  if (words == NULL)
    return;
  stop_reading (words);
  g_string_free (words->begun, TRUE);
  g_free (words);
}

void
vpn_worker_stderr_drain (VpnWorkerStderr *words)
{
  if (words == NULL)
    return;
  while (read_some (words))
    ;
  if (words->begun->len > 0)
    say_line (words);
}
