// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnFiles: sealed files by what they are for. */
#include "vpn-files.h"

#include "vpn-format.h"
#include "vpn-names.h"
#include "vpn-sealed.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct VpnFiles
{
  int fds[VPN_FILES]; /* owned or -1 */
};

static const struct
{
  const char *name, *key;
} table[VPN_FILES] = {
  [VPN_FILE_CA] = { VPN_OPTION_CA_FILE, VPN_KEY_CA },
  [VPN_FILE_AAA_CA] = { VPN_OPTION_AAA_CA_FILE, VPN_KEY_AAA_CA },
  [VPN_FILE_CERTIFICATE] = { VPN_OPTION_CERTIFICATE_FILE, VPN_KEY_CERTIFICATE },
  [VPN_FILE_PRIVATE_KEY] = { VPN_OPTION_KEY_FILE, VPN_KEY_PRIVATE_KEY },
};

const char *
vpn_files_get_key (VpnFile file)
{
  return table[file].key;
}

const char *
vpn_files_get_needed (const VpnProfile *profile, VpnFile file)
{
  const char *path = vpn_profile_get_string (profile, table[file].key);
  gboolean of_user = file == VPN_FILE_CERTIFICATE || file == VPN_FILE_PRIVATE_KEY;

  /* The key of a token stays there. */
  if (file == VPN_FILE_PRIVATE_KEY && vpn_format_is_token (path))
    return NULL;
  if (*path == '\0' || (of_user && !vpn_profile_needs_certificate (profile)))
    return NULL;
  return path;
}

VpnFiles *
vpn_files_new (void)
{
  VpnFiles *files = g_new (VpnFiles, 1);

  for (guint i = 0; i < VPN_FILES; i++)
    files->fds[i] = -1;
  return files;
}

void
vpn_files_free (VpnFiles *files)
{
  if (files == NULL)
    return;
  for (guint i = 0; i < VPN_FILES; i++)
    if (files->fds[i] >= 0)
      close (files->fds[i]);
  g_free (files);
}

gboolean
vpn_files_find (const char *name, VpnFile *ret_file)
{
  for (guint i = 0; i < VPN_FILES; i++)
    if (g_str_equal (table[i].name, name))
      {
        *ret_file = (VpnFile) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
vpn_files_take (VpnFiles *files, VpnFile file, int fd)
{
  if (vpn_sealed_get_size (fd) < 0)
    {
      close (fd);
      return FALSE;
    }
  if (files->fds[file] >= 0)
    close (files->fds[file]);
  files->fds[file] = fd;
  return TRUE;
}

int
vpn_files_open_own (const char *path, mode_t forbidden)
{
  /* O_NONBLOCK: a named pipe must not hold us up. */
  int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  int fd = open (path, (forbidden & S_IROTH) != 0 ? flags | O_NOFOLLOW : flags);
  struct stat status;

  if (fd < 0)
    return -1;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_uid == geteuid ()
      && (status.st_mode & forbidden) == 0)
    return fd;
  close (fd);
  errno = EPERM;
  return -1;
}

int
vpn_files_take_own (VpnFiles *files, VpnFile file, const char *path)
{
  mode_t forbidden = file == VPN_FILE_PRIVATE_KEY ? S_IRWXG | S_IRWXO : S_IWGRP | S_IWOTH;
  int fd = vpn_files_open_own (path, forbidden);
  int copy = fd >= 0 ? vpn_sealed_copy (fd) : -errno;

  if (fd >= 0)
    close (fd);
  if (copy < 0)
    return copy;
  return vpn_files_take (files, file, copy) ? 0 : -EINVAL;
}

void
vpn_files_drop (VpnFiles *files, VpnFile file)
{
  if (files->fds[file] >= 0)
    close (g_steal_fd (&files->fds[file]));
}

int
vpn_files_get (const VpnFiles *files, VpnFile file)
{
  return files->fds[file];
}

/* ---- On disk ------------------------------------------------------------------------------- */

static char *
path_of (const char *prefix, VpnFile file)
{
  return g_strconcat (prefix, ".", table[file].name, NULL);
}

static gboolean
save_one (int fd, const char *path, GError **error)
{
  gsize size = (gsize) vpn_sealed_get_size (fd);
  g_autofree char *data = g_malloc (size + 1);

  if (pread (fd, data, size, 0) == (gssize) size)
    return g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT,
                                     0600, error);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", path,
               g_strerror (errno));
  return FALSE;
}

gboolean
vpn_files_save (const VpnFiles *files, const char *prefix, GError **error)
{
  for (guint i = 0; i < VPN_FILE_PRIVATE_KEY; i++)
    {
      g_autofree char *path = path_of (prefix, (VpnFile) i);

      if (files->fds[i] < 0)
        (void) g_unlink (path);
      else if (!save_one (files->fds[i], path, error))
        return FALSE;
    }
  return TRUE;
}

VpnFiles *
vpn_files_load (const char *prefix)
{
  VpnFiles *files = vpn_files_new ();

  for (guint i = 0; i < VPN_FILE_PRIVATE_KEY; i++)
    {
      g_autofree char *path = path_of (prefix, (VpnFile) i);
      int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

      if (fd < 0)
        continue;
      files->fds[i] = MAX (vpn_sealed_copy (fd), -1);
      close (fd);
    }
  return files;
}

void
vpn_files_delete (const char *prefix)
{
  for (guint i = 0; i < VPN_FILE_PRIVATE_KEY; i++)
    {
      g_autofree char *path = path_of (prefix, (VpnFile) i);

      (void) g_unlink (path);
    }
}
