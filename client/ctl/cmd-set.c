// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl set: changes settings of a profile. */
#include "ctl-commands.h"
#include "ctl-profile.h"

#include <glib/gi18n.h>

CtlExit
ctl_cmd_set (Ctl *ctl, char **argv)
{
  g_auto (GStrv) args = NULL;
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (VpnProfile) settings = NULL;
  VpnClientProfile *profile;
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, 2, G_MAXUINT, &args, &exit))
    return exit;
  profile = ctl_find_profile (ctl, args[0]);
  if (profile == NULL)
    return CTL_NOT_FOUND;
  settings = vpn_client_profile_get_settings (profile, &error);
  if (settings == NULL || !ctl_profile_assign (settings, args + 1, &error)
      || !vpn_profile_validate (settings, &error))
    return ctl_fail_error (ctl, error);
  vpn_client_profile_update_async (profile, settings, NULL, ctl_on_result, &wait);
  if (!vpn_client_profile_update_finish (profile, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, error);
  return CTL_OK;
}
