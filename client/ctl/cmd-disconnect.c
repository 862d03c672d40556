// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl disconnect: ends one connection or all of the caller's. */
#include "ctl-commands.h"

#include <glib/gi18n.h>

#include <string.h>

#define END_MS 4000 /* genkand promises two seconds */

static gboolean
on_too_late (gpointer user_data)
{
  gboolean *late = user_data;

  *late = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Calls and then follows the connection until it is over. */
static CtlExit
end_connection (Ctl *ctl, VpnClientConnection *connection)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GError) error = NULL;
  gboolean late = FALSE;
  guint timer;

  vpn_client_connection_disconnect_async (connection, NULL, ctl_on_result, &wait);
  if (!vpn_client_connection_disconnect_finish (connection, ctl_wait (&wait), &error)
      && !vpn_client_connection_is_over (connection))
    return ctl_fail_error (ctl, g_steal_pointer (&error));
  timer = g_timeout_add (END_MS, on_too_late, &late);
  while (!vpn_client_connection_is_over (connection) && !late)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  if (late)
    return ctl_fail (ctl, CTL_FAILED,
                     _ ("The connection did not end in time; see \"journalctl -u genkand\""));
  if (!ctl->quiet)
    fprintf (ctl->out, _ ("Disconnected from %s\n"), vpn_client_connection_get_name (connection));
  return CTL_OK;
}

/* Connections that live and have that name, or all that live. Owned. */
static GPtrArray *
select_live (Ctl *ctl, const char *name)
{
  GListModel *model = vpn_client_get_connections (ctl->client);
  GPtrArray *selected = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (model, i);

      if (vpn_client_connection_is_over (connection)
          || (name != NULL && strcmp (vpn_client_connection_get_name (connection), name) != 0))
        continue;
      g_ptr_array_add (selected, g_steal_pointer (&connection));
    }
  return selected;
}

static CtlExit
fail_not_connected (Ctl *ctl, const char *name)
{
  if (name == NULL)
    return ctl_fail (ctl, CTL_NOT_CONNECTED, _ ("Nothing is connected"));
  if (ctl_find_profile (ctl, name) == NULL)
    return CTL_NOT_FOUND;
  return ctl_fail_printf (ctl, CTL_NOT_CONNECTED, _ ("\"%s\" is not connected"), name);
}

static CtlExit
force_open (Ctl *ctl)
{
  g_auto (CtlWait) wait = { NULL };
  g_autoptr (GError) error = NULL;

  vpn_client_force_open_async (ctl->client, NULL, ctl_on_result, &wait);
  if (!vpn_client_force_open_finish (ctl->client, ctl_wait (&wait), &error))
    return ctl_fail_error (ctl, g_steal_pointer (&error));
  if (!ctl->quiet)
    fprintf (ctl->out, "%s\n", _ ("Nothing is connected, and nothing is held closed any more"));
  return CTL_OK;
}

static CtlExit
fail_ambiguous (Ctl *ctl, const GPtrArray *connections)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < connections->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            vpn_client_connection_get_name (connections->pdata[i]));
  return ctl_fail_printf (ctl, CTL_USAGE, _ ("Which one? Use --all, or name one of: %s"),
                          names->str);
}

CtlExit
ctl_cmd_disconnect (Ctl *ctl, char **argv)
{
  gboolean all = FALSE, force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 'f', 0, G_OPTION_ARG_NONE, &force,
      N_ ("End all connections of everybody and open whatever is held closed"), NULL },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_ ("End all connections"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) connections = NULL;
  const char *name;
  CtlExit exit;

  if (!ctl_parse (ctl, argv, entries, &exit))
    return exit;
  name = ctl->args[0];
  if (all + force + (name != NULL) > 1)
    return ctl_fail (ctl, CTL_USAGE, _ ("Name one connection, or use --all or --force"));
  if (!ctl_start (ctl, &exit))
    return exit;
  if (force)
    return force_open (ctl);
  connections = select_live (ctl, name);
  if (connections->len == 0)
    return fail_not_connected (ctl, name);
  /* Without a name the only one is meant. */
  if (name == NULL && !all && connections->len > 1)
    return fail_ambiguous (ctl, connections);
  for (guint i = 0; i < connections->len && exit == CTL_OK; i++)
    exit = end_connection (ctl, connections->pdata[i]);
  return exit;
}
