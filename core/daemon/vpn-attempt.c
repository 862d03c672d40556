// SPDX-License-Identifier: GPL-2.0-or-later
// Copyright (C) 2026 The Genkan authors
/* VpnAttempt: look-up, sockets and worker of one session, and what they say made one. */
#include "vpn-attempt.h"

#include "config.h"
#include "net-leash.h"
#include "net-own.h"
#include "net-plan-read.h"
#include "vpn-demands.h"
#include "vpn-error.h"
#include "vpn-launch.h"
#include "vpn-pulse.h"
#include "vpn-source.h"
#include "vpn-transport.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define TUN_MTU_DEFAULT 1500 /* bytes; what the kernel gives a new TUN device */

struct VpnAttempt
{
  VpnAttemptConfig config;
  const VpnAttemptEvents *events; /* borrowed */
  gpointer owner;                 /* borrowed */
  GCancellable *life;             /* owned; triggered when it closes or goes */
  GArray *gateways;               /* counted or NULL; IpAddress */
  VpnDemands demands;             /* what the worker may ask for */
  VpnWorker *worker;              /* owned or NULL */
  VpnTransport *transport;        /* owned */
  NetLeash *leash;                /* owned; of its sockets */
  GSource *turn;                  /* owned or NULL; the begin, or the end of one without worker */
  GSource *stall_timer;           /* owned or NULL; runs while the worker is to bring it up */
  GSource *lookup_timer;          /* owned or NULL; runs while a known name is looked up again */
  VpnPulse *pulse;                /* owned; of the worker, while packets move */
  guint32 counters_wanted, counters_seen; /* both wrap around */
  guint plans_waiting;                    /* plans of this worker on their way to be in force */
  guint plan_in_force : 1;                /* one of this worker's */
  guint carries : 1;                      /* the worker said UP */
  guint told_up : 1;
  guint told_lost : 1;
  guint adopted : 1;
  guint closing : 1;
  guint traffic_stalled : 1; /* the worker says so */
  guint worker_silent : 1;   /* it says nothing, and should */
};

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

/* Of this host's making: nobody had to prove anything, and nobody did. */
static void
tell_failed (VpnAttempt *self, VpnReason reason, const char *detail)
{
  tell_lost (self, reason, detail, FALSE);
}

static gboolean
on_stalled (gpointer user_data)
{
  VpnAttempt *self = user_data;

  vpn_source_clear (&self->stall_timer);
  g_clear_pointer (&self->worker, vpn_worker_free);
  tell_failed (self, VPN_REASON_WORKER_DIED, "it said nothing any more");
  return G_SOURCE_REMOVE;
}

static void
watch_progress (VpnAttempt *self)
{
  vpn_source_clear (&self->stall_timer);
  if (!self->carries && !self->told_lost)
    self->stall_timer = vpn_source_timeout (VPN_ATTEMPT_STALL_MS, on_stalled, self);
}

/* ---- What the worker says ------------------------------------------------------------------ */

static void
on_stage (gpointer owner, VpnStep step, const char *detail)
{
  VpnAttempt *self = owner;

  if (self->closing)
    return;
  watch_progress (self);
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
  watch_progress (self);
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

  if (!self->closing)
    vpn_pulse_beat (self->pulse, moves);
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
  tell_failed (self, VPN_REASON_WORKER_DIED, "it stood still");
}

static const VpnPulseEvents pulse_events = { on_pulse_silent, on_pulse_dead };

static void
on_reach (gpointer owner, const IpAddress *address)
{
  VpnAttempt *self = owner;
  g_autoptr (GError) error = NULL;

  /* Before it is up, only another gateway to begin with can be meant (RFC 5685). */
  if (!self->demands.is_up && !vpn_profile_get_boolean (self->config.profile, VPN_KEY_REDIRECT))
    return;
  if (net_leash_lengthen (self->leash, address, &error))
    return;
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
    tell_failed (self, VPN_REASON_WORKER_DIED, why);
}

/* ---- The plan ------------------------------------------------------------------------------ */

