// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl remove: takes a profile away. */
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

  profile = ctl_begin_with_profile (ctl, argv, NULL, 1, &args, &exit);
  if (profile == NULL)
    return exit;
  vpn_client_profile_delete_async (profile, NULL, ctl_on_result, &wait);
  if (!vpn_client_profile_delete_finish (profile, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, error);
  if (!ctl->quiet)
    fprintf (ctl->out, _ ("Removed \"%s\"\n"), args[0]);
  return CTL_OK;
}
