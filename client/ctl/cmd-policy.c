// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "ctl-commands.h"

/* What becomes of packets to an address: the first connection that does anything with it says. */

#include "vpn-client-text.h"

#include <glib/gi18n.h>

#include <string.h>

/* The answer of one connection; both owned. */
static gboolean
ask (VpnClientConnection *connection, const char *address, char **ret_verdict, char **ret_why,
     GError **error)
{
  g_auto (CtlWait) wait = { NULL };

  vpn_client_connection_get_policy_async (connection, address, NULL, ctl_on_result, &wait);
  return vpn_client_connection_get_policy_finish (connection, ctl_wait (&wait), ret_verdict,
                                                  ret_why, error);
}

CtlExit
ctl_cmd_policy (Ctl *ctl, char **argv)
{
  GListModel *model;
  const char *verdict = "BYPASS";
  g_autofree char *why = g_strdup (_ ("Nothing is connected"));
  g_autofree char *clean = NULL;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  model = vpn_client_get_connections (ctl->client);
  for (guint i = 0; i < g_list_model_get_n_items (model) && strcmp (verdict, "BYPASS") == 0; i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (model, i);
      g_autofree char *given = NULL;
      g_autofree char *reason = NULL;
      GError *error = NULL;

      if (vpn_client_connection_is_over (connection))
        continue;
      if (!ask (connection, ctl->args[0], &given, &reason, &error))
        return ctl_fail_error (ctl, error);
      verdict = strcmp (given, "PROTECT") == 0   ? "PROTECT"
                : strcmp (given, "DISCARD") == 0 ? "DISCARD"
                                                 : "BYPASS";
      g_free (why);
      why = g_strdup_printf ("%s: %s", vpn_client_connection_get_name (connection), reason);
    }
  clean = vpn_client_text_clean (why);
  fprintf (ctl->out, "%s  %s\n", verdict, clean);
  return CTL_OK;
}
