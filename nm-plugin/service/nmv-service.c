// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* The service's object on the bus. */
#include "nmv-service.h"

#include "config.h"
#include "nmv-failure.h"
#include "nmv-map.h"
#include "nmv-open.h"
#include "nmv-secrets.h"
#include "nmv-tunnel.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

#include <string.h>

struct _NmvService
{
  NMVpnServicePlugin parent_instance;

  NMConnection *connection;    /* owned copy with its secrets; NULL: none is active */
  NmvTunnel *tunnel;           /* owned */
  VpnClientQuestion *question; /* owned; waits for NewSecrets */
  guint used;                  /* bit per VpnSecretKind that was answered from connection */
  gboolean interactive;        /* NetworkManager can be asked for more secrets */
  gboolean has_failed;
  NMVpnPluginFailure failure; /* valid with has_failed */
};

G_DEFINE_FINAL_TYPE (NmvService, nmv_service, NM_TYPE_VPN_SERVICE_PLUGIN)

static NMVpnServicePlugin *
as_plugin (NmvService *self)
{
  return NM_VPN_SERVICE_PLUGIN (self);
}

/* The domain of NetworkManager's own errors; what is wrong stays what it was. */
static gboolean
refuse (GError **error, const GError *why)
{
  g_set_error (error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_BAD_ARGUMENTS, "%s", why->message);
  return FALSE;
}

/* ---- Secrets --------------------------------------------------------------------------------- */

static void
answer (VpnClientQuestion *question, const char *secret)
{
  gsize len = strlen (secret);
  g_autofree char *copy = g_strdup (secret);

  /* genkand keeps it for as long as the connection lives, to reconnect without NetworkManager. */
  vpn_client_question_answer (question, copy, len, TRUE);
}

static void
drop_question (NmvService *self)
{
  if (self->question == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->question, self);
  vpn_client_question_decline (self->question);
  g_clear_object (&self->question);
}

static void
on_question_cancelled (VpnClientQuestion *question, const char *reason, NmvService *self)
{
  drop_question (self);
}

static gboolean
is_connecting (NmvService *self)
{
  NMVpnServiceState state;

  g_object_get (self, NM_VPN_SERVICE_PLUGIN_STATE, &state, NULL);
  return state == NM_VPN_SERVICE_STATE_STARTING;
}

static void
on_question (NmvTunnel *tunnel, VpnClientQuestion *question, NmvService *self)
{
  VpnSecretKind kind = vpn_client_question_get_kind (question);
  const char *secret = nmv_secrets_get (self->connection, kind);
  const char *hints[] = { vpn_secret_kind_to_string (kind), NULL };
  g_autofree char *text = NULL;

  /* What NetworkManager gave answers one question; if that was wrong, or another one of its kind
   * follows, somebody has to be asked. */
  if (secret != NULL && (self->used & (1u << kind)) == 0
      && !vpn_client_question_is_retry (question))
    {
      self->used |= 1u << kind;
      answer (question, secret);
      return;
    }
  /* NetworkManager takes no more secrets once the connection has been up. */
  if (!self->interactive || !is_connecting (self))
    {
      vpn_client_question_decline (question);
      return;
    }
  drop_question (self);
  self->question = g_object_ref (question);
  g_signal_connect (question, "cancelled", G_CALLBACK (on_question_cancelled), self);
  text = vpn_client_question_get_text (question);
  nm_vpn_service_plugin_secrets_required (as_plugin (self), text, hints);
}

static gboolean
nmv_service_new_secrets (NMVpnServicePlugin *plugin, NMConnection *connection, GError **error)
{
  NmvService *self = NMV_SERVICE (plugin);
  g_autoptr (VpnClientQuestion) question = g_steal_pointer (&self->question);
  const char *secret;

  if (question == NULL)
    return TRUE; /* moot by now */
  g_signal_handlers_disconnect_by_data (question, self);
  secret = nmv_secrets_get (connection, vpn_client_question_get_kind (question));
  if (secret != NULL)
    answer (question, secret);
  else
    vpn_client_question_decline (question);
  return TRUE;
}

/* Files of a profile, opened with the rights of the connection's owners. */
static VpnClientFiles *
open_files (NMConnection *connection, const VpnProfile *profile, GError **error)
{
  g_autoptr (NmvOpener) opener = nmv_opener_new (connection, error);

  if (opener == NULL)
    return NULL;
  return vpn_client_files_open_with (profile, nmv_opener_open, opener, error);
}

static gboolean
nmv_service_need_secrets (NMVpnServicePlugin *plugin, NMConnection *connection,
                          const char **setting_name, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (VpnProfile) profile = nmv_map_to_profile (connection, &why);
  g_autoptr (VpnClientFiles) files = NULL;
  VpnSecretKind kind;

  if (profile == NULL || !vpn_profile_validate (profile, &why))
    return refuse (error, why);
  /* A file that cannot be had is a matter of Connect, which can say so. */
  files = open_files (connection, profile, NULL);
  if (!nmv_secrets_find_first (profile, files, &kind) || !nmv_secrets_is_missing (connection, kind))
    return FALSE;
  *setting_name = NM_SETTING_VPN_SETTING_NAME;
  return TRUE;
}

/* ---- The tunnel ------------------------------------------------------------------------------ */

static void
on_config (NmvTunnel *tunnel, const NmvConfig *config, NmvService *self)
{
  nm_vpn_service_plugin_set_config (as_plugin (self), config->general);
  if (config->ip4 != NULL)
    nm_vpn_service_plugin_set_ip4_config (as_plugin (self), config->ip4);
  if (config->ip6 != NULL)
    nm_vpn_service_plugin_set_ip6_config (as_plugin (self), config->ip6);
}

