// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* What the worker of an attempt says and wants, held against what it may. */
#include "net-own.h"
#include "net-plan-read.h"
#include "vpn-attempt-private.h"
#include "vpn-error.h"
#include "vpn-source.h"

static void
tell_lost (VpnAttempt *self, VpnReason reason, const char *detail, gboolean proven)
{
  if (self->told_lost || self->closing)
    return;
  self->told_lost = TRUE;
  vpn_source_clear (&self->stall_timer);
  vpn_source_clear (&self->lookup_timer);
  self->events->lost (self->owner, reason, detail, proven);
}

void
vpn_attempt_fail (VpnAttempt *self, VpnReason reason, const char *detail)
{
  tell_lost (self, reason, detail, FALSE);
}

static gboolean
on_stalled (gpointer user_data)
{
  VpnAttempt *self = user_data;

  vpn_source_clear (&self->stall_timer);
  g_clear_pointer (&self->worker, vpn_worker_free);
  vpn_attempt_fail (self, VPN_REASON_WORKER_DIED, "it said nothing any more");
  return G_SOURCE_REMOVE;
}

void
vpn_attempt_watch (VpnAttempt *self, guint ms)
{
  vpn_source_clear (&self->stall_timer);
  if (!self->carries && !self->told_lost)
    self->stall_timer = vpn_source_timeout (ms, on_stalled, self);
}

/* ---- What the worker says ------------------------------------------------------------------ */

static void
on_stage (gpointer owner, VpnStep step, const char *detail)
{
  VpnAttempt *self = owner;

  if (self->closing)
    return;
  vpn_attempt_watch (self, VPN_ATTEMPT_STALL_MS);
  vpn_transport_note_step (self->transport, step);
  /* The other steps are genkand's own to announce. */
  if (step >= VPN_STEP_CONTACT && step <= VPN_STEP_CONFIGURE)
    self->events->step (self->owner, step, detail);
}

static void
on_need_secret (gpointer owner, const VpnWorkerSecretRequest *request)
{
  VpnAttempt *self = owner;

  VpnBreach breach = vpn_demands_secret (&self->demands, request->kind);

  if (breach != VPN_BREACH_NONE)
    {
      vpn_worker_breach (self->worker, breach);
      return;
    }
  if (self->closing)
    return;
  vpn_attempt_watch (self, VPN_ATTEMPT_STALL_MS);
  self->events->need_secret (self->owner, request);
}

static void
on_need_signature (gpointer owner, guint32 ticket, CrySig sig, GBytes *octets)
{
  VpnAttempt *self = owner;
  VpnBreach breach = vpn_demands_signature (&self->demands, octets);

  if (breach != VPN_BREACH_NONE)
    {
      vpn_worker_breach (self->worker, breach);
      return;
    }
  if (!vpn_demands_allow (&self->demands, sig))
    {
      self->events->log (self->owner, LOG_SINK_WARNING,
                         "the gateway wants a signature with SHA-1, which only a profile with "
                         "ike.legacy gives");
      vpn_worker_answer_signature (self->worker, ticket, NULL);
    }
  else if (!self->closing)
    self->events->need_signature (self->owner, ticket, sig, octets);
}

static void
on_breach (gpointer owner, VpnBreach breach)
{
  VpnAttempt *self = owner;

  self->events->breach (self->owner, breach);
}

static void
on_peer (gpointer owner, GVariant *peer)
{
  VpnAttempt *self = owner;

  if (!self->closing)
    self->events->peer (self->owner, peer);
}

static void
on_shown (gpointer owner, GVariant *certificates)
{
  VpnAttempt *self = owner;

  if (!self->closing)
    self->events->shown (self->owner, certificates);
}

static void
on_child_sas (gpointer owner, GVariant *child_sas)
{
  VpnAttempt *self = owner;

  if (!self->closing)
    self->events->child_sas (self->owner, child_sas);
}

static void
on_counters (gpointer owner, guint32 serial, GVariant *counters)
{
  VpnAttempt *self = owner;

  /* It answers in order; anything else is an answer to a question nobody asked. */
  if (self->closing || self->counters_seen == self->counters_wanted
      || serial != self->counters_seen + 1)
    return;
  self->counters_seen = serial;
  self->events->counters (self->owner, counters);
}

static void
on_message (gpointer owner, const char *text)
{
  VpnAttempt *self = owner;

  if (!self->closing)
    self->events->message (self->owner, text);
}

static void
on_log (gpointer owner, LogSinkLevel level, const char *text)
{
  VpnAttempt *self = owner;

  /* The goodbye as well is worth a line. */
  self->events->log (self->owner, level, text);
}

static void
check_up (VpnAttempt *self)
{
  if (self->told_up || self->told_lost || !self->carries || !self->plan_in_force
      || self->plans_waiting > 0)
    return;
  self->told_up = TRUE;
  self->events->up (self->owner);
}

static void
on_up (gpointer owner)
{
  VpnAttempt *self = owner;

  if (self->closing)
    return;
  self->carries = self->demands.is_up = TRUE;
  vpn_source_clear (&self->stall_timer);
  check_up (self);
}

static void
tell_stalled (VpnAttempt *self)
{
  if (!self->closing)
    self->events->stalled (self->owner, self->traffic_stalled || self->worker_silent);
}

