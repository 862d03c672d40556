// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "net-culprit.h"

/* From a netlink port to the name of the program that holds it. */

#include <string.h>
#include <unistd.h>

/* The kernel gives a process's first socket the process's number; libnl adds a count above it. What
 * the kernel makes up for further ones is negative. */
#define PID_BITS 22

static gboolean
is_plain (const char *name)
{
  return name[0] != '\0'
         && strspn (name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
                == strlen (name);
}

char *
net_culprit_of_port (guint32 port)
{
  guint32 pid = port & ((1u << PID_BITS) - 1);
  g_autofree char *path = g_strdup_printf ("/proc/%u/cmdline", pid);
  g_autofree char *arguments = NULL, *name = NULL;

  if ((gint32) port <= 0 || pid == 0 || pid == (guint32) getpid ()
      || !g_file_get_contents (path, &arguments, NULL, NULL))
    return NULL;
  name = g_path_get_basename (arguments);
  return is_plain (name) ? g_steal_pointer (&name) : NULL;
}
