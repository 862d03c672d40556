// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection's states: which may follow which, what entering one means, and why it is there. */
#include "vpn-connection-private.h"

static gboolean
is_legal (VpnState from, VpnState to)
{
  switch (from)
    {
    case VPN_STATE_DISCONNECTED:
      return to == VPN_STATE_CONNECTING || to == VPN_STATE_RECONNECTING;
    case VPN_STATE_CONNECTING:
      return to == VPN_STATE_CONNECTED || to == VPN_STATE_RECONNECTING
             || to == VPN_STATE_DISCONNECTING || to == VPN_STATE_FAILED;
    case VPN_STATE_CONNECTED:
      return to == VPN_STATE_RECONNECTING || to == VPN_STATE_DISCONNECTING
             || to == VPN_STATE_FAILED;
    case VPN_STATE_RECONNECTING:
      return to == VPN_STATE_CONNECTED || to == VPN_STATE_DISCONNECTING || to == VPN_STATE_FAILED;
    case VPN_STATE_DISCONNECTING:
      return to == VPN_STATE_DISCONNECTED;
    case VPN_STATE_FAILED:
      return to == VPN_STATE_CONNECTING || to == VPN_STATE_DISCONNECTING;
    }
  return FALSE;
}

void
vpn_connection_schedule_retry (VpnConnection *self)
{
  guint delay = vpn_backoff_schedule (self->backoff);

  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "next attempt in %u ms", delay);
}

/* Nothing of it is left. The object is shown for a while longer; what it knew is not kept that
 * long. */
static void
forget (VpnConnection *self)
{
  g_clear_pointer (&self->questions, vpn_questions_free);
  for (guint i = 0; i < self->disconnect_calls->len; i++)
    vpn_call_return (self->disconnect_calls->pdata[i], NULL);
  g_ptr_array_set_size (self->disconnect_calls, 0);
}

void
vpn_connection_set_stalled (VpnConnection *self, gboolean stalled)
{
  if (self->facts.stalled == stalled)
    return;
  self->facts.stalled = stalled;
  vpn_exported_changed (VPN_EXPORTED (self), "Stalled");
}

void
vpn_connection_rest (VpnConnection *self)
{
  gint64 seconds = vpn_profile_get_integer (self->profile, VPN_KEY_IDLE_TIMEOUT);

  vpn_idle_rest (self->idle, (guint) seconds * 1000);
}

static void
run_entry_actions (VpnConnection *self, VpnState state)
{
  /* It was said of the SAs that went. */
  vpn_connection_set_stalled (self, FALSE);
  vpn_idle_stop (self->idle);
  switch (state)
    {
    case VPN_STATE_CONNECTED:
      self->since = g_get_real_time () / G_USEC_PER_SEC;
      vpn_backoff_note_up (self->backoff, g_get_monotonic_time ());
      vpn_exported_changed (VPN_EXPORTED (self), "Since");
      vpn_connection_set_step (self, VPN_STEP_DONE, "");
      vpn_connection_rest (self);
      break;
    case VPN_STATE_RECONNECTING:
      vpn_backoff_note_lost (self->backoff, g_get_monotonic_time ());
      vpn_connection_schedule_retry (self);
      break;
    case VPN_STATE_FAILED:
      if (self->protection == VPN_PROTECTION_OPEN)
        forget (self);
      break;
    case VPN_STATE_DISCONNECTED:
      forget (self);
      break;
    case VPN_STATE_CONNECTING:
    case VPN_STATE_DISCONNECTING:
      break;
    }
}

void
vpn_connection_remember (VpnConnection *self)
{
  g_autofree char *leash = self->attempt != NULL ? vpn_attempt_get_leash (self->attempt) : NULL;
  const VpnWanted wanted = {
    .slot = self->slot,
    .uid = vpn_exported_get_owner (VPN_EXPORTED (self)),
    .is_system = vpn_exported_is_system (VPN_EXPORTED (self)),
    .by_machine = self->options->by_machine,
    .is_stored = !g_str_equal (self->profile_path, "/"),
    .ifname = (char *) vpn_host_side_get_tun (self->host)->ifname,
    .profile = self->profile,
    .files = self->options->files,
    .gateways = self->attempt != NULL ? vpn_attempt_get_gateways (self->attempt) : NULL,
    .leash = leash,
  };
  g_autoptr (GError) error = NULL;

  if (!vpn_wanted_write (&wanted, self->services->runtime_dir, self->label, &error))
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "%s", error->message);
}

