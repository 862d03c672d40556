// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnFdStore: the service manager's descriptor store, by name. */
#include "vpn-fd-store.h"

#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

struct VpnFdStore
{
  GHashTable *found; /* owned; name -> GINT_TO_POINTER (owned descriptor) */
};

static void
close_found (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
}

static char *
name_of (const char *connection, const char *what)
{
  return g_strconcat (connection, ".", what, NULL);
}

VpnFdStore *
vpn_fd_store_new (void)
{
  VpnFdStore *store = g_new0 (VpnFdStore, 1);
  char **names = NULL;
  int n = sd_listen_fds_with_names (1, &names);

  store->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_found);
  for (int i = 0; i < n; i++)
    {
      g_hash_table_replace (store->found, g_strdup (names[i]),
                            GINT_TO_POINTER (SD_LISTEN_FDS_START + i));
      free (names[i]);
    }
  free (names);
  return store;
}

void
vpn_fd_store_free (VpnFdStore *store)
{
  if (store == NULL)
    return;
  g_hash_table_unref (store->found);
  g_free (store);
}

int
vpn_fd_store_take (VpnFdStore *store, const char *connection, const char *what)
{
  g_autofree char *name = name_of (connection, what);
  g_autofree char *key = NULL;
  gpointer fd;

  if (!g_hash_table_steal_extended (store->found, name, (gpointer *) &key, &fd))
    return -1;
  return GPOINTER_TO_INT (fd);
}

void
vpn_fd_store_forget (VpnFdStore *store, const char *connection, const char *what)
{
  g_autofree char *name = name_of (connection, what);

  (void) sd_pid_notifyf (0, 0, "FDSTOREREMOVE=1\nFDNAME=%s", name);
}

void
vpn_fd_store_keep (VpnFdStore *store, const char *connection, const char *what, int fd)
{
  g_autofree char *name = name_of (connection, what);
  /* FDPOLL=0: that the other end of one hung up is for us to find, not for the manager. */
  g_autofree char *state = g_strdup_printf ("FDSTORE=1\nFDNAME=%s\nFDPOLL=0", name);

  vpn_fd_store_forget (store, connection, what);
  (void) sd_pid_notify_with_fds (0, 0, state, &fd, 1);
}

void
vpn_fd_store_drop_rest (VpnFdStore *store)
{
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, store->found);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      (void) sd_pid_notifyf (0, 0, "FDSTOREREMOVE=1\nFDNAME=%s", (const char *) name);
      g_hash_table_iter_remove (&iter);
    }
}
