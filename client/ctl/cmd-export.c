// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-commands.h"

#include <glib/gi18n.h>

CtlExit
ctl_cmd_export (Ctl *ctl, char **argv)
{
  g_auto (GStrv) args = NULL;
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GBytes) data = NULL;
  g_autoptr (GFile) file = NULL;
  VpnClientProfile *profile;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_parse_counted (ctl, argv, NULL, 1, 2, &args, &exit))
    return exit;
  exit = ctl_open (ctl);
  if (exit != CTL_OK)
    return exit;
  profile = ctl_find_profile (ctl, args[0]);
  if (profile == NULL)
    return CTL_NOT_FOUND;
  vpn_client_profile_export_async (profile, NULL, ctl_on_result, &wait);
  data = vpn_client_profile_export_finish (profile, ctl_wait (&wait), &error);
  if (data == NULL)
    return ctl_fail_error (ctl, error);
  if (args[1] == NULL)
    {
      fwrite (g_bytes_get_data (data, NULL), 1, g_bytes_get_size (data), ctl->out);
      return CTL_OK;
    }
  file = g_file_new_for_commandline_arg (args[1]);
  if (!g_file_replace_contents (file, g_bytes_get_data (data, NULL), g_bytes_get_size (data), NULL,
                                FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL, &error))
    return ctl_fail_error (ctl, error);
  return CTL_OK;
}
