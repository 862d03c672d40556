// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Completion for bash, made from the table of commands and the table of profile keys. */
#include "ctl-commands.h"

#include <glib/gi18n.h>

#include <string.h>

static const char script_start[]
    = "_vpnctl ()\n"
      "{\n"
      "  local current=${COMP_WORDS[COMP_CWORD]}\n"
      "  local words=\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    words=$commands\n"
      "  elif [[ $current == -* ]]; then\n"
      "    words='--json --quiet --no-color --help'\n"
      "  elif ((COMP_CWORD == 2)); then\n"
      "    case ${COMP_WORDS[1]} in\n"
      "      connect | disconnect | show | set | remove | export | status | log)\n"
      "        words=$(vpnctl list 2>/dev/null | sed '1d;s/  .*//')\n"
      "        ;;\n"
      "    esac\n"
      "  else\n"
      "    case ${COMP_WORDS[1]} in\n"
      "      add | set) words=$keys; compopt -o nospace ;;\n"
      "    esac\n"
      "  fi\n"
      "  local IFS=$'\\n'\n"
      "  COMPREPLY=($(compgen -W \"${words// /$'\\n'}\" -- \"$current\"))\n"
      "}\n"
      "complete -o default -F _vpnctl vpnctl\n";

CtlExit
ctl_cmd_completion (Ctl *ctl, char **argv)
{
  g_auto (GStrv) args = NULL;
  CtlExit exit;

  if (!ctl_parse_counted (ctl, argv, NULL, 1, 1, &args, &exit))
    return exit;
  if (strcmp (args[0], "bash") != 0)
    return ctl_fail (ctl, CTL_USAGE, _ ("There is a completion for bash only"));
  fputs ("# bash completion of vpnctl\n", ctl->out);
  for (const char *p = script_start; *p != '\0';)
    {
      const char *line_end = strchr (p, '\n');

      fprintf (ctl->out, "%.*s\n", (int) (line_end - p), p);
      /* The word lists are locals of the function. */
      if (*p == '{')
        {
          fputs ("  local commands='", ctl->out);
          for (const CtlCommand *command = ctl->commands; command->name != NULL; command++)
            fprintf (ctl->out, "%s ", command->name);
          fputs ("help'\n  local keys='", ctl->out);
          for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
            fprintf (ctl->out, "%s%s=", key == vpn_profile_keys () ? "" : " ", key->name);
          fputs ("'\n", ctl->out);
        }
      p = line_end + 1;
    }
  return CTL_OK;
}
