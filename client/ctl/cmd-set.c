// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl set: changes settings of a profile. */
#include "ctl-commands.h"
#include "ctl-profile.h"

#include <glib/gi18n.h>

CtlExit
ctl_cmd_set (Ctl *ctl, char **argv)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (VpnProfile) settings = NULL;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  settings = vpn_client_profile_get_settings (ctl->profile, &error);
  if (settings == NULL || !ctl_profile_assign (settings, ctl->args + 1, &error)
      || !ctl_profile_check (settings, vpn_client_profile_is_system (ctl->profile), &error))
    return ctl_fail_error (ctl, error);
  vpn_client_profile_update_async (ctl->profile, settings, NULL, ctl_on_result, &wait);
  if (!vpn_client_profile_update_finish (ctl->profile, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, error);
  return CTL_OK;
}
