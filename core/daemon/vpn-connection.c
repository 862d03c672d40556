// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-connection-private.h"

#include "vpn-dbus.h"
#include "vpn-names.h"
#include "vpn-source.h"

/* Calls of GetCounters that may wait for the worker at once. */
#define COUNTER_CALLS_MAX 32

G_DEFINE_FINAL_TYPE (VpnConnection, vpn_connection, VPN_TYPE_EXPORTED)

/* ---- Methods ------------------------------------------------------------------------------- */

static void
handle_disconnect (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  if (vpn_connection_is_over (self))
    {
      vpn_call_return (call, NULL);
      return;
    }
  g_ptr_array_add (self->disconnect_calls, vpn_call_ref (call));
  vpn_connection_disconnect (self);
}

static gboolean
check_connected (VpnConnection *self, VpnCall *call)
{
  if (self->state == VPN_STATE_CONNECTED && self->worker != NULL && !self->ending)
    return TRUE;
  vpn_call_fail_code (call, VPN_ERROR_NOT_ACTIVE, "The connection is not up");
  return FALSE;
}

static void
handle_rekey (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);
  const char *what;

  g_variant_get (vpn_call_get_parameters (call), "(&s)", &what);
  if (!g_str_equal (what, "child") && !g_str_equal (what, "ike"))
    {
      vpn_call_fail_code (call, VPN_ERROR_INVALID_ARGUMENT, "What to rekey is child or ike");
      return;
    }
  if (!check_connected (self, call))
    return;
  vpn_worker_rekey (self->worker, g_str_equal (what, "ike"));
  vpn_call_return (call, NULL);
}

static void
handle_roam (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  if (!check_connected (self, call))
    return;
  vpn_worker_roam (self->worker);
  vpn_call_return (call, NULL);
}

static void
handle_get_counters (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  if (!check_connected (self, call))
    return;
  if (g_hash_table_size (self->counter_calls) >= COUNTER_CALLS_MAX)
    {
      vpn_call_fail_code (call, VPN_ERROR_LIMIT, "Too many calls wait for counters");
      return;
    }
  self->counter_serial++;
  g_hash_table_insert (self->counter_calls, GUINT_TO_POINTER (self->counter_serial),
                       vpn_call_ref (call));
  vpn_worker_want_counters (self->worker, self->counter_serial);
}

static void
handle_get_log (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  vpn_call_return (call, g_variant_new ("(@a(xss))", vpn_log_get_lines (self->log)));
}

static const VpnMethod methods[] = {
  { "Disconnect", handle_disconnect },    { "Rekey", handle_rekey },    { "Roam", handle_roam },
  { "GetCounters", handle_get_counters }, { "GetLog", handle_get_log }, { NULL },
};

/* ---- Properties ---------------------------------------------------------------------------- */

static GVariant *
get_value (VpnExported *exported, const char *property)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  if (g_str_equal (property, "Name"))
    return g_variant_new_string (vpn_profile_get_string (self->profile, VPN_KEY_NAME));
  if (g_str_equal (property, "Profile"))
    return g_variant_new_object_path (self->profile_path);
  if (g_str_equal (property, "Owner"))
    return g_variant_new_uint32 (vpn_exported_get_owner (exported));
  if (g_str_equal (property, "State"))
    return g_variant_new_string (vpn_state_to_string (self->state));
  if (g_str_equal (property, "Step"))
    return g_variant_new_string (vpn_step_to_string (self->step));
  if (g_str_equal (property, "Reason"))
    return g_variant_new_string (vpn_reason_to_string (self->reason));
  if (g_str_equal (property, "Detail"))
    return g_variant_new_string (self->detail);
  if (g_str_equal (property, "Error"))
    return g_variant_new_string (self->error_text);
  if (g_str_equal (property, "Since"))
    return g_variant_new_uint64 ((guint64) self->since);
  if (g_str_equal (property, "Network"))
    return g_variant_new_string (self->options->is_delegated ? VPN_NETWORK_DELEGATED
                                                             : VPN_NETWORK_NATIVE);
  if (g_str_equal (property, "Gateway"))
    return g_variant_new_string (vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY));
  return vpn_connection_get_fact (self, property);
}

/* ---- Life ---------------------------------------------------------------------------------- */

