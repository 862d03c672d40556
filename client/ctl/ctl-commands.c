// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The table of the commands. */
#include "ctl-commands.h"

#include <glib/gi18n.h>

static const CtlCommand commands[] = {
  { "connect", ctl_cmd_connect, "NAME [--wait SECONDS] [--password-fd N] [--detach]",
    N_ ("Connect a profile and show each step") },
  { "disconnect", ctl_cmd_disconnect, "NAME | --all | --force", N_ ("End a connection") },
  { "status", ctl_cmd_status, "[NAME] [--verbose]", N_ ("Show what is connected") },
  { "list", ctl_cmd_list, "", N_ ("List the profiles") },
  { "show", ctl_cmd_show, "NAME [--all]", N_ ("Show the settings of a profile") },
  { "add", ctl_cmd_add,
    "NAME --gateway HOST [--user USER] [--auth eap|psk|cert] [--system] [KEY=VALUE...]",
    N_ ("Add a profile") },
  { "set", ctl_cmd_set, "NAME KEY=VALUE...", N_ ("Change settings; KEY= resets one") },
  { "remove", ctl_cmd_remove, "NAME", N_ ("Remove a profile") },
  { "import", ctl_cmd_import, "FILE [--preview]", N_ ("Add profiles from a file of any client") },
  { "export", ctl_cmd_export, "NAME [FILE]", N_ ("Write a profile to a file") },
  { "policy", ctl_cmd_policy, "ADDRESS", N_ ("Say what becomes of packets to an address") },
  { "monitor", ctl_cmd_monitor, "", N_ ("Show what happens until Ctrl-C") },
  { "log", ctl_cmd_log, "NAME", N_ ("Show the recent log of a connection") },
  { "doctor", ctl_cmd_doctor, "", N_ ("Check what this computer can do for a VPN") },
  { "completion", ctl_cmd_completion, "bash", N_ ("Print the completion for a shell") },
  { NULL },
};

const CtlCommand *
ctl_commands (void)
{
  return commands;
}
