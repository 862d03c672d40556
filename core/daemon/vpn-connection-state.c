// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
#include "vpn-connection-private.h"

#include "vpn-source.h"

/* Everything is over this long after it was asked to end; the worker is killed and the undo goes
 * on by itself. The promise to the user is two seconds. */
#define END_TIMEOUT_MS 1850

/* A connection that held this long starts its back-off from the beginning. */
#define STABLE_AFTER_US (10 * G_USEC_PER_SEC)

/* Waits before the next worker, in milliseconds; the last one repeats. */
static const guint retry_delays_ms[] = { 200, 1000, 2000, 4000, 8000, 16000, 30000 };

static gboolean
is_legal (VpnState from, VpnState to)
{
  switch (from)
    {
    case VPN_STATE_DISCONNECTED:
      return to == VPN_STATE_CONNECTING;
    case VPN_STATE_CONNECTING:
      return to == VPN_STATE_CONNECTED || to == VPN_STATE_DISCONNECTING || to == VPN_STATE_FAILED;
    case VPN_STATE_CONNECTED:
      return to == VPN_STATE_RECONNECTING || to == VPN_STATE_DISCONNECTING
             || to == VPN_STATE_FAILED;
    case VPN_STATE_RECONNECTING:
      return to == VPN_STATE_CONNECTED || to == VPN_STATE_DISCONNECTING || to == VPN_STATE_FAILED;
    case VPN_STATE_DISCONNECTING:
      return to == VPN_STATE_DISCONNECTED;
    case VPN_STATE_FAILED:
      return FALSE;
    }
  return FALSE;
}

static gboolean
on_retry (gpointer user_data)
{
  VpnConnection *self = user_data;

  vpn_source_clear (&self->retry_timer);
  vpn_connection_begin_attempt (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_retry (VpnConnection *self)
{
  guint step = MIN (self->failures, G_N_ELEMENTS (retry_delays_ms) - 1);
  guint delay = retry_delays_ms[step];

  /* Every client of a gateway that restarts would else come back in the same instant. */
  delay -= (guint) g_random_int_range (0, (gint32) (delay / 4 + 1));
  self->failures++;
  vpn_source_clear (&self->retry_timer);
  self->retry_timer = vpn_source_timeout (delay, on_retry, self);
  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "next attempt in %u ms", delay);
}

static void
run_entry_actions (VpnConnection *self, VpnState state)
{
  switch (state)
    {
    case VPN_STATE_CONNECTING:
      self->was_started = TRUE;
      break;
    case VPN_STATE_CONNECTED:
      self->since = g_get_real_time () / G_USEC_PER_SEC;
      self->connected_at = g_get_monotonic_time ();
      vpn_exported_changed (VPN_EXPORTED (self), "Since");
      vpn_connection_set_step (self, VPN_STEP_DONE, "");
      break;
    case VPN_STATE_RECONNECTING:
      if (g_get_monotonic_time () - self->connected_at > STABLE_AFTER_US)
        self->failures = 0;
      schedule_retry (self);
      break;
    case VPN_STATE_DISCONNECTED:
    case VPN_STATE_FAILED:
      /* The object is shown for a while longer; what it knew is not kept that long. */
      g_clear_pointer (&self->secrets, vpn_secrets_free);
      g_clear_pointer (&self->keys, vpn_keys_free);
      for (guint i = 0; i < self->disconnect_calls->len; i++)
        vpn_call_return (self->disconnect_calls->pdata[i], NULL);
      g_ptr_array_set_size (self->disconnect_calls, 0);
      break;
    case VPN_STATE_DISCONNECTING:
      break;
    }
}

void
vpn_connection_network_changed (VpnConnection *self)
{
  if (self->ending)
    return;
  if (self->worker != NULL && vpn_connection_is_launched (self))
    vpn_worker_roam (self->worker);
  else if (self->state == VPN_STATE_RECONNECTING)
    {
      /* The wait, for its time or for an answer of DNS, was for better times: here they may be. */
      vpn_connection_drop_attempt (self);
      self->failures = 0;
      schedule_retry (self);
    }
}

void
vpn_connection_enter (VpnConnection *self, VpnState state, VpnReason reason, const char *detail)
{
  const char *gateway = vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY);
  VpnExported *exported = VPN_EXPORTED (self);
  VpnState old = self->state;
  g_autofree char *line = NULL;

  g_assert (is_legal (old, state));
  self->state = state;
  self->reason = reason;
  g_free (self->detail);
  self->detail = g_strdup (detail != NULL ? detail : "");
  g_free (self->error_text);
  if (reason == VPN_REASON_NONE)
    self->error_text = g_strdup ("");
  else if (state == VPN_STATE_RECONNECTING)
    self->error_text = vpn_reason_explain_reconnecting (reason, gateway, detail);
  else
    self->error_text = vpn_reason_explain (reason, gateway, detail);
  line = g_strdup_printf ("%s -> %s%s%s", vpn_state_to_string (old), vpn_state_to_string (state),
                          *self->error_text != '\0' ? ": " : "", self->error_text);
  vpn_log_add_reason (self->log, self->step, reason, line);

  vpn_exported_changed (exported, "State");
  vpn_exported_changed (exported, "Reason");
  vpn_exported_changed (exported, "Detail");
  vpn_exported_changed (exported, "Error");
  vpn_exported_emit (exported, "StateChanged",
                     g_variant_new ("(ssss)", vpn_state_to_string (old),
                                    vpn_state_to_string (state), vpn_reason_to_string (reason),
                                    self->error_text));
  run_entry_actions (self, state);
  g_signal_emit_by_name (self, "state-entered", (guint) state);
}