static void
on_applied (gpointer owner, const GError *error)
{
  VpnAttempt *self = owner;

  self->plans_waiting--;
  if (error != NULL)
    {
      tell_failed (self, VPN_REASON_NETWORK_SETUP, error->message);
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
  /* Of a worker that another genkand started, not everything is known. */
  return self->adopted || address->family == 0 || net_leash_reaches (self->leash, address);
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
      tell_failed (self, VPN_REASON_NETWORK_SETUP, error->message);
      return;
    }
  self->plans_waiting++;
  if (!self->told_up)
    self->events->step (self->owner, VPN_STEP_NETWORK,
                        vpn_host_side_get_tun (self->config.host)->ifname);
}

static const VpnWorkerEvents worker_events = {
  .stage = on_stage,
  .need_secret = on_need_secret,
  .need_signature = on_need_signature,
  .peer = on_peer,
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

/* ---- Contact ------------------------------------------------------------------------------- */

/* Anew, instead of the one there may be. */
static gboolean
make_worker (VpnAttempt *self, GError **error)
{
  const VpnServices *services = self->config.services;
  VpnWorkerConfig config = { services->worker_path, services->runtime_dir };
  g_autofree char *text = NULL;

  vpn_worker_free (self->worker);
  self->worker = vpn_worker_new (&config, &worker_events, self, error);
  if (self->worker == NULL)
    return FALSE;
  text = g_strdup_printf ("the worker is process %d", (int) vpn_worker_get_pid (self->worker));
  self->events->log (self->owner, LOG_SINK_INFO, text);
  return TRUE;
}

/* A kernel without a packet filter costs a warning, as for the guard. */
static void
tie_sockets (VpnAttempt *self)
{
  const VpnTransportFds *fds = vpn_transport_get_fds (self->transport);
  g_autoptr (GError) error = NULL;

  if (!net_leash_tie (self->leash, fds->udp4, fds->udp6, self->gateways, &error))
    self->events->log (self->owner, LOG_SINK_WARNING, error->message);
}

static const char *
own_ifname (const VpnAttempt *self)
{
  return vpn_host_side_get_tun (self->config.host)->ifname;
}

static gboolean
configure_worker (VpnAttempt *self, GError **error)
{
  const VpnTransportFds *fds = vpn_transport_get_fds (self->transport);
  const NetTun *tun = vpn_host_side_get_tun (self->config.host);
  const NetPlan *plan = vpn_host_side_get_plan (self->config.host);
  VpnWorkerStart start = {
    .name = self->config.name,
    .gateways = &g_array_index (self->gateways, IpAddress, 0),
    .n_gateways = fds->tcp >= 0 ? 1 : self->gateways->len,
    .local_port = fds->local_port,
    .tun_mtu = plan != NULL ? (guint16) plan->mtu : TUN_MTU_DEFAULT,
    .tun_offloads = tun->offloads,
    .last = plan != NULL ? plan->addresses : NULL,
    .n_last = plan != NULL ? plan->n_addresses : 0,
    .udp4 = fds->udp4,
    .udp6 = fds->udp6,
    .tcp = fds->tcp,
    .tcp_port = fds->peer.port,
    .tun = tun->fd,
    .public_key = self->config.public_key,
  };

  return vpn_launch_worker (self->worker, self->config.profile, self->config.options, &start,
                            error);
}

/* The worker gets what there is to reach the first gateway by. */
static void
begin_contact (VpnAttempt *self)
{
  g_autofree char *address = ip_address_to_text (&g_array_index (self->gateways, IpAddress, 0));
  g_autoptr (GError) error = NULL;

  tie_sockets (self);
  if (!configure_worker (self, &error))
    {
      tell_failed (self, VPN_REASON_WORKER_DIED, error->message);
      return;
    }
  watch_progress (self);
  self->events->contact (self->owner, address);
}

static void
launch (VpnAttempt *self)
{
  g_autofree char *detail = NULL;
  g_autoptr (GError) error = NULL;
  VpnReason reason
      = vpn_launch_judge (self->config.profile, self->gateways, own_ifname (self), &detail);

  vpn_source_clear (&self->lookup_timer);
  if (reason != VPN_REASON_NONE)
    tell_failed (self, reason, detail);
  else if (!vpn_transport_open (self->transport, self->config.profile, self->gateways, &error))
    tell_failed (self, VPN_REASON_NETWORK_SETUP, error->message);
  else if (vpn_transport_is_open (self->transport))
    begin_contact (self);
}

/* The worker that waited for an answer to UDP has learnt nothing that is worth keeping. */
static void
on_stream (gpointer owner)
{
  VpnAttempt *self = owner;
  g_autoptr (GError) error = NULL;

  if (self->told_lost || self->closing)
    return;
  self->events->log (self->owner, LOG_SINK_INFO, "the gateway is reached over TCP");
  vpn_resolver_prefer (self->gateways, &vpn_transport_get_fds (self->transport)->peer.address);
  if (make_worker (self, &error))
    begin_contact (self);
  else
    tell_failed (self, VPN_REASON_WORKER_DIED, error->message);
}

static void
on_stream_failed (gpointer owner, const char *why)
{
  tell_failed (owner, VPN_REASON_TCP_REFUSED, why);
}

static const VpnTransportEvents transport_events = {
  .stream = on_stream,
  .failed = on_stream_failed,
};

static gboolean
has_address (const GArray *gateways, const IpAddress *address)
{
  for (guint i = 0; i < gateways->len; i++)
    if (ip_address_equal (&g_array_index (gateways, IpAddress, i), address))
      return TRUE;
  return FALSE;
}

/* Anybody can answer for DNS, and a network of one family may tell of that one alone: where the
 * gateway was the last time is worth a try too, in either family. */
static GArray *
with_last_known (GArray *resolved, const GArray *known)
{
  gboolean has4 = known == NULL, has6 = known == NULL;

  for (guint i = 0; !(has4 && has6) && i < known->len; i++)
    {
      const IpAddress *last = &g_array_index (known, IpAddress, i);
      gboolean *has = last->family == AF_INET ? &has4 : &has6;

      if (!*has && !has_address (resolved, last) && resolved->len < VPN_RESOLVER_ADDRESSES_MAX)
        g_array_append_vals (resolved, last, 1);
      *has = TRUE;
    }
  return resolved;
}

static void
on_resolved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VpnAttempt *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) gateways = vpn_resolver_resolve_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (gateways != NULL)
    {
      g_autoptr (GArray) known = g_steal_pointer (&self->gateways);

      self->gateways = with_last_known (g_steal_pointer (&gateways), known);
    }
  if (vpn_attempt_is_launched (self) || self->told_lost)
    return;
  /* Behind a tunnel that takes all of DNS nothing resolves while the tunnel is down; the gateway is
   * most likely where it was. */
  if (self->gateways != NULL)
    launch (self);
  else
    tell_failed (self, vpn_launch_judge_lookup (error, own_ifname (self)), "");
}

