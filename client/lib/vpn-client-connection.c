// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* Follows a connection's properties and signals to its end. */
#include "vpn-client-connection.h"

#include "config.h"
#include "vpn-client-call-private.h"
#include "vpn-client-connection-private.h"
#include "vpn-client-text.h"
#include "vpn-sentence.h"

#define GETTEXT_PACKAGE GENKAN_GETTEXT_DOMAIN
#include <glib/gi18n-lib.h>

struct _VpnClientConnection
{
  GObject parent_instance;

  VpnDbusConnection *proxy; /* counted */
  VpnState state;
  VpnStep step;
  char *step_detail; /* owned */
  gboolean was_active;
  gboolean lost;
};

G_DEFINE_FINAL_TYPE (VpnClientConnection, vpn_client_connection, G_TYPE_OBJECT)

static void
enter_state (VpnClientConnection *self, const char *name)
{
  VpnState old = self->state;

  if (!vpn_state_from_string (name, &self->state) || self->state == old)
    return;
  self->was_active |= self->state != VPN_STATE_DISCONNECTED;
  g_signal_emit_by_name (self, "state", (int) old, (int) self->state);
}

static void
on_state_changed (VpnDbusConnection *proxy, const char *old, const char *now, const char *reason,
                  const char *sentence, gpointer user_data)
{
  enter_state (user_data, now);
}

static void
on_step_changed (VpnDbusConnection *proxy, const char *name, const char *detail, gpointer user_data)
{
  VpnClientConnection *self = user_data;

  if (!vpn_step_from_string (name, &self->step))
    return;
  g_free (self->step_detail);
  self->step_detail = vpn_client_text_clean (detail);
  g_signal_emit_by_name (self, "step", (int) self->step, self->step_detail);
}

static void
on_message (VpnDbusConnection *proxy, const char *text, gpointer user_data)
{
  VpnClientConnection *self = user_data;
  g_autofree char *clean = vpn_client_text_clean (text);

  g_signal_emit_by_name (self, "message", clean);
}

static void
on_properties_changed (GDBusProxy *proxy, GVariant *changed, const char *const *invalidated,
                       gpointer user_data)
{
  const char *state;

  /* Of what others have connected nothing else tells. */
  if (g_variant_lookup (changed, "State", "&s", &state))
    enter_state (user_data, state);
  g_signal_emit_by_name (user_data, "changed");
}

static void
on_owner_changed (GDBusProxy *proxy, GParamSpec *spec, gpointer user_data)
{
  g_autofree char *owner = g_dbus_proxy_get_name_owner (proxy);

  if (owner == NULL)
    vpn_client_connection_lose (user_data);
}

static void
vpn_client_connection_finalize (GObject *object)
{
  VpnClientConnection *self = VPN_CLIENT_CONNECTION (object);

  g_clear_object (&self->proxy);
  g_free (self->step_detail);
  G_OBJECT_CLASS (vpn_client_connection_parent_class)->finalize (object);
}

static void
vpn_client_connection_class_init (VpnClientConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->finalize = vpn_client_connection_finalize;
  g_signal_new ("step", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                G_TYPE_STRING);
  g_signal_new ("state", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                G_TYPE_INT);
  g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vpn_client_connection_init (VpnClientConnection *self)
{
  self->step_detail = g_strdup ("");
}

VpnClientConnection *
vpn_client_connection_new (VpnDbusConnection *proxy)
{
  VpnClientConnection *self = g_object_new (VPN_TYPE_CLIENT_CONNECTION, NULL);

  self->proxy = g_object_ref (proxy);
  g_signal_connect_object (proxy, "state-changed", G_CALLBACK (on_state_changed), self, 0);
  g_signal_connect_object (proxy, "step-changed", G_CALLBACK (on_step_changed), self, 0);
  g_signal_connect_object (proxy, "message", G_CALLBACK (on_message), self, 0);
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (on_properties_changed), self,
                           0);
  g_signal_connect_object (proxy, "notify::g-name-owner", G_CALLBACK (on_owner_changed), self, 0);
  enter_state (self, vpn_dbus_connection_get_state (proxy));
  (void) vpn_step_from_string (vpn_dbus_connection_get_step (proxy), &self->step);
  return self;
}

void
vpn_client_connection_lose (VpnClientConnection *self)
{
  if (vpn_client_connection_is_over (self))
    return;
  self->lost = TRUE;
  enter_state (self, vpn_state_to_string (VPN_STATE_FAILED));
}

VpnDbusConnection *
vpn_client_connection_get_proxy (VpnClientConnection *self)
{
  return self->proxy;
}

const char *
vpn_client_connection_get_path (VpnClientConnection *self)
{
  return g_dbus_proxy_get_object_path (G_DBUS_PROXY (self->proxy));
}

const char *
vpn_client_connection_get_name (VpnClientConnection *self)
{
  const char *name = vpn_dbus_connection_get_name (self->proxy);

  return name == NULL ? "" : name;
}

const char *
vpn_client_connection_get_profile (VpnClientConnection *self)
{
  const char *path = vpn_dbus_connection_get_profile (self->proxy);

  return path == NULL ? "/" : path;
}

gboolean
vpn_client_connection_is_own (VpnClientConnection *self)
{
  return geteuid () == 0 || vpn_dbus_connection_get_owner (self->proxy) == geteuid ();
}

VpnState
vpn_client_connection_get_state (VpnClientConnection *self)
{
  return self->state;
}

VpnStep
vpn_client_connection_get_step (VpnClientConnection *self)
{
  return self->step;
}

const char *
vpn_client_connection_get_step_detail (VpnClientConnection *self)
{
  return self->step_detail;
}

