// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl log: what genkand wrote down of a connection. */
#include "ctl-commands.h"

#include "vpn-client-text.h"

#include <glib/gi18n.h>

static void
print_line (Ctl *ctl, gint64 when, const char *level, const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (when / G_USEC_PER_SEC);
  g_autofree char *clock = time == NULL ? NULL : g_date_time_format (time, "%H:%M:%S");
  g_autofree char *clean_level = vpn_client_text_clean (level);
  g_autofree char *clean = vpn_client_text_clean (text);

  fprintf (ctl->out, "%s.%03d %-7s %s\n", clock == NULL ? "?" : clock, (int) (when / 1000 % 1000),
           clean_level, clean);
}

CtlExit
ctl_cmd_log (Ctl *ctl, char **argv)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GVariant) lines = NULL;
  VpnClientConnection *connection;
  GVariantIter iter;
  GError *error = NULL;
  gint64 when;
  const char *level, *text;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  connection = vpn_client_find_connection (ctl->client, ctl->args[0]);
  if (connection == NULL && ctl_find_profile (ctl, ctl->args[0]) == NULL)
    return CTL_NOT_FOUND;
  if (connection == NULL)
    return ctl_fail_printf (ctl, CTL_NOT_CONNECTED,
                            _ ("\"%s\" is not connected; older lines are in \"journalctl -u "
                               "genkand\""),
                            ctl->args[0]);
  vpn_client_connection_get_log_async (connection, NULL, ctl_on_result, &wait);
  lines = vpn_client_connection_get_log_finish (connection, ctl_wait (&wait), &error);
  if (lines == NULL)
    return ctl_fail_error (ctl, error);
  g_variant_iter_init (&iter, lines);
  while (g_variant_iter_next (&iter, "(x&s&s)", &when, &level, &text))
    print_line (ctl, when, level, text);
  return CTL_OK;
}