static gboolean
on_lookup_slow (gpointer user_data)
{
  VpnAttempt *self = user_data;

  vpn_source_clear (&self->lookup_timer);
  self->events->log (self->owner, LOG_SINK_INFO,
                     "the name does not resolve now; the address is kept");
  launch (self);
  return G_SOURCE_REMOVE;
}

static void
look_up (VpnAttempt *self)
{
  vpn_launch_look_up (self->config.services->resolver_path, self->config.profile, self->life,
                      on_resolved, self);
  if (self->gateways != NULL)
    self->lookup_timer = vpn_source_timeout (VPN_ATTEMPT_LOOKUP_AGAIN_MS, on_lookup_slow, self);
}

static gboolean
on_begin (gpointer user_data)
{
  VpnAttempt *self = user_data;
  g_autoptr (GError) error = NULL;

  vpn_source_clear (&self->turn);
  if (self->config.worker_fd >= 0)
    {
      self->worker = vpn_worker_adopt (g_steal_fd (&self->config.worker_fd),
                                       g_steal_fd (&self->config.worker_pidfd), self->gateways,
                                       &worker_events, self);
      self->adopted = self->demands.is_up = TRUE;
      self->stall_timer = vpn_source_timeout (VPN_ATTEMPT_REPORT_MS, on_stalled, self);
      return G_SOURCE_REMOVE;
    }
  /* It builds its jail while the name is looked up, and then waits for its configuration. */
  if (!make_worker (self, &error))
    tell_failed (self, VPN_REASON_WORKER_DIED, error->message);
  else if (self->config.trust_gateways && self->gateways != NULL)
    launch (self);
  else
    look_up (self);
  return G_SOURCE_REMOVE;
}

