// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection: the object on the bus, its methods, its beginning. */
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

/* NULL: the call was told that the connection is not up. */
static VpnWorker *
need_worker (VpnConnection *self, VpnCall *call)
{
  VpnWorker *worker = vpn_connection_get_worker (self);

  if (worker == NULL)
    vpn_call_fail_code (call, VPN_ERROR_NOT_ACTIVE, "The connection is not up");
  return worker;
}

static void
handle_rekey (VpnExported *exported, VpnCall *call)
{
  VpnWorker *worker;
  const char *what;

  g_variant_get (vpn_call_get_parameters (call), "(&s)", &what);
  if (!g_str_equal (what, "child") && !g_str_equal (what, "ike"))
    {
      vpn_call_fail_code (call, VPN_ERROR_INVALID_ARGUMENT, "What to rekey is child or ike");
      return;
    }
  worker = need_worker (VPN_CONNECTION (exported), call);
  if (worker == NULL)
    return;
  vpn_worker_rekey (worker, g_str_equal (what, "ike"));
  vpn_call_return (call, NULL);
}

static void
handle_roam (VpnExported *exported, VpnCall *call)
{
  VpnWorker *worker = need_worker (VPN_CONNECTION (exported), call);

  if (worker == NULL)
    return;
  vpn_worker_roam (worker);
  vpn_call_return (call, NULL);
}

static void
handle_reconnect (VpnExported *exported, VpnCall *call)
{
  if (vpn_connection_make_anew (VPN_CONNECTION (exported)))
    vpn_call_return (call, NULL);
  else
    vpn_call_fail_code (call, VPN_ERROR_NOT_ACTIVE, "The connection is not up");
}

static void
handle_get_counters (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  if (need_worker (self, call) == NULL)
    return;
  if (g_queue_get_length (&self->counter_calls) >= COUNTER_CALLS_MAX)
    {
      vpn_call_fail_code (call, VPN_ERROR_LIMIT, "Too many calls wait for counters");
      return;
    }
  g_queue_push_tail (&self->counter_calls, vpn_call_ref (call));
  vpn_attempt_want_counters (self->attempt);
}

/* FALSE: there is one that it does not know, and the call was told. */
static gboolean
read_capture_options (VpnCall *call, gboolean *ret_contents, gboolean *ret_keys)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (vpn_call_get_parameters (call), 0);
  gsize known = 0;

  *ret_contents = *ret_keys = FALSE;
  known += g_variant_lookup (options, VPN_CAPTURE_CONTENTS, "b", ret_contents) ? 1 : 0;
  known += g_variant_lookup (options, VPN_CAPTURE_KEYS, "b", ret_keys) ? 1 : 0;
  if (known == g_variant_n_children (options))
    return TRUE;
  vpn_call_fail_code (call, VPN_ERROR_INVALID_ARGUMENT,
                      "Options of a capture are contents and keys");
  return FALSE;
}

static void
handle_capture (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);
  g_autoptr (GError) error = NULL;
  gboolean contents, keys;
  VpnWorker *worker;
  int fd;

  if (!read_capture_options (call, &contents, &keys))
    return;
  worker = need_worker (self, call);
  if (worker == NULL)
    return;
  fd = vpn_worker_capture (worker, contents, keys, &error);
  if (fd < 0)
    {
      vpn_call_fail (call, error);
      return;
    }
  vpn_log_add (self->log, G_LOG_LEVEL_MESSAGE, "uid %u captures its traffic%s%s",
               vpn_call_get_uid (call), contents ? ", with contents" : "",
               keys ? ", with keys" : "");
  vpn_call_return_fd (call, fd);
}

static void
handle_get_log (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);

  vpn_call_return (call, g_variant_new ("(@a(xss))", vpn_log_get_lines (self->log)));
}

static void
handle_get_policy (VpnExported *exported, VpnCall *call)
{
  VpnConnection *self = VPN_CONNECTION (exported);
  g_autofree char *why = NULL;
  const char *text, *verdict;
  IpAddress address;

  g_variant_get (vpn_call_get_parameters (call), "(&s)", &text);
  if (!ip_address_parse (text, &address))
    {
      vpn_call_fail_code (call, VPN_ERROR_INVALID_ARGUMENT, "That is no IP address");
      return;
    }
  verdict = vpn_host_side_decide (self->host, &address, &why);
  vpn_call_return (call, g_variant_new ("(ss)", verdict, why));
}

static const VpnMethod methods[] = {
  { "Disconnect", handle_disconnect },
  { "Rekey", handle_rekey },
  { "Roam", handle_roam },
  { "Reconnect", handle_reconnect },
  { "GetCounters", handle_get_counters },
  { "GetLog", handle_get_log },
  { "Capture", handle_capture },
  { "GetPolicy", handle_get_policy },
  { NULL },
};

/* ---- Life ---------------------------------------------------------------------------------- */

