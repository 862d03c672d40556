// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-commands.h"

#include <glib/gi18n.h>

CtlExit
ctl_cmd_remove (Ctl *ctl, char **argv)
{
  g_auto (GStrv) args = NULL;
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (VpnClientProfile) profile = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_parse_counted (ctl, argv, NULL, 1, 1, &args, &exit))
    return exit;
  exit = ctl_open (ctl);
  if (exit != CTL_OK)
    return exit;
  profile = ctl_find_profile (ctl, args[0]);
  if (profile == NULL)
    return CTL_NOT_FOUND;
  g_object_ref (profile); /* the list drops it while we wait */
  vpn_client_profile_delete_async (profile, NULL, ctl_on_result, &wait);
  if (!vpn_client_profile_delete_finish (profile, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, error);
  if (!ctl->quiet)
    fprintf (ctl->out, _ ("Removed \"%s\"\n"), args[0]);
  return CTL_OK;
}
