// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-commands.h"

#include <glib/gi18n.h>

/* The file's contents, bounded; NULL with an error. It is parsed here, with the rights of the user,
 * before genkand sees it. */
static GBytes *
read_profile_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autoptr (VpnProfile) profile = NULL;
  g_autofree char *data = NULL;
  gsize len;

  if (stream == NULL)
    return NULL;
  data = g_malloc (VPN_PROFILE_FILE_MAX + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), data, VPN_PROFILE_FILE_MAX + 1, &len, NULL,
                                error))
    return NULL;
  profile = vpn_profile_from_data (data, len, error);
  if (profile == NULL || !vpn_profile_validate (profile, error))
    return NULL;
  return g_bytes_new (data, len);
}

CtlExit
ctl_cmd_import (Ctl *ctl, char **argv)
{
  gboolean system = FALSE;
  const GOptionEntry entries[] = {
    { "system", 0, 0, G_OPTION_ARG_NONE, &system, N_ ("For all users of this computer"), NULL },
    { NULL },
  };
  g_auto (GStrv) args = NULL;
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GBytes) data = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_parse_counted (ctl, argv, entries, 1, 1, &args, &exit))
    return exit;
  data = read_profile_file (args[0], &error);
  if (data == NULL)
    {
      g_prefix_error (&error, "%s: ", args[0]);
      exit = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? CTL_NOT_FOUND
                                                                       : ctl_exit_of_error (error);
      ctl_fail (ctl, exit, error->message);
      g_error_free (error);
      return exit;
    }
  exit = ctl_open (ctl);
  if (exit != CTL_OK)
    return exit;
  vpn_client_import_profile_async (ctl->client, data, system, NULL, ctl_on_result, &wait);
  path = vpn_client_add_profile_finish (ctl->client, ctl_wait (&wait), &error);
  if (path == NULL)
    return ctl_fail_error (ctl, error);
  if (!ctl->quiet)
    fprintf (ctl->out, _ ("Imported %s\n"), args[0]);
  return CTL_OK;
}
