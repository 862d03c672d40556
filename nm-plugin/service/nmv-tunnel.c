// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* One delegated connection of genkand. */
#include "nmv-tunnel.h"

#include "config.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#define CLOSE_MS 3000 /* genkand promises two seconds */

struct _NmvTunnel
{
  GObject parent_instance;

  VpnProfile *profile;             /* owned */
  VpnClientFiles *files;           /* owned; NULL once handed over */
  VpnClient *client;               /* owned; NULL until there is one */
  VpnClientAgent *agent;           /* owned */
  VpnClientConnection *connection; /* owned; NULL until genkand gave it */
  NmvConfig published;
  guint close_timer;
  gboolean is_closing, is_over;
};

G_DEFINE_FINAL_TYPE (NmvTunnel, nmv_tunnel, G_TYPE_OBJECT)

static void
end (NmvTunnel *self, VpnReason reason, const char *text)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_clear_handle_id (&self->close_timer, g_source_remove);
  g_signal_emit_by_name (self, "over", (int) reason, text);
}

/* ---- The connection -------------------------------------------------------------------------- */

static void
publish (NmvTunnel *self)
{
  VpnDbusConnection *proxy = vpn_client_connection_get_proxy (self->connection);
  NmvFacts facts = {
    .interface = vpn_dbus_connection_get_interface (proxy),
    .gateway = vpn_dbus_connection_get_gateway_address (proxy),
    .banner = vpn_dbus_connection_get_banner (proxy),
    .mtu = vpn_dbus_connection_get_mtu (proxy),
    .addresses = vpn_dbus_connection_get_addresses (proxy),
    .routes = vpn_dbus_connection_get_routes (proxy),
    .dns = vpn_dbus_connection_get_dns (proxy),
    .domains = vpn_dbus_connection_get_domains (proxy),
  };
  g_auto (NmvConfig) config = { NULL };

  nmv_config_make (&facts, &config);
  if (nmv_config_equal (&config, &self->published))
    return;
  nmv_config_clear (&self->published);
  self->published = config;
  config = (NmvConfig){ NULL };
  g_signal_emit_by_name (self, "config", &self->published);
}

static void
look (NmvTunnel *self)
{
  g_autofree char *text = NULL;

  if (self->is_over)
    return;
  if (vpn_client_connection_is_over (self->connection))
    {
      text = vpn_client_connection_explain (self->connection, VPN_VOICE_WINDOW);
      end (self, vpn_client_connection_get_reason (self->connection), text);
    }
  /* While it reconnects, the interface and what was published stay. */
  else if (vpn_client_connection_get_state (self->connection) == VPN_STATE_CONNECTED
           && !self->is_closing)
    publish (self);
}

static void
on_state (VpnClientConnection *connection, int old, int now, NmvTunnel *self)
{
  g_message ("%s", vpn_state_label ((VpnState) now));
  look (self);
}

static void
on_step (VpnClientConnection *connection, int step, const char *detail, NmvTunnel *self)
{
  g_debug ("%s", vpn_step_label ((VpnStep) step));
}

static void
on_message (VpnClientConnection *connection, const char *text, NmvTunnel *self)
{
  g_signal_emit_by_name (self, "message", text);
}

static void
on_disconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* What matters is the state that follows; an error means that it is over already. */
  (void) vpn_client_connection_disconnect_finish (VPN_CLIENT_CONNECTION (source), result, NULL);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NmvTunnel) self = user_data;
  g_autoptr (GError) error = NULL;

  self->connection = vpn_client_connect_finish (VPN_CLIENT (source), result, &error);
  g_clear_pointer (&self->files, vpn_client_files_free);
  if (self->connection == NULL)
    {
      end (self, VPN_REASON_BAD_PROFILE, error->message);
      return;
    }
  if (self->is_closing)
    vpn_client_connection_disconnect_async (self->connection, NULL, on_disconnected, NULL);
  g_signal_connect_object (self->connection, "state", G_CALLBACK (on_state), self, 0);
  g_signal_connect_object (self->connection, "step", G_CALLBACK (on_step), self, 0);
  g_signal_connect_object (self->connection, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (self->connection, "changed", G_CALLBACK (look), self, G_CONNECT_SWAPPED);
  look (self);
}

/* ---- Reaching genkand ------------------------------------------------------------------------ */

static void
on_question (VpnClientAgent *agent, VpnClientQuestion *question, NmvTunnel *self)
{
  g_signal_emit_by_name (self, "question", question);
}

static void
on_client (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NmvTunnel) self = user_data;
  g_autoptr (GError) error = NULL;
  VpnClientConnectOptions options = { .delegated = TRUE, .files = self->files };

  self->client = vpn_client_new_finish (result, &error);
  if (self->is_closing)
    {
      end (self, VPN_REASON_USER, NULL);
      return;
    }
  if (self->client != NULL)
    self->agent = vpn_client_agent_new (self->client, &error);
  if (self->agent == NULL)
    {
      end (self, VPN_REASON_INTERNAL, error->message);
      return;
    }
  if (!vpn_client_is_running (self->client))
    {
      end (self, VPN_REASON_INTERNAL,
           _ ("The Genkan service (genkand) is not running and cannot be started"));
      return;
    }
  g_signal_connect_object (self->agent, "question", G_CALLBACK (on_question), self, 0);
  options.agent = vpn_client_agent_get_path (self->agent);
  vpn_client_connect_settings_async (self->client, self->profile, &options, NULL, on_connected,
                                     g_object_ref (self));
}

NmvTunnel *
nmv_tunnel_new (GDBusConnection *bus, VpnProfile *profile, VpnClientFiles *files)
{
  NmvTunnel *self = g_object_new (NMV_TYPE_TUNNEL, NULL);

  self->profile = profile;
  self->files = files;
  vpn_client_new_async (bus, NULL, on_client, g_object_ref (self));
  return self;
}

static gboolean
on_close_takes_too_long (gpointer user_data)
{
  NmvTunnel *self = user_data;

  self->close_timer = 0;
  end (self, VPN_REASON_USER, NULL);
  return G_SOURCE_REMOVE;
}

void
nmv_tunnel_close (NmvTunnel *self)
{
  if (self->is_closing || self->is_over)
    return;
  self->is_closing = TRUE;
  self->close_timer = g_timeout_add (CLOSE_MS, on_close_takes_too_long, self);
  /* A call under way is not cancelled: the connection it makes would be left without anybody. */
  if (self->connection != NULL)
    vpn_client_connection_disconnect_async (self->connection, NULL, on_disconnected, NULL);
}

static void
nmv_tunnel_dispose (GObject *object)
{
  NmvTunnel *self = NMV_TUNNEL (object);

  self->is_over = TRUE;
  g_clear_handle_id (&self->close_timer, g_source_remove);
  g_clear_object (&self->connection);
  g_clear_object (&self->agent);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (nmv_tunnel_parent_class)->dispose (object);
}

static void
nmv_tunnel_finalize (GObject *object)
{
  NmvTunnel *self = NMV_TUNNEL (object);

  vpn_profile_free (self->profile);
  vpn_client_files_free (self->files);
  nmv_config_clear (&self->published);
  G_OBJECT_CLASS (nmv_tunnel_parent_class)->finalize (object);
}

static void
nmv_tunnel_class_init (NmvTunnelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = nmv_tunnel_dispose;
  object_class->finalize = nmv_tunnel_finalize;
  g_signal_new ("config", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_POINTER);
  g_signal_new ("question", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                VPN_TYPE_CLIENT_QUESTION);
  g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("over", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                G_TYPE_STRING);
}

static void
nmv_tunnel_init (NmvTunnel *self)
{
}
