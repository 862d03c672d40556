// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* genkan-worker: started by genkand with its socket as descriptor 3 and its root as 4. Builds its
 * own jail before it reads anything, then serves one session; or, with a name and a fingerprint as
 * arguments and a stream as descriptor 3, says by its exit status who is at the other end. */
#include "cry-init.h"
#include "cry-selftest.h"
#include "cry-tls.h"
#include "worker-driver.h"
#include "worker-pin.h"
#include "worker-rpc.h"
#include "worker-sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* GLib's own writers ask about terminals and journals, which the filter forbids. */
static GLogWriterOutput
write_to_stderr (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      const char *text = fields[i].value;

      if (strcmp (fields[i].key, "MESSAGE") == 0 && fields[i].length < 0)
        (void) !write (STDERR_FILENO, text, strlen (text));
    }
  (void) !write (STDERR_FILENO, "\n", 1);
  return G_LOG_WRITER_HANDLED;
}

static gboolean
is_socket (int fd, int wanted)
{
  int type = 0;
  socklen_t len = sizeof type;

  return getsockopt (fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == wanted;
}

int
main (int argc, char **argv)
{
  int root_fd = fcntl (RPC_WORKER_ROOT_FD, F_GETFD) >= 0 ? RPC_WORKER_ROOT_FD : -1;
  g_autofree char *why = NULL;
  const char *failed;

  g_log_set_writer_func (write_to_stderr, NULL, NULL);
  if (!is_socket (RPC_WORKER_FD, argc == 3 ? SOCK_STREAM : SOCK_SEQPACKET))
    {
      fputs ("genkan-worker is started by genkand\n", stderr);
      return WORKER_EXIT_START;
    }
  /* While files can still be read: nothing of the crypto library may come lazily later. */
  cry_init ();
  cry_tls_init ();
  if (!cry_selftest (&failed))
    {
      fprintf (stderr, "genkan-worker: self-test of %s failed\n", failed);
      return WORKER_EXIT_START;
    }
  if (!worker_sandbox_enter (RPC_WORKER_FD, root_fd, &why))
    {
      fprintf (stderr, "genkan-worker: %s\n", why);
      return WORKER_EXIT_START;
    }
  if (argc == 3)
    return worker_pin_is_proven (RPC_WORKER_FD, argv[1], argv[2]) ? EXIT_SUCCESS : EXIT_FAILURE;
  return worker_driver_run (RPC_WORKER_FD);
}
