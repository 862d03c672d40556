// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One process of genkan-worker and its descriptors. */
#include "vpn-worker-spawn.h"

#include "config.h"
#include "vpn-error.h"
#include "worker-rpc.h"

#include <glib-unix.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The empty directory the worker's root becomes; only its owner could put something in, and the
 * worker is somebody else. */
static int
open_empty_root (const char *runtime_dir, GError **error)
{
  g_autofree char *path = g_build_filename (runtime_dir, "empty", NULL);
  struct stat st;
  int fd;

  if (mkdir (path, 0555) != 0 && errno != EEXIST)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot make %s: %s", path, g_strerror (errno));
      return -1;
    }
  fd = open (path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 || fstat (fd, &st) != 0 || st.st_uid != geteuid () || (st.st_mode & 0022) != 0)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "%s is not a directory only genkand may write",
                   path);
      if (fd >= 0)
        close (fd);
      return -1;
    }
  return fd;
}

gboolean
vpn_worker_spawn (const VpnWorkerConfig *config, const char *const *arguments, int worker_end,
                  VpnWorkerProcess *ret_process, GError **error)
{
  const char *path
      = config->worker_path != NULL ? config->worker_path : GENKAN_LIBEXECDIR "/genkan-worker";
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  const char *envp[] = { "LC_ALL=C.UTF-8", NULL };
  const int targets[] = { RPC_WORKER_FD, RPC_WORKER_ROOT_FD };
  g_autoptr (GError) why = NULL;
  int root = open_empty_root (config->runtime_dir, error);
  int sources[2] = { worker_end, root };
  gboolean ok;

  if (root < 0)
    return FALSE;
  g_strv_builder_add (argv, path);
  if (arguments != NULL)
    g_strv_builder_addv (argv, (const char **) arguments);
  words = g_strv_builder_end (argv);
  ok = g_spawn_async_with_pipes_and_fds (
      NULL, (const char *const *) words, (const char *const *) envp,
      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_CLOEXEC_PIPES, NULL, NULL,
      -1, -1, -1, sources, targets, 2, &ret_process->pid, NULL, NULL, &ret_process->stderr_fd,
      &why);
  close (root);
  if (ok)
    (void) g_unix_set_fd_nonblocking (ret_process->stderr_fd, TRUE, NULL);
  else
    g_set_error (error, VPN_ERROR, VPN_ERROR_IO, "Cannot start %s: %s", path, why->message);
  return ok;
}