static void
on_message (NmvTunnel *tunnel, const char *text, NmvService *self)
{
  nm_vpn_service_plugin_set_login_banner (as_plugin (self), text);
}

static void
on_over (NmvTunnel *tunnel, int reason, const char *text, NmvService *self)
{
  NMVpnServiceState state;

  drop_question (self);
  g_signal_handlers_disconnect_by_data (tunnel, self);
  g_clear_object (&self->tunnel);
  g_clear_object (&self->connection);
  g_object_get (self, NM_VPN_SERVICE_PLUGIN_STATE, &state, NULL);
  if (state == NM_VPN_SERVICE_STATE_STARTING || state == NM_VPN_SERVICE_STATE_STARTED)
    {
      /* NetworkManager has no place for the sentence but its log. */
      g_warning ("%s", text != NULL ? text : vpn_reason_to_string ((VpnReason) reason));
      self->has_failed = TRUE;
      self->failure = nmv_failure_from_reason ((VpnReason) reason);
      nm_vpn_service_plugin_failure (as_plugin (self), self->failure);
    }
  else
    g_signal_emit_by_name (self, "quit"); /* the parent class did while the tunnel was closing */
}

static gboolean
start (NmvService *self, NMConnection *connection, gboolean interactive, GError **error)
{
  g_autoptr (GDBusConnection) bus = nm_vpn_service_plugin_get_connection (as_plugin (self));
  g_autoptr (GError) why = NULL;
  g_autoptr (VpnProfile) profile = nmv_map_to_profile (connection, &why);
  g_autoptr (VpnClientFiles) files = NULL;

  if (profile != NULL && vpn_profile_validate (profile, &why))
    files = open_files (connection, profile, &why);
  if (files == NULL)
    {
      g_warning ("%s", why->message);
      return refuse (error, why);
    }
  if (self->tunnel != NULL)
    {
      g_set_error_literal (error, NM_VPN_PLUGIN_ERROR, NM_VPN_PLUGIN_ERROR_WRONG_STATE,
                           _ ("The last connection has not ended yet"));
      return FALSE;
    }
  self->connection = nm_simple_connection_new_clone (connection);
  self->interactive = interactive;
  self->used = 0;
  self->has_failed = FALSE;
  self->tunnel = nmv_tunnel_new (bus, g_steal_pointer (&profile), g_steal_pointer (&files));
  g_signal_connect (self->tunnel, "config", G_CALLBACK (on_config), self);
  g_signal_connect (self->tunnel, "question", G_CALLBACK (on_question), self);
  g_signal_connect (self->tunnel, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->tunnel, "over", G_CALLBACK (on_over), self);
  return TRUE;
}

static gboolean
nmv_service_connect (NMVpnServicePlugin *plugin, NMConnection *connection, GError **error)
{
  return start (NMV_SERVICE (plugin), connection, FALSE, error);
}

static gboolean
nmv_service_connect_interactive (NMVpnServicePlugin *plugin, NMConnection *connection,
                                 GVariant *details, GError **error)
{
  return start (NMV_SERVICE (plugin), connection, TRUE, error);
}

/* The parent class announces "connect failed" for every end of a connection that was not up yet,
 * also after a more precise failure, and NetworkManager goes by the last word. This comes after
 * that and before the state that ends it. */
static void
repeat_failure (NmvService *self)
{
  g_autoptr (GDBusConnection) bus = nm_vpn_service_plugin_get_connection (as_plugin (self));

  g_dbus_connection_emit_signal (bus, NULL, NM_VPN_DBUS_PLUGIN_PATH, NM_VPN_DBUS_PLUGIN_INTERFACE,
                                 "Failure", g_variant_new ("(u)", self->failure), NULL);
}

static gboolean
nmv_service_disconnect (NMVpnServicePlugin *plugin, GError **error)
{
  NmvService *self = NMV_SERVICE (plugin);

  drop_question (self);
  if (self->tunnel != NULL)
    nmv_tunnel_close (self->tunnel);
  else if (self->has_failed)
    repeat_failure (self);
  return TRUE;
}

/* ---- Life ------------------------------------------------------------------------------------ */

static void
nmv_service_dispose (GObject *object)
{
  NmvService *self = NMV_SERVICE (object);

  drop_question (self);
  if (self->tunnel != NULL)
    g_signal_handlers_disconnect_by_data (self->tunnel, self);
  g_clear_object (&self->tunnel);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (nmv_service_parent_class)->dispose (object);
}

static void
nmv_service_class_init (NmvServiceClass *klass)
{
  NMVpnServicePluginClass *plugin_class = NM_VPN_SERVICE_PLUGIN_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nmv_service_dispose;
  plugin_class->need_secrets = nmv_service_need_secrets;
  plugin_class->connect = nmv_service_connect;
  plugin_class->connect_interactive = nmv_service_connect_interactive;
  plugin_class->new_secrets = nmv_service_new_secrets;
  plugin_class->disconnect = nmv_service_disconnect;
}

static void
nmv_service_init (NmvService *self)
{
}

NmvService *
nmv_service_new (const char *bus_name, gboolean stays, GError **error)
{
  return g_initable_new (NMV_TYPE_SERVICE, NULL, error, NM_VPN_SERVICE_PLUGIN_DBUS_SERVICE_NAME,
                         bus_name, NM_VPN_SERVICE_PLUGIN_DBUS_WATCH_PEER, !stays, NULL);
}

gboolean
nmv_service_is_busy (NmvService *self)
{
  return self->tunnel != NULL;
}
