// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/*
 * /etc/resolv.conf itself, where nothing manages it. Replaced by rename where that is possible,
 * rewritten in place where it is a mount point, as in containers. Put back exactly (content, mode,
 * owner, or the symbolic link it was), and only while it still is what we wrote.
 */
#include "net-dns.h"

#include "net-dns-text.h"
#include "vpn-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESOLV_CONF     "/etc/resolv.conf"
#define RESOLV_CONF_NEW "/etc/.resolv.conf.genkan" /* same directory, for the rename */
#define FILE_MAX_LEN    65536                      /* bytes */
#define MODE_DEFAULT    0644

static gboolean
fail (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error, VPN_ERROR, VPN_ERROR_FAILED, "Cannot %s " RESOLV_CONF ": %s", what,
               g_strerror (saved));
  return FALSE;
}

/* Content and status of a regular file; flags: O_NOFOLLOW or 0. NULL and errno. */
static GBytes *
read_file (int flags, struct stat *ret_info)
{
  g_autofree guint8 *data = NULL;
  gssize len = -1;
  int fd = open (RESOLV_CONF, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
  int saved;

  if (fd < 0)
    return NULL;
  errno = EFBIG;
  if (fstat (fd, ret_info) == 0 && S_ISREG (ret_info->st_mode) && ret_info->st_size < FILE_MAX_LEN)
    {
      data = g_malloc (FILE_MAX_LEN);
      len = read (fd, data, FILE_MAX_LEN);
    }
  saved = errno;
  close (fd);
  errno = saved;
  return len >= 0 ? g_bytes_new (data, (gsize) len) : NULL;
}

static gboolean
is_start_of (GBytes *start, GBytes *whole)
{
  gsize start_len, whole_len;
  const guint8 *first = g_bytes_get_data (start, &start_len);
  const guint8 *all = g_bytes_get_data (whole, &whole_len);

  return start_len < whole_len && (start_len == 0 || memcmp (first, all, start_len) == 0);
}

/* Whether what is there now is our work; that of a kill in the middle of rewrite() included. */
static gboolean
is_ours (const NetDnsFile *file, GBytes *current)
{
  return g_bytes_equal (current, file->written)
         || (file->original != NULL
             && (is_start_of (current, file->written) || is_start_of (current, file->original)));
}

/* Takes over as the past what the plan before found. */
static void
carry_over (const NetDnsFile *previous, NetDnsFile *file)
{
  *file = *previous;
  file->written = NULL;
  file->link_target = g_strdup (previous->link_target);
  if (previous->original != NULL)
    g_bytes_ref (file->original);
}

/* The content the file had without us, for what the new one keeps of it. */
static GBytes *
past_content (const NetDnsFile *file, GBytes *current)
{
  char *content;
  gsize len;

  if (file->original != NULL)
    return g_bytes_ref (file->original);
  if (file->link_target == NULL)
    return NULL;
  if (g_path_is_absolute (file->link_target)
      && g_file_get_contents (file->link_target, &content, &len, NULL))
    return g_bytes_new_take (content, len);
  return current != NULL ? g_bytes_ref (current) : NULL;
}

gboolean
net_dns_file_prepare (const NetPlan *plan, const NetDnsFile *previous, NetDnsFile *ret_file,
                      GError **error)
{
  NetDnsFile file = { .mode = MODE_DEFAULT };
  struct stat info = { 0 };
  g_autoptr (GBytes) current = read_file (O_NOFOLLOW, &info);
  g_autoptr (GBytes) past = NULL;
  int saved = errno;

  if (current != NULL && previous != NULL && is_ours (previous, current))
    carry_over (previous, &file);
  else if (current != NULL)
    {
      file.original = g_bytes_ref (current);
      file.mode = info.st_mode & 07777;
      file.uid = info.st_uid;
      file.gid = info.st_gid;
    }
  else if (saved == ELOOP)
    {
      file.link_target = g_file_read_link (RESOLV_CONF, NULL);
      current = read_file (0, &info);
    }
  else if (saved != ENOENT)
    {
      errno = saved;
      return fail (error, "read");
    }
  past = past_content (&file, current);
  file.written = net_dns_text_compose (plan, past);
  *ret_file = file;
  return TRUE;
}

static gboolean
write_at (int fd, GBytes *content)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (content, &len);

  return ftruncate (fd, 0) == 0 && pwrite (fd, data, len, 0) == (gssize) len && fsync (fd) == 0;
}

/* Writes into the file that is there; only for one that cannot be renamed over. In between it is
 * the start of what it is to be, which is_ours() knows. */
static gboolean
rewrite (GBytes *content)
{
  int fd = open (RESOLV_CONF, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  gboolean ok = fd >= 0 && write_at (fd, content);
  int saved = errno;

  if (fd >= 0)
    close (fd);
  errno = saved;
  return ok;
}

static gboolean
replace (const NetDnsFile *file, GBytes *content)
{
  int fd, saved;
  gboolean ok;

  g_unlink (RESOLV_CONF_NEW);
  fd = open (RESOLV_CONF_NEW, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  ok = fd >= 0 && fchown (fd, file->uid, file->gid) == 0 && fchmod (fd, file->mode) == 0
       && write_at (fd, content) && g_rename (RESOLV_CONF_NEW, RESOLV_CONF) == 0;
  saved = errno;
  if (fd >= 0)
    close (fd);
  if (!ok)
    g_unlink (RESOLV_CONF_NEW);
  errno = saved;
  return ok;
}

static gboolean
put (const NetDnsFile *file, GBytes *content)
{
  if (replace (file, content))
    return TRUE;
  /* A mount point, a directory that is read-only around it, or an owner we may not give it. */
  if (file->original != NULL
      && (errno == EBUSY || errno == EROFS || errno == EPERM || errno == EACCES))
    return rewrite (content);
  return FALSE;
}

static gboolean
restore (const NetDnsFile *file)
{
  if (file->original != NULL)
    return put (file, file->original);
  if (file->link_target != NULL)
    return symlink (file->link_target, RESOLV_CONF_NEW) == 0
           && g_rename (RESOLV_CONF_NEW, RESOLV_CONF) == 0;
  return g_unlink (RESOLV_CONF) == 0;
}

static void
apply (const NetDnsState *state, const NetPlan *plan, GDBusConnection *bus, GTask *task)
{
  GError *error = NULL;

  if (put (&state->file, state->file.written))
    g_task_return_boolean (task, TRUE);
  else
    {
      fail (&error, "write");
      g_task_return_error (task, error);
    }
  g_object_unref (task);
}

static void
undo (const NetDnsState *state, GDBusConnection *bus, GTask *task)
{
  struct stat info;
  g_autoptr (GBytes) current = read_file (O_NOFOLLOW, &info);
  GError *error = NULL;

  g_unlink (RESOLV_CONF_NEW);
  if (current == NULL || !is_ours (&state->file, current) || restore (&state->file))
    g_task_return_boolean (task, TRUE);
  else
    {
      fail (&error, "restore");
      g_task_return_error (task, error);
    }
  g_object_unref (task);
}

const NetDnsBackend net_dns_file_backend = { apply, undo };
