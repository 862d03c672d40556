// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Reads what a profile names, with the rights of who runs it. */
#include "vpn-client-files.h"

#include "config.h"
#include "vpn-client-token.h"
#include "vpn-error.h"
#include "vpn-format.h"
#include "vpn-names.h"
#include "vpn-sealed.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  const char *option; /* static */
  int fd;             /* owned */
} File;

struct VpnClientFiles
{
  GArray *files; /* owned; File */
};

static void
file_clear (gpointer data)
{
  File *file = data;

  close (file->fd);
}

VpnClientFiles *
vpn_client_files_new (void)
{
  VpnClientFiles *files = g_new0 (VpnClientFiles, 1);

  files->files = g_array_new (FALSE, FALSE, sizeof (File));
  g_array_set_clear_func (files->files, file_clear);
  return files;
}

void
vpn_client_files_free (VpnClientFiles *files)
{
  if (files == NULL)
    return;
  g_array_unref (files->files);
  g_free (files);
}

void
vpn_client_files_take (VpnClientFiles *files, const char *option, int fd)
{
  File file = { g_intern_string (option), fd };

  g_array_append_val (files->files, file);
}

static gboolean
refuse (GError **error, const char *key, const char *path, const char *why)
{
  /* Not IO: a program tells by it that a file is missing, wherever it is. */
  g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED,
               _ ("%s: %s: %s; check that the file exists and that you may read it"), key, path,
               why);
  return FALSE;
}

static int
open_here (const char *path, gpointer user_data)
{
  /* O_NONBLOCK: a named pipe must not hold us up before it is known for what it is. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  int copy;

  if (fd < 0)
    return -errno;
  copy = vpn_sealed_copy (fd);
  close (fd);
  return copy;
}

typedef struct
{
  VpnClientFiles *files;     /* borrowed */
  const VpnProfile *profile; /* borrowed */
  VpnClientOpenFunc open;
  gpointer open_data;
} Opening;

/* The certificate of a token is handed over like one of a file; the key stays where it is. */
static gboolean
add_from_token (const Opening *opening, const char *key, const char *option, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *pem = NULL;
  int fd;

  if (strcmp (key, VPN_KEY_PRIVATE_KEY) == 0)
    return TRUE;
  pem = vpn_client_token_read_certificate (vpn_profile_get_string (opening->profile, key), &why);
  if (pem == NULL)
    {
      g_set_error (error, VPN_ERROR, VPN_ERROR_FILE_NEEDED, "%s: %s", key, why->message);
      return FALSE;
    }
  fd = vpn_sealed_new (pem, strlen (pem));
  if (fd < 0)
    return refuse (error, key, option, g_strerror (-fd));
  vpn_client_files_take (opening->files, option, fd);
  return TRUE;
}

static gboolean
add_file (const Opening *opening, const char *key, const char *option, GError **error)
{
  const char *path = vpn_profile_get_string (opening->profile, key);
  int fd;

  if (*path == '\0')
    return TRUE;
  if (vpn_format_is_token (path))
    return add_from_token (opening, key, option, error);
  fd = opening->open (path, opening->open_data);
  if (fd == -EINVAL)
    return refuse (error, key, path, _ ("Not a regular file"));
  if (fd == -EFBIG)
    return refuse (error, key, path, _ ("The file is too large"));
  if (fd < 0)
    return refuse (error, key, path, g_strerror (-fd));
  vpn_client_files_take (opening->files, option, fd);
  return TRUE;
}

VpnClientFiles *
vpn_client_files_open_with (const VpnProfile *profile, VpnClientOpenFunc open_func,
                            gpointer user_data, GError **error)
{
  g_autoptr (VpnClientFiles) files = vpn_client_files_new ();
  const char *method = vpn_profile_get_string (profile, VPN_KEY_AUTH);
  Opening opening = { files, profile, open_func, user_data };

  if (strcmp (method, "psk") == 0)
    return g_steal_pointer (&files);
  if (!add_file (&opening, VPN_KEY_CA, VPN_OPTION_CA_FILE, error)
      || !add_file (&opening, VPN_KEY_AAA_CA, VPN_OPTION_AAA_CA_FILE, error))
    return NULL;
  if (!vpn_profile_needs_certificate (profile))
    return g_steal_pointer (&files);
  if (!add_file (&opening, VPN_KEY_CERTIFICATE, VPN_OPTION_CERTIFICATE_FILE, error)
      || !add_file (&opening, VPN_KEY_PRIVATE_KEY, VPN_OPTION_KEY_FILE, error))
    return NULL;
  return g_steal_pointer (&files);
}

VpnClientFiles *
vpn_client_files_open (const VpnProfile *profile, GError **error)
{
  return vpn_client_files_open_with (profile, open_here, NULL, error);
}

int
vpn_client_files_get (const VpnClientFiles *files, const char *option)
{
  for (guint i = 0; i < files->files->len; i++)
    {
      const File *file = &g_array_index (files->files, File, i);

      if (strcmp (file->option, option) == 0)
        return file->fd;
    }
  return -1;
}

GUnixFDList *
vpn_client_files_to_options (const VpnClientFiles *files, GVariantBuilder *options, GError **error)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();

  for (guint i = 0; i < files->files->len; i++)
    {
      const File *file = &g_array_index (files->files, File, i);
      int handle = g_unix_fd_list_append (fds, file->fd, error);

      if (handle < 0)
        return NULL;
      g_variant_builder_add (options, "{sv}", file->option, g_variant_new_handle (handle));
    }
  return g_steal_pointer (&fds);
}
