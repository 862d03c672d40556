// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads files with the rights of a connection's users. */
#include "nmv-open.h"

#include "config.h"
#include "vpn-sealed.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define OWNERS_MAX 32   /* more users of one connection are refused */
#define GROUPS_MAX 1024 /* groups of one user; more do not count */
#define READ_MS    5000 /* a file system of the user's own may never answer */

typedef struct
{
  uid_t uid;
  gid_t gid;
  gid_t *groups; /* owned */
  int n_groups;
} Owner;

struct NmvOpener
{
  GArray *owners; /* owned; Owner; empty: root */
};

static void
owner_clear (gpointer data)
{
  Owner *owner = data;

  g_free (owner->groups);
}

void
nmv_opener_free (NmvOpener *opener)
{
  if (opener == NULL)
    return;
  g_array_unref (opener->owners);
  g_free (opener);
}

static gboolean
add_owner (NmvOpener *opener, const char *name)
{
  const struct passwd *entry = getpwnam (name);
  Owner owner = { 0 };

  if (entry == NULL)
    return FALSE;
  owner.uid = entry->pw_uid;
  owner.gid = entry->pw_gid;
  owner.n_groups = GROUPS_MAX;
  owner.groups = g_new0 (gid_t, GROUPS_MAX);
  if (getgrouplist (name, owner.gid, owner.groups, &owner.n_groups) < 0)
    owner.n_groups = GROUPS_MAX;
  g_array_append_val (opener->owners, owner);
  return TRUE;
}

NmvOpener *
nmv_opener_new (NMConnection *connection, GError **error)
{
  g_autoptr (NmvOpener) opener = g_new0 (NmvOpener, 1);
  NMSettingConnection *setting = nm_connection_get_setting_connection (connection);
  guint32 n_owners = setting != NULL ? nm_setting_connection_get_num_permissions (setting) : 0;

  opener->owners = g_array_new (FALSE, FALSE, sizeof (Owner));
  g_array_set_clear_func (opener->owners, owner_clear);
  for (guint32 i = 0; i < n_owners; i++)
    {
      const char *type, *name, *detail;

      /* What is not a user we know must not turn into root. */
      if (i >= OWNERS_MAX
          || !nm_setting_connection_get_permission (setting, i, &type, &name, &detail)
          || strcmp (type, "user") != 0 || !add_owner (opener, name))
        {
          g_set_error_literal (error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS,
                               _ ("The connection belongs to a user who does not exist here"));
          return NULL;
        }
    }
  return g_steal_pointer (&opener);
}

/* ---- One user -------------------------------------------------------------------------------- */

static void
send_result (int channel, int fd, int why)
{
  union
  {
    struct cmsghdr header;
    char space[CMSG_SPACE (sizeof (int))];
  } control;
  struct iovec data = { &why, sizeof why };
  struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };

  memset (&control, 0, sizeof control);
  if (fd >= 0)
    {
      message.msg_control = &control;
      message.msg_controllen = sizeof control;
      control.header.cmsg_level = SOL_SOCKET;
      control.header.cmsg_type = SCM_RIGHTS;
      control.header.cmsg_len = CMSG_LEN (sizeof (int));
      memcpy (CMSG_DATA (&control.header), &fd, sizeof fd);
    }
  (void) sendmsg (channel, &message, MSG_NOSIGNAL);
}

/* A sealed copy or a negative errno. */
static int
read_file (const char *path)
{
  /* O_NONBLOCK: a named pipe must not hold us up. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  return fd < 0 ? -errno : vpn_sealed_copy (fd);
}

static gboolean
become (const Owner *owner)
{
  return setgroups ((size_t) owner->n_groups, owner->groups) == 0
         && setresgid (owner->gid, owner->gid, owner->gid) == 0
         && setresuid (owner->uid, owner->uid, owner->uid) == 0;
}

/* In a child: only what is safe between fork() and exec() of a program with threads. owner: NULL
 * for root. */
G_NORETURN static void
read_in_child (const Owner *owner, const char *path, int channel)
{
  int result = -EPERM;

  if (prctl (PR_SET_DUMPABLE, 0) == 0 && (owner == NULL || become (owner)))
    result = read_file (path);
  send_result (channel, result, MAX (-result, 0));
  _exit (0);
}

static int
receive_result (int channel)
{
  union
  {
    struct cmsghdr header;
    char space[CMSG_SPACE (sizeof (int))];
  } control;
  int why = EIO, fd = -1;
  struct iovec data = { &why, sizeof why };
  struct msghdr message = {
    .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control
  };
  struct pollfd wait = { .fd = channel, .events = POLLIN };
  const struct cmsghdr *header;

  if (poll (&wait, 1, READ_MS) != 1)
    return -ETIMEDOUT;
  if (recvmsg (channel, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != (ssize_t) sizeof why)
    return -EIO;
  header = CMSG_FIRSTHDR (&message);
  if (header == NULL || header->cmsg_type != SCM_RIGHTS)
    return why > 0 ? -why : -EIO;
  memcpy (&fd, CMSG_DATA (header), sizeof fd);
  /* The child was the user's for a while. */
  if (vpn_sealed_get_size (fd) >= 0)
    return fd;
  close (fd);
  return -EIO;
}

static int
read_as (const Owner *owner, const char *path)
{
  int channel[2];
  pid_t child;
  int result;

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, channel) < 0)
    return -errno;
  child = fork ();
  if (child == 0)
    read_in_child (owner, path, channel[1]);
  close (channel[1]);
  result = child < 0 ? -EAGAIN : receive_result (channel[0]);
  close (channel[0]);
  if (child > 0)
    {
      kill (child, SIGKILL);
      /* One that waits for a file system does not even end by that. */
      while (waitpid (child, NULL, result == -ETIMEDOUT ? WNOHANG : 0) < 0 && errno == EINTR)
        ;
    }
  return result;
}

int
nmv_opener_open (const char *path, gpointer user_data)
{
  const NmvOpener *opener = user_data;
  int result;

  if (opener->owners->len == 0)
    return read_as (NULL, path);
  result = read_as (&g_array_index (opener->owners, Owner, 0), path);
  /* No owner gets at a file through the rights of another one. */
  for (guint i = 1; i < opener->owners->len && result >= 0; i++)
    {
      int other = read_as (&g_array_index (opener->owners, Owner, i), path);

      close (result);
      result = other;
    }
  return result;
}
