// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The commands of vpnctl, one file each. argv[0] is the program; the command's name is left out. */
#pragma once

#include "ctl.h"

/* The table, ending with a NULL name. */
const CtlCommand *ctl_commands (void);

CtlExit ctl_cmd_add (Ctl *ctl, char **argv);
CtlExit ctl_cmd_capture (Ctl *ctl, char **argv);
CtlExit ctl_cmd_complete (Ctl *ctl, char **argv);
CtlExit ctl_cmd_completion (Ctl *ctl, char **argv);
CtlExit ctl_cmd_connect (Ctl *ctl, char **argv);
CtlExit ctl_cmd_disconnect (Ctl *ctl, char **argv);
CtlExit ctl_cmd_doctor (Ctl *ctl, char **argv);
CtlExit ctl_cmd_export (Ctl *ctl, char **argv);
CtlExit ctl_cmd_import (Ctl *ctl, char **argv);
CtlExit ctl_cmd_list (Ctl *ctl, char **argv);
CtlExit ctl_cmd_log (Ctl *ctl, char **argv);
CtlExit ctl_cmd_monitor (Ctl *ctl, char **argv);
CtlExit ctl_cmd_policy (Ctl *ctl, char **argv);
CtlExit ctl_cmd_sign_in (Ctl *ctl, char **argv);
CtlExit ctl_cmd_remove (Ctl *ctl, char **argv);
CtlExit ctl_cmd_report (Ctl *ctl, char **argv);
CtlExit ctl_cmd_set (Ctl *ctl, char **argv);
CtlExit ctl_cmd_show (Ctl *ctl, char **argv);
CtlExit ctl_cmd_status (Ctl *ctl, char **argv);
