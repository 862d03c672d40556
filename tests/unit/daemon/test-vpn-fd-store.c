// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The words spoken with a service manager, and what it hands back by name. */
#include "vpn-fd-store.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct
{
  char *dir;  /* owned */
  char *path; /* owned */
  int fd;     /* owned; the manager's socket */
} Manager;

static void
set_up (Manager *self, gconstpointer unused)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  self->dir = g_dir_make_tmp ("genkan-notify-XXXXXX", NULL);
  self->path = g_build_filename (self->dir, "notify", NULL);
  g_strlcpy (address.sun_path, self->path, sizeof address.sun_path);
  self->fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (self->fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_setenv ("NOTIFY_SOCKET", self->path, TRUE);
}

static void
tear_down (Manager *self, gconstpointer unused)
{
  g_unsetenv ("NOTIFY_SOCKET");
  close (self->fd);
  unlink (self->path);
  rmdir (self->dir);
  g_free (self->path);
  g_free (self->dir);
}

/* The next message; ret_fd: the descriptor that came with it, or -1. Owned. */
static char *
hear (Manager *self, int *ret_fd)
{
  union
  {
    struct cmsghdr align;
    char space[CMSG_SPACE (sizeof (int)) + CMSG_SPACE (sizeof (struct ucred))];
  } control;
  char text[512];
  struct iovec iov = { text, sizeof text - 1 };
  struct msghdr message = {
    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
  };
  gssize len = recvmsg (self->fd, &message, MSG_CMSG_CLOEXEC);

  *ret_fd = -1;
  if (len < 0)
    return g_strdup ("");
  text[len] = '\0';
  for (struct cmsghdr *part = CMSG_FIRSTHDR (&message); part != NULL;
       part = CMSG_NXTHDR (&message, part))
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_RIGHTS)
      memcpy (ret_fd, CMSG_DATA (part), sizeof *ret_fd);
  return g_strdup (text);
}

static void
test_keep (Manager *self, gconstpointer unused)
{
  g_autoptr (VpnFdStore) store = vpn_fd_store_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  int ends[2], none, copy;

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  vpn_fd_store_keep (store, "connection-1", VPN_FD_TUN, ends[1]);
  /* The one before goes: two of a name would be handed back in no order. */
  first = hear (self, &none);
  g_assert_nonnull (strstr (first, "FDSTOREREMOVE=1"));
  g_assert_nonnull (strstr (first, "FDNAME=connection-1.tun"));
  second = hear (self, &copy);
  g_assert_nonnull (strstr (second, "FDSTORE=1"));
  g_assert_nonnull (strstr (second, "FDNAME=connection-1.tun"));
  g_assert_nonnull (strstr (second, "FDPOLL=0"));
  g_assert_cmpint (copy, >=, 0);
  g_assert_cmpint (write (copy, "x", 1), ==, 1);
  close (copy);
  close (ends[0]);
  close (ends[1]);
}

static void
test_forget (Manager *self, gconstpointer unused)
{
  g_autoptr (VpnFdStore) store = vpn_fd_store_new ();
  g_autofree char *text = NULL;
  int none;

  vpn_fd_store_forget (store, "connection-2", VPN_FD_WORKER);
  text = hear (self, &none);
  g_assert_nonnull (strstr (text, "FDSTOREREMOVE=1"));
  g_assert_nonnull (strstr (text, "FDNAME=connection-2.worker"));
}

static void
test_without_a_manager (void)
{
  g_autoptr (VpnFdStore) store = vpn_fd_store_new ();

  g_assert_cmpint (vpn_fd_store_take (store, "connection-1", VPN_FD_TUN), ==, -1);
  vpn_fd_store_keep (store, "connection-1", VPN_FD_TUN, STDIN_FILENO);
  vpn_fd_store_forget (store, "connection-1", VPN_FD_TUN);
  vpn_fd_store_drop_rest (store);
}

/* In a process of its own, where the descriptors can be where a manager puts them. */
static void
test_handed_back (Manager *self, gconstpointer unused)
{
  g_autoptr (VpnFdStore) store = NULL;
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  g_autofree char *dropped = NULL;
  int tun, none;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  self->fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 50); /* out of the way */
  g_assert_cmpint (dup2 (STDIN_FILENO, 3), ==, 3);
  g_assert_cmpint (dup2 (STDIN_FILENO, 4), ==, 4);
  g_setenv ("LISTEN_PID", pid, TRUE);
  g_setenv ("LISTEN_FDS", "2", TRUE);
  g_setenv ("LISTEN_FDNAMES", "connection-1.tun:connection-9.worker", TRUE);
  store = vpn_fd_store_new ();
  g_assert_null (g_getenv ("LISTEN_FDS"));
  tun = vpn_fd_store_take (store, "connection-1", VPN_FD_TUN);
  g_assert_cmpint (tun, ==, 3);
  g_assert_cmpint (fcntl (tun, F_GETFD) & FD_CLOEXEC, ==, FD_CLOEXEC);
  g_assert_cmpint (vpn_fd_store_take (store, "connection-1", VPN_FD_TUN), ==, -1);
  vpn_fd_store_drop_rest (store);
  g_assert_cmpint (fcntl (4, F_GETFD), ==, -1);
  g_assert_cmpint (fcntl (3, F_GETFD), >=, 0);
  dropped = hear (self, &none);
  g_assert_nonnull (strstr (dropped, "FDNAME=connection-9.worker"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) \
  g_test_add ("/daemon/fd-store/" path, Manager, NULL, set_up, func, tear_down)
  ADD ("keep", test_keep);
  ADD ("forget", test_forget);
  ADD ("handed-back", test_handed_back);
#undef ADD
  g_test_add_func ("/daemon/fd-store/without-a-manager", test_without_a_manager);
  return g_test_run ();
}
