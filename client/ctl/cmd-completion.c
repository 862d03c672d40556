// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Prints the completion of a shell, for those whose distribution did not install it. */
#include "ctl-commands.h"
#include "ctl-completions.h"

#include <glib/gi18n.h>

#include <string.h>

CtlExit
ctl_cmd_completion (Ctl *ctl, char **argv)
{
  g_autoptr (GBytes) script = NULL;
  g_autofree char *path = NULL;
  CtlExit exit;

  if (!ctl_parse (ctl, argv, NULL, &exit))
    return exit;
  if (g_strv_contains (ctl->command->words, ctl->args[0]))
    {
      path = g_strconcat ("/org/genkan/VPN1/completions/vpnctl.", ctl->args[0], NULL);
      script = g_resource_lookup_data (ctl_completions_get_resource (), path,
                                       G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    }
  if (script == NULL)
    return ctl_fail (ctl, CTL_USAGE, _ ("There is a completion for bash, fish and zsh"));
  fwrite (g_bytes_get_data (script, NULL), 1, g_bytes_get_size (script), ctl->out);
  return CTL_OK;
}
