// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl export: a profile as a file or on standard output. */
#include "ctl-commands.h"

#include <glib/gi18n.h>

CtlExit
ctl_cmd_export (Ctl *ctl, char **argv)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GFile) file = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  vpn_client_profile_export_async (ctl->profile, NULL, ctl_on_result, &wait);
  data = vpn_client_profile_export_finish (ctl->profile, ctl_wait (&wait), &error);
  if (data == NULL)
    return ctl_fail_error (ctl, error);
  if (ctl->args[1] == NULL)
    {
      fwrite (g_bytes_get_data (data, NULL), 1, g_bytes_get_size (data), ctl->out);
      return CTL_OK;
    }
  file = g_file_new_for_commandline_arg (ctl->args[1]);
  if (!g_file_replace_contents (file, g_bytes_get_data (data, NULL), g_bytes_get_size (data), NULL,
                                FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL, &error))
    return ctl_fail_error (ctl, error);
  return CTL_OK;
}
