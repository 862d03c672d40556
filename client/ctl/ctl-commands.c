// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The table of the commands. */
#include "ctl-commands.h"

#include <glib/gi18n.h>

static const char *const shells[] = { "bash", "fish", "zsh", NULL };

static const CtlCommand commands[] = {
  { "connect", ctl_cmd_connect, 0, 1, CTL_TAKES_PROFILE | CTL_TAKES_ONLY | CTL_WANTS_RIGHT,
    "[NAME] [--user USER] [--wait SECONDS] [--password-fd N] [--detach]",
    N_ ("Connect a profile and show each step") },
  { "disconnect", ctl_cmd_disconnect, 0, 1, CTL_TAKES_NAME | CTL_WANTS_RIGHT,
    "[NAME | --all | --force]", N_ ("End a connection") },
  { "status", ctl_cmd_status, 0, 1, CTL_TAKES_NAME | CTL_PRINTS_JSON, "[NAME] [--verbose]",
    N_ ("Show what is connected") },
  { "list", ctl_cmd_list, 0, 0, CTL_PRINTS_JSON, "", N_ ("List the profiles") },
  { "show", ctl_cmd_show, 1, 1, CTL_TAKES_PROFILE | CTL_PRINTS_JSON, "NAME [--all]",
    N_ ("Show the settings of a profile") },
  { "add", ctl_cmd_add, 1, CTL_ANY_NUMBER, CTL_TAKES_SETTINGS | CTL_WANTS_RIGHT,
    "NAME --gateway HOST [--user USER] [--auth eap|psk|cert] [--system] [KEY=VALUE...]",
    N_ ("Add a profile") },
  { "set", ctl_cmd_set, 2, CTL_ANY_NUMBER, CTL_TAKES_PROFILE | CTL_TAKES_SETTINGS | CTL_WANTS_RIGHT,
    "NAME KEY=VALUE...", N_ ("Change settings; KEY= resets one") },
  { "remove", ctl_cmd_remove, 1, 1, CTL_TAKES_PROFILE | CTL_WANTS_RIGHT, "NAME",
    N_ ("Remove a profile") },
  { "import", ctl_cmd_import, 1, 1, CTL_TAKES_FILE | CTL_WANTS_RIGHT, "FILE [--preview]",
    N_ ("Add profiles from a file of any client") },
  { "export", ctl_cmd_export, 1, 2, CTL_TAKES_PROFILE | CTL_TAKES_FILE, "NAME [FILE]",
    N_ ("Write a profile to a file") },
  { "sign-in", ctl_cmd_sign_in, 0, 0, CTL_WANTS_RIGHT, "[--seconds N]",
    N_ ("Let web pages of this network through network.guard, to sign in there") },
  { "policy", ctl_cmd_policy, 1, 1, 0, "ADDRESS",
    N_ ("Say what becomes of packets to an address") },
  { "monitor", ctl_cmd_monitor, 0, 0, CTL_PRINTS_JSON, "",
    N_ ("Follow what happens; Ctrl-C ends it") },
  { "log", ctl_cmd_log, 1, 1, CTL_TAKES_NAME, "NAME", N_ ("Show the recent log of a connection") },
  { "capture", ctl_cmd_capture, 2, 2, CTL_TAKES_NAME | CTL_TAKES_FILE | CTL_WANTS_RIGHT,
    "NAME FILE [--seconds N] [--megabytes N] [--with-contents] [--with-keys]",
    N_ ("Write the packets of a connection to a file, for Wireshark") },
  { "doctor", ctl_cmd_doctor, 0, 1, CTL_MAY_TAKE_PROFILE | CTL_PRINTS_JSON, "[NAME]",
    N_ ("Find out what keeps a VPN from coming up") },
  { "report", ctl_cmd_report, 0, 1, CTL_MAY_TAKE_PROFILE | CTL_PRINTS_JSON, "[NAME] [--with-names]",
    N_ ("Print what somebody who helps you has to know") },
  { "completion", ctl_cmd_completion, 1, 1, 0, "bash|fish|zsh",
    N_ ("Print the completion for a shell"), shells },
  { "complete", ctl_cmd_complete, 0, CTL_ANY_NUMBER, CTL_IS_HIDDEN, "-- [WORD...]",
    N_ ("Print what may stand for the last word") },
  { NULL },
};

const CtlCommand *
ctl_commands (void)
{
  return commands;
}
