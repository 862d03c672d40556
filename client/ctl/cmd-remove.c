// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl remove: takes a profile away. */
#include "ctl-commands.h"

#include <glib/gi18n.h>

CtlExit
ctl_cmd_remove (Ctl *ctl, char **argv)
{
  g_auto (CtlWait) wait = { NULL };
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  vpn_client_profile_delete_async (ctl->profile, NULL, ctl_on_result, &wait);
  if (!vpn_client_profile_delete_finish (ctl->profile, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, error);
  if (!ctl->quiet)
    fprintf (ctl->out, _ ("Removed \"%s\"\n"), ctl->args[0]);
  return CTL_OK;
}