void
vpn_connection_set_protection (VpnConnection *self, VpnProtection protection)
{
  if (self->protection == protection)
    return;
  if (protection == VPN_PROTECTION_OPEN)
    vpn_wanted_remove (self->services->runtime_dir, self->label);
  else if (protection == VPN_PROTECTION_FLOWING && !self->options->is_delegated)
    vpn_connection_remember (self);
  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "protection: %s -> %s",
               vpn_protection_to_string (self->protection), vpn_protection_to_string (protection));
  self->protection = protection;
  vpn_exported_changed (VPN_EXPORTED (self), "Protection");
}

/* What the state means for a protection that may be there already. */
static VpnProtection
protection_in (VpnState state, VpnProtection now)
{
  if (state == VPN_STATE_CONNECTED)
    return VPN_PROTECTION_FLOWING;
  return now == VPN_PROTECTION_FLOWING ? VPN_PROTECTION_HELD : now;
}

const char *
vpn_connection_get_expected (const VpnConnection *self, VpnReason reason)
{
  if (reason == VPN_REASON_GATEWAY_WRONG_IDENTITY)
    return vpn_profile_get_gateway_name (self->profile);
  if (reason == VPN_REASON_LOGIN_SERVER_WRONG_NAME)
    return vpn_profile_get_login_server_name (self->profile);
  return "";
}

static char *
explain (const VpnConnection *self, VpnState state, VpnReason reason, const char *detail)
{
  const VpnReasonFacts facts = { vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY), detail,
                                 vpn_connection_get_expected (self, reason) };

  if (reason == VPN_REASON_NONE)
    return g_strdup ("");
  if (state == VPN_STATE_RECONNECTING)
    return vpn_reason_explain_reconnecting (reason, &facts);
  return vpn_reason_explain (reason, VPN_VOICE_COMMANDS, &facts);
}

void
vpn_connection_set_verdict (VpnConnection *self, VpnReason reason, const char *detail)
{
  VpnVerdict before = self->verdict;

  self->verdict = (VpnVerdict){ reason, g_strdup (detail != NULL ? detail : ""),
                                explain (self, self->state, reason, detail) };
  g_free (before.detail);
  g_free (before.text);
  vpn_exported_changed (VPN_EXPORTED (self), "Reason");
  vpn_exported_changed (VPN_EXPORTED (self), "Detail");
  vpn_exported_changed (VPN_EXPORTED (self), "Expected");
  vpn_exported_changed (VPN_EXPORTED (self), "Error");
}

void
vpn_connection_enter (VpnConnection *self, VpnState state, VpnReason reason, const char *detail)
{
  VpnState old = self->state;
  g_autofree char *line = NULL;

  g_assert (is_legal (old, state));
  self->state = state;
  vpn_exported_changed (VPN_EXPORTED (self), "State");
  vpn_connection_set_protection (self, protection_in (state, self->protection));
  vpn_connection_set_verdict (self, reason, detail);
  line = g_strdup_printf ("%s -> %s%s%s", vpn_state_to_string (old), vpn_state_to_string (state),
                          *self->verdict.text != '\0' ? ": " : "", self->verdict.text);
  vpn_log_add_reason (self->log, self->step, reason, line);

  vpn_exported_emit (VPN_EXPORTED (self), "StateChanged",
                     g_variant_new ("(ssss)", vpn_state_to_string (old),
                                    vpn_state_to_string (state), vpn_reason_to_string (reason),
                                    self->verdict.text));
  run_entry_actions (self, state);
  g_signal_emit_by_name (self, "state-entered", (guint) state);
}

void
vpn_connection_set_step (VpnConnection *self, VpnStep step, const char *detail)
{
  if (self->ending != NULL)
    return;
  self->step = step;
  vpn_exported_changed (VPN_EXPORTED (self), "Step");
  vpn_exported_emit (VPN_EXPORTED (self), "StepChanged",
                     g_variant_new ("(ss)", vpn_step_to_string (step), detail));
  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "step: %s %s", vpn_step_to_string (step), detail);
}

void
vpn_connection_note_loss (VpnConnection *self, VpnReason reason, const char *detail)
{
  g_autofree char *text = explain (self, self->state, reason, detail);

  vpn_log_add_reason (self->log, self->step, reason, text);
}
