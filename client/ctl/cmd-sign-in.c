// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl sign-in: web pages of a network that wants its users to sign in, past network.guard. */
#include "ctl-commands.h"

#include "vpn-error.h"

#include <glib/gi18n.h>

#define SECONDS_MAX 300

CtlExit
ctl_cmd_sign_in (Ctl *ctl, char **argv)
{
  int seconds = SECONDS_MAX;
  const GOptionEntry entries[] = {
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("For how long, at most 300"), N_ ("N") },
    { NULL },
  };
  g_auto (CtlWait) wait = { NULL };
  GError *error = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, entries, &exit))
    return exit;
  seconds = CLAMP (seconds, 1, SECONDS_MAX);
  vpn_client_allow_sign_in_async (ctl->client, (guint) seconds, NULL, ctl_on_result, &wait);
  if (!vpn_client_allow_sign_in_finish (ctl->client, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, error);
  if (!ctl->quiet)
    fprintf (ctl->out,
             _ ("Web pages of this network can be opened for %d seconds; sign in, then connect\n"),
             seconds);
  return CTL_OK;
}