static void
on_traffic_stalled (gpointer owner, gboolean stalled)
{
  VpnAttempt *self = owner;

  self->traffic_stalled = stalled;
  tell_stalled (self);
}

static void
on_pulse (gpointer owner, gboolean moves)
{
  VpnAttempt *self = owner;

  if (self->closing)
    return;
  vpn_pulse_beat (self->pulse, moves);
  if (self->told_up)
    self->events->moves (self->owner, moves);
}

static void
on_pulse_silent (gpointer owner, gboolean silent)
{
  VpnAttempt *self = owner;

  self->worker_silent = silent;
  tell_stalled (self);
}

static void
on_pulse_dead (gpointer owner)
{
  VpnAttempt *self = owner;

  g_clear_pointer (&self->worker, vpn_worker_free);
  vpn_attempt_fail (self, VPN_REASON_WORKER_DIED, "it stood still");
}

const VpnPulseEvents vpn_attempt_pulse_events = { on_pulse_silent, on_pulse_dead };

static void
on_reach (gpointer owner, const IpAddress *address)
{
  VpnAttempt *self = owner;
  g_autoptr (GError) error = NULL;

  /* Before it is up, only another gateway to begin with can be meant (RFC 5685). */
  if (!self->demands.is_up && !vpn_profile_get_boolean (self->config.profile, VPN_KEY_REDIRECT))
    return;
  if (net_leash_lengthen (self->leash, address, &error))
    self->events->reach (self->owner);
  else
    self->events->log (self->owner, LOG_SINK_WARNING, error->message);
}

static void
on_closed (gpointer owner, VpnReason reason, const char *detail, VpnStep step)
{
  tell_lost (owner, reason, detail, step > VPN_STEP_VERIFY_GATEWAY);
}

static void
on_exited (gpointer owner, const char *why)
{
  VpnAttempt *self = owner;
  g_autofree char *line = g_strdup_printf ("worker %s", why);

  g_clear_pointer (&self->worker, vpn_worker_free);
  self->events->log (self->owner, LOG_SINK_INFO, line);
  if (self->closing)
    self->events->ended (self->owner);
  else
    vpn_attempt_fail (self, VPN_REASON_WORKER_DIED, why);
}

/* ---- The plan ------------------------------------------------------------------------------ */

static void
on_applied (gpointer owner, const GError *error)
{
  VpnAttempt *self = owner;

  self->plans_waiting--;
  if (error != NULL)
    {
      vpn_attempt_fail (self, VPN_REASON_NETWORK_SETUP, error->message);
      return;
    }
  self->plan_in_force = TRUE;
  if (self->worker != NULL)
    vpn_worker_plan_done (self->worker, TRUE);
  self->events->plan (self->owner);
  check_up (self);
}

static gboolean
is_known_gateway (const VpnAttempt *self, const IpAddress *address)
{
  /* Of a worker that an earlier version of genkand started, not everything is known. */
  return (self->adopted && !net_leash_is_tied (self->leash)) || address->family == 0
         || net_leash_reaches (self->leash, address);
}

/* FALSE: it cannot be, or may not be; error says why. */
static gboolean
take_plan (VpnAttempt *self, GVariant *variant, GError **error)
{
  VpnHostSide *host = self->config.host;
  g_autoptr (NetPlan) plan = net_plan_from_variant (variant, vpn_host_side_get_tun (host)->ifname,
                                                    self->config.profile, error);

  if (plan == NULL || !net_own_keep (plan, error)
      || !self->events->accepts (self->owner, plan, error))
    return FALSE;
  if (!is_known_gateway (self, &plan->gateway))
    {
      g_set_error_literal (error, VPN_ERROR, VPN_ERROR_INVALID_ARGUMENT,
                           vpn_breach_sentence (VPN_BREACH_PLAN_GATEWAY));
      vpn_worker_breach (self->worker, VPN_BREACH_PLAN_GATEWAY);
      return FALSE;
    }
  if (self->gateways != NULL)
    vpn_resolver_prefer (self->gateways, &plan->gateway);
  return vpn_host_side_apply (host, g_steal_pointer (&plan), self->life, on_applied, self, error);
}

static void
on_plan (gpointer owner, GVariant *variant)
{
  VpnAttempt *self = owner;
  g_autoptr (GError) error = NULL;

  if (self->closing || self->told_lost)
    return;
  if (!take_plan (self, variant, &error))
    {
      vpn_attempt_fail (self, VPN_REASON_NETWORK_SETUP, error->message);
      return;
    }
  self->plans_waiting++;
  if (!self->told_up)
    self->events->step (self->owner, VPN_STEP_NETWORK,
                        vpn_host_side_get_tun (self->config.host)->ifname);
}

const VpnWorkerEvents vpn_attempt_worker_events = {
  .stage = on_stage,
  .need_secret = on_need_secret,
  .need_signature = on_need_signature,
  .peer = on_peer,
  .shown = on_shown,
  .plan = on_plan,
  .child_sas = on_child_sas,
  .up = on_up,
  .stalled = on_traffic_stalled,
  .pulse = on_pulse,
  .message = on_message,
  .counters = on_counters,
  .reach = on_reach,
  .log = on_log,
  .breach = on_breach,
  .closed = on_closed,
  .exited = on_exited,
};
