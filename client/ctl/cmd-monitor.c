// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl monitor: a line for each thing that happens, until it is interrupted. */
#include "ctl-commands.h"

#include "vpn-client-text.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include <signal.h>

typedef struct
{
  Ctl *ctl; /* borrowed */
  gboolean stopped;
} Monitor;

static void
print_event (Ctl *ctl, const char *subject, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *clean = vpn_client_text_clean (subject);

  fprintf (ctl->out, "%s %s: %s\n", clock, clean, text);
  fflush (ctl->out);
}

static void
on_step (VpnClientConnection *connection, int step, const char *detail, gpointer user_data)
{
  Monitor *monitor = user_data;
  g_autofree char *text = vpn_client_text_step ((VpnStep) step, detail);

  if (step != VPN_STEP_DONE)
    print_event (monitor->ctl, vpn_client_connection_get_name (connection), text);
}

static void
on_state (VpnClientConnection *connection, int old, int now, gpointer user_data)
{
  Monitor *monitor = user_data;
  g_autofree char *sentence = NULL;
  g_autofree char *text = NULL;

  if (vpn_client_connection_get_reason (connection) == VPN_REASON_NONE)
    text = g_strdup (vpn_state_label ((VpnState) now));
  else
    {
      sentence = vpn_client_connection_explain (connection, VPN_VOICE_COMMANDS);
      text = g_strdup_printf ("%s: %s", vpn_state_label ((VpnState) now), sentence);
    }
  print_event (monitor->ctl, vpn_client_connection_get_name (connection), text);
}

static void
on_message (VpnClientConnection *connection, const char *text, gpointer user_data)
{
  Monitor *monitor = user_data;

  print_event (monitor->ctl, vpn_client_connection_get_name (connection), text);
}

static void
watch_connection (Monitor *monitor, VpnClientConnection *connection)
{
  VpnState state = vpn_client_connection_get_state (connection);

  g_signal_connect (connection, "step", G_CALLBACK (on_step), monitor);
  g_signal_connect (connection, "state", G_CALLBACK (on_state), monitor);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), monitor);
  print_event (monitor->ctl, vpn_client_connection_get_name (connection), vpn_state_label (state));
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (model, i);

      watch_connection (user_data, connection);
    }
}

static void
on_running (VpnClient *client, GParamSpec *spec, gpointer user_data)
{
  Monitor *monitor = user_data;

  print_event (monitor->ctl, "genkand",
               vpn_client_is_running (client) ? _ ("started") : _ ("stopped"));
}

static gboolean
on_stop (gpointer user_data)
{
  Monitor *monitor = user_data;

  monitor->stopped = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
disconnect_all (Monitor *monitor, GListModel *model)
{
  guint n = g_list_model_get_n_items (model);

  g_signal_handlers_disconnect_by_data (model, monitor);
  g_signal_handlers_disconnect_by_data (monitor->ctl->client, monitor);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (model, i);

      g_signal_handlers_disconnect_by_data (connection, monitor);
    }
}

CtlExit
ctl_cmd_monitor (Ctl *ctl, char **argv)
{
  Monitor monitor = { .ctl = ctl };
  g_auto (GStrv) args = NULL;
  GListModel *model;
  guint sigint, sigterm;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, 0, 0, &args, &exit))
    return exit;
  model = vpn_client_get_connections (ctl->client);
  on_items_changed (model, 0, 0, g_list_model_get_n_items (model), &monitor);
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), &monitor);
  g_signal_connect (ctl->client, "notify::running", G_CALLBACK (on_running), &monitor);
  sigint = g_unix_signal_add (SIGINT, on_stop, &monitor);
  sigterm = g_unix_signal_add (SIGTERM, on_stop, &monitor);
  while (!monitor.stopped)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (sigint);
  g_source_remove (sigterm);
  disconnect_all (&monitor, model);
  return CTL_OK;
}
