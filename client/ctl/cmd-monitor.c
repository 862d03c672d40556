// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* vpnctl monitor: a line for each thing that happens, until it is interrupted. */
#include "ctl-commands.h"
#include "ctl-output.h"

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
print_text (Ctl *ctl, const char *subject, const char *text)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H:%M:%S");
  g_autofree char *clean = vpn_client_text_clean (subject);

  fprintf (ctl->out, "%s %s: %s\n", clock, clean, text);
  fflush (ctl->out);
}

/* The members that every event has. connection may be NULL. */
static void
begin_event (GVariantDict *event, const char *kind, VpnClientConnection *connection)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");

  g_variant_dict_init (event, NULL);
  g_variant_dict_insert (event, "time", "s", time);
  g_variant_dict_insert (event, "event", "s", kind);
  if (connection == NULL)
    return;
  g_variant_dict_insert (event, "name", "s", vpn_client_connection_get_name (connection));
  g_variant_dict_insert (event, "path", "s", vpn_client_connection_get_path (connection));
}

static void
end_event (Ctl *ctl, GVariantDict *event)
{
  ctl_print_json_line (ctl->out, g_variant_dict_end (event));
}

static void
tell_step (Ctl *ctl, VpnClientConnection *connection, VpnStep step, const char *detail)
{
  g_autofree char *text = vpn_client_text_step (step, detail);
  GVariantDict event;

  if (step == VPN_STEP_DONE)
    return; /* the state says it */
  if (!ctl->json)
    {
      print_text (ctl, vpn_client_connection_get_name (connection), text);
      return;
    }
  begin_event (&event, "step", connection);
  g_variant_dict_insert (&event, "step", "s", vpn_step_to_string (step));
  g_variant_dict_insert (&event, "text", "s", text);
  end_event (ctl, &event);
}

static void
tell_state (Ctl *ctl, VpnClientConnection *connection)
{
  VpnState state = vpn_client_connection_get_state (connection);
  VpnReason reason = vpn_client_connection_get_reason (connection);
  VpnProtection protection = vpn_client_connection_get_protection (connection);
  g_autofree char *sentence = reason != VPN_REASON_NONE
                                  ? vpn_client_connection_explain (connection, VPN_VOICE_COMMANDS)
                                  : g_strdup ("");
  g_autofree char *label = vpn_client_text_state (state, protection);
  GVariantDict event;

  if (!ctl->json)
    {
      g_autofree char *text = g_strconcat (label, *sentence != '\0' ? ": " : "", sentence, NULL);

      print_text (ctl, vpn_client_connection_get_name (connection), text);
      return;
    }
  begin_event (&event, "state", connection);
  g_variant_dict_insert (&event, "state", "s", vpn_state_to_string (state));
  g_variant_dict_insert (&event, "protection", "s", vpn_protection_to_string (protection));
  g_variant_dict_insert (&event, "reason", "s", vpn_reason_to_string (reason));
  g_variant_dict_insert (&event, "error", "s", sentence);
  end_event (ctl, &event);
}

static void
on_step (VpnClientConnection *connection, int step, const char *detail, gpointer user_data)
{
  Monitor *monitor = user_data;

  tell_step (monitor->ctl, connection, (VpnStep) step, detail);
}

static void
on_state (VpnClientConnection *connection, int old, int now, gpointer user_data)
{
  Monitor *monitor = user_data;

  tell_state (monitor->ctl, connection);
}

static void
on_message (VpnClientConnection *connection, const char *text, gpointer user_data)
{
  Monitor *monitor = user_data;
  GVariantDict event;

  if (!monitor->ctl->json)
    {
      print_text (monitor->ctl, vpn_client_connection_get_name (connection), text);
      return;
    }
  begin_event (&event, "message", connection);
  g_variant_dict_insert (&event, "text", "s", text);
  end_event (monitor->ctl, &event);
}

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Monitor *monitor = user_data;

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (VpnClientConnection) connection = g_list_model_get_item (model, i);

      g_signal_connect (connection, "step", G_CALLBACK (on_step), monitor);
      g_signal_connect (connection, "state", G_CALLBACK (on_state), monitor);
      g_signal_connect (connection, "message", G_CALLBACK (on_message), monitor);
      tell_state (monitor->ctl, connection);
    }
}

static void
on_running (VpnClient *client, GParamSpec *spec, gpointer user_data)
{
  Monitor *monitor = user_data;
  gboolean running = vpn_client_is_running (client);
  GVariantDict event;

  if (!monitor->ctl->json)
    {
      print_text (monitor->ctl, "genkand", running ? _ ("started") : _ ("stopped"));
      return;
    }
  begin_event (&event, running ? "started" : "stopped", NULL);
  end_event (monitor->ctl, &event);
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
  GListModel *model;
  guint sigint, sigterm;
  CtlExit exit;

  if (!ctl_begin (ctl, argv, NULL, &exit))
    return exit;
  sigint = g_unix_signal_add (SIGINT, on_stop, &monitor);
  sigterm = g_unix_signal_add (SIGTERM, on_stop, &monitor);
  model = vpn_client_get_connections (ctl->client);
  on_items_changed (model, 0, 0, g_list_model_get_n_items (model), &monitor);
  g_signal_connect (model, "items-changed", G_CALLBACK (on_items_changed), &monitor);
  g_signal_connect (ctl->client, "notify::running", G_CALLBACK (on_running), &monitor);
  while (!monitor.stopped)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (sigint);
  g_source_remove (sigterm);
  disconnect_all (&monitor, model);
  return CTL_OK;
}
