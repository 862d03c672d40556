// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnConnection's states: which may follow which, what a loss leads to, and the end. */
#include "vpn-connection-private.h"

#include "vpn-source.h"

/* Everything is over this long after it was asked to end; the worker is killed and the undo goes
 * on by itself. The promise to the user is two seconds. */
#define END_TIMEOUT_MS 1850

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

static void
schedule_retry (VpnConnection *self)
{
  guint delay = vpn_backoff_schedule (self->backoff);

  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "next attempt in %u ms", delay);
}

/* Nothing of it is left. The object is shown for a while longer; what it knew is not kept that
 * long. */
static void
forget (VpnConnection *self)
{
  g_clear_pointer (&self->secrets, vpn_secrets_free);
  g_clear_pointer (&self->keys, vpn_keys_free);
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

static void
run_entry_actions (VpnConnection *self, VpnState state)
{
  /* It was said of the SAs that went. */
  vpn_connection_set_stalled (self, FALSE);
  switch (state)
    {
    case VPN_STATE_CONNECTED:
      self->since = g_get_real_time () / G_USEC_PER_SEC;
      vpn_backoff_note_up (self->backoff, g_get_monotonic_time ());
      vpn_exported_changed (VPN_EXPORTED (self), "Since");
      vpn_connection_set_step (self, VPN_STEP_DONE, "");
      break;
    case VPN_STATE_RECONNECTING:
      vpn_backoff_note_lost (self->backoff, g_get_monotonic_time ());
      schedule_retry (self);
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
vpn_connection_network_changed (VpnConnection *self)
{
  VpnWorker *worker = self->attempt != NULL ? vpn_attempt_get_worker (self->attempt) : NULL;

  if (self->ending != NULL)
    return;
  if (worker != NULL && vpn_attempt_is_launched (self->attempt))
    vpn_worker_roam (worker);
  else if (self->state == VPN_STATE_RECONNECTING)
    {
      /* The wait, for its time or for an answer of DNS, was for better times: here they may be. */
      vpn_connection_drop_attempt (self);
      vpn_backoff_reset (self->backoff);
      schedule_retry (self);
    }
}

/* A genkand that is killed from now on comes back with it. */
static void
remember (VpnConnection *self)
{
  const VpnWanted wanted = {
    .slot = self->slot,
    .uid = vpn_exported_get_owner (VPN_EXPORTED (self)),
    .is_system = vpn_exported_is_system (VPN_EXPORTED (self)),
    .is_stored = !g_str_equal (self->profile_path, "/"),
    .ifname = (char *) vpn_host_side_get_tun (self->host)->ifname,
    .profile = self->profile,
    .gateways = self->attempt != NULL ? vpn_attempt_get_gateways (self->attempt) : NULL,
  };
  g_autoptr (GError) error = NULL;

  if (!vpn_wanted_write (&wanted, self->services->runtime_dir, self->label, &error))
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "%s", error->message);
}

static void
set_protection (VpnConnection *self, VpnProtection protection)
{
  if (self->protection == protection)
    return;
  if (protection == VPN_PROTECTION_OPEN)
    vpn_wanted_remove (self->services->runtime_dir, self->label);
  else if (protection == VPN_PROTECTION_FLOWING && !self->options->is_delegated)
    remember (self);
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

static void
set_verdict (VpnConnection *self, VpnReason reason, const char *detail)
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
  set_protection (self, protection_in (state, self->protection));
  set_verdict (self, reason, detail);
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

static void
note_loss (VpnConnection *self, VpnReason reason, const char *detail)
{
  g_autofree char *text = explain (self, self->state, reason, detail);

  vpn_log_add_reason (self->log, self->step, reason, text);
}

/* The next attempt, while what is shown is what was proven, or what the time has shown. */
static void
try_again (VpnConnection *self, const VpnLossFacts *facts, const char *detail)
{
  gint64 give_up = vpn_profile_get_integer (self->profile, VPN_KEY_GIVE_UP) * G_USEC_PER_SEC;
  gint64 lost_for = vpn_backoff_lost_for (self->backoff, g_get_monotonic_time ());

  if (self->state != VPN_STATE_RECONNECTING)
    {
      vpn_connection_enter (self, VPN_STATE_RECONNECTING, facts->reason, detail);
      return;
    }
  note_loss (self, facts->reason, detail);
  if (vpn_protection_tells (facts, lost_for, give_up))
    set_verdict (self, facts->reason, detail);
  schedule_retry (self);
}

/* Somebody has to do something; until then nothing is sent and nothing flows. */
static void
stop_trying (VpnConnection *self, VpnReason reason, const char *detail)
{
  vpn_secrets_free (self->secrets);
  self->secrets = vpn_secrets_new ();
  /* Programs are told at once, instead of waiting for a tunnel that nobody is about to mend. */
  if (self->host != NULL)
    vpn_host_side_hold (self->host);
  vpn_connection_enter (self, VPN_STATE_FAILED, reason, detail);
}

void
vpn_connection_restore (VpnConnection *self, GArray *gateways)
{
  g_autoptr (GError) error = NULL;

  self->gateways = gateways != NULL ? g_array_ref (gateways) : NULL;
  set_protection (self, VPN_PROTECTION_HELD);
  if (!vpn_connection_open_host_side (self, &error))
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "%s", error->message);
  if (self->host != NULL && vpn_host_side_get_plan (self->host) != NULL)
    (void) vpn_connection_claim (self, vpn_host_side_get_plan (self->host), NULL);
  vpn_connection_enter (self, VPN_STATE_RECONNECTING, VPN_REASON_WORKER_DIED,
                        "the VPN service was started again");
  /* Its traffic has not stopped: the worker runs on and says so in a moment. */
  if (vpn_connection_adopt_attempt (self))
    vpn_backoff_cancel (self->backoff);
  else if (self->host != NULL)
    vpn_host_side_hold (self->host);
}

void
vpn_connection_lost (VpnConnection *self, VpnReason reason, const char *detail, gboolean proven)
{
  const VpnLossFacts facts
      = { reason, proven, vpn_profile_get_boolean (self->profile, VPN_KEY_RECONNECT) };
  VpnLoss loss = vpn_protection_judge (self->protection, &facts);

  /* NetworkManager takes the network of a connection that failed away itself. */
  if (loss == VPN_LOSS_OVER || (loss == VPN_LOSS_HOLD && self->options->is_delegated))
    {
      vpn_connection_end (self, VPN_STATE_FAILED, reason, detail);
      return;
    }
  vpn_connection_drop_attempt (self);
  if (loss == VPN_LOSS_RETRY)
    try_again (self, &facts, detail);
  else
    stop_trying (self, reason, detail);
}

/* ---- The end ------------------------------------------------------------------------------- */

static void
finish_end (VpnConnection *self)
{
  VpnEnding *ending = g_steal_pointer (&self->ending);

  vpn_source_clear (&ending->timer);
  vpn_connection_drop_attempt (self);
  g_clear_pointer (&self->host, vpn_host_side_free);
  vpn_fd_store_forget (self->services->fds, self->label, VPN_FD_TUN);
  vpn_default_route_release (self->services->default_route, self);
  self->is_contested = FALSE;
  vpn_exported_changed (VPN_EXPORTED (self), "Interface");
  set_protection (self, VPN_PROTECTION_OPEN);
  vpn_connection_enter (self, ending->state, ending->reason, ending->detail);
  g_free (ending->detail);
  g_free (ending);
}

static gboolean
on_end_timeout (gpointer user_data)
{
  VpnConnection *self = user_data;

  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "the end takes too long: %s%s",
               self->attempt != NULL ? "worker " : "", self->host != NULL ? "host" : "");
  finish_end (self);
  return G_SOURCE_REMOVE;
}

void
vpn_connection_check_ended (VpnConnection *self)
{
  if (self->ending != NULL && self->attempt == NULL && self->host == NULL)
    finish_end (self);
}

static void
on_host_closed (gpointer owner, const GError *error)
{
  VpnConnection *self = owner;

  if (error != NULL)
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "undoing the network settings failed: %s",
                 error->message);
  g_clear_pointer (&self->host, vpn_host_side_free);
  vpn_connection_check_ended (self);
}

void
vpn_connection_end (VpnConnection *self, VpnState end_state, VpnReason reason, const char *detail)
{
  if (self->ending != NULL)
    return;
  self->ending = g_new0 (VpnEnding, 1);
  *self->ending = (VpnEnding){ end_state, reason, g_strdup (detail),
                               vpn_source_timeout (END_TIMEOUT_MS, on_end_timeout, self) };
  vpn_backoff_cancel (self->backoff);
  vpn_connection_drop_questions (self);
  vpn_connection_fail_counters (self);
  /* FAILED is published when nothing is left behind any more. */
  if (end_state == VPN_STATE_DISCONNECTED)
    vpn_connection_enter (self, VPN_STATE_DISCONNECTING, reason, detail);
  /* The goodbye and the undo run side by side: the goodbye's datagrams are marked and do not need
   * the routes that are being taken away. */
  if (self->attempt != NULL)
    vpn_attempt_close (self->attempt);
  if (self->host != NULL)
    vpn_host_side_close (self->host, on_host_closed, self);
  vpn_connection_check_ended (self);
}