static void
vpn_connection_dispose (GObject *object)
{
  VpnConnection *self = VPN_CONNECTION (object);

  vpn_source_clear (&self->retry_timer);
  vpn_source_clear (&self->end_timer);
  vpn_source_clear (&self->stall_timer);
  vpn_source_clear (&self->lookup_timer);
  if (self->counter_calls != NULL)
    vpn_connection_drop_attempt (self);
  g_clear_pointer (&self->applier, net_applier_free);
  if (self->tun_is_open)
    net_tun_clear (&self->tun);
  self->tun_is_open = FALSE;
  g_clear_pointer (&self->counter_calls, g_hash_table_unref);
  g_clear_pointer (&self->disconnect_calls, g_ptr_array_unref);
  G_OBJECT_CLASS (vpn_connection_parent_class)->dispose (object);
}

static void
vpn_connection_finalize (GObject *object)
{
  VpnConnection *self = VPN_CONNECTION (object);

  vpn_profile_free (self->profile);
  vpn_connect_options_free (self->options);
  vpn_log_free (self->log);
  vpn_secrets_free (self->secrets);
  vpn_keys_free (self->keys);
  net_plan_free (self->plan);
  g_clear_object (&self->apply_cancellable);
  g_clear_pointer (&self->gateways, g_array_unref);
  g_clear_pointer (&self->peer, g_variant_unref);
  g_clear_pointer (&self->child_sas, g_variant_unref);
  g_free (self->profile_path);
  g_free (self->label);
  g_free (self->detail);
  g_free (self->error_text);
  g_free (self->end_detail);
  g_free (self->ike_suite);
  g_free (self->gateway_address);
  G_OBJECT_CLASS (vpn_connection_parent_class)->finalize (object);
}

static void
vpn_connection_class_init (VpnConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  VpnExportedClass *exported_class = VPN_EXPORTED_CLASS (klass);

  object_class->dispose = vpn_connection_dispose;
  object_class->finalize = vpn_connection_finalize;
  exported_class->get_interface = vpn_dbus_connection_interface_info;
  exported_class->methods = methods;
  exported_class->get_value = get_value;
  g_signal_new ("state-entered", VPN_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
vpn_connection_init (VpnConnection *self)
{
  self->udp4 = self->udp6 = -1;
  self->detail = g_strdup ("");
  self->error_text = g_strdup ("");
  self->secrets = vpn_secrets_new ();
  self->disconnect_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_call_unref);
  self->counter_calls = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) vpn_call_unref);
}

VpnConnection *
vpn_connection_new (const VpnConnectionSetup *setup, VpnProfile *profile,
                    VpnConnectOptions *options, GError **error)
{
  g_autoptr (VpnConnection) self = g_object_new (VPN_TYPE_CONNECTION, NULL);
  g_autofree char *path = NULL;

  self->services = setup->services;
  self->profile = profile;
  self->options = options;
  self->slot = setup->slot;
  self->profile_path = g_strdup (setup->profile_path);
  self->label = g_strdup_printf ("connection-%u", setup->number);
  self->log = vpn_log_new (self->label);
  path = g_strdup_printf (VPN_CONNECTION_PATH_PREFIX "%u", setup->number);
  vpn_exported_set_identity (VPN_EXPORTED (self), path, setup->uid, setup->is_system);
  if (options->private_key >= 0)
    {
      self->keys = vpn_keys_new (options->private_key, error);
      if (self->keys == NULL)
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
vpn_connection_start (VpnConnection *self)
{
  vpn_connection_enter (self, VPN_STATE_CONNECTING, VPN_REASON_NONE, NULL);
  vpn_connection_unlock_key (self);
}

void
vpn_connection_disconnect (VpnConnection *self)
{
  if (!vpn_connection_is_over (self))
    vpn_connection_end (self, VPN_STATE_DISCONNECTED, VPN_REASON_USER, NULL);
}

void
vpn_connection_client_vanished (VpnConnection *self, const char *name)
{
  if (self->options->is_delegated && g_str_equal (self->options->caller, name))
    vpn_connection_disconnect (self);
}

VpnState
vpn_connection_get_state (VpnConnection *self)
{
  return self->state;
}

gboolean
vpn_connection_is_over (VpnConnection *self)
{
  return self->state == VPN_STATE_FAILED
         || (self->state == VPN_STATE_DISCONNECTED && self->was_started);
}

VpnReason
vpn_connection_get_reason (VpnConnection *self)
{
  return self->reason;
}

const char *
vpn_connection_get_error_text (VpnConnection *self)
{
  return self->error_text;
}

guint
vpn_connection_get_slot (VpnConnection *self)
{
  return self->slot;
}

const char *
vpn_connection_get_profile_path (VpnConnection *self)
{
  return self->profile_path;
}
