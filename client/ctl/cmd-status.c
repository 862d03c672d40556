// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl status: what is connected, and all facts of one connection. */
#include "ctl-commands.h"
#include "ctl-output.h"

#include <glib/gi18n.h>

#include <string.h>

/* NULL when the connection has none, is just going away, or is somebody else's. */
static GVariant *
get_counters (VpnClientConnection *connection)
{
  g_auto (CtlWait) wait = { NULL };

  if (!vpn_client_connection_is_own (connection)
      || vpn_client_connection_get_state (connection) != VPN_STATE_CONNECTED)
    return NULL;
  vpn_client_connection_get_counters_async (connection, NULL, ctl_on_result, &wait);
  return vpn_client_connection_get_counters_finish (connection, ctl_wait (&wait), NULL);
}

/* Connections of that name, or all; those that live before those that ended. Owned. */
static GPtrArray *
select_connections (Ctl *ctl, const char *name)
{
  GListModel *model = vpn_client_get_connections (ctl->client);
  g_autoptr (GPtrArray) over = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *selected = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (model, i);

      if (name != NULL && strcmp (vpn_client_connection_get_name (connection), name) != 0)
        continue;
      if (vpn_client_connection_is_over (connection))
        g_ptr_array_add (over, g_steal_pointer (&connection));
      else
        g_ptr_array_add (selected, g_steal_pointer (&connection));
    }
  g_ptr_array_extend_and_steal (selected, g_steal_pointer (&over));
  return selected;
}

static void
print_json (Ctl *ctl, const GPtrArray *connections)
{
  GVariantBuilder rows;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < connections->len; i++)
    {
      g_autoptr (GVariant) counters = get_counters (connections->pdata[i]);

      g_variant_builder_add_value (&rows,
                                   ctl_connection_to_variant (connections->pdata[i], counters));
    }
  ctl_print_json (ctl->out, "connections", g_variant_builder_end (&rows));
}

static gboolean
is_any_connected (const GPtrArray *connections)
{
  for (guint i = 0; i < connections->len; i++)
    if (vpn_client_connection_get_state (connections->pdata[i]) == VPN_STATE_CONNECTED)
      return TRUE;
  return FALSE;
}

/* One line, where there is something to know. */
static void
print_lockdown (Ctl *ctl)
{
  static const struct
  {
    const char *state, *sentence;
  } rows[] = {
    { "on", N_ ("Nothing leaves this computer in clear that the VPN would carry (network.guard)") },
    { "sign-in",
      N_ ("Web pages of this network can be opened for a few minutes (vpnctl sign-in)") },
    { "suspended", N_ ("The network is open until a VPN with network.guard=always connects") },
    { "failed",
      N_ ("network.guard=always cannot be kept: the packet filter refused (see the log)") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i].state, vpn_client_get_lockdown (ctl->client)) == 0)
      fprintf (ctl->out, "%s\n", _ (rows[i].sentence));
}

/* Where all traffic goes when none of these takes it. */
static void
print_default_route (Ctl *ctl, const GPtrArray *connections)
{
  const char *interface = vpn_client_get_default_route (ctl->client);

  for (guint i = 0; i < connections->len; i++)
    {
      VpnDbusConnection *proxy = vpn_client_connection_get_proxy (connections->pdata[i]);

      if (g_strcmp0 (vpn_dbus_connection_get_interface (proxy), interface) == 0)
        return;
    }
  if (*interface != '\0')
    fprintf (ctl->out, _ ("All traffic of this computer goes through another user's VPN (%s)\n"),
             interface);
}

CtlExit
ctl_cmd_status (Ctl *ctl, char **argv)
{
  gboolean verbose = FALSE;
  const GOptionEntry entries[] = {
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose,
      N_ ("Also which packets were dropped, and why"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) connections = NULL;
  const char *name;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, entries, &exit))
    return exit;
  name = ctl->args[0];
  connections = select_connections (ctl, name);
  if (name != NULL && connections->len == 0 && ctl_find_profile (ctl, name) == NULL)
    return CTL_NOT_FOUND;
  if (!ctl->json && name == NULL)
    {
      print_lockdown (ctl);
      print_default_route (ctl, connections);
    }
  if (ctl->json)
    print_json (ctl, connections);
  else if (connections->len == 0)
    fprintf (ctl->out, "%s\n", _ ("Nothing is connected"));
  else
    for (guint i = 0; i < connections->len; i++)
      {
        g_autoptr (GVariant) counters = get_counters (connections->pdata[i]);

        ctl_print_connection (ctl, connections->pdata[i], counters);
        if (verbose)
          ctl_print_drops (ctl, counters);
      }
  return name == NULL || is_any_connected (connections) ? CTL_OK : CTL_NOT_CONNECTED;
}