/* ---- Life ---------------------------------------------------------------------------------- */

VpnAttempt *
vpn_attempt_new (const VpnAttemptConfig *config, const VpnAttemptEvents *events, gpointer owner)
{
  VpnAttempt *self = g_new0 (VpnAttempt, 1);

  self->config = *config;
  self->demands.profile = config->profile;
  self->leash = net_leash_new (
      config->slot, (guint16) vpn_profile_get_integer (config->profile, VPN_KEY_PORT),
      (guint16) vpn_profile_get_integer (config->profile, VPN_KEY_NATT_PORT));
  self->events = events;
  self->owner = owner;
  self->life = g_cancellable_new ();
  self->pulse = vpn_pulse_new (&pulse_events, self, VPN_PULSE_SILENT_MS, VPN_PULSE_DEAD_MS);
  self->gateways = config->gateways != NULL ? g_array_ref (config->gateways) : NULL;
  self->transport = vpn_transport_new (&transport_events, self);
  self->turn = vpn_source_timeout (0, on_begin, self);
  return self;
}

static void
drop_waiting (VpnAttempt *self)
{
  g_cancellable_cancel (self->life);
  vpn_source_clear (&self->turn);
  vpn_source_clear (&self->stall_timer);
  vpn_source_clear (&self->lookup_timer);
  g_clear_pointer (&self->pulse, vpn_pulse_free);
}

static void
close_fd (int fd)
{
  if (fd >= 0)
    close (fd);
}

void
vpn_attempt_free (VpnAttempt *attempt)
{
  if (attempt == NULL)
    return;
  drop_waiting (attempt);
  vpn_worker_free (attempt->worker);
  vpn_transport_free (attempt->transport);
  net_leash_free (attempt->leash);
  close_fd (attempt->config.worker_fd);
  close_fd (attempt->config.worker_pidfd);
  g_clear_pointer (&attempt->config.public_key, g_bytes_unref);
  g_clear_pointer (&attempt->gateways, g_array_unref);
  g_object_unref (attempt->life);
  g_free (attempt);
}

static gboolean
on_end (gpointer user_data)
{
  VpnAttempt *self = user_data;

  vpn_source_clear (&self->turn);
  self->events->ended (self->owner);
  return G_SOURCE_REMOVE;
}

void
vpn_attempt_close (VpnAttempt *attempt)
{
  if (attempt->closing)
    return;
  attempt->closing = TRUE;
  drop_waiting (attempt);
  if (attempt->worker != NULL)
    vpn_worker_close (attempt->worker);
  else
    attempt->turn = vpn_source_timeout (0, on_end, attempt);
}

VpnWorker *
vpn_attempt_get_worker (VpnAttempt *attempt)
{
  return attempt->worker;
}

gboolean
vpn_attempt_is_launched (const VpnAttempt *attempt)
{
  return vpn_transport_is_open (attempt->transport) || attempt->adopted;
}

gboolean
vpn_attempt_has_way (const VpnAttempt *attempt)
{
  g_autofree char *detail = NULL;

  return attempt->gateways != NULL
         && vpn_launch_judge (attempt->config.profile, attempt->gateways, own_ifname (attempt),
                              &detail)
                == VPN_REASON_NONE;
}

GArray *
vpn_attempt_get_gateways (VpnAttempt *attempt)
{
  return attempt->gateways;
}

void
vpn_attempt_renew (VpnAttempt *attempt)
{
  net_leash_renew (attempt->leash);
}

void
vpn_attempt_want_counters (VpnAttempt *attempt)
{
  if (attempt->worker != NULL)
    vpn_worker_want_counters (attempt->worker, ++attempt->counters_wanted);
}