void
vpn_connection_set_step (VpnConnection *self, VpnStep step, const char *detail)
{
  if (self->ending)
    return;
  self->step = step;
  vpn_exported_changed (VPN_EXPORTED (self), "Step");
  vpn_exported_emit (VPN_EXPORTED (self), "StepChanged",
                     g_variant_new ("(ss)", vpn_step_to_string (step), detail));
  vpn_log_add (self->log, G_LOG_LEVEL_INFO, "step: %s %s", vpn_step_to_string (step), detail);
}

void
vpn_connection_check_connected (VpnConnection *self)
{
  if (self->ending || !self->is_up || !self->plan_applied || self->state == VPN_STATE_CONNECTED)
    return;
  vpn_connection_enter (self, VPN_STATE_CONNECTED, VPN_REASON_NONE, NULL);
}

void
vpn_connection_lost (VpnConnection *self, VpnReason reason, const char *detail)
{
  const char *gateway = vpn_profile_get_string (self->profile, VPN_KEY_GATEWAY);
  gboolean wanted = vpn_profile_get_boolean (self->profile, VPN_KEY_RECONNECT);

  if (self->ending)
    {
      vpn_connection_check_ended (self);
      return;
    }
  if (self->since == 0 || !wanted || !vpn_reason_is_transient (reason))
    {
      vpn_connection_end (self, VPN_STATE_FAILED, reason, detail);
      return;
    }
  vpn_connection_drop_attempt (self);
  if (self->state == VPN_STATE_RECONNECTING)
    {
      g_autofree char *text = vpn_reason_explain_reconnecting (reason, gateway, detail);

      vpn_log_add_reason (self->log, self->step, reason, text);
      schedule_retry (self);
    }
  else
    vpn_connection_enter (self, VPN_STATE_RECONNECTING, reason, detail);
}

/* ---- The end ------------------------------------------------------------------------------- */

/* The applier outlives the connection's interest in it: an undo that is late still has to end. */
typedef struct
{
  VpnConnection *connection; /* counted */
  NetApplier *applier;       /* owned */
} Undo;

static void
on_undone (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Undo *undo = user_data;
  g_autoptr (VpnConnection) self = undo->connection;
  g_autoptr (NetApplier) applier = undo->applier;
  g_autoptr (GError) error = NULL;

  if (!net_applier_undo_finish (applier, result, &error))
    vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "undoing the network settings failed: %s",
                 error->message);
  self->undoing = FALSE;
  vpn_connection_check_ended (self);
}

static void
begin_undo (VpnConnection *self)
{
  Undo *undo;

  /* Two of the applier's operations never run at once; the end waits for the cancelled one. */
  if (self->applier == NULL || self->applying)
    return;
  undo = g_new0 (Undo, 1);
  undo->connection = g_object_ref (self);
  undo->applier = g_steal_pointer (&self->applier);
  self->undoing = TRUE;
  net_applier_undo_async (undo->applier, on_undone, undo);
}

static void
finish_end (VpnConnection *self)
{
  vpn_source_clear (&self->end_timer);
  vpn_connection_drop_attempt (self);
  if (self->tun_is_open)
    net_tun_clear (&self->tun);
  self->tun_is_open = FALSE;
  vpn_connection_enter (self, self->end_state, self->end_reason, self->end_detail);
}

static gboolean
on_end_timeout (gpointer user_data)
{
  VpnConnection *self = user_data;

  vpn_log_add (self->log, G_LOG_LEVEL_WARNING, "the end takes too long: %s%s%s",
               self->worker ? "worker " : "", self->undoing ? "undo " : "",
               self->applying ? "apply" : "");
  finish_end (self);
  return G_SOURCE_REMOVE;
}

void
vpn_connection_check_ended (VpnConnection *self)
{
  if (!self->ending)
    return;
  begin_undo (self);
  if (self->end_timer != NULL && self->worker == NULL && !self->applying && !self->undoing)
    finish_end (self);
}

void
vpn_connection_end (VpnConnection *self, VpnState end_state, VpnReason reason, const char *detail)
{
  if (self->ending)
    return;
  self->ending = TRUE;
  self->end_state = end_state;
  self->end_reason = reason;
  self->end_detail = g_strdup (detail);
  vpn_source_clear (&self->retry_timer);
  vpn_source_clear (&self->stall_timer);
  vpn_source_clear (&self->lookup_timer);
  vpn_connection_fail_counters (self);
  if (end_state == VPN_STATE_DISCONNECTED)
    vpn_connection_enter (self, VPN_STATE_DISCONNECTING, reason, detail);
  /* FAILED is published when nothing is left behind any more. */
  self->end_timer = vpn_source_timeout (END_TIMEOUT_MS, on_end_timeout, self);
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  if (self->applying)
    g_cancellable_cancel (self->apply_cancellable);
  /* The goodbye and the undo run side by side: the goodbye's datagrams are marked and do not need
   * the routes that are being taken away. */
  if (self->worker != NULL)
    vpn_worker_close (self->worker);
  vpn_connection_check_ended (self);
}