static void
vpn_connection_dispose (GObject *object)
{
  VpnConnection *self = VPN_CONNECTION (object);

  if (self->services != NULL)
    vpn_connection_drop_attempt (self);
  g_clear_pointer (&self->questions, vpn_questions_free);
  g_clear_pointer (&self->backoff, vpn_backoff_free);
  g_clear_pointer (&self->idle, vpn_idle_free);
  g_clear_pointer (&self->host, vpn_host_side_free);
  if (self->services != NULL)
    {
      vpn_default_route_release (self->services->default_route, self);
      net_domains_release (self->services->domains, self);
    }
  if (self->ending != NULL)
    {
      vpn_source_clear (&self->ending->timer);
      g_free (self->ending->detail);
    }
  g_clear_pointer (&self->ending, g_free);
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
  vpn_facts_clear (&self->facts);
  g_clear_pointer (&self->gateways, g_array_unref);
  g_free (self->profile_path);
  g_free (self->label);
  g_free (self->verdict.detail);
  g_free (self->verdict.text);
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
  exported_class->properties = vpn_connection_properties;
  exported_class->shows = vpn_connection_shows;
  g_signal_new ("state-entered", VPN_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
on_retry_due (gpointer owner)
{
  vpn_connection_begin_attempt (owner);
}

static void
on_unused (gpointer owner)
{
  vpn_connection_end (owner, VPN_STATE_DISCONNECTED, VPN_REASON_IDLE, NULL);
}

static void
vpn_connection_init (VpnConnection *self)
{
  self->backoff = vpn_backoff_new (on_retry_due, self);
  self->idle = vpn_idle_new (on_unused, self);
  self->disconnect_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) vpn_call_unref);
  g_queue_init (&self->counter_calls);
}

/* Takes profile and options; on failure what was there before stays. */
static gboolean
take_wishes (VpnConnection *self, VpnProfile *profile, VpnConnectOptions *options, GError **error)
{
  const VpnQuestionsConfig config = {
    .agents = self->services->agents,
    .log = self->log,
    .uid = vpn_exported_get_owner (VPN_EXPORTED (self)),
    .connection = vpn_exported_get_path (VPN_EXPORTED (self)),
    .profile = profile,
    .options = options,
    .machine = self->services->machine,
  };
  VpnQuestions *questions
      = vpn_questions_new (&config, &vpn_connection_questions_events, self, error);

  if (questions == NULL)
    {
      vpn_profile_free (profile);
      vpn_connect_options_free (options);
      return FALSE;
    }
  vpn_questions_free (self->questions);
  vpn_profile_free (self->profile);
  vpn_connect_options_free (self->options);
  self->questions = questions;
  self->profile = profile;
  self->options = options;
  return TRUE;
}

VpnConnection *
vpn_connection_new (const VpnConnectionSetup *setup, VpnProfile *profile,
                    VpnConnectOptions *options, GError **error)
{
  g_autoptr (VpnConnection) self = g_object_new (VPN_TYPE_CONNECTION, NULL);
  g_autofree char *path = g_strdup_printf (VPN_CONNECTION_PATH_PREFIX "%u", setup->number);

  self->services = setup->services;
  self->slot = setup->slot;
  self->gateways = setup->gateways != NULL ? g_array_ref (setup->gateways) : NULL;
  self->profile_path = g_strdup (setup->profile_path);
  self->label = g_strdup_printf (VPN_CONNECTION_NAME_PREFIX "%u", setup->number);
  self->log = vpn_log_new (self->label, vpn_profile_get_string (profile, VPN_KEY_NAME));
  vpn_exported_set_identity (VPN_EXPORTED (self), path, setup->uid, setup->is_system);
  if (!take_wishes (self, profile, options, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
vpn_connection_start (VpnConnection *self)
{
  vpn_connection_enter (self, VPN_STATE_CONNECTING, VPN_REASON_NONE, NULL);
  vpn_questions_unlock_key (self->questions);
}

gboolean
vpn_connection_again (VpnConnection *self, VpnProfile *profile, VpnConnectOptions *options,
                      GError **error)
{
  gboolean fits = self->state == VPN_STATE_FAILED && self->ending == NULL
                  && self->options->is_delegated == options->is_delegated;

  if (!fits)
    {
      vpn_profile_free (profile);
      vpn_connect_options_free (options);
      g_set_error (error, VPN_ERROR, VPN_ERROR_ALREADY_ACTIVE,
                   "This profile is connected or connecting");
      return FALSE;
    }
  if (!take_wishes (self, profile, options, error))
    return FALSE;
  vpn_connection_start (self);
  return TRUE;
}

void
vpn_connection_agent_came (VpnConnection *self)
{
  if (self->state == VPN_STATE_FAILED && self->ending == NULL
      && self->protection == VPN_PROTECTION_HELD && self->verdict.reason == VPN_REASON_NO_SECRETS)
    vpn_connection_start (self);
}

gboolean
vpn_connection_allow_sign_in (VpnConnection *self, guint32 signer)
{
  if (self->protection != VPN_PROTECTION_HELD || self->host == NULL
      || !vpn_exported_is_visible_to (VPN_EXPORTED (self), signer))
    return FALSE;
  vpn_host_side_sign_in (self->host, &signer);
  return TRUE;
}

void
vpn_connection_end_sign_in (VpnConnection *self)
{
  if (self->host != NULL)
    vpn_host_side_sign_in (self->host, NULL);
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
  /* One that was never started has no reason to be disconnected. */
  return (self->state == VPN_STATE_FAILED && self->protection == VPN_PROTECTION_OPEN)
         || (self->state == VPN_STATE_DISCONNECTED && self->verdict.reason != VPN_REASON_NONE);
}

VpnReason
vpn_connection_get_reason (VpnConnection *self)
{
  return self->verdict.reason;
}

const char *
vpn_connection_get_error_text (VpnConnection *self)
{
  return self->verdict.text;
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

GArray *
vpn_connection_get_gateways (VpnConnection *self)
{
  return self->attempt != NULL ? vpn_attempt_get_gateways (self->attempt) : self->gateways;
}
