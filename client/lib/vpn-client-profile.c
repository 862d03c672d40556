// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* A proxy of a stored profile, kept current. */
#include "vpn-client-profile.h"

#include "vpn-client-call-private.h"

struct _VpnClientProfile
{
  GObject parent_instance;

  VpnDbusProfile *proxy; /* counted */
  VpnProfile *revealed;  /* owned or NULL */
};

G_DEFINE_FINAL_TYPE (VpnClientProfile, vpn_client_profile, G_TYPE_OBJECT)

static void
on_properties_changed (GDBusProxy *proxy, GVariant *changed, const char *const *invalidated,
                       gpointer user_data)
{
  g_signal_emit_by_name (user_data, "changed");
}

static void
vpn_client_profile_finalize (GObject *object)
{
  VpnClientProfile *self = VPN_CLIENT_PROFILE (object);

  g_clear_object (&self->proxy);
  g_clear_pointer (&self->revealed, vpn_profile_free);
  G_OBJECT_CLASS (vpn_client_profile_parent_class)->finalize (object);
}

static void
vpn_client_profile_class_init (VpnClientProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vpn_client_profile_finalize;
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
vpn_client_profile_init (VpnClientProfile *self)
{
}

VpnClientProfile *
vpn_client_profile_new (VpnDbusProfile *proxy)
{
  VpnClientProfile *self = g_object_new (VPN_TYPE_CLIENT_PROFILE, NULL);

  self->proxy = g_object_ref (proxy);
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (on_properties_changed), self,
                           0);
  return self;
}

VpnDbusProfile *
vpn_client_profile_get_proxy (VpnClientProfile *self)
{
  return self->proxy;
}

const char *
vpn_client_profile_get_path (VpnClientProfile *self)
{
  return g_dbus_proxy_get_object_path (G_DBUS_PROXY (self->proxy));
}

const char *
vpn_client_profile_get_name (VpnClientProfile *self)
{
  const char *name = vpn_dbus_profile_get_name (self->proxy);

  return name == NULL ? "" : name;
}

const char *
vpn_client_profile_get_uuid (VpnClientProfile *self)
{
  const char *uuid = vpn_dbus_profile_get_uuid (self->proxy);

  return uuid == NULL ? "" : uuid;
}

gboolean
vpn_client_profile_is_system (VpnClientProfile *self)
{
  return g_strcmp0 (vpn_dbus_profile_get_scope (self->proxy), "system") == 0;
}

VpnReason
vpn_client_profile_get_last_reason (VpnClientProfile *self)
{
  VpnReason reason = VPN_REASON_NONE;

  (void) vpn_reason_from_string (vpn_dbus_profile_get_last_reason (self->proxy), &reason);
  return reason;
}

/* Every profile has settings. */
static gboolean
is_hidden (VpnClientProfile *self)
{
  GVariant *settings = vpn_dbus_profile_get_settings (self->proxy);

  return settings != NULL && g_variant_n_children (settings) == 0;
}

VpnProfile *
vpn_client_profile_get_settings (VpnClientProfile *self, GError **error)
{
  GVariant *settings = vpn_dbus_profile_get_settings (self->proxy);

  if (is_hidden (self) && self->revealed != NULL)
    return vpn_profile_copy (self->revealed);
  return settings == NULL ? vpn_profile_new () : vpn_profile_from_variant (settings, error);
}

void
vpn_client_profile_update_async (VpnClientProfile *self, const VpnProfile *settings,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GPtrArray) reset = g_ptr_array_new ();
  g_autoptr (VpnProfile) now = vpn_client_profile_get_settings (self, NULL);
  GVariantBuilder changed;

  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  for (const VpnProfileKey *key = vpn_profile_keys (); key->name != NULL; key++)
    {
      g_autoptr (GVariant) value = vpn_profile_get_variant (settings, key->name);
      g_autoptr (GVariant) old = now == NULL ? NULL : vpn_profile_get_variant (now, key->name);

      if (value == NULL && old != NULL)
        g_ptr_array_add (reset, (gpointer) key->name);
      else if (value != NULL && (old == NULL || !g_variant_equal (value, old)))
        g_variant_builder_add (&changed, "{sv}", key->name, value);
    }
  g_ptr_array_add (reset, NULL);
  vpn_dbus_profile_call_update (self->proxy, g_variant_builder_end (&changed),
                                (const char *const *) reset->pdata, VPN_CLIENT_CALL_FLAGS,
                                VPN_CLIENT_CALL_TIMEOUT, cancellable, vpn_client_relay,
                                vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_profile_update_finish (VpnClientProfile *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);

  return vpn_client_call_ended (vpn_dbus_profile_call_update_finish (self->proxy, reply, error),
                                error);
}

void
vpn_client_profile_delete_async (VpnClientProfile *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_profile_call_delete (self->proxy, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                cancellable, vpn_client_relay,
                                vpn_client_relay_new (self, callback, user_data));
}

gboolean
vpn_client_profile_delete_finish (VpnClientProfile *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);

  return vpn_client_call_ended (vpn_dbus_profile_call_delete_finish (self->proxy, reply, error),
                                error);
}

void
vpn_client_profile_export_async (VpnClientProfile *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  vpn_dbus_profile_call_export (self->proxy, VPN_CLIENT_CALL_FLAGS, VPN_CLIENT_CALL_TIMEOUT,
                                cancellable, vpn_client_relay,
                                vpn_client_relay_new (self, callback, user_data));
}

GBytes *
vpn_client_profile_export_finish (VpnClientProfile *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GAsyncResult) reply = vpn_client_relay_take (result);
  g_autoptr (GVariant) text = NULL;
  gboolean ok = vpn_dbus_profile_call_export_finish (self->proxy, &text, reply, error);

  return vpn_client_call_ended (ok, error) ? g_variant_get_data_as_bytes (text) : NULL;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VpnClientProfile *self = VPN_CLIENT_PROFILE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) text = vpn_client_profile_export_finish (self, result, &error);
  VpnProfile *settings = NULL;

  if (text != NULL)
    settings
        = vpn_profile_from_data (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &error);
  if (settings == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&self->revealed, vpn_profile_free);
  self->revealed = settings;
  g_task_return_boolean (task, TRUE);
}

void
vpn_client_profile_reveal_async (VpnClientProfile *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (!is_hidden (self) || self->revealed != NULL)
    g_task_return_boolean (task, TRUE);
  else
    vpn_client_profile_export_async (self, cancellable, on_exported, g_steal_pointer (&task));
}

gboolean
vpn_client_profile_reveal_finish (VpnClientProfile *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