VpnReason
vpn_client_connection_get_reason (VpnClientConnection *self)
{
  VpnReason reason = VPN_REASON_NONE;

  if (self->lost)
    return VPN_REASON_INTERNAL;
  (void) vpn_reason_from_string (vpn_dbus_connection_get_reason (self->proxy), &reason);
  return reason;
}

VpnProtection
vpn_client_connection_get_protection (VpnClientConnection *self)
{
  VpnProtection protection = VPN_PROTECTION_OPEN;

  (void) vpn_protection_from_string (vpn_dbus_connection_get_protection (self->proxy), &protection);
  return protection;
}

gboolean
vpn_client_connection_is_over (VpnClientConnection *self)
{
  switch (self->state)
    {
    case VPN_STATE_FAILED:
      return self->lost || vpn_client_connection_get_protection (self) == VPN_PROTECTION_OPEN;
    case VPN_STATE_DISCONNECTED:
      /* A new connection may show itself before it starts. */
      return self->was_active || vpn_client_connection_get_reason (self) != VPN_REASON_NONE;
    case VPN_STATE_CONNECTING:
    case VPN_STATE_CONNECTED:
    case VPN_STATE_RECONNECTING:
    case VPN_STATE_DISCONNECTING:
      return FALSE;
    }
  g_return_val_if_reached (TRUE);
}

gboolean
vpn_client_connection_is_lost (VpnClientConnection *self)
{
  return self->lost;
}

char *
vpn_client_connection_explain (VpnClientConnection *self, VpnVoice voice)
{
  VpnReason reason = vpn_client_connection_get_reason (self);
  const VpnReasonFacts facts = { vpn_dbus_connection_get_gateway (self->proxy),
                                 vpn_dbus_connection_get_detail (self->proxy),
                                 vpn_dbus_connection_get_expected (self->proxy) };

  if (self->lost)
    return g_strdup (_ ("The Genkan service stopped; see whether it runs with \"systemctl status "
                        "genkand\", then connect again"));
  if (vpn_client_connection_get_state (self) == VPN_STATE_RECONNECTING)
    return vpn_reason_explain_reconnecting (reason, &facts);
  return vpn_reason_explain (reason, voice, &facts);
}

void
vpn_client_connection_disconnect_async (VpnClientConnection *self, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_connection_call_disconnect (self->proxy, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                       cancellable, vpn_client_relay,
                                       vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_connection_disconnect_finish (VpnClientConnection *self, GAsyncResult *result,
                                         GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  gboolean ok = vpn_dbus_connection_call_disconnect_finish (self->proxy, reply, error);

  return vpn_client_call_ended (ok, error);
}

void
vpn_client_connection_reconnect_async (VpnClientConnection *self, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_connection_call_reconnect (self->proxy, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                      cancellable, vpn_client_relay,
                                      vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_connection_reconnect_finish (VpnClientConnection *self, GAsyncResult *result,
                                        GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  gboolean ok = vpn_dbus_connection_call_reconnect_finish (self->proxy, reply, error);

  return vpn_client_call_ended (ok, error);
}

void
vpn_client_connection_get_counters_async (VpnClientConnection *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_connection_call_get_counters (self->proxy, VPN_CLIENT_CALL_FLAGS,
                                         VPN_CLIENT_CALL_TIMEOUT, cancellable, vpn_client_relay,
                                         vpn_client_relay_new (self, callback, user_data));
}

GVariant *
vpn_client_connection_get_counters_finish (VpnClientConnection *self, GAsyncResult *result,
                                           GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  GVariant *counters = NULL;
  gboolean ok = vpn_dbus_connection_call_get_counters_finish (self->proxy, &counters, reply, error);

  return vpn_client_call_ended (ok, error) ? counters : NULL;
}

void
vpn_client_connection_get_log_async (VpnClientConnection *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_connection_call_get_log (self->proxy, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                    cancellable, vpn_client_relay,
                                    vpn_client_relay_new (self, callback, user_data));
}

GVariant *
vpn_client_connection_get_log_finish (VpnClientConnection *self, GAsyncResult *result,
                                      GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  GVariant *lines = NULL;
  gboolean ok = vpn_dbus_connection_call_get_log_finish (self->proxy, &lines, reply, error);

  return vpn_client_call_ended (ok, error) ? lines : NULL;
}

void
vpn_client_connection_get_policy_async (VpnClientConnection *self, const char *address,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  vpn_dbus_connection_call_get_policy (self->proxy, address, VPN_CLIENT_CALL_FLAGS,
                                       VPN_CLIENT_CALL_TIMEOUT, cancellable, vpn_client_relay,
                                       vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_connection_get_policy_finish (VpnClientConnection *self, GAsyncResult *result,
                                         char **ret_verdict, char **ret_why, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  g_autofree char *why = NULL;
  gboolean ok
      = vpn_dbus_connection_call_get_policy_finish (self->proxy, ret_verdict, &why, reply, error);

  if (ok)
    *ret_why = vpn_sentence_translate (why);
  return vpn_client_call_ended (ok, error);
}

void
vpn_client_connection_capture_async (VpnClientConnection *self, GVariant *options,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  vpn_dbus_connection_call_capture (self->proxy, options, VPN_CLIENT_CALL_FLAGS,
                                    VPN_CLIENT_CALL_TIMEOUT, NULL, cancellable, vpn_client_relay,
                                    vpn_client_relay_new (self, callback, user_data));
}

int
vpn_client_connection_capture_finish (VpnClientConnection *self, GAsyncResult *result,
                                      GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  g_autoptr (GVariant) handle = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  gboolean ok = vpn_dbus_connection_call_capture_finish (self->proxy, &handle, &fds, reply, error);

  if (!vpn_client_call_ended (ok, error))
    return -1;
  return g_unix_fd_list_get (fds, g_variant_get_handle (handle), error);
}
